package corpus_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/request"
	"tiddly/internal/tests/home"
)

// TestReadOnlyServesNoMutation requires that a read-only database has no mutations in its schema.
func TestReadOnlyServesNoMutation(t *testing.T) {
	path := dbtest.Path(t, read(t, filepath.Join(root, "schema", "writing.sql")))
	database, err := db.Open(t.Context(), path, db.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	s, _, err := engine.Load(t.Context(), database, engine.Options{Limits: engine.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Mutation", "BookInsert", "BookSet", "BookInc", "BookPayload", "BooksPayload"} {
		if s.Schema.AST.Types[name] != nil {
			t.Errorf("the schema of a read-only database has the type %s", name)
		}
	}
	status, body := post(t, handler(s), testCase{query: `mutation { deleteBook(by: {id: 1}) { affectedRows } }`})
	if status != http.StatusBadRequest || !strings.Contains(string(body), `"REQUEST_INVALID"`) {
		t.Errorf("got %d %s", status, body)
	}
	if status, body = post(t, handler(s), testCase{query: `{ book(by: {id: 1}) { title } }`}); status != http.StatusOK ||
		!strings.Contains(string(body), `"Alpha"`) {
		t.Errorf("got %d %s", status, body)
	}
}

// TestNoValueInWritingSQL is TestNoValueInSQL for the values of writes.
func TestNoValueInWritingSQL(t *testing.T) {
	s := fresh(t, "kinds")
	random := rand.New(rand.NewPCG(3, 4))
	tried := 0
	for _, table := range s.Catalog.Tables {
		for _, column := range table.Columns {
			for range 3 {
				canary, literal, _ := value(random, column, request.Eq)
				if canary == "" {
					continue
				}
				tried++
				for _, document := range literalWrites(table, column, literal) {
					lookForWritten(t, s, canary, document, nil)
				}
				for document, variables := range variableWrites(table, column, literal) {
					lookForWritten(t, s, canary, document, variables)
				}
			}
		}
	}
	if tried < 20 {
		t.Errorf("%d values were tried; want at least 20", tried)
	}
}

// many returns the ending of the fields that write several rows of a table.
func many(table *catalog.Table) string {
	return strings.ToUpper(table.ListField[:1]) + table.ListField[1:]
}

// literalWrites returns mutations with the value as a literal.
func literalWrites(table *catalog.Table, column *catalog.Column, literal string) []string {
	all := []string{
		fmt.Sprintf("mutation { update%s(where: {}, allRows: true, set: {%s: %s}) { affectedRows } }", many(table), column.Name, literal),
		fmt.Sprintf("mutation { delete%s(where: {%s: {eq: %s}}) { affectedRows } }", many(table), column.Name, literal),
	}
	switch column.Type.Kind {
	case catalog.Int, catalog.BigInt, catalog.Float, catalog.Decimal:
		all = append(all, fmt.Sprintf("mutation { update%s(where: {}, allRows: true, inc: {%s: %s}) { affectedRows } }",
			many(table), column.Name, literal))
	}
	return all
}

// variableWrites returns mutations with the value in a variable.
func variableWrites(table *catalog.Table, column *catalog.Column, literal string) map[string]map[string]any {
	set := map[string]any{column.Name: decoded(request.Eq, literal)}
	row := map[string]any{column.Name: set[column.Name]}
	for _, c := range table.Columns {
		if c.NotNull && !c.HasDefault && c != column {
			row[c.Name] = plainValue(c)
		}
	}
	return map[string]map[string]any{
		"mutation($v: " + table.TypeName + "Set!) { update" + many(table) +
			"(where: {}, allRows: true, set: $v) { nodes { __typename } } }": {"v": set},
		"mutation($v: [" + table.TypeName + "Insert!]!) { insert" + many(table) +
			"(input: $v) { nodes { __typename } } }": {"v": []any{row}},
	}
}

// plainValue returns a value for the kinds of the schema's NOT NULL columns.
func plainValue(c *catalog.Column) any {
	switch c.Type.Kind {
	case catalog.Boolean:
		return true
	case catalog.DateTime:
		return "2024-01-01T00:00:00Z"
	default:
		return json.Number("1")
	}
}

func lookForWritten(t *testing.T, s *engine.Snapshot, canary, document string, variables map[string]any) {
	t.Helper()
	prepared, _, err := gql.Explain(t.Context(), s, home.Plain(), document, "", variables)
	if err != nil {
		t.Errorf("%s: %v", document, err)
		return
	}
	if text := prepared.Program.String(); strings.Contains(text, canary) {
		t.Errorf("%s stands in the SQL of %s:\n%s", canary, document, text)
	}
	if text := prepared.Plan.String(); strings.Contains(text, canary) {
		t.Errorf("%s stands in the plan of %s:\n%s", canary, document, text)
	}
}

// TestManyRows checks the limits of input and output: any number of rows may be affected, but only a limited
// number is returned.
func TestManyRows(t *testing.T) {
	s := fresh(t, "writing")
	h := handler(s)
	rows := func(n int) []byte {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(`{"line": "%d"}`, i)
		}
		return []byte(`{"rows": [` + strings.Join(all, ",") + `]}`)
	}
	const insert, shown = "mutation($rows: [DiaryInsert!]!) { insertDiaries(input: $rows) { affectedRows } }",
		"mutation($rows: [DiaryInsert!]!) { insertDiaries(input: $rows) { nodes { line } affectedRows } }"
	for _, tt := range []struct {
		name, query string
		rows        []byte
		status      int
		want        string
	}{
		{"more than can be inserted at once", insert, rows(10_001), http.StatusBadRequest, `"LIMIT_LIST"`},
		{"as many as can be", insert, rows(10_000), http.StatusOK, `"affectedRows":10000`},
		{"more than can be shown", shown, rows(1001), http.StatusBadRequest, `"LIMIT_ROWS"`},
		{"as many as can be shown", shown, rows(1000), http.StatusOK, `"line":"999"}],"affectedRows":1000`},
		{"more deleted than can be shown", `mutation { deleteDiaries(where: {}, allRows: true) { nodes { line } } }`, nil, http.StatusOK, `"data":null`},
		{"all deleted, none shown", `mutation { deleteDiaries(where: {}, allRows: true) { affectedRows } }`, nil, http.StatusOK, `"affectedRows":11000`},
	} {
		status, body := post(t, h, testCase{query: tt.query, rawVariables: tt.rows})
		if status != tt.status || !strings.Contains(string(body), tt.want) {
			t.Errorf("%s: got %d %.300s", tt.name, status, body)
		}
	}
}
