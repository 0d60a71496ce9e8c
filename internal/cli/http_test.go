package cli

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"tiddly/internal/gql/persisted"
)

// TestCachesAndCallers reads what the running server tells caches: strangers, a caller, and who asks for me.
func TestCachesAndCallers(t *testing.T) {
	inFolder(t, club, withAccounts+"graphql: {cacheControl: 'public, max-age=60'}\n")
	r := start(t)
	defer r.stop(t)
	session := r.signIn(t, "ada@x", "kanarie-plain")
	for _, c := range []struct {
		method, path, body, want string
		headers                  []string
	}{
		{"GET", "/graphql?query={duals{id}}", "", "public, max-age=60", nil},
		{"QUERY", "/graphql", `{"query": "{ duals { id } }"}`, "public, max-age=60", nil},
		{"GET", "/graphql?query={me{id}}", "", "private, max-age=60", nil},
		{"QUERY", "/graphql", `{"query": "{ ...F } fragment F on Query { her: me { id } }"}`, "private, max-age=60", nil},
		{"GET", "/graphql?query={duals{id}}", "", "private, max-age=60", session},
		{"POST", "/graphql", `{"query": "{ duals { id } }"}`, "no-store", session},
		// The session has ended, so its cookie is deleted.
		{"GET", "/graphql?query={duals{id}}", "", "no-store", []string{"Cookie", "tiddly=ended"}},
	} {
		status, header, text := r.send(t, c.method, c.path, c.body, c.headers...)
		if got := header.Get("Cache-Control"); status != http.StatusOK || got != c.want {
			t.Errorf("%s %s %s: %d %q, want %q: %s", c.method, c.path, c.body, status, got, c.want, text)
		}
		if len(header["Vary"]) != 1 {
			t.Errorf("%s %s has Vary %q: old caches read one line", c.method, c.path, header["Vary"])
		}
	}
}

// TestStrangersRegisterNothing sends a document with its hash to a server that requires everyone to sign in: a
// stranger neither registers one nor runs one that is registered.
func TestStrangersRegisterNothing(t *testing.T) {
	inFolder(t, club, "db: shop.db\nauth: {required: true}\n")
	key := strings.TrimSpace(run(t, nil, "keys", "add", "reporting").stdout)
	r := start(t)
	defer r.stop(t)
	const text = "{ duals { id } }"
	extensions := `"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + persisted.Hash(text) + `"}}`
	signed := []string{"Authorization", "Bearer " + key}
	for _, c := range []struct {
		body    string
		headers []string
		status  int
		want    string
	}{
		{`{"query":"` + text + `",` + extensions + `}`, nil, http.StatusUnauthorized, "PERMISSION_UNAUTHENTICATED"},
		{`{` + extensions + `}`, signed, http.StatusBadRequest, "PERSISTED_QUERY_NOT_FOUND"},
		{`{"query":"` + text + `",` + extensions + `}`, signed, http.StatusOK, `{"data":`},
		{`{` + extensions + `}`, signed, http.StatusOK, `{"data":`},
		{`{` + extensions + `}`, nil, http.StatusUnauthorized, "PERMISSION_UNAUTHENTICATED"},
	} {
		if status, _, got := r.send(t, "POST", "/graphql", c.body, c.headers...); status != c.status || !strings.Contains(got, c.want) {
			t.Errorf("%s: %d %s, want %d %s", c.body, status, got, c.status, c.want)
		}
	}
}

// TestRegisteringIsASetting sends a hash to a server whose registry has no bytes.
func TestRegisteringIsASetting(t *testing.T) {
	inFolder(t, club, "db: shop.db\nlimits: {persisted: 0}\n")
	r := start(t)
	defer r.stop(t)
	_, _, got := r.send(t, "POST", "/graphql", `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}`)
	wants(t, "the answer", got, "PERSISTED_QUERY_NOT_SUPPORTED")
}

// TestArraysWriteInOrder sends mutations and queries in an array: each mutation is a transaction, and what follows
// sees it.
func TestArraysWriteInOrder(t *testing.T) {
	inFolder(t, club, "db: shop.db\nlimits: {batch: 5}\n")
	r := start(t)
	defer r.stop(t)
	add := func(id int, more string) string {
		return fmt.Sprintf(`{"query":"mutation { insertDual(input: {id: %d, text: \"t\"}) { affectedRows } %s }"}`, id, more)
	}
	const count = `{"query":"{ duals(orderBy: [{id: ASC}]) { id } }"}`
	status, _, text := r.send(t, "POST", "/graphql", "["+strings.Join([]string{
		add(1, ""), count, add(2, `again: insertDual(input: {id: 1}) { affectedRows }`), add(3, ""), count,
	}, ",")+"]")
	var got []struct {
		Data   json.RawMessage
		Errors []struct{ Extensions struct{ Code string } }
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil || status != http.StatusOK || len(got) != 5 {
		t.Fatalf("%d %s", status, text)
	}
	if string(got[1].Data) != `{"duals":[{"id":1}]}` || string(got[4].Data) != `{"duals":[{"id":1},{"id":3}]}` {
		t.Errorf("the queries see %s and %s", got[1].Data, got[4].Data)
	}
	if string(got[2].Data) != "null" || got[2].Errors[0].Extensions.Code != "CONSTRAINT_UNIQUE" {
		t.Errorf("the second mutation: %s", text)
	}
	status, _, text = r.send(t, "POST", "/graphql", "["+strings.Repeat(count+",", 5)+count+"]")
	if status != http.StatusBadRequest || !strings.Contains(text, "LIMIT_BATCH") {
		t.Errorf("%d %s", status, text)
	}
}

// TestAnswersAreCompressed reads large answers of GraphQL, REST in one part and in several, and the schema.
func TestAnswersAreCompressed(t *testing.T) {
	inFolder(t, `CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) INSERT INTO note SELECT i, 'a note of some length' FROM n;`, "db: note.db\n")
	if err := os.Rename("shop.db", "note.db"); err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{"on", "off"} {
		r := start(t, "--compression", setting)
		for path, parts := range map[string][]string{
			"/graphql?query={notes{id,text}}": {`{"data":{"notes":[{"id":1,`, `{"id":1000,"text":"a note of some length"}]},`},
			"/note?limit=100":                 {`{"data":[{"id":1,`, `{"id":100,`, `"status":"success"`},
			"/note":                           {`{"data":[{"id":1,`, `{"id":40000,`, `"status":"success"`},
			"/schema.graphqls":                {"type Note implements", "input NoteWhere"},
		} {
			status, header, plain := r.send(t, "GET", path, "", "Accept-Encoding", "identity")
			if status != http.StatusOK || header.Get("Content-Encoding") != "" {
				t.Fatalf("%s: %d %v", path, status, header)
			}
			wants(t, path, plain, parts...)
			_, header, packed := r.send(t, "GET", path, "", "Accept-Encoding", "gzip")
			if setting == "off" {
				if header.Get("Content-Encoding") != "" || packed != plain {
					t.Errorf("%s is compressed: %v", path, header)
				}
				continue
			}
			if header.Get("Content-Encoding") != "gzip" || len(header["Vary"]) != 1 || !strings.Contains(header.Get("Vary"), "Accept-Encoding") || len(packed) > len(plain)/2 {
				t.Fatalf("%s: %v, %d bytes of %d", path, header, len(packed), len(plain))
			}
			z, err := gzip.NewReader(strings.NewReader(packed))
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(z); err != nil || string(text) != plain {
				t.Errorf("%s: %v, %d bytes of %d", path, err, len(text), len(plain))
			}
		}
		r.stop(t)
	}
}
