package engine_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/catalog"
	"tiddly/internal/cursor"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// paged has rows that are hard to tell apart, under few parents.
const paged = `
CREATE TABLE parent(id INTEGER PRIMARY KEY, code TEXT COLLATE NOCASE UNIQUE, title TEXT);
INSERT INTO parent VALUES (1, 'a', 'x'), (2, 'B', NULL), (3, 'c', 'x'), (4, 'D', 'y');
CREATE TABLE plain(id INTEGER PRIMARY KEY, few INT, at DATETIME, price NUMERIC(6,2), word TEXT COLLATE NOCASE, big BIGINT,
	part REAL, exact TEXT, parent_id INT REFERENCES parent(id), code TEXT COLLATE NOCASE REFERENCES parent(code));
CREATE INDEX by_parent ON plain(parent_id);
INSERT INTO plain WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 41)
	SELECT i, CASE WHEN i % 3 THEN i % 7 END, CASE i % 3 WHEN 0 THEN '2024-01-0' || (i % 9 + 1) WHEN 1 THEN '2024-01-0' || (i % 9 + 1) || 'T00:00:00Z' END,
	(i % 11) / 10.0, char(65 + i % 26 + 32 * (i % 2)), 9007199254740993 + i,
	CASE i % 6 WHEN 0 THEN 9e999 WHEN 1 THEN -9e999 WHEN 2 THEN 0.1 * i WHEN 3 THEN -0.0 END, i / 7 || '.50',
	CASE WHEN i % 4 THEN i % 3 + 1 END, CASE i % 3 WHEN 0 THEN 'A' WHEN 1 THEN 'b' END FROM n;
UPDATE plain SET parent_id = 99 WHERE id = 40;
CREATE TABLE loose(word TEXT PRIMARY KEY, n INT);
INSERT INTO loose SELECT CASE WHEN id % 2 THEN 'w' || id END, id FROM plain;
CREATE TABLE pair(parent_id INT REFERENCES parent(id), plain_id INT REFERENCES plain(id), PRIMARY KEY (parent_id, plain_id)) WITHOUT ROWID;
INSERT INTO pair SELECT id % 3 + 1, id FROM plain UNION SELECT 1, id FROM plain WHERE id % 5 = 0;
CREATE TABLE bare(a INT, b TEXT, parent_id INT REFERENCES parent(id));
INSERT INTO bare SELECT id % 2, 'same', id % 2 + 1 FROM plain;
CREATE TABLE moment(at DATETIME PRIMARY KEY, n INT) WITHOUT ROWID;
INSERT INTO moment SELECT strftime('%Y-%m-%d %H:%M:%S', 1700000000 + id, 'unixepoch'), id FROM plain;
INSERT INTO moment SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 1700000000 + id, 'unixepoch'), id FROM plain;
CREATE TABLE folder(path TEXT COLLATE NOCASE, size INT, PRIMARY KEY (path COLLATE BINARY));
INSERT OR IGNORE INTO folder SELECT char(65 + id % 4 + 32 * (id % 2)) || id / 8, id FROM plain;
CREATE VIEW shown AS SELECT few, word FROM plain;
`

// orderIndexes are indexes by which pages are read range by range, or as one.
const orderIndexes = `
CREATE INDEX by_few ON plain(few); CREATE INDEX by_word ON plain(word, price DESC); CREATE INDEX by_big ON plain(big DESC);
CREATE INDEX by_price ON plain(price, few, id); CREATE INDEX by_part ON plain(part); CREATE INDEX by_at ON plain(at);
CREATE INDEX few_of_parent ON plain(parent_id, few); CREATE INDEX word_of_parent ON plain(parent_id, word, id);
CREATE INDEX big_of_code ON plain(code, big); CREATE INDEX by_b ON bare(b); CREATE INDEX a_of_parent ON bare(parent_id, a);
CREATE INDEX by_n ON moment(n); CREATE INDEX loose_n ON loose(n); CREATE INDEX by_size ON folder(size);
`

// connection is a connection as the tests select it.
type connection struct {
	Total int
	Nodes []json.RawMessage
	Edges []struct {
		Cursor string
		Node   json.RawMessage
	}
	Info struct {
		Next, Previous bool
		Start, End     *string
	}
	Name string
}

