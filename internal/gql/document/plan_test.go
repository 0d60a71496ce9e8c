package document

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
	"tiddly/internal/jsontext"
)

// shapes runs one document with each of the variables and returns the number of preparations.
func shapes(t *testing.T, document string, variables ...string) int {
	t.Helper()
	s, f := newShelf(t, limits.Default())
	parsed, err := s.read(t.Context(), document)
	if err != nil {
		t.Fatal(err)
	}
	e := NewEntry(parsed)
	for _, v := range variables {
		given := gqltest.JSONObject(t, v)
		_, got, faults := s.planner.Plan(t.Context(), e, e.operations[0], given)
		if len(faults) > 0 {
			t.Fatalf("%s: %s", v, gqltest.PrintFaults(faults))
		}
		// A cached plan must be filled with the same arguments as a new one.
		_, fresh, _ := s.planner.compile(t.Context(), newOperation(t, s, document), given)
		if a, b := value(got), value(fresh); a != b {
			t.Errorf("%s: a hit gives the arguments %s, building %s", v, a, b)
		}
		f.Prepares-- // without the fresh one
	}
	return f.Prepares
}

func newOperation(t *testing.T, s *shelf, document string) *Operation {
	t.Helper()
	parsed, err := s.read(t.Context(), document)
	if err != nil {
		t.Fatal(err)
	}
	return NewEntry(parsed).operations[0]
}

func TestShapes(t *testing.T) {
	const (
		limit = `query($l: Int) { albums(limit: $l) { id } }`
		where = `query($w: AlbumWhere) { albums(where: $w) { id } }`
		in    = `query($i: [Int!]) { albums(where: {id: {in: $i}}) { id } }`
		order = `query($o: [AlbumOrderBy!]) { albums(orderBy: $o) { id } }`
		skip  = `query($s: Boolean!) { albums { id title @skip(if: $s) } }`
	)
	tests := []struct {
		name, document string
		variables      []string
		want           int
	}{
		{"values of scalars share", limit, []string{`{"l": 1}`, `{"l": 2}`, `{"l": 3}`}, 1},
		{"absent, null and present do not", limit, []string{``, `{"l": null}`, `{"l": 2}`, `{}`}, 3},
		{"variables that are not declared do not count", limit, []string{`{"l": 1}`, `{"l": 1, "x": 2}`}, 1},
		{
			"order of keys does not count", where,
			[]string{`{"w": {"id": {"gt": 1}, "title": {"eq": "a"}}}`, `{"w": {"title": {"eq": "b"}, "id": {"gt": 2}}}`},
			1,
		},
		{"sets of keys count", where, []string{`{"w": {"id": {"gt": 1}}}`, `{"w": {"id": {"lt": 1}}}`, `{"w": {}}`, `{"w": {"id": {}}}`}, 4},
		{"null members count", where, []string{`{"w": {"id": {"gt": null}}}`, `{"w": {"id": {"gt": 1}}}`}, 2},
		{
			"lists of scalars are rounded", in,
			[]string{`{"i": []}`, `{"i": [1]}`, `{"i": 1}`, `{"i": [1, 2]}`, `{"i": [1, 2, 3]}`, `{"i": [4, 5, 6, 7]}`},
			4,
		},
		{
			"lists of objects are exact", where,
			[]string{`{"w": {"or": [{"id": {"eq": 1}}]}}`, `{"w": {"or": [{"id": {"eq": 1}}, {"id": {"eq": 2}}]}}`, `{"w": {"or": {"id": {"eq": 3}}}}`},
			2,
		},
		{"enums count", order, []string{`{"o": {"title": "ASC"}}`, `{"o": {"title": "DESC"}}`, `{"o": [{"title": "ASC"}]}`, `{"o": {"id": "ASC"}}`}, 3},
		{"enums of columns count", where, []string{`{"w": {"genre": {"eq": "POP"}}}`, `{"w": {"genre": {"eq": "ROCK"}}}`}, 2},
		{"Booleans count", skip, []string{`{"s": true}`, `{"s": false}`, `{"s": true}`}, 2},
		{"Booleans in filters count", where, []string{`{"w": {"meta": {"isNull": true}}}`, `{"w": {"meta": {"isNull": false}}}`}, 2},
		{"JSON is one scalar", where, []string{`{"w": {"meta": {"eq": {"a": 1}}}}`, `{"w": {"meta": {"eq": [true]}}}`}, 1},
		{"paths share", where, []string{`{"w": {"meta": {"path": {"path": "$.a", "eq": 1}}}}`, `{"w": {"meta": {"path": [{"path": "$.b[0]", "eq": "x"}]}}}`}, 1},
		{"no variables", `{ albums(limit: 3) { id } }`, []string{``, `{"x": 1}`, ``}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := shapes(t, tt.document, tt.variables...); got != tt.want {
				t.Errorf("got %d plans, want %d", got, tt.want)
			}
		})
	}
}

