package server

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"tiddly/internal/observe"
)

// logged returns a server whose GraphQL reports to the observer, with a log of the given level.
func logged(level slog.Level, answer http.HandlerFunc) (*Server, *bytes.Buffer) {
	out := &bytes.Buffer{}
	o := options(io.Discard)
	o.Log = slog.New(observe.NamesRequests(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: level})))
	o.GraphQL = answer
	return New(o), out
}

func working(w http.ResponseWriter, r *http.Request) {
	if o := observe.From(r.Context()); o != nil {
		o.Operation("query", "Names")
		o.Statement(observe.Statement{Rows: 7})
	}
	w.WriteHeader(http.StatusBadRequest)
	_, _ = io.WriteString(w, "12345")
}

// line returns the last line of a log.
func line(t *testing.T, out *bytes.Buffer) map[string]any {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	var m map[string]any
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &m); err != nil {
		t.Fatalf("%v in %q", err, out.String())
	}
	return m
}

func TestLineOfARequest(t *testing.T) {
	s, out := logged(slog.LevelInfo, working)
	got := ask(t, s.Handler(), http.MethodPost, "/graphql?secret=1", func(r *http.Request) { r.Header.Set("X-Request-Id", "mine-1.2_3") })
	m := line(t, out)
	for key, want := range map[string]any{
		"msg": "answered", "level": "INFO", "request": "mine-1.2_3", "method": "POST", "route": "/graphql", "status": 400.0, "bytes": 5.0,
		"operation": "query", "name": "Names", "statements": 1.0, "rows": 7.0,
	} {
		if m[key] != want {
			t.Errorf("%s is %v, want %v", key, m[key], want)
		}
	}
	if ms, ok := m["milliseconds"].(float64); !ok || ms < 0 || ms > 10_000 {
		t.Errorf("milliseconds: %v", m["milliseconds"])
	}
	if id := got.header.Get("X-Request-Id"); id != "mine-1.2_3" {
		t.Errorf("the answer has the id %q", id)
	}
}

func TestLinesNameNothingOfTheClient(t *testing.T) {
	s, out := logged(slog.LevelDebug, working)
	for _, c := range []struct{ method, target, route, kind string }{
		{http.MethodGet, "/canary/1", "none", "GET"},
		{"CANARY", "/graphql", "none", "other"},
		{http.MethodGet, "/assets/canary.js", "/assets/*", "GET"},
		{http.MethodHead, "/readyz?canary=1", "/readyz", "HEAD"},
	} {
		ask(t, s.Handler(), c.method, c.target)
		if m := line(t, out); m["route"] != c.route || m["method"] != c.kind {
			t.Errorf("%s %s is logged as %v", c.method, c.target, m)
		}
	}
	if strings.Contains(strings.ToLower(out.String()), "canary") {
		t.Errorf("the log has words of the client:\n%s", out.String())
	}
}

func TestLinesByLevel(t *testing.T) {
	s, out := logged(slog.LevelInfo, working)
	ask(t, s.Handler(), http.MethodGet, "/healthz")
	if out.Len() > 0 {
		t.Errorf("a health check has a line at info: %s", out.String())
	}
	watched := true
	s, out = logged(slog.LevelWarn, func(_ http.ResponseWriter, r *http.Request) { watched = observe.From(r.Context()) != nil })
	if got := ask(t, s.Handler(), http.MethodPost, "/graphql"); got.header.Get("X-Request-Id") == "" {
		t.Error("there is no id where nothing is logged")
	}
	if watched || out.Len() > 0 {
		t.Errorf("at warn a request is watched (%t) and logged as %q", watched, out.String())
	}
	s.options.Slow = time.Second
	if ask(t, s.Handler(), http.MethodPost, "/graphql"); !watched {
		t.Error("slow statements would be missed")
	}
}

func TestRequestIDs(t *testing.T) {
	made := regexp.MustCompile(`^[A-Z2-7]{26}$`)
	s, _ := logged(slog.LevelError, working)
	seen := map[string]bool{}
	for _, given := range []string{"", "a b", "x\"y", "ä", "a\nb", strings.Repeat("x", 65), "{}"} {
		id := ask(t, s.Handler(), http.MethodPost, "/graphql", func(r *http.Request) {
			r.Header["X-Request-Id"] = []string{given}
		}).header.Get("X-Request-Id")
		if !made.MatchString(id) || seen[id] {
			t.Errorf("%q gave the id %q", given, id)
		}
		seen[id] = true
	}
	if id := ask(t, s.Handler(), http.MethodPost, "/graphql", func(r *http.Request) {
		r.Header["X-Request-Id"] = []string{"one", "two"}
	}).header["X-Request-Id"]; len(id) != 1 || !made.MatchString(id[0]) {
		t.Errorf("two ids gave %q", id)
	}
}

func TestPanicsAreLoggedWithTheRequest(t *testing.T) {
	s, out := logged(slog.LevelInfo, func(http.ResponseWriter, *http.Request) { panic("oops") })
	got := ask(t, s.Handler(), http.MethodPost, "/graphql", func(r *http.Request) { r.Header.Set("X-Request-Id", "mine") })
	if got.status != http.StatusInternalServerError || got.header.Get("X-Request-Id") != "mine" {
		t.Errorf("status %d, headers %v", got.status, got.header)
	}
	if m := line(t, out); m["status"] != 500.0 || m["request"] != "mine" {
		t.Errorf("the line is %v", m)
	}
	if !strings.Contains(out.String(), `"panic":"oops"`) {
		t.Errorf("the log does not tell of the panic: %s", out.String())
	}
}
