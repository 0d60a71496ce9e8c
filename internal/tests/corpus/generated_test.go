package corpus_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/graph"
	"tiddly/internal/engine"
	"tiddly/internal/gql/handwritten"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

var generatedFor = flag.String("generated", "default", "the schema of the corpus that graph/ was generated for")

// TestGenerated answers every case of the schema with generated code twice: by the engine only, and with every
// root field through that code. The answers are identical, and so are the resulting rows.
func TestGenerated(t *testing.T) {
	if *generatedFor == "default" {
		home.Only(t)
	}
	tables := fresh(t, *generatedFor).Catalog.Tables
	for _, table := range tables {
		if graph.Project().Generated.Types[table.TypeName] == nil {
			t.Fatalf("no code was generated for %s", table.TypeName)
		}
	}
	ran := 0
	for _, c := range load(t) {
		if c.schema != *generatedFor {
			continue
		}
		ran++
		t.Run(strings.TrimSuffix(c.path, ".txtar"), func(t *testing.T) {
			straight, straightRows := answers(t, c, graph.Project(), gql.Options{})
			generated, generatedRows := answers(t, c, graph.Project(), gql.Options{Generated: true})
			if !bytes.Equal(straight, generated) {
				t.Errorf("the engine alone:\n%s\nthrough generated code:\n%s", straight, generated)
			}
			if !bytes.Equal(straightRows, generatedRows) {
				t.Errorf("the rows differ:\n%s\n%s", straightRows, generatedRows)
			}
		})
	}
	if ran < 10 {
		t.Errorf("%d cases were run; want at least 10", ran)
	}
}

// answers returns the status with the body of a case, and the body of its check.
func answers(t *testing.T, c testCase, p *handwritten.Project, o gql.Options) (answer, check []byte) {
	t.Helper()
	s := fresh(t, c.schema)
	h := gql.NewHandler(s.View, p, o)
	status, body := post(t, h, c)
	answer = append([]byte{byte(status / 100), ' '}, body...)
	if c.check != "" {
		_, check = post(t, h, testCase{query: c.check})
	}
	return answer, check
}

// BenchmarkGenerated answers a list of 100 rows by the engine only, and through generated code.
func BenchmarkGenerated(b *testing.B) {
	home.Only(b)
	rows := make([]string, 100)
	for i := range rows {
		rows[i] = fmt.Sprintf("(%d, 'user%d@example.org', 'User number %d')", i, i, i)
	}
	text, err := os.ReadFile("../../../db/schema.sql")
	if err != nil {
		b.Fatal(err)
	}
	path := dbtest.Path(b, string(text)+"INSERT INTO user (id, email, name) VALUES "+strings.Join(rows, ", "))
	s, _, err := engine.Load(b.Context(), dbtest.Open(b, path), engine.Options{Limits: engine.DefaultLimits()})
	if err != nil {
		b.Fatal(err)
	}
	const body = `{"query": "{ users { id email name } }"}`
	for name, generated := range map[string]bool{"straight": false, "generated": true} {
		b.Run(name, func(b *testing.B) {
			h := gql.NewHandler(s.View, graph.Project(), gql.Options{Generated: generated})
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != http.StatusOK || w.Body.Len() < 5000 {
					b.Fatalf("%d %s", w.Code, w.Body)
				}
			}
		})
	}
}
