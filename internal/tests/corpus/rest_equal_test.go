package corpus_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/naive"
	"tiddly/internal/request"
	"tiddly/internal/rest"
)

// TestRESTGivesWhatGraphQLGives sends the same query to both edges, for every table of every schema: the rows are
// equal, once columns have their SQL names and values the forms of REST.
func TestRESTGivesWhatGraphQLGives(t *testing.T) {
	from := firstSeed()
	t.Logf("go test ./internal/tests/corpus -run TestRESTGivesWhatGraphQLGives -cases %d -seed %d", *cases, from)
	databases := map[string]func(*testing.T) string{
		"chinook": func(t *testing.T) string { t.Helper(); return dbtest.Chinook(t) },
		"sample":  sampled,
	}
	for _, name := range []string{"music", "shapes", "kinds", "nasty", "names"} {
		databases[name] = func(t *testing.T) string { t.Helper(); return scripted(t, name) }
	}
	for name, path := range databases {
		t.Run(name, func(t *testing.T) {
			askBothWays(t, path(t), from)
		})
	}
}

func askBothWays(t *testing.T, path string, from int) {
	t.Helper()
	s := serve(t, path)
	n, err := newNaive(t.Context(), path, s.Catalog, s.Schema.AST, s.Limits.Rows, naive.Known)
	if err != nil {
		t.Fatal(err)
	}
	d := newDice(s.Catalog, s.Schema.AST, n, map[string]int{})
	edge := rest.NewHandler(s.View, rest.Options{})
	graphql := handler(s)
	found := 0
	for i := range max(*cases/5, 2*len(s.Catalog.Tables)) {
		d.Rand = rand.New(rand.NewPCG(uint64(from), uint64(i)))
		q := &question{table: s.Catalog.Tables[i%len(s.Catalog.Tables)]}
		q.make(d)
		got, want := q.fetch(t, edge), q.list(t, graphql)
		if q.limit == nil && len(got) > s.Limits.Rows {
			got = got[:s.Limits.Rows] // the limit of GraphQL
		}
		if len(want) > 0 {
			found++
		}
		if !reflect.DeepEqual(got, want) {
			fetch, _ := json.Marshal(q.body())
			t.Fatalf("case %d of seed %d: FETCH /%s %s\ngives %d rows %v\nGraphQL gives %d rows %v", i, from, q.table.SQLName, fetch, len(got), got, len(want), want)
		}
	}
	if found < *cases/50 { // because of tables with at most one row
		t.Errorf("only %d questions found rows", found)
	}
}

// question is a query that both edges understand.
type question struct {
	table *catalog.Table
	// where is in the form of REST, by SQL names, filter the same in that of GraphQL.
	where, filter map[string]any
	order         []string
	orderBy       []map[string]any
	limit, offset any
}

func (q *question) make(d *dice) {
	q.where, q.filter = map[string]any{}, map[string]any{}
	for range d.IntN(3) {
		c := d.column(q.table)
		q.where[c.SQLName], q.filter[c.Name] = condition(d, c)
	}
	for range d.IntN(3) {
		c := one(d, q.table.Columns)
		if !c.Type.Kind.Sortable() || strings.ContainsAny(c.SQLName, ",") {
			continue
		}
		term, direction := " asc", "ASC_NULLS_FIRST"
		if d.chance(50) {
			term, direction = " desc", "DESC_NULLS_LAST"
		}
		q.order = append(q.order, c.SQLName+term)
		q.orderBy = append(q.orderBy, map[string]any{c.Name: direction})
	}
	if d.chance(50) {
		q.limit = d.IntN(40)
	}
	if d.chance(40) {
		q.offset = d.IntN(20)
	}
}