// wholePage selects everything of a connection.
func wholePage(rows []request.Selection) []request.PageField {
	return []request.PageField{
		{Key: "total", Kind: request.PageTotal},
		{Key: "nodes", Kind: request.PageNodes, Rows: rows},
		{Key: "info", Kind: request.PageInfo, Fields: []request.PageField{
			{Key: "next", Kind: request.PageHasNext},
			{Key: "previous", Kind: request.PageHasPrevious},
			{Key: "start", Kind: request.PageStart},
			{Key: "end", Kind: request.PageEnd},
		}},
		{Key: "edges", Kind: request.PageEdges, Fields: []request.PageField{
			{Key: "cursor", Kind: request.EdgeCursor}, {Key: "node", Kind: request.EdgeNode, Rows: rows},
		}},
		{Key: "name", Kind: request.PageTypename, Typename: "C"},
	}
}

// asked are the arguments of a page; an empty cursor and a negative count are absent.
type asked struct {
	first, last   int
	after, before string
}

// page returns the page with its arguments.
func (a asked) page(rows []request.Selection) (*request.Page, request.Arguments) {
	p, arguments := &request.Page{Select: wholePage(rows)}, request.Arguments{}
	add := func(v any) request.Slot {
		arguments = append(arguments, v)
		return slotAt(len(arguments) - 1)
	}
	if a.first >= 0 {
		p.First = add(int64(a.first))
	}
	if a.last >= 0 {
		p.Last = add(int64(a.last))
	}
	if a.after != "" {
		p.After = add(a.after)
	}
	if a.before != "" {
		p.Before = add(a.before)
	}
	return p, arguments
}

// selectAll selects every column but one that holds what JSON has no number for.
func selectAll(t *catalog.Table) []request.Selection {
	var out []request.Selection
	for _, c := range t.Columns {
		if c.SQLName == "part" {
			continue
		}
		out = append(out, request.Selection{Key: c.SQLName, Name: c.Name})
	}
	return out
}

func runOne(t *testing.T, s *engine.Snapshot, f *request.Field, arguments request.Arguments) exec.Answer {
	t.Helper()
	p, err := s.Prepare(t.Context(), &request.Request{Fields: []*request.Field{f}})
	if err != nil {
		t.Fatal(err)
	}
	return s.Run(t.Context(), nil, p, arguments, nil)
}

// pages reads the pages of one list: at the root, or below each of the rows of a table.
type pages struct {
	*testing.T
	s     *engine.Snapshot
	name  string
	table *catalog.Table
	order []request.Order
	// over leads to the list, from rows of from; it is empty at the root.
	from *catalog.Table
	over string
}

// lists returns the rows of the whole list of each parent.
func (p *pages) lists() [][]json.RawMessage {
	p.Helper()
	return decodeLists[[]json.RawMessage](p, p.read(&request.Query{OrderBy: p.order, Select: selectAll(p.table)}, nil))
}

// connections returns a page of each parent.
func (p *pages) connections(a asked) []connection {
	p.Helper()
	page, arguments := a.page(selectAll(p.table))
	return decodeLists[connection](p, p.read(&request.Query{OrderBy: p.order, Page: page}, arguments))
}

func (p *pages) read(q *request.Query, arguments request.Arguments) []byte {
	p.Helper()
	f := &request.Field{Key: "list", Table: p.table.TypeName, Query: q}
	if q.Page != nil {
		f.Kind = request.Connection
	}
	if p.over != "" {
		f = &request.Field{Key: "rows", Table: p.from.TypeName, Query: &request.Query{Select: []request.Selection{
			{Key: "list", Kind: request.Relation, Name: p.over, Query: q},
		}}}
	}
	answer := runOne(p.T, p.s, f, arguments)
	if len(answer.Errors) > 0 {
		p.Fatalf("%s: %v", p.name, answer.Errors)
	}
	return answer.Data
}

func decodeLists[L any](p *pages, data []byte) []L {
	p.Helper()
	if p.over == "" {
		var one struct{ List L }
		decodeNumbers(p.T, data, &one)
		return []L{one.List}
	}
	var all struct{ Rows []struct{ List L } }
	decodeNumbers(p.T, data, &all)
	out := make([]L, len(all.Rows))
	for i, row := range all.Rows {
		out[i] = row.List
	}
	return out
}