// TestShapesAreKnownApart builds keys that would be equal if the parts of a shape were not delimited.
func TestShapesAreKnownApart(t *testing.T) {
	s, _ := newShelf(t, limits.Default())
	document := `query($a: String, $o: [AlbumOrderBy!], $c: [AlbumColumn!], $w: AlbumWhere) {
		albums(where: {not: $w, title: {eq: $a}}, orderBy: $o, distinctOn: $c) { id } }`
	o := newOperation(t, s, document)
	seen := map[string]string{}
	for _, v := range []string{
		`{}`, `{"a": null}`, `{"a": "x"}`, `{"o": null}`, `{"o": []}`, `{"c": []}`, `{"c": ["ID"]}`, `{"c": ["ID", "GENRE"]}`, `{"w": {}}`,
		`{"w": {"id": {}}}`, `{"w": {"and": []}}`, `{"w": {"and": [{}]}}`, `{"w": {"and": [{}, {}]}}`, `{"w": {"and": [{"id": {}}]}}`,
		`{"w": {"not": {"id": {}}}}`, `{"w": {"not": {}, "id": {}}}`,
	} {
		shape, ok := s.planner.Model.AppendShape(nil, o.number, o.Definition.VariableDefinitions, jsontext.Of(gqltest.JSONObject(t, v)))
		if !ok {
			t.Errorf("%s has no shape", v)
		}
		if other, known := seen[string(shape)]; known {
			t.Errorf("%s and %s have one shape", v, other)
		}
		seen[string(shape)] = v
	}
	for _, v := range []string{`{"w": []}`, `{"w": {"x": 1}}`, `{"c": [5]}`, `{"w": {"live": {"eq": "x"}}}`} {
		if _, ok := s.planner.Model.AppendShape(nil, o.number, o.Definition.VariableDefinitions, jsontext.Of(gqltest.JSONObject(t, v))); ok {
			t.Errorf("%s has a shape", v)
		}
	}
}

func TestHitsCheckValues(t *testing.T) {
	s, f := newShelf(t, limits.Default())
	parsed, err := s.read(t.Context(), `query($l: Int, $i: [Int!], $u: Int) { albums(limit: $l, where: {id: {in: $i}}) { id artist @skip(if: true) { albums(limit: $u) { id } } } }`)
	if err != nil {
		t.Fatal(err)
	}
	e := NewEntry(parsed)
	good := `{"l": 1, "i": [1, 2], "u": 1}`
	for _, tt := range []struct{ variables, want string }{
		{good, ``},
		{`{"l": "1", "i": [1, 2], "u": 1}`, `variable $l:`},
		{`{"l": 1, "i": [1, "2"], "u": 1}`, `variable $i[1]:`},
		{`{"l": 1, "i": [1, 2], "u": 1.5}`, `variable $u:`},
		{`{"l": 1, "i": [1, null], "u": 1}`, `variable $i[1]: null`},
		{good, ``},
	} {
		_, _, faults := s.planner.Plan(t.Context(), e, e.operations[0], gqltest.JSONObject(t, tt.variables))
		if got := gqltest.PrintFaults(faults); (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %s, want %s", tt.variables, got, tt.want)
		}
	}
	if f.Prepares != 1 {
		t.Errorf("got %d plans, want 1", f.Prepares)
	}
}

