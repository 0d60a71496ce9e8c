package engine_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/request"
)

// long has tables with more rows than a page, with rows that are hard to tell apart.
const long = `
CREATE TABLE plain(id INTEGER PRIMARY KEY, few INT, at DATETIME, price NUMERIC(6,2), word TEXT COLLATE NOCASE, big BIGINT);
INSERT INTO plain WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2200)
	SELECT i, CASE WHEN i % 3 THEN i % 7 END, CASE i % 3 WHEN 0 THEN '2024-01-0' || (i % 9 + 1) WHEN 1 THEN '2024-01-0' || (i % 9 + 1) || 'T00:00:00Z' END,
	(i % 11) / 10.0, char(65 + i % 26 + 32 * (i % 2)), 9007199254740993 + i FROM n;
CREATE TABLE loose(word TEXT PRIMARY KEY, n INT);
INSERT INTO loose SELECT CASE WHEN id % 2 THEN 'w' || id END, id FROM plain;
CREATE TABLE pair(a TEXT, b INT, note TEXT, PRIMARY KEY (a DESC, b)) WITHOUT ROWID;
INSERT INTO pair SELECT 'k' || few, id, few FROM plain WHERE few IS NOT NULL;
CREATE TABLE bare(a INT, b TEXT);
INSERT INTO bare SELECT id % 2, 'same' FROM plain;
CREATE TABLE moment(at DATETIME PRIMARY KEY, n INT) WITHOUT ROWID;
INSERT INTO moment SELECT strftime('%Y-%m-%d %H:%M:%S', 1700000000 + id, 'unixepoch'), id FROM plain;
INSERT INTO moment SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 1700000000 + id, 'unixepoch'), id FROM plain;
CREATE TABLE wide(id INTEGER PRIMARY KEY, raw BLOB);
INSERT INTO wide SELECT id, zeroblob(100000) FROM plain WHERE id < 40;
CREATE VIEW shown AS SELECT few, word FROM plain;
`

