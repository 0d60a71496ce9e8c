package docs_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tiddly/internal/sample"
	"tiddly/internal/tests/home"
)

// block matches a fenced block of shell commands. A comment above it gives the reason if it is not run here; "run"
// marks those of the test that follows a whole page (internal/tests/owning). A file is written into the folder.
var block = regexp.MustCompile("(?ms)^(?:<!-- (run|not run: [^\n]*|file: [^\n]*) -->\n)?```(sh|console|yaml)\n(.*?)^```$") //nolint:gocritic // ^ is a line's start here

// span matches a command within a line of text.
var span = regexp.MustCompile("`(tiddly [^`]*)`")

// named are databases that pages use without creating them.
var named = []string{"your.db", "path/to/your.db"}

// TestCommands runs the commands of every page in order, each page in a folder of its own. In a console block the
// output is compared with the page, where a line … stands for any lines.
func TestCommands(t *testing.T) {
	home.Only(t)
	if testing.Short() {
		t.Skip("builds the program")
	}
	for _, tool := range []string{"curl", "jq", "sqlite3"} {
		if _, err := exec.LookPath(tool); err == nil {
			continue
		} else if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the pages use " + tool + ", which is not installed")
	}
	tools := build(t)
	ran := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			s := &shell{tools: tools, dir: t.TempDir()}
			defer s.stop(t)
			for _, b := range block.FindAllSubmatch(text, -1) {
				if name, ok := strings.CutPrefix(string(b[1]), "file: "); ok {
					write(t, filepath.Join(s.dir, name), b[3])
				}
				if len(b[1]) > 0 || string(b[2]) == "yaml" {
					continue
				}
				for _, c := range commandsOf(string(b[3]), string(b[2]) == "console") {
					ran++
					s.run(t, c)
				}
			}
		})
	}
	if ran < 5 {
		t.Errorf("%d commands were run; want at least 5", ran)
	}
}

