package owning

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

// step matches an instruction of the page: a comment, and the block below it if there is one, with an answer if
// another follows.
var step = regexp.MustCompile("(?ms)<!-- (file|append|replace|method|import|run|ask)(?:: ([^\n]*?))? -->\n(?:```\\w+\n(.*?)^```\n)?(?:\n```json\n(.*?)^```)?") //nolint:gocritic // ^ is a line's start here

// TestPage follows docs/owning.md in a copy of the repository.
func TestPage(t *testing.T) {
	dir := copyOf(t)
	r := reader{dir: dir}
	defer r.stop(t)
	done := map[string]int{}
	for _, m := range step.FindAllStringSubmatch(read(t, "../../..", "docs/owning.md"), -1) {
		verb, argument, block, answer := m[1], m[2], m[3], m[4]
		done[verb]++
		switch verb {
		case "file":
			write(t, dir, argument, block)
		case "append":
			write(t, dir, argument, read(t, dir, argument)+block)
		case "replace":
			file, change, _ := strings.Cut(argument, " ")
			old, text, _ := strings.Cut(change, " => ")
			if was := read(t, dir, file); strings.Contains(was, old) {
				write(t, dir, file, strings.Replace(was, old, text, 1))
			} else {
				t.Fatalf("%s has no %s", file, old)
			}
		case "method":
			replaceMethod(t, dir, argument, block)
		case "import":
			file, name, _ := strings.Cut(argument, " ")
			write(t, dir, file, strings.Replace(read(t, dir, file), "import (", "import (\n\t\""+name+"\"", 1))
		case "run":
			for command := range strings.Lines(block) {
				r.run(t, strings.TrimSpace(command))
			}
		case "ask":
			r.ask(t, block, answer)
		}
	}
	r.stop(t)
	log := r.log.String()
	for name, edited := range map[string]bool{"Query.authors": true, "Mutation.deleteAuthor": true, "Query.books": false, "Mutation.insertAuthor": false} {
		if strings.Contains(log, name) != edited {
			t.Errorf("the log names %s, which was edited: %v, want %v:\n%s", name, !edited, edited, log)
		}
	}
	passes(t, dir)
	for verb, least := range map[string]int{"file": 2, "append": 1, "method": 2, "import": 1, "run": 5, "ask": 5} {
		if done[verb] < least {
			t.Errorf("the page has %d steps of the kind %s; want at least %d", done[verb], verb, least)
		}
	}
}

// replaceMethod replaces the method of the same name.
func replaceMethod(t *testing.T, dir, file, method string) {
	t.Helper()
	head, _, _ := strings.Cut(method, "(ctx")
	text := read(t, dir, file)
	start := strings.Index(text, head+"(")
	if start < 0 {
		t.Fatalf("%s has no %s", file, head)
	}
	end := strings.Index(text[start:], "\n}\n")
	write(t, dir, file, text[:start]+strings.TrimSuffix(method, "\n")+text[start+end+2:])
}

// reader follows the instructions of the page.
type reader struct {
	dir, address string
	server       *exec.Cmd
	drained      chan struct{}
	// log is the output of the server; it is complete once the server has ended.
	log bytes.Buffer
}

func (r *reader) run(t *testing.T, command string) {
	t.Helper()
	r.stop(t)
	if command != "go run ." {
		goTool(t, r.dir, strings.Fields(command)[1:]...)
		return
	}
	goTool(t, r.dir, "build", "-o", "served", ".")
	r.start(t, "served")
}

// start starts a server that was built in the folder.
func (r *reader) start(t *testing.T, name string, args ...string) {
	t.Helper()
	r.server = exec.CommandContext(context.WithoutCancel(t.Context()), filepath.Join(r.dir, name), append(args, "--listen", "127.0.0.1:0")...)
	r.server.Dir = r.dir
	r.log.Reset()
	r.server.Stderr = &r.log
	out, err := r.server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.server.Start(); err != nil {
		t.Fatal(err)
	}
	r.address = ""
	for lines := bufio.NewScanner(out); r.address == "" && lines.Scan(); {
		if m := regexp.MustCompile(`http://\S+/graphql`).FindString(lines.Text()); m != "" {
			r.address = m
		}
	}
	r.drained = make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, out)
		close(r.drained)
	}()
	if r.address == "" {
		t.Fatalf("the server does not start:\n%s", r.log.String())
	}
}

func (r *reader) stop(t *testing.T) {
	t.Helper()
	if r.server == nil {
		return
	}
	_ = r.server.Process.Signal(os.Interrupt)
	<-r.drained
	if err := r.server.Wait(); err != nil {
		t.Error(err)
	}
	r.server = nil
}

func (r *reader) ask(t *testing.T, query, want string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, r.address, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(decoded(t, text), decoded(t, []byte(want))) {
		t.Errorf("%s\ngives %s\nwant  %s", query, text, want)
	}
}

func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}
