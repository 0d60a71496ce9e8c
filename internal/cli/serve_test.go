package cli

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/tests/home"
)

func TestDefaultDatabaseIsMadeOnceAndLeftAlone(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	r := start(t)
	wants(t, "the greeting", r.stdout.String(), "tiddly.db", "2 tables", "Every table is empty.", "tiddly sample shop.db")
	if got := r.query(t, "{ users { id email name } duals { id text } }"); got != `{"users":[],"duals":[]}` {
		t.Errorf("a new database holds %s", got)
	}
	if code := r.stop(t); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, r.stderr.String())
	}
	before := sum(t, "tiddly.db")
	if _, err := os.Stat("tiddly.db-wal"); err == nil {
		t.Error("the write-ahead log was not brought into the file")
	}
	r = start(t, "serve")
	r.query(t, "{ users { id } }")
	if code := r.stop(t); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	if after := sum(t, "tiddly.db"); after != before {
		t.Error("the second start changed the file")
	}
}

func sum(t *testing.T, path string) [32]byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(content)
}

func TestDatabasesThatAreNotServed(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("letter.txt", []byte(strings.Repeat("Dear Ada, this is no database. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name           string
		args           []string
		message, hints string
	}{
		{"missing", []string{"--db", "missing.db"}, "missing.db", "--create"},
		{"missing, by URL", []string{"--db", "sqlite:missing.db"}, "missing.db", "--create"},
		{"missing default, read-only", []string{"--read-only"}, "tiddly.db", ""},
		{"no database", []string{"--db", "letter.txt"}, "letter.txt", ""},
		{"a folder", []string{"--db", "."}, "", ""},
		{"unknown parameter", []string{"--db", "sqlite:missing.db?mod=ro", "--create"}, "mod", ""},
		{"unknown scheme", []string{"--db", "oracle:somewhere"}, "oracle", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := run(t, nil, append(c.args, "--listen", "127.0.0.1:0")...)
			if got.code != 1 {
				t.Errorf("exit code %d", got.code)
			}
			wants(t, "the error", got.stderr, "tiddly: ", "hint: ", c.message, c.hints)
			if strings.Contains(got.stderr, "Usage:") {
				t.Errorf("a failure shows the usage:\n%s", got.stderr)
			}
			if got.stdout != "" {
				t.Errorf("stdout has %q", got.stdout)
			}
		})
	}
	left, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 {
		t.Errorf("files were left: %v", left)
	}
}

func TestCreateMakesTheNamedDatabase(t *testing.T) {
	t.Chdir(t.TempDir())
	r := start(t, "--db", "mine.db", "--create")
	if code := r.stop(t); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, r.stderr.String())
	}
	if _, err := os.Stat("mine.db"); err != nil {
		t.Error(err)
	}
}

func TestPortInUse(t *testing.T) {
	t.Chdir(t.TempDir())
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	got := run(t, nil, "--listen", l.Addr().String())
	if got.code != 1 {
		t.Errorf("exit code %d", got.code)
	}
	wants(t, "the error", got.stderr, "tiddly: "+l.Addr().String()+" is in use", "hint: ", "--listen")
	if _, err := os.Stat("tiddly.db"); err == nil {
		t.Error("a start that failed made a database")
	}
}

func TestWrongSettings(t *testing.T) {
	t.Chdir(t.TempDir())
	got := run(t, []string{"TIDDLY_LIMIT_ROWZ=3"}, "--listen", "0.0.0.0:8080", "--timeout", "soon")
	if got.code != 2 {
		t.Errorf("exit code %d", got.code)
	}
	wants(t, "the error", got.stderr, "TIDDLY_LIMIT_ROWZ", "did you mean TIDDLY_LIMIT_ROWS?",
		`"0.0.0.0:8080" is not loopback`, "127.0.0.1:8080", `"soon" is not a duration`)
	if _, err := os.Stat("tiddly.db"); err == nil {
		t.Error("a start that failed made a database")
	}
}

