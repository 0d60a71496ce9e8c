package sample_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/gql/serve"
	"tiddly/internal/sample"
	"tiddly/internal/tests/home"
)

// page returns the text of the page about the sample.
func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/sample.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// served returns the snapshot of the sample.
func served(t *testing.T) *engine.Snapshot {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.db")
	if _, err := sample.Write(t.Context(), path, sample.DefaultRows); err != nil {
		t.Fatal(err)
	}
	database, err := db.Open(t.Context(), path, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := database.Close(); err != nil {
			t.Error(err)
		}
	})
	snapshot, notes, err := engine.Load(t.Context(), database, engine.Options{Limits: engine.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notes {
		if n.Found {
			continue // the aggregates of the view have no declared types
		}
		t.Errorf("a name of the sample needs a word: %s", n.Message)
	}
	return snapshot
}

// The page about the sample states the number of rows of each table.
func TestPageHasTheCounts(t *testing.T) {
	t.Parallel()
	said := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| ([0-9,]+) \\|").FindAllStringSubmatch(page(t), -1) {
		said[m[1]] = strings.ReplaceAll(m[2], ",", "")
	}
	database, _ := write(t, sample.DefaultRows)
	for _, table := range texts(t, database, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'") {
		if got := text(t, database, fmt.Sprintf("SELECT count(*) FROM %q", table)); said[table] != got {
			t.Errorf("%s has %s rows, the page says %q", table, got, said[table])
		}
		delete(said, table)
	}
	if len(said) > 0 {
		t.Errorf("the page tells of tables that do not exist: %v", said)
	}
}

// The relations on the page are those that are served, and no foreign key is missing.
func TestPageHasTheRelations(t *testing.T) {
	t.Parallel()
	c := served(t).Catalog
	drawn := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^ {2}(\w+) -- "(\w+) / (\w+)" --> (\w+)$`).FindAllStringSubmatch(page(t), -1) {
		from, to := c.TableBySQL(m[1]), c.TableBySQL(m[4])
		if from == nil || to == nil {
			t.Errorf("%s: no such tables", m[0])
			continue
		}
		if r := from.Relation(m[2]); r == nil || r.Target != to {
			t.Errorf("%s has no relation %s to %s", m[1], m[2], m[4])
		}
		if r := to.Relation(m[3]); r == nil || r.Target != from {
			t.Errorf("%s has no relation %s to %s", m[4], m[3], m[1])
		}
		drawn[m[1]+"."+m[2]], drawn[m[4]+"."+m[3]] = true, true
	}
	for _, table := range c.Tables {
		for _, r := range table.Relations {
			if r.Kind != catalog.Through && !drawn[table.SQLName+"."+r.Name] {
				t.Errorf("the page does not draw %s.%s", table.SQLName, r.Name)
			}
		}
	}
	for _, through := range []string{"products.tags", "tags.products"} {
		table, name, _ := strings.Cut(through, ".")
		if r := c.TableBySQL(table).Relation(name); r == nil || r.Kind != catalog.Through {
			t.Errorf("%s does not go through the junction", through)
		}
	}
}

// The queries on the page are answered, each with rows.
func TestPageHasQueriesThatWork(t *testing.T) {
	t.Parallel()
	snapshot := served(t)
	handler := serve.NewHandler(snapshot.View, home.Project(), serve.Options{})
	queries := regexp.MustCompile("(?s)```graphql\n(.*?)```").FindAllStringSubmatch(page(t), -1)
	if len(queries) != 3 {
		t.Fatalf("the page has %d queries, want the three that its heading promises", len(queries))
	}
	for _, q := range queries {
		body, err := json.Marshal(map[string]string{"query": q[1]})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		var answer struct {
			Data   map[string][]map[string]any
			Errors []any
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatalf("%v in %s", err, w.Body)
		}
		if len(answer.Errors) > 0 {
			t.Errorf("%s\n%v", q[1], answer.Errors)
		}
		for field, rows := range answer.Data {
			if len(rows) < 3 {
				t.Errorf("%s has %d rows, too few for an example", field, len(rows))
			}
		}
	}
}

func TestEveryKindIsServed(t *testing.T) {
	t.Parallel()
	seen := map[catalog.Kind]bool{}
	for _, table := range served(t).Catalog.Tables {
		for _, c := range table.Columns {
			seen[c.Type.Kind] = true
		}
	}
	for _, k := range catalog.Kinds() {
		if !seen[k] {
			t.Errorf("no column of the sample is %s", k)
		}
	}
}
