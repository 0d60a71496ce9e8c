package cli

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestClientWritesKits(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if got := run(t, nil, "sample", "shop.db", "--rows", "10"); got.code != 0 {
		t.Fatal(got.stderr)
	}
	if err := os.WriteFile("package.json", []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := run(t, nil, "client", "apollo", "--db", "shop.db", "--out", "src/tiddly")
	if got.code != 0 {
		t.Fatal(got.stderr)
	}
	wants(t, "the output", got.stdout, "written  "+filepath.Join("src", "tiddly", "policies.ts"), "npx graphql-codegen --config src/tiddly/codegen.mjs")
	got = run(t, nil, "client", "apollo", "--db", "shop.db", "--out", "src/tiddly", "--check")
	if got.code != 0 || !strings.Contains(got.stdout, "up to date") {
		t.Errorf("the check: %+v", got)
	}
	policies := filepath.Join("src", "tiddly", "policies.ts")
	written, err := os.ReadFile(policies)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(policies, append(written, "// mine\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	got = run(t, nil, "client", "apollo", "--db", "shop.db", "--out", "src/tiddly")
	if got.code != 1 {
		t.Errorf("an edited file: %+v", got)
	}
	wants(t, "the error", got.stderr, "policies.ts was edited", "a file of your own")
	if now, _ := os.ReadFile(policies); !strings.HasSuffix(string(now), "// mine\n") {
		t.Error("the edit is gone")
	}
	// A gateway in front of the server does not matter to clients of the server itself.
	if err := os.WriteFile("subgraph.yml", []byte("federation: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(policies, written, 0o600); err != nil {
		t.Fatal(err)
	}
	got = run(t, nil, "client", "apollo", "--db", "shop.db", "--config", "subgraph.yml", "--out", "src/tiddly", "--check")
	if got.code != 0 || !strings.Contains(got.stdout, "up to date") {
		t.Errorf("the check of a subgraph: %+v", got)
	}
	// Another schema is another kit.
	got = run(t, nil, "client", "relay", "--db", "shop.db", "--out", "relay", "--naming-preset", "relay")
	if got.code != 0 {
		t.Fatal(got.stderr)
	}
	got = run(t, nil, "client", "relay", "--db", "shop.db", "--out", "relay", "--check")
	wants(t, "the error", got.stderr, "is not that of the schema", "relay.config.json")
	if got.code != 1 {
		t.Errorf("exit code %d", got.code)
	}
}

func TestClientUsage(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"urql"}, []string{`there is no kit "urql"`, "apollo, codegen, relay"}},
		{[]string{"apollo"}, []string{"--out is missing", "--out src/tiddly"}},
		{[]string{"apollo", "--out", "x", "--db", "a.db", "--url", "http://127.0.0.1:1"}, []string{"two sources"}},
		{[]string{"apollo", "--out", "x", "--header", "a: b"}, []string{"--header is for --url"}},
		{[]string{"apollo", "--out", "x", "--url", "shop.db"}, []string{"--url is no address"}},
		{[]string{"apollo", "--out", "x", "--url", "http://127.0.0.1:1", "--header", "secret"}, []string{"--header has no colon"}},
	} {
		got := run(t, nil, append([]string{"client"}, c.args...)...)
		if got.code != 2 || strings.Contains(got.stderr, "secret") {
			t.Errorf("%v: %+v", c.args, got)
		}
		wants(t, "the error", got.stderr, c.want...)
	}
	if left, _ := os.ReadDir("."); len(left) > 0 {
		t.Errorf("files were left: %v", left)
	}
}

// TestClientAsksServers shows what is said of servers that do not answer with a schema, and that no header is.
func TestClientAsksServers(t *testing.T) {
	t.Chdir(t.TempDir())
	cases := map[string]struct {
		status int
		body   string
		want   []string
	}{
		"refused":       {http.StatusUnauthorized, `{"errors": [{"message": "sign in first", "extensions": {"hint": "send a key"}}]}`, []string{"refused: sign in first", "send a key"}},
		"no hint":       {http.StatusOK, `{"errors": [{"message": "introspection is off"}]}`, []string{"introspection is off", "--db"}},
		"a page":        {http.StatusNotFound, `<html>`, []string{"status 404", "GraphQL endpoint"}},
		"another thing": {http.StatusOK, `{"data": {}}`, []string{"has no schema"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "Bearer hush" {
					t.Errorf("the headers are %v", r.Header)
				}
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			}))
			defer server.Close()
			got := run(t, nil, "client", "relay", "--out", "x", "--url", server.URL+"/?key=hush", "--header", "Authorization: Bearer hush")
			if got.code != 1 || strings.Contains(got.stderr, "hush") {
				t.Errorf("%+v", got)
			}
			wants(t, "the error", got.stderr, c.want...)
		})
	}
	got := run(t, nil, "client", "relay", "--out", "x", "--url", "http://127.0.0.1:1/?key=hush")
	if got.code != 1 || strings.Contains(got.stderr, "hush") {
		t.Errorf("%+v", got)
	}
	wants(t, "the error", got.stderr, "127.0.0.1:1 cannot be reached", "whether the server runs")
}

// TestClientAsksOlderServers reads the schema of a server that does not know isOneOf.
func TestClientAsksOlderServers(t *testing.T) {
	t.Chdir(t.TempDir())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "isOneOf") {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"errors": [{"message": "there is no isOneOf"}]}`))
			return
		}
		_, _ = w.Write([]byte(`{"data": {"__schema": {"queryType": {"name": "Query"}, "types": [{"kind": "OBJECT", "name": "Query", "fields": [
			{"name": "hello", "args": [], "type": {"kind": "SCALAR", "name": "String"}}]}]}}}`))
	}))
	defer server.Close()
	got := run(t, nil, "client", "codegen", "--out", "x", "--url", server.URL)
	if got.code != 0 {
		t.Fatal(got.stderr)
	}
	if schema, err := os.ReadFile(filepath.Join("x", "schema.graphql")); err != nil || !strings.Contains(string(schema), "hello: String") {
		t.Errorf("the schema is %s, %v", schema, err)
	}
}