func TestWire(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	r := start(t)
	cases := []struct {
		method, path, body string
		headers            []string
		status             int
		text, allow        string
	}{
		{method: "GET", path: "/", status: 200, text: "It Works!"},
		{method: "GET", path: "/healthz", status: 200, text: "ok"},
		{method: "GET", path: "/readyz", status: 200, text: "ready"},
		{method: "GET", path: "/graphql?query={users{id}}", status: 200, text: `{"data":{"users":[]}}`},
		{method: "POST", path: "/graphql", body: `{"query":"{duals{id}}"}`, status: 200, text: `{"data":{"duals":[]}}`},
		{method: "GET", path: "/users/1/name", status: 404, text: `"error":"there is nothing at this address`},
		{method: "GET", path: "/users", status: 200, text: `{"error":"Table not found: users","status":"error","verb":"GET"}`},
		{method: "GET", path: "/dual", status: 200, text: `{"data":[],"status":"success","verb":"GET"}`},
		{method: "FETCH", path: "/dual", body: `{"where": {"id": 1}}`, status: 200, text: `{"data":[],"status":"success"}`},
		{method: "GET", path: "/_rest/dual", status: 200, text: `{"data":[],"status":"success","verb":"GET"}`},
		{method: "PATCH", path: "/dual", status: 405, text: "Unrecognized verb.", allow: "GET, HEAD, POST, FETCH, QUERY, OPTIONS"},
		{method: "FETCH", path: "/graphql", status: 405, text: "REQUEST_METHOD", allow: "GET, HEAD, POST, QUERY, OPTIONS"},
		{method: "PUT", path: "/graphql", body: "{}", status: 405, text: "REQUEST_METHOD", allow: "GET, HEAD, POST, QUERY, OPTIONS"},
		{method: "DELETE", path: "/healthz", status: 405, text: "REQUEST_METHOD", allow: "GET, HEAD, OPTIONS"},
		{method: "POST", path: "/graphql", body: `{"query":"{users{id}}"}`, headers: []string{"Host", "evil.example"}, status: 421, text: "REQUEST_HOST"},
		{method: "GET", path: "/graphql?query={users{id}}", headers: []string{"Host", "localhost:9"}, status: 200, text: `"users"`},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			status, header, text := r.send(t, c.method, c.path, c.body, c.headers...)
			if status != c.status {
				t.Errorf("status %d, want %d: %s", status, c.status, text)
			}
			if got := header.Get("Allow"); got != c.allow {
				t.Errorf("Allow %q, want %q", got, c.allow)
			}
			wants(t, "the answer", text, c.text)
		})
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestStopFinishesTheRequestInFlight stops the program while a request is in the middle of its body.
func TestStopFinishesTheRequestInFlight(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	r := start(t)
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	const body = `{"query": "{ users { id } }"}`
	send := func(text string) {
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
	}
	send(fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		r.address, len(body), body[:10]))
	time.Sleep(100 * time.Millisecond) // the handler is now waiting for the rest
	r.cancel()
	for deadline := time.Now().Add(5 * time.Second); !strings.Contains(r.stderr.String(), "stopping"); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the log does not say that the server stops:\n%s", r.stderr.String())
		}
	}
	send(body[10:])
	a, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	if a.StatusCode != 200 || string(text) != `{"data":{"users":[]}}` {
		t.Errorf("the request in flight got %d %s", a.StatusCode, text)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d:\n%s", code, r.stderr.String())
	}
}

var shownQuery = regexp.MustCompile(`-d '\{"query": "([^"]+)"\}'`)

func TestTheGreetingHasAQueryThatWorks(t *testing.T) {
	t.Chdir(t.TempDir())
	if got := run(t, nil, "sample", "shop.db", "--rows", "20"); got.code != 0 {
		t.Fatal(got.stderr)
	}
	databases := map[string][]string{
		"default": nil,
		"sample":  {"--db", "shop.db"},
	}
	for name, args := range databases {
		t.Run(name, func(t *testing.T) {
			r := start(t, args...)
			if name == "default" {
				// There are no rows to ask for.
				wants(t, "the greeting", r.stdout.String(), "Every table is empty", "tiddly sample shop.db")
				r.stop(t)
				return
			}
			m := shownQuery.FindStringSubmatch(r.stdout.String())
			if m == nil {
				t.Fatalf("no query in\n%s", r.stdout.String())
			}
			if strings.Contains(m[1], "password") {
				t.Errorf("the first question asks for passwords: %s", m[1])
			}
			data := r.query(t, m[1])
			if strings.HasSuffix(data, "[]}") {
				t.Errorf("%s shows nothing: %s", m[1], data)
			}
			r.stop(t)
		})
	}
}

func TestChinookIsServed(t *testing.T) {
	path := dbtest.Chinook(t)
	before := sum(t, path)
	r := start(t, "--db", path)
	got := r.query(t, `{ artists(where: {name: {startsWith: "A"}}, limit: 1, orderBy: [{name: ASC}]) { name albums { title } } }`)
	wants(t, "the answer", got, `{"artists":[{"name":"A`, `"albums":[`)
	m := shownQuery.FindStringSubmatch(r.stdout.String())
	if m == nil {
		t.Fatalf("no query in\n%s", r.stdout.String())
	}
	r.query(t, m[1])
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if sum(t, path) != before {
		t.Error("serving changed the file")
	}
	if left, _ := filepath.Glob(path + "?*"); len(left) > 0 {
		t.Errorf("files were left: %v", left)
	}
}