// compare compares a page with the rows from at to end of the whole list.
func (p *pages) compare(c *connection, want []json.RawMessage, at, end int, a asked) {
	p.Helper()
	rows := want[at:end]
	if len(c.Nodes) != len(rows) || len(c.Edges) != len(rows) {
		p.Fatalf("%s %+v: %d nodes, %d edges, want rows %d to %d", p.name, a, len(c.Nodes), len(c.Edges), at, end)
	}
	for i := range rows {
		if string(c.Nodes[i]) != string(rows[i]) || string(c.Edges[i].Node) != string(rows[i]) {
			p.Fatalf("%s %+v: row %d is %s and %s, want %s", p.name, a, at+i, c.Nodes[i], c.Edges[i].Node, rows[i])
		}
	}
	if c.Total != len(want) || c.Info.Next != (end < len(want)) || c.Info.Previous != (at > 0) || c.Name != "C" {
		p.Fatalf("%s %+v: %d in all, next %v, previous %v, for rows %d to %d of %d",
			p.name, a, c.Total, c.Info.Next, c.Info.Previous, at, end, len(want))
	}
	if len(rows) == 0 {
		if c.Info.Start != nil || c.Info.End != nil {
			p.Fatalf("%s %+v: an empty page has cursors", p.name, a)
		}
		return
	}
	if *c.Info.Start != c.Edges[0].Cursor || *c.Info.End != c.Edges[len(rows)-1].Cursor {
		p.Fatalf("%s %+v: the cursors of the page are not those of its edges", p.name, a)
	}
}

// walk reads all pages of a size forwards, then backwards, then between cursors.
func (p *pages) walk(size int) {
	p.Helper()
	lists := p.lists()
	for parent, want := range lists {
		end := 0
		for after := ""; ; {
			a := asked{size, -1, after, ""}
			c := p.connections(a)[parent]
			at := end
			end = min(at+size, len(want))
			if p.compare(&c, want, at, end, a); !c.Info.Next {
				break
			}
			after = *c.Info.End
		}
		at := len(want)
		for before := ""; ; {
			a := asked{-1, size, "", before}
			c := p.connections(a)[parent]
			end := at
			at = max(at-size, 0)
			if p.compare(&c, want, at, end, a); !c.Info.Previous {
				break
			}
			before = *c.Info.Start
		}
	}
	p.between(lists, size)
}

func (p *pages) between(lists [][]json.RawMessage, size int) {
	p.Helper()
	cursors := p.connections(asked{-1, -1, "", ""})
	for parent, want := range lists {
		p.compare(&cursors[parent], want, 0, len(want), asked{})
		if len(want) < 5 {
			continue
		}
		low, high := len(want)/4, 3*len(want)/4
		after, before := cursors[parent].Edges[low].Cursor, cursors[parent].Edges[high].Cursor
		inside := high - low - 1
		for _, a := range []asked{{size, -1, after, before}, {-1, size, after, before}, {-1, -1, after, before}, {size, -1, before, after}} {
			c := p.connections(a)[parent]
			switch {
			case a.after == before: // there is nothing between
				if len(c.Nodes) > 0 || !c.Info.Next || !c.Info.Previous {
					p.Fatalf("%s: %d rows between cursors in the wrong order", p.name, len(c.Nodes))
				}
			case a.last >= 0:
				p.compare(&c, want, high-min(size, inside), high, a)
			case a.first >= 0:
				p.compare(&c, want, low+1, low+1+min(size, inside), a)
			default:
				p.compare(&c, want, low+1, high, a)
			}
		}
		after = cursors[parent].Edges[len(want)-1].Cursor
		c := p.connections(asked{size, -1, after, ""})[parent]
		p.compare(&c, want, len(want), len(want), asked{})
		c = p.connections(asked{-1, size, "", cursors[parent].Edges[0].Cursor})[parent]
		p.compare(&c, want, 0, 0, asked{})
		c = p.connections(asked{0, -1, "", ""})[parent]
		p.compare(&c, want, 0, 0, asked{})
	}
}

