package corpus_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
)

// TestConnectionsDifferential reads random lists, filtered and sorted, as connections: some pages forwards, some
// backwards, and one between two rows, at the root and below rows. Each page has the rows that the naive evaluator has
// at its place.
func TestConnectionsDifferential(t *testing.T) {
	from := *seed
	if from == 0 {
		from = int(time.Now().UnixMilli() % 1_000_000)
	}
	t.Logf("go test ./internal/tests/corpus -run TestConnectionsDifferential -cases %d -seed %d", *cases, from)
	for _, database := range []struct {
		name string
		make func(t *testing.T) string
	}{
		{"chinook", func(t *testing.T) string { t.Helper(); return dbtest.Chinook(t) }},
		{"sample", sampled},
		{"shapes", func(t *testing.T) string { t.Helper(); return scripted(t, "shapes") }},
		{"kinds", func(t *testing.T) string { t.Helper(); return scripted(t, "kinds") }},
		{"nasty", func(t *testing.T) string { t.Helper(); return scripted(t, "nasty") }},
	} {
		t.Run(database.name, func(t *testing.T) { connectionsDiffer(t, database.make(t), from) })
	}
}

func connectionsDiffer(t *testing.T, path string, from int) {
	t.Helper()
	limits := engine.DefaultLimits()
	limits.Rows = rowsOfLists
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, path), engine.Options{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	n, err := newNaive(t.Context(), path, s.Catalog, rowsOfLists, known)
	if err != nil {
		t.Fatal(err)
	}
	d := newDice(s, n, map[string]int{})
	d.paged = true
	walked, rows := 0, 0
	for i := range *cases / 10 {
		d.Rand, d.aliases, d.conditions = rand.New(rand.NewPCG(uint64(from), uint64(i))), 0, 0
		w := newWalk(t, d, handler(s), fmt.Sprintf("case %d of seed %d", i, from))
		if w == nil {
			continue
		}
		walked++
		rows += len(w.want)
		w.walk()
	}
	if *cases >= 1000 && (walked < *cases/25 || rows < *cases/25) {
		t.Errorf("only %d connections with %d rows were read", walked, rows)
	}
}

// walk reads the pages of one list.
type walk struct {
	*testing.T
	d    *dice
	h    http.Handler
	name string
	list *asked
	// over is the relation that leads to the list, from row parent of its table; nil at the root.
	over   *catalog.Relation
	parent int
	want   []string
	// cursors are those of the rows that were read, by their places.
	cursors map[int]string
}

// newWalk returns a random list, or nil where the dice chose one without a connection.
func newWalk(t *testing.T, d *dice, h http.Handler, name string) *walk {
	t.Helper()
	w := &walk{T: t, d: d, h: h, name: name, cursors: map[int]string{}}
	table := one(d, d.catalog.Tables)
	field, candidates := table.ListField+"Connection", d.naive.rows[table]
	place := d.schema.Query.Fields.ForName(field)
	if len(table.Relations) > 0 && d.chance(50) {
		w.over = one(d, table.Relations)
		parents := d.naive.sorted(&asked{table: table}, candidates)
		if w.over.Kind == catalog.ToOne || len(parents) == 0 {
			return nil
		}
		w.parent = d.IntN(min(len(parents), rowsOfLists))
		field, candidates = w.over.Name+"Connection", d.naive.behind(w.over, parents[w.parent])
		place, table = d.schema.Types[table.TypeName].Fields.ForName(field), w.over.Target
	}
	if place == nil {
		return nil
	}
	w.list = &asked{alias: "list", name: field, table: table, fields: d.selection(table, maxNesting)}
	w.list.arguments = slices.DeleteFunc(d.arguments(table, place, "connection"), func(g *given) bool { return g.name != "where" && g.name != "orderBy" })
	where, _ := w.list.argument("where").(map[string]any)
	d.naive.wheres, d.naive.verdicts = map[*asked]map[string]any{}, map[verdict]truth{}
	for _, r := range d.naive.sorted(w.list, candidates) {
		if where == nil || d.naive.matches(table, r, where) == yes {
			w.want = append(w.want, d.naive.object(table, r, w.list.fields, nil))
		}
	}
	return w
}