// TestCommandsInText checks commands within lines: their words and flags must exist.
func TestCommandsInText(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	tools := build(t)
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		s := &shell{tools: tools, dir: t.TempDir()}
		for _, m := range span.FindAllSubmatch(text, -1) {
			line := strings.NewReplacer("…", "", "\n", " ").Replace(string(m[1]))
			if out, err := s.command(t.Context(), line+" --help").CombinedOutput(); err != nil {
				t.Errorf("%s: `%s` is not understood: %s", filepath.Base(page), line, out)
			}
		}
	}
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func pages(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("../../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(all, "../../../README.md")
}

// built is the program, built once for all tests of the package.
var built = struct {
	sync.Once
	dir string
	err error
}{}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// build returns a folder with the program in it.
func build(t *testing.T) string {
	t.Helper()
	built.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "tiddly-docs-"); built.err != nil { //nolint:usetesting // it outlives a test
			return
		}
		var out []byte
		c := exec.CommandContext(context.Background(), "go", "build", "-o", filepath.Join(built.dir, "tiddly"), "tiddly")
		if out, built.err = c.CombinedOutput(); built.err != nil {
			t.Logf("%s", out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.dir
}

// command is a line of a page, with the output shown there; nil if none is shown.
type command struct {
	line string
	want []string
}

// commandsOf splits a block into commands. A line that ends in a backslash continues in the next one.
func commandsOf(text string, console bool) []command {
	var all []command
	open := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		prompt := !console
		if rest, ok := strings.CutPrefix(line, "$ "); ok && console {
			line, prompt = rest, true
		}
		switch {
		case open:
			all[len(all)-1].line += "\n" + line
		case !prompt:
			if len(all) > 0 {
				all[len(all)-1].want = append(all[len(all)-1].want, line)
			}
			continue
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
			continue
		default:
			all = append(all, command{line: line})
		}
		open = strings.HasSuffix(line, `\`)
	}
	return all
}

// shell runs the commands of a page. A server runs until another one is started at its port.
type shell struct {
	tools, dir string
	// servers are the running servers, by their port on the page.
	servers map[string]*running
}

// running is a server, and the address that replaces the one on the page.
type running struct {
	address string
	process *exec.Cmd
	output  *bytes.Buffer
	drained chan struct{}
}

var (
	serves   = regexp.MustCompile(`^((?:\w+=\S+ )*)(?:tiddly|go run \.)(?: serve)?( +-.*| *#.*|)$`)
	listens  = regexp.MustCompile(`--listen[ =]\S*?:(\d+)`)
	standard = regexp.MustCompile(`(?:127\.0\.0\.1|localhost):(\d+)`)
	greeted  = regexp.MustCompile(`http://([^/\s]+)/graphql`)
)

func (s *shell) command(ctx context.Context, line string) *exec.Cmd {
	line = strings.ReplaceAll(line, "go run . ", "tiddly ")
	c := exec.CommandContext(ctx, "sh", "-ec", line)
	c.Dir = s.dir
	c.Env = append(os.Environ(), "PATH="+s.tools+string(os.PathListSeparator)+os.Getenv("PATH"))
	return c
}

func (s *shell) run(t *testing.T, c command) {
	t.Helper()
	s.prepare(t, c.line)
	if m := serves.FindStringSubmatch(c.line); m != nil && !strings.Contains(c.line, "--help") {
		s.serve(t, m[1], m[2])
		return
	}
	line := standard.ReplaceAllStringFunc(c.line, func(address string) string {
		_, port, _ := strings.Cut(address, ":")
		if r := s.servers[port]; r != nil {
			return r.address
		}
		return address
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := s.command(ctx, line).CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", c.line, err, out)
		return
	}
	if c.want != nil && !alike(c.want, strings.Split(strings.TrimRight(string(out), "\n"), "\n")) {
		t.Errorf("%s gives\n%s\nwant\n%s", c.line, out, strings.Join(c.want, "\n"))
	}
}

// prepare creates the databases that a command names as the reader's own.
func (s *shell) prepare(t *testing.T, line string) {
	t.Helper()
	for _, name := range named {
		path := filepath.Join(s.dir, name)
		if _, err := os.Stat(path); err == nil || !strings.Contains(line, name) || strings.Contains(line, "--create") {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if _, err := sample.Write(t.Context(), path, 20); err != nil {
			t.Fatal(err)
		}
	}
}

// serve starts the program on a free port and waits for its greeting.
func (s *shell) serve(t *testing.T, environment, flags string) {
	t.Helper()
	flags, _, _ = strings.Cut(flags, " #")
	port := "8080"
	if m := listens.FindStringSubmatch(flags); m != nil {
		port = m[1]
	}
	s.stopAt(t, port)
	flags = listens.ReplaceAllString(flags, "") + " --listen 127.0.0.1:0"
	r := &running{output: &bytes.Buffer{}, drained: make(chan struct{})}
	r.process = s.command(context.WithoutCancel(t.Context()), environment+"exec tiddly serve"+flags)
	r.process.Stderr = r.output
	out, err := r.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.process.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); r.address == "" && lines.Scan(); {
		if m := greeted.FindStringSubmatch(lines.Text()); m != nil {
			r.address = m[1]
		}
	}
	if r.address == "" {
		t.Errorf("tiddly serve%s does not start:\n%s", flags, r.output)
	}
	go func() { // further output must not block it
		_, _ = io.Copy(io.Discard, out)
		close(r.drained)
	}()
	if s.servers == nil {
		s.servers = map[string]*running{}
	}
	s.servers[port] = r
}

// stop stops all servers, which must exit without an error.
func (s *shell) stop(t *testing.T) {
	t.Helper()
	for port := range s.servers {
		s.stopAt(t, port)
	}
}

func (s *shell) stopAt(t *testing.T, port string) {
	t.Helper()
	r := s.servers[port]
	if r == nil {
		return
	}
	delete(s.servers, port)
	_ = r.process.Process.Signal(os.Interrupt)
	<-r.drained
	if err := r.process.Wait(); err != nil {
		t.Errorf("the server ends with %v", err)
	}
}

// alike reports whether lines are equal, where a line … stands for any lines.
func alike(want, got []string) bool {
	if len(want) == 0 {
		return len(got) == 0
	}
	if want[0] == "…" {
		for i := range len(got) + 1 {
			if alike(want[1:], got[i:]) {
				return true
			}
		}
		return false
	}
	return len(got) > 0 && want[0] == got[0] && alike(want[1:], got[1:])
}
