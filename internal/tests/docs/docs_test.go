// Package docs holds no code, only the test that runs the examples of README and docs.
package docs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/caller"
	"tiddly/internal/cursor"
	"tiddly/internal/engine"
	"tiddly/internal/gql/serve"
	"tiddly/internal/sample"
	"tiddly/internal/tests/home"
)

// example matches a GraphQL block after a comment that names its database, with the answer if one follows.
var example = regexp.MustCompile("(?s)<!-- database: (sample|sample fresh|accounts|federation) -->\n```graphql\n(.*?)```\n(?:\n```json\n(.*?)```)?")

// TestExamples runs every GraphQL block of the pages and compares the answer with the one below it.
func TestExamples(t *testing.T) {
	home.Only(t)
	pages, err := filepath.Glob("../../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, page := range append(pages, "../../../README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range example.FindAllSubmatch(text, -1) {
			tried++
			ask(t, filepath.Base(page), string(block[1]), string(block[2]), block[3])
		}
	}
	if tried < 15 {
		t.Errorf("%d examples were found; want at least 15", tried)
	}
}

// ask runs one example on a database of its own.
func ask(t *testing.T, page, database, query string, want []byte) {
	t.Helper()
	ctx, s := t.Context(), served(t, database)
	if database == withAccounts {
		ctx = caller.With(ctx, &caller.Caller{Principal: caller.Principal{User: []string{"1"}}})
	}
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	serve.NewHandler(s.View, home.Plain(), serve.Options{}).ServeHTTP(w, r)
	if want == nil {
		if w.Code != http.StatusOK || bytes.Contains(w.Body.Bytes(), []byte(`"errors"`)) {
			t.Errorf("%s: %s\ngives %d %s", page, query, w.Code, w.Body)
		}
		return
	}
	if !reflect.DeepEqual(decode(t, w.Body.Bytes()), decode(t, want)) {
		t.Errorf("%s: %s\ngives %s\nwant  %s", page, query, w.Body, want)
	}
}

// withAccounts is the name of the database with accounts: the default tables, and two people, the first of whom is
// the caller.
const withAccounts = "accounts"

const people = "INSERT INTO user(id, email, name) VALUES (1, 'ada@example.org', 'Ada'), (2, 'bela@example.org', 'Bela');"

// served returns the snapshot of a fresh database of that name.
func served(t *testing.T, database string) *engine.Snapshot {
	t.Helper()
	path, o := filepath.Join(t.TempDir(), "shop.db"), engine.Options{Limits: engine.DefaultLimits(), Cursors: cursor.NewKey([]byte("docs")), Federation: database == "federation"}
	if database == withAccounts {
		tables, err := os.ReadFile("../../../db/schema.sql")
		if err != nil {
			t.Fatal(err)
		}
		path = dbtest.Path(t, string(tables)+people)
		o.Users = &engine.Users{Table: "user", Identity: "email", Password: "password"}
		o.HashPassword = func(context.Context, string) (string, error) { return "$argon2id$", nil }
	} else if _, err := sample.Write(t.Context(), path, sample.DefaultRows); err != nil {
		t.Fatal(err)
	}
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, path), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decode(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}