// walk reads pages from the start on, then pages that end where one of them began or at the end, then one between two
// rows.
func (w *walk) walk() {
	w.Helper()
	for at, pages := 0, 0; pages < 3; pages++ {
		size := w.d.IntN(8)
		w.page(at, min(at+size, len(w.want)), "first", size, w.cursors[at-1], "")
		if at += size; w.cursors[at-1] == "" {
			break
		}
	}
	end := len(w.want)
	for range 2 {
		size := w.d.IntN(8)
		w.page(max(end-size, 0), end, "last", size, "", w.cursors[end])
		if end -= size; w.cursors[end] == "" {
			break
		}
	}
	low, high := -1, -1
	for at := range w.cursors {
		if low < 0 || at < low {
			low = at
		}
		high = max(high, at)
	}
	if low < 0 || high == low || high-low-1 > rowsOfLists {
		return
	}
	between, size := high-low-1, w.d.IntN(12)
	w.page(low+1, low+1+min(size, between), "first", size, w.cursors[low], w.cursors[high])
	w.page(high-min(size, between), high, "last", size, w.cursors[low], w.cursors[high])
}

// page reads a page and compares it with the rows from at to end.
func (w *walk) page(at, end int, count string, size int, after, before string) {
	w.Helper()
	query, variables := w.print(count, size, after, before)
	status, body := post(w.T, w.h, testCase{query: query, rawVariables: variables})
	c, err := w.decode(body)
	if err != nil || status != http.StatusOK {
		w.Fatalf("%s: %d %v\n%s\n%s\n%s", w.name, status, err, query, variables, body)
	}
	got := make([]string, len(c.Edges))
	for i, e := range c.Edges {
		got[i], w.cursors[at+i] = string(e.Node), e.Cursor
	}
	nodes := make([]string, len(c.Nodes))
	for i, n := range c.Nodes {
		nodes[i] = string(n)
	}
	if !slices.Equal(got, w.want[at:end]) || !slices.Equal(nodes, got) || c.TotalCount != len(w.want) ||
		c.PageInfo.HasNextPage != (end < len(w.want)) || c.PageInfo.HasPreviousPage != (at > 0) {
		w.Fatalf("%s: the server and the naive evaluator differ\n%s\n%s\n--- server\n%s\n--- naive, rows %d to %d of %d\n%s",
			w.name, query, variables, body, at, end, len(w.want), w.want[at:end])
	}
}

// pageRead is a connection as a walk selects it.
type pageRead struct {
	Nodes []json.RawMessage
	Edges []struct {
		Cursor string
		Node   json.RawMessage
	}
	PageInfo   struct{ HasNextPage, HasPreviousPage bool }
	TotalCount int
}

func (w *walk) decode(body []byte) (pageRead, error) {
	var root struct {
		Data struct {
			List pageRead
			Rows []struct{ List pageRead }
		}
	}
	if err := json.Unmarshal(body, &root); err != nil || w.over == nil {
		return root.Data.List, err
	}
	if len(root.Data.Rows) <= w.parent {
		return pageRead{}, fmt.Errorf("there are %d parents", len(root.Data.Rows))
	}
	return root.Data.Rows[w.parent].List, nil
}

// print returns the query for a page, and its variables.
func (w *walk) print(count string, size int, after, before string) (string, []byte) {
	list := *w.list
	list.arguments = append(slices.Clone(list.arguments), &given{name: count, value: &input{kind: isLeaf, leaf: json.Number(fmt.Sprint(size)), typ: "Int"}})
	for _, c := range []struct{ name, cursor string }{{"after", after}, {"before", before}} {
		if c.cursor != "" {
			list.arguments = append(list.arguments, &given{name: c.name, value: &input{kind: isLeaf, leaf: c.cursor, typ: "String", as: asVariable}})
		}
	}
	p := &printer{names: map[string]string{}, values: map[string]any{}}
	list.table = nil // its rows are selected twice
	head, _ := p.field(&list, 1)
	rows := func() string { return p.selection(w.list.fields, w.list.table.TypeName, 3) }
	body := head + " { nodes " + rows() + " edges { cursor node " + rows() + " } pageInfo { hasNextPage hasPreviousPage } totalCount }"
	if w.over != nil {
		body = "rows: " + w.over.Table.ListField + " { " + body + " }"
	}
	return p.whole("{ " + body + " }")
}
