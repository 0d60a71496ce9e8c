package cli

import (
	"net/http"
	"strings"
	"testing"

	"tiddly/internal/tests/home"
)

func TestRowsAreWritten(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	r := start(t)
	if got := r.query(t, `mutation { insertDual(input: {text: "kept"}) { node { id text } affectedRows } }`); got != `{"insertDual":{"node":{"id":1,"text":"kept"},"affectedRows":1}}` {
		t.Error(got)
	}
	if code := r.stop(t); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, r.stderr.String())
	}
	r = start(t, "--read-only")
	if got := r.query(t, "{ duals { text } }"); got != `{"duals":[{"text":"kept"}]}` {
		t.Errorf("after a restart there is %s", got)
	}
	_, _, text := r.send(t, http.MethodPost, "/graphql", `{"query": "mutation { insertDual(input: {}) { affectedRows } }"}`,
		"Content-Type", "application/json")
	wants(t, "a write to a database that is served read-only", text, "REQUEST_INVALID", "mutation")
}

// TestTraceIsForThisMachine requests a trace as a client of this machine and as one behind a proxy.
func TestTraceIsForThisMachine(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	r := start(t)
	const body = `{"query": "{ duals(where: {text: {eq: \"secret\"}}) { id } }"}`
	json := []string{"Content-Type", "application/json"}
	_, _, text := r.send(t, http.MethodPost, "/graphql", body, json...)
	if strings.Contains(text, "trace") {
		t.Errorf("a trace that nobody asked for: %s", text)
	}
	_, header, text := r.send(t, http.MethodPost, "/graphql", body, append(json, "Tiddly-Trace", "1")...)
	wants(t, "a trace", text, `"trace":`, `FROM \"dual\"`, `"text"`)
	wants(t, "Server-Timing", header.Get("Server-Timing"), "exec;dur=", "plan;dur=")
	if strings.Contains(text, "secret") {
		t.Errorf("the trace has a bound value: %s", text)
	}
	_, _, text = r.send(t, http.MethodPost, "/graphql", body, append(json, "Tiddly-Trace", "1", "X-Forwarded-For", "192.0.2.1")...)
	if strings.Contains(text, "trace") {
		t.Errorf("a trace for somebody behind a proxy: %s", text)
	}
}
