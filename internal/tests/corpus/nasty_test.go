package corpus_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/naive"
)

// nasty serves the schema of unusual objects.
func nasty(t *testing.T) (path string, s *engine.Snapshot, notes []catalog.Note) {
	t.Helper()
	path = dbtest.Path(t, read(t, filepath.Join(root, "schema", "nasty.sql")))
	s, notes, err := engine.Load(t.Context(), dbtest.Open(t, path), engine.Options{Limits: engine.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	return path, s, notes
}

// sound reads the rows of every table except the one whose cells do not fit their kinds.
func sound(t *testing.T, path string, s *engine.Snapshot) *naive.Evaluator {
	t.Helper()
	c := *s.Catalog
	c.Tables = slices.DeleteFunc(slices.Clone(c.Tables), func(t *catalog.Table) bool { return t.SQLName == "junk" })
	n, err := newNaive(t.Context(), path, &c, s.Schema.AST, 1000, naive.Known)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNastySchemaIsServedAsItIs compares every column of every row of every table, and every relation's rows, with
// the result of SQL.
func TestNastySchemaIsServedAsItIs(t *testing.T) {
	path, s, _ := nasty(t)
	h := handler(s)
	n := sound(t, path, s)
	rows, tables := 0, 0
	for _, table := range s.Catalog.Tables {
		if table.SQLName == "junk" {
			continue
		}
		fields := []*asked{{name: "__typename", kind: askedTypename}}
		// A row whose key is NULL, which SQLite allows, has no nodeId; selecting it is an error.
		noID := func(r *naive.Row) bool {
			return slices.ContainsFunc(table.NodeKey().Columns, func(c *catalog.Column) bool { return r.Cell(c) == nil })
		}
		if table.NodeKey() != nil && !slices.ContainsFunc(n.Rows(table), noID) {
			fields = append(fields, &asked{name: "nodeId", kind: askedNodeID})
		}
		for _, c := range table.Columns {
			fields = append(fields, &asked{name: c.Name, kind: askedColumn, column: c})
		}
		for _, r := range table.Relations {
			kind := askedToOne
			if r.Kind != catalog.ToOne {
				kind = askedToMany
			}
			below := &asked{name: r.Target.Columns[0].Name, kind: askedColumn, column: r.Target.Columns[0]}
			fields = append(fields, &asked{name: r.Name, kind: kind, table: r.Target, relation: r, fields: []*asked{below}})
		}
		for chunk := range slices.Chunk(fields, 250) { // a document may have 300 fields
			doc := &document{fields: []*asked{{name: table.ListField, kind: askedList, table: table, fields: chunk}}}
			if got, want := both(t, h, n, doc); got != want {
				t.Errorf("%s:\n%s\nwant\n%s", table.SQLName, got, want)
			}
		}
		rows, tables = rows+len(n.Rows(table)), tables+1
	}
	if rows < 55 || tables < 26 {
		t.Errorf("only %d rows of %d tables were compared", rows, tables)
	}
}

// TestNastyRowsAreFoundByTheirKeys queries every row of every table with a key by it, and every text by a filter.
func TestNastyRowsAreFoundByTheirKeys(t *testing.T) {
	path, s, _ := nasty(t)
	h := handler(s)
	n := sound(t, path, s)
	for _, table := range s.Catalog.Tables {
		column := table.Columns[0]
		for _, r := range n.Rows(table) {
			for _, key := range table.Keys {
				if slices.ContainsFunc(key.Columns, func(c *catalog.Column) bool { return r.Cell(c) == nil }) {
					continue
				}
				parts := make([]string, len(key.Columns))
				for i, c := range key.Columns {
					parts[i] = c.Name + ": " + naive.Shown(c, r.Cell(c))
				}
				by := strings.Join(parts, ", ")
				if len(parts) > 1 {
					by = key.Name + ": {" + by + "}"
				}
				query := fmt.Sprintf("{ %s(by: {%s}) { %s } }", table.SingleField, by, column.Name)
				want := fmt.Sprintf(`{"data":{%q:{%q:%s}}}`, table.SingleField, column.Name, naive.Shown(column, r.Cell(column)))
				if status, got := post(t, h, testCase{query: query}); status != http.StatusOK || string(got) != want {
					t.Errorf("%s: %s, want %s", query, got, want)
				}
			}
		}
	}
}

// TestJunkCells reads cells that do not fit their column's kind: each is null with an error of its own, and the
// other cells of the row are returned, those of other forms too.
func TestJunkCells(t *testing.T) {
	_, s, _ := nasty(t)
	status, body := post(t, handler(s), testCase{query: "{ junks { id n f t yes at day guid doc bytes mood price } }"})
	var answer struct {
		Data   json.RawMessage
		Errors []struct {
			Path       []any
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	const want = `{"junks":[` +
		`{"id":1,"n":null,"f":null,"t":null,"yes":null,"at":null,"day":null,"guid":null,"doc":null,"bytes":"NQ==","mood":null,"price":null},` +
		`{"id":2,"n":null,"f":null,"t":"7","yes":true,"at":null,"day":null,"guid":null,"doc":1.5,"bytes":"dGV4dA==","mood":null,"price":"0.005"},` +
		`{"id":3,"n":"9223372036854775807","f":null,"t":"fine","yes":false,"at":"2024-01-01T00:00:00Z","day":"2024-01-01",` +
		`"guid":"123e4567-e89b-12d3-a456-426614174000","doc":[],"bytes":"AQ==","mood":"CALM","price":"1.00"}]}`
	if string(answer.Data) != want {
		t.Errorf("got %s\nwant %s", answer.Data, want)
	}
	for _, e := range answer.Errors {
		if e.Extensions.Code != "DATABASE_VALUE" || len(e.Path) != 3 {
			t.Errorf("error %v", e)
		}
	}
	if len(answer.Errors) != 10 { // only this many are listed
		t.Errorf("%d errors", len(answer.Errors))
	}
}

// TestNastySchemaSaysWhatItRenamed requires that the log names what was renamed and left out, and the settings
// that resolve it.
func TestNastySchemaSaysWhatItRenamed(t *testing.T) {
	_, s, notes := nasty(t)
	var text strings.Builder
	for _, n := range notes {
		fmt.Fprintln(&text, n.Message, "|", n.Override)
	}
	for _, part := range []string{
		`table "words" is left out: it is a virtual table`, `view "broken" is left out`, `view "broken too" is left out`,
		`table "Query" is served as Query2 (queries, query2), because Tiddly has the name Query | tables.Query.name`,
		`table "user_list" is served as UserList3 (userLists3, userList3), because table "UserList" has the name UserList | tables.user_list.name`,
		`column "first-name" of table "user list" is served as firstName2, because column "first name" has the name firstName | tables."user list".columns."first-name".name`,
		`table "😀" is served as U1f600 (u1f600s, u1f600): GraphQL cannot spell its name | tables."😀".name`,
		`column "1st" of table "user list" is served as x1st: GraphQL cannot spell its name | tables."user list".columns.1st.name`,
		`column "and" of table "node" is served as and_, because Tiddly has the name and | tables.node.columns.and.name`,
		`the foreign key of table "match" to table "nowhere" is not served as a relation`,
	} {
		if !strings.Contains(text.String(), part) {
			t.Errorf("the notes lack %q", part)
		}
	}
	if t.Failed() {
		t.Log(text.String())
	}
	for _, name := range []string{"words", "broken", "broken too", "_tiddly_own"} {
		if s.Catalog.TableBySQL(name) != nil {
			t.Errorf("%q is served", name)
		}
	}
}
