// Package docs holds no code, only the test that runs the examples of README and docs.
package docs_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/graph"
	"tiddly/internal/engine"
	"tiddly/internal/sample"
)

// example is a GraphQL block after a comment that names its database, with the answer where one follows.
var example = regexp.MustCompile("(?s)<!-- database: sample( fresh)? -->\n```graphql\n(.*?)```\n(?:\n```json\n(.*?)```)?")

// TestExamples asks every GraphQL block of the pages and holds the answer against the one that is written below it.
func TestExamples(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, page := range append(pages, "../../README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range example.FindAllSubmatch(text, -1) {
			tried++
			ask(t, filepath.Base(page), string(block[2]), block[3])
		}
	}
	if tried < 15 {
		t.Errorf("%d examples were found; want at least 15", tried)
	}
}

// ask runs one example on a sample of its own.
func ask(t *testing.T, page, query string, want []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.db")
	if _, err := sample.Write(t.Context(), path, sample.DefaultRows); err != nil {
		t.Fatal(err)
	}
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, path), engine.Options{Limits: engine.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	graph.NewHandler(func() *engine.Snapshot { return s }, graph.Options{}).ServeHTTP(w, r)
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

func decode(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}