func TestShapesOfADocumentAreBounded(t *testing.T) {
	s, _ := newShelf(t, limits.Default())
	parsed, err := s.read(t.Context(), `query($w: AlbumWhere) { albums(where: $w) { id } }`)
	if err != nil {
		t.Fatal(err)
	}
	e := NewEntry(parsed)
	for i := range 2 * maxShapes {
		v := `{"w": {"and": [` + strings.TrimSuffix(strings.Repeat(`{},`, i), ",") + `]}}`
		if _, _, faults := s.planner.Plan(t.Context(), e, e.operations[0], gqltest.JSONObject(t, v)); len(faults) > 0 {
			t.Fatal(gqltest.PrintFaults(faults))
		}
	}
	if len(e.plans) != maxShapes {
		t.Errorf("got %d plans, want %d", len(e.plans), maxShapes)
	}
}

func TestPlansAreSharedByGoroutines(t *testing.T) {
	s, _ := newShelf(t, limits.Default())
	parsed, err := s.read(t.Context(), `query($l: Int) { albums(limit: $l, where: {title: {eq: "x"}}) { id } }`)
	if err != nil {
		t.Fatal(err)
	}
	e := NewEntry(parsed)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 200 {
				_, a, faults := s.planner.Plan(t.Context(), e, e.operations[0], map[string]any{"l": int64(i*1000 + j)})
				if len(faults) > 0 || a[1] != int64(i*1000+j) || a[0] != "x" {
					t.Errorf("got %v, %s", a, gqltest.PrintFaults(faults))
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestCacheKeepsRecentDocuments(t *testing.T) {
	c := NewCache(&Counts{})
	ctx := graphql.WithOperationContext(context.Background(), &graphql.OperationContext{})
	add := func(query string) {
		c.Add(ctx, query, &ast.QueryDocument{Operations: ast.OperationList{{Name: query}}})
	}
	add("first")
	for i := range maxDocuments - 1 {
		add(strconv.Itoa(i))
	}
	if _, ok := c.Get(ctx, "first"); !ok {
		t.Fatal("the first document is gone before the cache is full")
	}
	add("last")
	if _, ok := c.Get(ctx, "first"); !ok {
		t.Error("a document that was just used is gone")
	}
	if _, ok := c.Get(ctx, "0"); ok {
		t.Error("the least recently used document is still there")
	}
	add("last")
	if c.recent.Len() != maxDocuments || len(c.entries) != maxDocuments {
		t.Errorf("got %d elements and %d entries", c.recent.Len(), len(c.entries))
	}
	long := fmt.Sprintf("%*s", maxDocumentBytes, "x")
	op := &graphql.OperationContext{}
	op.Stats.SetExtension(lookupName, &Lookup{})
	long1 := graphql.WithOperationContext(context.Background(), op)
	c.Add(long1, long, &ast.QueryDocument{Operations: ast.OperationList{{Name: "x"}}})
	if _, ok := c.Get(ctx, long); ok {
		t.Error("a long document is kept")
	}
	if LookupOf(op).Entry == nil {
		t.Error("a long document has no entry for its own request")
	}
}

func BenchmarkPrepareHit(b *testing.B) {
	s, _ := newShelf(b, limits.Default())
	for _, bb := range []struct {
		name, document string
		variables      map[string]any
	}{
		{"constants", `{ albums(where: {title: {like: "a%"}, id: {in: [1, 2, 3]}}, limit: 10) { id title } }`, nil},
		{"variables", `query($t: String, $l: Int) { albums(where: {title: {like: $t}}, limit: $l) { id title } }`, map[string]any{"t": "a%", "l": int64(5)}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			parsed, err := s.read(b.Context(), bb.document)
			if err != nil {
				b.Fatal(err)
			}
			e := NewEntry(parsed)
			b.ReportAllocs()
			for b.Loop() {
				if _, _, faults := s.planner.Plan(b.Context(), e, e.operations[0], bb.variables); len(faults) > 0 {
					b.Fatal(gqltest.PrintFaults(faults))
				}
			}
		})
	}
}