// condition returns a comparison with a column, in short form or by an operator.
func condition(d *dice, c *catalog.Column) (short, filter any) {
	kind := c.Type.Kind
	value := func() (any, any) {
		v := d.spelling(c, d.cell(c))
		if name, ok := v.(enumName); ok {
			for _, e := range c.Enum.Values {
				if e.Name == string(name) {
					return e.Stored, e.Name
				}
			}
		}
		return v, v
	}
	list := func() (any, any) {
		stored, named := []any{}, []any{}
		for range d.IntN(5) {
			s, n := value()
			stored, named = append(stored, s), append(named, n)
		}
		return stored, named
	}
	switch n := d.IntN(100); {
	case n < 10:
		return nil, map[string]any{"isNull": true}
	case n < 40 && kind != catalog.JSON: // objects and lists of JSON have another meaning there
		stored, named := value()
		return stored, map[string]any{"eq": named}
	case n < 55 && kind != catalog.JSON:
		stored, named := list()
		return stored, map[string]any{"in": named}
	}
	switch op := one(d, request.Operators(kind)); {
	case op == request.IsNull:
		flag := d.chance(50)
		return map[string]any{"isNull": flag}, map[string]any{"isNull": flag}
	case op == request.HasKey:
		return map[string]any{"hasKey": "size"}, map[string]any{"hasKey": "size"}
	case op.TakesList():
		stored, named := list()
		return map[string]any{op.String(): stored}, map[string]any{op.String(): named}
	case kind == catalog.String:
		text := d.pattern(c, op.String())
		return map[string]any{op.String(): text}, map[string]any{op.String(): text}
	default:
		stored, named := value()
		return map[string]any{op.String(): stored}, map[string]any{op.String(): named}
	}
}

// columns returns the compared columns, at most as many as a document may have fields.
func (q *question) columns() []*catalog.Column {
	return q.table.Columns[:min(len(q.table.Columns), 200)]
}

func (q *question) body() map[string]any {
	return map[string]any{"where": q.where, "orderby": strings.Join(q.order, ","), "limit": q.limit, "offset": q.offset}
}

// fetch sends the query by REST.
func (q *question) fetch(t *testing.T, h http.Handler) []map[string]any {
	t.Helper()
	var a struct {
		Data          []map[string]any
		Status, Error string
	}
	exchangeJSON(t, h, "FETCH", "/"+url.PathEscape(q.table.SQLName), q.body(), &a)
	if a.Status != "success" {
		t.Fatalf("FETCH /%s %v gives %s", q.table.SQLName, q.body(), a.Error)
	}
	for _, row := range a.Data {
		for _, c := range q.table.Columns[len(q.columns()):] {
			if _, ok := row[c.SQLName]; !ok {
				t.Fatalf("FETCH /%s: a row has no %s", q.table.SQLName, c.SQLName)
			}
			delete(row, c.SQLName)
		}
	}
	return a.Data
}

// list sends the query by GraphQL, and returns the rows in the form of REST.
func (q *question) list(t *testing.T, h http.Handler) []map[string]any {
	t.Helper()
	names := make([]string, 0, len(q.table.Columns))
	for _, c := range q.columns() {
		names = append(names, c.Name)
	}
	document := fmt.Sprintf("query($w: %[1]sWhere, $o: [%[1]sOrderBy!], $l: Int, $s: Int) { rows: %[2]s(where: $w, orderBy: $o, limit: $l, offset: $s) { %[3]s } }",
		q.table.TypeName, q.table.ListField, strings.Join(names, " "))
	var a struct {
		Data   struct{ Rows []map[string]any }
		Errors []any
	}
	exchangeJSON(t, h, http.MethodPost, "/graphql", map[string]any{
		"query": document, "variables": map[string]any{"w": q.filter, "o": q.orderBy, "l": q.limit, "s": q.offset},
	}, &a)
	if len(a.Errors) > 0 {
		t.Fatalf("%s of %v gives %v", document, q.filter, a.Errors)
	}
	rows := make([]map[string]any, len(a.Data.Rows))
	for i, r := range a.Data.Rows {
		rows[i] = make(map[string]any, len(r))
		for _, c := range q.columns() {
			rows[i][c.SQLName] = asREST(c, r[c.Name])
		}
	}
	return rows
}

// asREST returns a value of GraphQL in the form of REST: big integers are numbers, values of enums are the stored
// ones.
func asREST(c *catalog.Column, v any) any {
	text, ok := v.(string)
	switch {
	case ok && c.Type.Kind == catalog.BigInt:
		return json.Number(text)
	case ok && c.Type.Kind == catalog.Enum:
		if i := slices.IndexFunc(c.Enum.Values, func(e catalog.EnumValue) bool { return e.Name == text }); i >= 0 {
			return c.Enum.Values[i].Stored
		}
	}
	return v
}

func exchangeJSON(t *testing.T, h http.Handler, method, path string, body, into any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(string(text)))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	decoder := json.NewDecoder(w.Body)
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s %s %s gives %d, %v", method, path, text, w.Code, err)
	}
}
