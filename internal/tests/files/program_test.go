package files_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/gql/serve"
	"tiddly/internal/rest"
	"tiddly/internal/tests/home"
)

// program is a database as a program writes it, and how it is served.
type program struct {
	t        *testing.T
	outside  outside.Program
	kinds    []expected
	absent   []string
	db       *sql.DB
	catalog  *catalog.Catalog
	graph    http.Handler
	rest     http.Handler
	mutation map[string]bool
}

// expected is what a column must be.
type expected struct{ table, column, kind, value string }

// open makes the database of a file of testdata and serves it without any settings.
func open(t *testing.T, file string) *program {
	t.Helper()
	script, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t}
	p.readHead(string(script))
	path := filepath.Join(t.TempDir(), "its.db")
	p.db = outside.OpenBy(path, p.outside)
	t.Cleanup(func() { _ = p.db.Close() })
	if _, err := p.db.ExecContext(t.Context(), string(script)); err != nil {
		t.Fatal(err)
	}
	snapshot, _, err := engine.Load(t.Context(), dbtest.Open(t, path), engine.Options{Limits: engine.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	p.catalog = snapshot.Catalog
	p.graph, p.rest = serve.NewHandler(snapshot.View, home.Project(), serve.Options{}), rest.NewHandler(snapshot.View, rest.Options{})
	return p
}

func (p *program) readHead(script string) {
	for line := range strings.Lines(script) {
		words := strings.Fields(line)
		if len(words) < 3 || words[0] != "--" {
			continue
		}
		switch words[1] {
		case "kind":
			table, column, _ := strings.Cut(words[2], ".")
			p.kinds = append(p.kinds, expected{table, column, words[3], strings.Join(words[4:], " ")})
		case "collation":
			p.outside.Collations = append(p.outside.Collations, words[2])
		case "function":
			p.outside.Functions = append(p.outside.Functions, words[2])
		case "absent":
			p.absent = append(p.absent, words[2])
		default:
			p.t.Fatalf("what is %q?", line)
		}
	}
}

// answer is the answer of a request.
type answer struct {
	Data   map[string]any
	Errors []struct {
		Message string
		Path    []any
	}
	Extensions map[string]any
}

// rows returns the rows of the field "rows".
func (a *answer) rows() []map[string]any {
	rows, _ := a.Data["rows"].([]any)
	out := make([]map[string]any, len(rows))
	for i, row := range rows {
		out[i], _ = row.(map[string]any)
	}
	return out
}

// ids returns the ids of the rows.
func (a *answer) ids() []any {
	var out []any
	for _, row := range a.rows() {
		out = append(out, row["id"])
	}
	return out
}

// errorRows returns the numbers of the rows in which a cell is an error.
func (a *answer) errorRows() map[int]bool {
	out := map[int]bool{}
	for _, e := range a.Errors {
		if len(e.Path) > 1 {
			if n, ok := e.Path[1].(json.Number); ok {
				i, _ := n.Int64()
				out[int(i)] = true
			}
		}
	}
	return out
}

// answer returns the answer of a request.
func (p *program) answer(query string, variables map[string]any) *answer {
	p.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		p.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(p.t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	p.graph.ServeHTTP(w, r)
	a := &answer{}
	d := json.NewDecoder(w.Body)
	d.UseNumber()
	if err := d.Decode(a); err != nil {
		p.t.Fatal(err)
	}
	return a
}

// ask returns the data of a request, which must have neither errors nor warnings.
func (p *program) ask(query string, variables map[string]any) map[string]any {
	p.t.Helper()
	a := p.answer(query, variables)
	if len(a.Errors) > 0 || a.Extensions["warnings"] != nil {
		p.t.Errorf("%s %v\n%v %v", query, variables, a.Errors, a.Extensions)
	}
	return a.Data
}

// list returns the rows of a list, which is the field "rows" of a query.
func (p *program) list(query string, variables map[string]any) []map[string]any {
	p.t.Helper()
	return (&answer{Data: p.ask(query, variables)}).rows()
}

// cells returns the cells of a statement of SQL as JSON has them.
func (p *program) cells(statement string) [][]any {
	p.t.Helper()
	rows, err := p.db.QueryContext(p.t.Context(), statement)
	if err != nil {
		p.t.Fatalf("%s: %v", statement, err)
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	if err != nil {
		p.t.Fatal(err)
	}
	var out [][]any
	for rows.Next() {
		row, into := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			p.t.Fatal(err)
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		p.t.Fatal(err)
	}
	return out
}

// fields returns the names of the fields of a type of the served schema.
func (p *program) fields(name string) map[string]bool {
	p.t.Helper()
	const query = `query ($name: String!) { __type(name: $name) { fields { name } inputFields { name } enumValues { name } } }`
	t, _ := p.ask(query, map[string]any{"name": name})["__type"].(map[string]any)
	out := map[string]bool{}
	for _, list := range t {
		fields, _ := list.([]any)
		for _, f := range fields {
			if field, ok := f.(map[string]any); ok {
				name, _ := field["name"].(string)
				out[name] = true
			}
		}
	}
	return out
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