func loadPaged(t *testing.T, script string) *engine.Snapshot {
	t.Helper()
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, dbtest.Path(t, script)), engine.Options{
		Limits: engine.DefaultLimits(), Cursors: cursor.NewKey([]byte("test")),
		Overrides: catalog.Overrides{Tables: map[string]catalog.TableOverride{
			"plain": {Columns: map[string]catalog.ColumnOverride{"exact": {Kind: "Decimal"}}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPagesGiveWhatAListGives reads each table in pages, in every order of one term and in many of two, with and without
// indexes.
func TestPagesGiveWhatAListGives(t *testing.T) {
	t.Run("without indexes", func(t *testing.T) { pagesGiveWhatAListGives(t, loadPaged(t, paged)) })
	t.Run("with indexes", func(t *testing.T) { pagesGiveWhatAListGives(t, loadPaged(t, paged+orderIndexes)) })
}

func pagesGiveWhatAListGives(t *testing.T, s *engine.Snapshot) {
	t.Helper()
	for _, table := range s.Catalog.Tables {
		if !table.Pages() {
			continue
		}
		all := orders(table)
		if table.TypeName == "Plain" {
			for _, o := range []request.Order{
				{Path: []string{"parent"}, Column: "title"},
				{Path: []string{"parent"}, Column: "title", Desc: true, Nulls: request.NullsFirst},
				{Path: []string{"codeRef"}, Column: "id", Desc: true},
			} {
				all = append(all, []request.Order{o}, []request.Order{{Column: "few"}, o})
			}
		}
		for i, order := range all {
			p := &pages{T: t, s: s, name: fmt.Sprint(table.SQLName, order), table: table, order: order}
			p.walk([]int{1, 3, 7, 100}[i%4])
		}
	}
}

// TestPagesBelowRows reads connections below rows: through an index and without one, by keys that compare in their own
// way, through a junction.
func TestPagesBelowRows(t *testing.T) {
	t.Run("without indexes", func(t *testing.T) { pagesBelowRows(t, loadPaged(t, paged)) })
	t.Run("with indexes", func(t *testing.T) { pagesBelowRows(t, loadPaged(t, paged+orderIndexes)) })
}

func pagesBelowRows(t *testing.T, s *engine.Snapshot) {
	t.Helper()
	read := 0
	for _, from := range s.Catalog.Tables {
		for _, r := range from.Relations {
			if r.Kind == catalog.ToOne || !r.Target.Pages() {
				continue
			}
			for i, order := range orders(r.Target)[:5] {
				p := &pages{T: t, s: s, name: from.TypeName + "." + r.Name, table: r.Target, order: order, from: from, over: r.Name}
				if lists := p.lists(); len(lists) < 10 {
					p.walk([]int{1, 3, 100}[i%3])
					read++
				}
			}
		}
	}
	if read < 20 {
		t.Errorf("%d lists were read", read)
	}
}

// TestPagesAreFew requires one statement for the rows of all parents, and at most one for what surrounds them.
func TestPagesAreFew(t *testing.T) {
	s := loadPaged(t, paged)
	p := &pages{table: s.Catalog.Table("Plain"), from: s.Catalog.Table("Parent")}
	for _, c := range p.from.Relations {
		if c.Target == p.table && c.Kind != catalog.ToOne {
			p.over = c.Name
		}
	}
	for _, test := range []struct {
		fields []request.PageField
		want   int
	}{
		{[]request.PageField{{Key: "n", Kind: request.PageNodes, Rows: selectAll(p.table)}}, 2},
		{[]request.PageField{{Key: "t", Kind: request.PageTotal}}, 2},
		{[]request.PageField{{Key: "t", Kind: request.PageTypename, Typename: "C"}}, 1},
		{wholePage(selectAll(p.table)), 3},
		{[]request.PageField{{Key: "i", Kind: request.PageInfo, Fields: []request.PageField{{Key: "n", Kind: request.PageHasPrevious}}}}, 1},
		{[]request.PageField{{Key: "i", Kind: request.PageInfo, Fields: []request.PageField{{Key: "n", Kind: request.PageHasNext}}}}, 2},
	} {
		answer := runOne(t, s, &request.Field{Key: "rows", Table: "Parent", Query: &request.Query{Select: []request.Selection{
			{Key: "list", Kind: request.Relation, Name: p.over, Query: &request.Query{Page: &request.Page{Select: test.fields}}},
		}}}, nil)
		if len(answer.Errors) > 0 || answer.Statements != test.want {
			t.Errorf("%d statements, want %d: %v", answer.Statements, test.want, answer.Errors)
		}
	}
}

// TestPagesWhileRowsComeAndGo changes rows between pages, and the rows at the cursors: those that stay as they were are
// read once.
func TestPagesWhileRowsComeAndGo(t *testing.T) {
	path := dbtest.Path(t, paged+orderIndexes)
	db := dbtest.Open(t, path)
	s, _, err := engine.Load(t.Context(), db, engine.Options{Limits: engine.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	p := &pages{T: t, s: s, name: "plain", table: s.Catalog.Table("Plain"), order: []request.Order{{Column: "few", Nulls: request.NullsFirst}, {Column: "word", Desc: true}}}
	elsewhere, err := outside.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = elsewhere.Close() })
	change := func(statement string, argument int) {
		t.Helper()
		if _, err := elsewhere.ExecContext(t.Context(), statement, argument); err != nil {
			t.Fatal(err)
		}
	}
	stay := map[string]bool{}
	for _, row := range p.lists()[0] {
		if idOf(t, row)%3 != 0 {
			stay[string(row)] = true
		}
	}
	gone, next := 3, 1000
	for _, backwards := range []bool{false, true} {
		got := map[string]int{}
		for at := ""; ; {
			a := asked{4, -1, at, ""}
			if backwards {
				a = asked{-1, 4, "", at}
			}
			c := p.connections(a)[0]
			for _, row := range c.Nodes {
				got[string(row)]++
			}
			if more := c.Info.Next && !backwards || c.Info.Previous && backwards; !more {
				break
			}
			if at = *c.Info.End; backwards {
				at = *c.Info.Start
			}
			// The row at the cursor goes too, where it is one of those that may.
			change("DELETE FROM pair WHERE plain_id % 3 = 0 AND plain_id < ?", gone)
			change("DELETE FROM plain WHERE id % 3 = 0 AND id < ?", gone)
			change("INSERT INTO plain(id, few, word, parent_id) VALUES (?1, ?1 % 7, 'm', 1)", next)
			gone, next = gone+9, next+1
		}
		for row := range stay {
			if got[row] != 1 {
				t.Errorf("backwards %v: %s was read %d times", backwards, row, got[row])
			}
		}
	}
}

func idOf(t *testing.T, row json.RawMessage) int {
	t.Helper()
	var v struct{ ID int }
	decodeNumbers(t, row, &v)
	return v.ID
}

// TestCursorsAreRefused sends cursors of other orders and tables, edited ones, and pages that cannot be.
func TestCursorsAreRefused(t *testing.T) {
	s := loadPaged(t, paged)
	plain := s.Catalog.Table("Plain")
	p := &pages{T: t, s: s, name: "plain", table: plain, order: []request.Order{{Column: "few"}}}
	good := p.connections(asked{1, -1, "", ""})[0].Edges[0].Cursor
	other := &pages{T: t, s: s, name: "plain", table: plain, order: []request.Order{{Column: "few", Desc: true}}}
	bare := &pages{T: t, s: s, name: "pair", table: s.Catalog.Table("Pair")}
	refused := func(name, want string, code fault.Code, order []request.Order, a asked) {
		t.Helper()
		page, arguments := a.page(selectAll(plain))
		f := &request.Field{Key: "list", Kind: request.Connection, Table: "Plain", Query: &request.Query{OrderBy: order, Page: page}}
		prepared, err := s.Prepare(t.Context(), &request.Request{Fields: []*request.Field{f}})
		if err == nil {
			if errs := s.Run(t.Context(), nil, prepared, arguments, nil).Errors; len(errs) > 0 {
				err = errs[0]
			}
		}
		got := fault.From(err)
		if err == nil || got.Code != code || !strings.Contains(got.Message, want) || !reflect.DeepEqual(got.Path, []any{"list"}) {
			t.Errorf("%s: %v", name, err)
		}
	}
	byFew := p.order
	foreign := "made for another table or order"
	refused("of another direction", foreign, fault.RequestCursor, byFew, asked{1, -1, other.connections(asked{1, -1, "", ""})[0].Edges[0].Cursor, ""})
	refused("of another table", foreign, fault.RequestCursor, byFew, asked{-1, 1, "", bare.connections(asked{1, -1, "", ""})[0].Edges[0].Cursor})
	refused("without the order", foreign, fault.RequestCursor, nil, asked{1, -1, good, ""})
	refused("garbage", "after: this is not a cursor", fault.RequestCursor, byFew, asked{1, -1, "garbage", ""})
	refused("garbage before", "before: this is not a cursor", fault.RequestCursor, byFew, asked{1, -1, good, "garbage"})
	refused("first and last", "first and last cannot be used together", fault.RequestValue, byFew, asked{1, 1, "", ""})
	refused("a large first", "first must be at most 1000", fault.LimitRows, byFew, asked{1001, -1, "", ""})
	refused("a large last", "last must be at most 1000", fault.LimitRows, byFew, asked{-1, 1001, "", ""})
	for i := range len(good) {
		for _, c := range []byte{'A', 'z', '0', '-', '_', '=', ' ', 0x80} {
			if edited := []byte(good); edited[i] != c {
				edited[i] = c
				refused("edited", "after: this is not a cursor", fault.RequestCursor, byFew, asked{1, -1, string(edited), ""})
			}
		}
	}
	again := loadPaged(t, paged)
	p.s = again
	if c := p.connections(asked{1, -1, good, ""})[0]; len(c.Nodes) != 1 {
		t.Error("a cursor of another server with the same secret was not taken")
	}
	if slices.ContainsFunc(s.Catalog.Tables, func(t *catalog.Table) bool { return t.SQLName == "shown" && t.Pages() }) {
		t.Error("a view without a key has pages")
	}
}
