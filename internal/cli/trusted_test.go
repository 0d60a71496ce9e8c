package cli

import (
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiddly/internal/gql/persisted"
)

const (
	onlyListed = "db: shop.db\ndocuments: only\nmanifest: list.json\n"
	listOfTwo  = `{"format":"apollo-persisted-query-manifest","version":1,"operations":[
		{"id":"all","name":"All","type":"query","body":"query All { duals { id text } }"},
		{"id":"add","name":"Add","type":"mutation","body":"mutation Add($text: String!) { insertDual(input: {text: $text}) { affectedRows } }"},
		{"id":"kinds","name":"Kinds","type":"query","body":"query Kinds { __type(name: \"Dual\") { name } }"}]}`
)

// list writes the manifest.
func list(t *testing.T, text string) {
	t.Helper()
	if err := os.WriteFile("list.json", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestOnlyTrustedDocuments sends listed and other documents in every way.
func TestOnlyTrustedDocuments(t *testing.T) {
	inFolder(t, club, onlyListed)
	list(t, listOfTwo)
	r := start(t, "--introspection", "on", "--limit-batch", "5")
	defer r.stop(t)
	const refused = "PERSISTED_QUERY_NOT_IN_LIST"
	other := `"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + persisted.Hash("{ duals { id } }") + `"}}`
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", "/graphql", `{"documentId":"all"}`, 200, `{"data":{"duals":[`},
		{"POST", "/graphql", `{"id":"all"}`, 200, `{"data":{"duals":[`},
		{"POST", "/graphql", `{"doc_id":"all"}`, 200, `{"data":{"duals":[`},
		{"POST", "/graphql", `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"all"}}}`, 200, `{"data":{"duals":[`},
		{"POST", "/graphql", `{"query":"query All { duals { id text } }"}`, 200, `{"data":{"duals":[`},
		{"POST", "/graphql", `{"documentId":"add","variables":{"text":"x"}}`, 200, `"affectedRows":1`},
		{"GET", "/graphql?documentId=all", "", 200, `{"data":{"duals":[`},
		{"GET", "/graphql?id=all", "", 200, `{"data":{"duals":[`},
		{"GET", "/graphql?doc_id=all", "", 200, `{"data":{"duals":[`},
		{"QUERY", "/graphql", `{"documentId":"all"}`, 200, `{"data":{"duals":[`},
		{"POST", "/graphql", `{"documentId":"kinds"}`, 200, `{"data":{"__type":{"name":"Dual"}}}`},
		{"GET", "/graphql?documentId=add&variables={\"text\":\"y\"}", "", 405, "REQUEST_METHOD"},
		{"QUERY", "/graphql", `{"documentId":"add","variables":{"text":"y"}}`, 405, "REQUEST_METHOD"},
		{"POST", "/graphql", `{"query":"{ duals { id } }"}`, 400, refused},
		{"POST", "/graphql", `{"query":"{ __schema { queryType { name } } }"}`, 400, refused},
		{"POST", "/graphql", `{"query":"{ __typename }"}`, 400, refused},
		{"POST", "/graphql", `{"query":"mutation { insertDual(input: {text: \"z\"}) { affectedRows } }"}`, 400, refused},
		{"POST", "/graphql", `{"query":"{ duals { id } }",` + other + `}`, 400, refused},
		{"POST", "/graphql", `{` + other + `}`, 400, refused},
		{"POST", "/graphql", `{"documentId":"none"}`, 400, refused},
		{"POST", "/graphql", `{"query":"{ duals { id } }","documentId":"all"}`, 400, "PERSISTED_QUERY_MISMATCH"},
		{"GET", "/graphql?query={duals{id}}", "", 400, refused},
		{"QUERY", "/graphql", `{"query":"{ duals { id } }"}`, 400, refused},
		{"POST", "/graphql", `[{"documentId":"all"},{"query":"{ duals { id } }"}]`, 200, `]}},{"errors":[{"message":"the server answers only`},
		{"POST", "/graphql", `[{"documentId":"all"},{"query":"{ duals { id } }"}]`, 200, `[{"data":{"duals":[`},
		{"GET", "/schema.graphqls", "", 404, "REQUEST_PATH"},
	} {
		path := strings.NewReplacer(`"`, "%22", "{", "%7B", "}", "%7D").Replace(c.path)
		status, _, text := r.send(t, c.method, path, c.body, "Accept", "application/graphql-response+json")
		if status != c.status || !strings.Contains(text, c.want) {
			t.Errorf("%s %s %s: %d %s, want %d %s", c.method, c.path, c.body, status, text, c.status, c.want)
		}
	}
	wants(t, "check", run(t, nil, "check").stdout, "Documents: 3 in list.json, and no others\n")
	wants(t, "the start", r.stdout.String(), "GraphQL answers only the documents in list.json")
	wants(t, "the log", r.stderr.String(), "GraphQL answers the 3 documents of the manifest and no others", "does not cover REST", "rest.legacy: off")
}

// TestManifestsThatCannotBeServed starts and checks with manifests that are wrong.
func TestManifestsThatCannotBeServed(t *testing.T) {
	inFolder(t, club, onlyListed)
	for text, want := range map[string][]string{
		`{"all":"{ duals { id } }","wrong":"query W {\n  duals { colour } }"}`: {"list.json: the document wrong is not valid: Cannot query field", "line 2, column 11"},
		`{"all":"{ duals { id"}`: {"list.json: the document all is not valid: Expected Name", "line 1, column 13"},
		`{"all":1}`:              {"list.json: all is a number"},
		`{`:                      {"list.json: the manifest is not valid JSON"},
		strings.Repeat(" ", 64<<20) + `{"all":"{ duals { id } }"}`: {"is larger than"},
	} {
		list(t, text)
		for _, command := range []string{"serve", "check"} {
			got := run(t, nil, command)
			if got.code != 1 {
				t.Errorf("%s ends with %d: %s", command, got.code, got.stderr)
			}
			wants(t, command, got.stderr, want...)
		}
	}
	if err := os.Remove("list.json"); err != nil {
		t.Fatal(err)
	}
	got := run(t, nil, "serve")
	wants(t, "a missing manifest", got.stderr, "the manifest list.json cannot be read")
	got = run(t, nil, "serve", "--manifest", "")
	wants(t, "no manifest", got.stderr, "there is no manifest of documents")
}

// TestManifestsAreReadAgain replaces the manifest of a running server, by a wrong one and by a good one, and changes
// the schema under it: the document that it no longer allows fails alone.
func TestManifestsAreReadAgain(t *testing.T) {
	inFolder(t, club, onlyListed)
	list(t, `{"all":"{ duals { id } }","texts":"{ duals { text } }"}`)
	r := start(t)
	defer r.stop(t)
	asks := func(id string, status int, part string) {
		t.Helper()
		got, text := 0, ""
		for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			if got, _, text = r.send(t, "GET", "/graphql?documentId="+id, ""); got == status && strings.Contains(text, part) {
				return
			}
		}
		t.Fatalf("%s: %d %s, want %d %s\n%s", id, got, text, status, part, r.stderr.String())
	}
	hangUp := func(logged string) {
		t.Helper()
		before := strings.Count(r.stderr.String(), logged)
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(10 * time.Second); strings.Count(r.stderr.String(), logged) == before; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("the log lacks %q:\n%s", logged, r.stderr.String())
			}
		}
	}
	asks("all", http.StatusOK, "data")
	list(t, `{"all":"{ duals { colour } }","new":"{ duals { id text } }"}`)
	hangUp("the previous documents of the manifest stay in use: list.json: the document all is not valid")
	asks("all", http.StatusOK, "data")
	asks("new", http.StatusBadRequest, "PERSISTED_QUERY_NOT_IN_LIST")
	list(t, `{"all":"{ duals { id } }","texts":"{ duals { text } }","new":"{ duals { id text } }"}`)
	hangUp("GraphQL answers the 3 documents")
	asks("new", http.StatusOK, "data")
	neighbour(t, "shop.db")("ALTER TABLE dual RENAME COLUMN text TO words")
	asks("texts", http.StatusBadRequest, "REQUEST_INVALID")
	asks("all", http.StatusOK, "data")
	neighbour(t, "shop.db")("CREATE TABLE more (id INTEGER PRIMARY KEY)")
	hangUp("the previous documents of the manifest stay in use: list.json: the document new")
	asks("all", http.StatusOK, "data")
}