// TestScrollGivesWhatAListGives reads each table page by page and at once, in every possible order.
func TestScrollGivesWhatAListGives(t *testing.T) {
	db := dbtest.Open(t, dbtest.Path(t, long))
	limits := engine.DefaultLimits()
	limits.Rows, limits.AnswerBytes = 100_000, 100<<20
	s, _, err := engine.Load(t.Context(), db, engine.Options{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, table := range s.Catalog.Tables {
		pages += compareScroll(t, s, table, nil, slotAt(0))
		for _, order := range orders(table) {
			pages += compareScroll(t, s, table, order, none)
		}
	}
	if pages < 100 {
		t.Errorf("only %d pages were read: the tables are too short", pages)
	}
}

// orders are all orders of one term, and of two terms of which the first has many equal values.
func orders(t *catalog.Table) [][]request.Order {
	all := [][]request.Order{nil}
	for _, c := range t.Columns {
		if !c.Type.Kind.Sortable() {
			continue
		}
		for i := range 4 {
			o := request.Order{Column: c.Name, Desc: i&1 != 0, Nulls: request.Nulls(i >> 1)}
			all = append(all, []request.Order{o})
			if first := t.Columns[0].Name; c.Name != first {
				all = append(all, []request.Order{{Column: first, Desc: i&1 == 0}, o})
			}
		}
	}
	return all
}

func compareScroll(t *testing.T, s *engine.Snapshot, table *catalog.Table, order []request.Order, offset request.Slot) (pages int) {
	t.Helper()
	var selected []request.Selection
	for _, c := range table.Columns {
		selected = append(selected, request.Selection{Key: c.SQLName, Name: c.Name})
	}
	arguments := request.Arguments{}
	if offset != none {
		arguments = request.Arguments{int64(1234)}
	}
	query := func(scroll bool) *engine.Prepared {
		p, err := s.Prepare(t.Context(), &request.Request{Fields: []*request.Field{{Key: "data", Table: table.TypeName, Query: &request.Query{
			Select: selected, OrderBy: order, Offset: offset, Stored: true, Scroll: scroll,
		}}}})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	listed := s.Run(t.Context(), nil, query(false), arguments, nil)
	if len(listed.Errors) > 0 {
		t.Fatal(listed.Errors[0])
	}
	var want struct{ Data []map[string]any }
	decodeNumbers(t, listed.Data, &want)

	scroll, err := s.Scroll(t.Context(), nil, query(true), arguments, -1)
	if err != nil {
		t.Fatal(err)
	}
	got := []map[string]any{}
	for !scroll.Done() {
		page, err := scroll.Next(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		pages++
		if len(page) > 5<<20 { // a page of 4 MiB, as they are where reading takes long, and the row that ends it
			t.Errorf("%s: a page has %d bytes", table.SQLName, len(page))
		}
		var rows []map[string]any
		decodeNumbers(t, append(append([]byte{'['}, page...), ']'), &rows)
		got = append(got, rows...)
	}
	if !reflect.DeepEqual(got, want.Data) {
		t.Errorf("%s ordered by %v: %d rows page by page, %d at once, or in another order", table.SQLName, order, len(got), len(want.Data))
	}
	return pages
}

func decodeNumbers(t *testing.T, text []byte, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
}

// TestScrollStops requires that no more rows are read than the limit.
func TestScrollStops(t *testing.T) {
	s := serveWith(t, long).s
	p, err := s.Prepare(t.Context(), &request.Request{Fields: []*request.Field{{Key: "data", Table: "Plain", Query: &request.Query{
		Select: []request.Selection{{Key: "id", Name: "id"}}, Scroll: true,
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, most := range []int64{0, 1, 999, 1000, 1001, 2199, 5000} {
		scroll, err := s.Scroll(t.Context(), nil, p, nil, most)
		if err != nil {
			t.Fatal(err)
		}
		rows := int64(0)
		for !scroll.Done() {
			page, err := scroll.Next(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			rows += int64(strings.Count(string(page), "{"))
		}
		if want := min(most, 2200); rows != want {
			t.Errorf("%d rows of at most %d came, want %d", rows, most, want)
		}
	}
}

// TestStoredForm requires that every cell is returned as stored where GraphQL would return an error, an enum value
// or a text.
func TestStoredForm(t *testing.T) {
	s := serveWith(t, `
		CREATE TABLE odd(id INTEGER PRIMARY KEY, n INTEGER, big BIGINT, at DATETIME, yes BOOLEAN, mood TEXT CHECK (mood IN ('calm', 'wild')), raw BLOB,
			price NUMERIC(10,2), word TEXT NOT NULL DEFAULT 'x', real REAL);
		INSERT INTO odd VALUES (1, 9007199254740993, 9223372036854775807, '2024-01-02 03:04:05', 1, 'calm', x'00ff', 9.9, 'w', 0.5),
			(2, 'many', 'more', 'soon', 7, NULL, 'text', 'free', CAST(x'41ff' AS TEXT), 9e999);`).s
	var selected []request.Selection
	for _, c := range s.Catalog.TableBySQL("odd").Columns {
		selected = append(selected, request.Selection{Key: c.SQLName, Name: c.Name})
	}
	p, err := s.Prepare(t.Context(), &request.Request{Fields: []*request.Field{{Key: "data", Table: "Odd", Query: &request.Query{
		Select: selected, Stored: true,
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	a := s.Run(t.Context(), nil, p, nil, nil)
	want := `{"data":[{"id":1,"n":9007199254740993,"big":9223372036854775807,"at":"2024-01-02T03:04:05Z","yes":true,"mood":"calm","raw":"AP8=",` +
		`"price":"9.90","word":"w","real":0.5},` +
		`{"id":2,"n":"many","big":"more","at":"soon","yes":7,"mood":null,"raw":"dGV4dA==","price":"free","word":"A` + "\uFFFD" + `","real":"+Inf"}]}`
	if got := string(a.Data); got != want || len(a.Errors) > 0 {
		t.Errorf("got  %s\nwant %s\nerrors %v", got, want, a.Errors)
	}
	if text := p.Plan.String(); !strings.Contains(text, "as stored") {
		t.Errorf("the plan does not say so: %s", text)
	}
}
