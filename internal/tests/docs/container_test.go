package docs_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/cli"
)

// image is what deploy/Dockerfile declares of the image, by instruction.
type image map[string][]string

func readImage(t *testing.T) (image, string) {
	t.Helper()
	text, err := os.ReadFile("../../../deploy/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	i := image{}
	for _, m := range regexp.MustCompile(`(?m)^([A-Z]+) (.*)$`).FindAllStringSubmatch(string(text), -1) {
		i[m[1]] = append(i[m[1]], m[2])
	}
	return i, string(text)
}

// last returns the only value of an instruction, or its last one.
func (i image) last(instruction string) string {
	if all := i[instruction]; len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// groups returns the first group of each match.
func groups(pattern, text string) []string {
	var all []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

// TestContainerOfThePages compares the container commands of the pages with deploy/Dockerfile: its path, the name of
// the image, ports, folders, the build, and the account.
func TestContainerOfThePages(t *testing.T) {
	i, file := readImage(t)
	page, err := os.ReadFile("../../../docs/install.md")
	if err != nil {
		t.Fatal(err)
	}
	port, folder := i.last("EXPOSE"), i.last("VOLUME")
	name := groups(`docker build -f deploy/Dockerfile -t (\w+) \.`, file)[0]
	for _, c := range []struct {
		what, text, pattern, want string
		least                     int
	}{
		{"the build", file + string(page), `docker build (.*)`, "-f deploy/Dockerfile -t " + name + " .", 2},
		{"the image", file + string(page), `docker run .*?(?:/data|40) (\w+)`, name, 3},
		{"the published port", file + string(page), `docker run -p 127\.0\.0\.1:8080:(\d+)`, port, 3},
		{"the port of the server", i.last("ENV"), `TIDDLY_LISTEN=0\.0\.0\.0:(\d+)`, port, 1},
		{"the folder", file + string(page), `docker run .*-v \S+?:(/\w+) `, folder, 3},
		{"the folder of the default database", string(page), `(/\w+)/tiddly\.(?:db|yml)`, folder, 2},
		{"the working directory", i.last("WORKDIR"), `^(\S+)$`, folder, 1},
		{"the flags of the build", string(page) + file, `go build (-tags sqlite_fts5 -trimpath)`, "-tags sqlite_fts5 -trimpath", 2},
		{"the linker", string(page) + file, `(-ldflags='.*?')`, "-ldflags='-s -w'", 2},
		{"the program", i.last("ENTRYPOINT"), `"(.*)"`, groups(`install -m 755 tiddly (\S+)`, string(page))[0], 1},
		{"the account", i.last("USER") + "\n" + i.last("FROM"), `(nonroot)$`, "nonroot", 1},
		{"the time to stop", string(page) + file, `--stop-timeout (\d+)`, "40", 2},
	} {
		found := groups(c.pattern, c.text)
		if len(found) < c.least || slices.ContainsFunc(found, func(got string) bool { return got != c.want }) {
			t.Errorf("%s is %q, want %d times %q", c.what, found, c.least, c.want)
		}
	}
}

// TestContainerStarts checks that the command and the variables of the image are those of the program.
func TestContainerStarts(t *testing.T) {
	i, _ := readImage(t)
	command := groups(`"(\w+)"`, i.last("CMD"))
	var out, errs bytes.Buffer
	if code := cli.Main(t.Context(), append(command, "--help"), nil, &out, &errs); code != 0 {
		t.Errorf("%s: %d %s", command, code, errs.String())
	}
	env := strings.Fields(i.last("ENV"))
	check := []string{"check", "--create", "--db", filepath.Join(t.TempDir(), "tiddly.db")}
	if code := cli.Main(t.Context(), check, env, &out, &errs); code != 0 || !strings.Contains(out.String(), "Settings OK") {
		t.Errorf("%s: %d %s%s", env, code, out.String(), errs.String())
	}
}
