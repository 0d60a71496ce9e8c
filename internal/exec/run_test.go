package exec_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	cells "tiddly/internal/cell"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// tables returns prepared rows for statements by their text, and records what was bound.
type tables struct {
	rows     map[string][][]any
	fail     map[string]error
	bound    map[string][]any
	order    []string
	snapshot bool
	open     int
}

func (t *tables) Read(_ context.Context, snapshot bool, f func(exec.Reader) error) error {
	t.snapshot = snapshot
	return f(t)
}

func (t *tables) Query(sql string, args []any) (exec.Rows, error) {
	t.order = append(t.order, sql)
	if t.bound == nil {
		t.bound = map[string][]any{}
	}
	t.bound[sql] = append([]any{}, args...)
	if err := t.fail[sql]; err != nil {
		return nil, err
	}
	t.open++
	return &cursor{tables: t, rows: t.rows[sql], at: -1}, nil
}

// way is an encoding of the tests: keys as JSON, and text of few digits.
type way string

func (w way) String() string { return string(w) }

func (w way) Apply(v any) (any, error) {
	switch v := v.(type) {
	case dialect.Keys:
		return keysJSON(v), nil
	case string:
		if len(v) > 10 {
			return nil, fault.New(fault.RequestValue, "too many digits")
		}
	}
	return v, nil
}

func keysJSON(keys dialect.Keys) string {
	var rows []any
	for i := range keys.Len() {
		var row []any
		for _, c := range keys {
			row = append(row, c.At(i))
		}
		if len(row) == 1 {
			rows = append(rows, row[0])
		} else {
			rows = append(rows, row)
		}
	}
	text, err := json.Marshal(rows)
	if err != nil {
		panic(err)
	}
	return string(text)
}

type cursor struct {
	tables *tables
	rows   [][]any
	at     int
	closed bool
}

func (c *cursor) Next() bool      { c.at++; return c.at < len(c.rows) }
func (c *cursor) Err() error      { return nil }
func (c *cursor) Null(i int) bool { return c.rows[c.at][i] == nil }
func (c *cursor) Value(i int) any { return c.rows[c.at][i] }

func (c *cursor) Length(i int) int {
	text, _ := c.rows[c.at][i].(string)
	return len(text)
}

func (c *cursor) Int(i int) (int64, bool) {
	n, ok := c.rows[c.at][i].(int64)
	return n, ok
}

func (c *cursor) Close() error {
	if !c.closed {
		c.closed = true
		c.tables.open--
	}
	return nil
}

func (c *cursor) AppendJSON(dst []byte, i int, t *catalog.Type, _ *catalog.EnumType) ([]byte, bool) {
	switch v := c.rows[c.at][i].(type) {
	case int64:
		if t.Kind == catalog.Int {
			return strconv.AppendInt(dst, v, 10), true
		}
	case string:
		if t.Kind == catalog.String {
			return strconv.AppendQuote(dst, v), true
		}
	}
	return dst, false
}

func (c *cursor) AppendKey(dst []byte, i int) []byte {
	switch v := c.rows[c.at][i].(type) {
	case int64:
		return cells.AppendIntKey(dst, v)
	case float64:
		return cells.AppendFloatKey(dst, v)
	default:
		return cells.AppendTextKey(dst, v.(string))
	}
}

var (
	shop    = &catalog.Table{SQLName: "shop", TypeName: "Shop"}
	id      = &catalog.Column{Table: shop, SQLName: "id", Name: "id", Type: catalog.Type{Kind: catalog.Int}, NonNull: true}
	name    = &catalog.Column{Table: shop, SQLName: "name", Name: "name", Type: catalog.Type{Kind: catalog.String}}
	allRows = exec.Options{Rows: 1000, Bytes: 1 << 20}
)

func prefix(key string) []byte { return []byte(strconv.Quote(key) + ":") }

func cell(key string, index int, c *catalog.Column) sqlgen.Member {
	return sqlgen.Member{Kind: sqlgen.Cell, Name: key, Prefix: prefix(key), Index: index, Column: c}
}

func nested(key string, o *sqlgen.Object) sqlgen.Member {
	return sqlgen.Member{Kind: sqlgen.Nested, Name: key, Prefix: prefix(key), Object: o}
}

func list() sqlgen.Member {
	return sqlgen.Member{Kind: sqlgen.List, Name: "cs", Prefix: prefix("cs")}
}

func object(members ...sqlgen.Member) sqlgen.Object {
	return sqlgen.Object{Table: shop, Present: -1, Members: members}
}

func program(kind request.FieldKind, q *sqlgen.Query) *sqlgen.Program {
	q.Key, q.Single = "a", kind == request.Single
	return &sqlgen.Program{
		Fields:     []sqlgen.Field{{Prefix: prefix("a"), Key: "a", Kind: kind, Query: q}},
		Statements: 1 + len(q.Children),
	}
}

func query(sql string, row sqlgen.Object, children ...*sqlgen.Query) *sqlgen.Query {
	return &sqlgen.Query{SQL: sql, Row: row, Limit: request.None, Max: 100, Children: children}
}

// slotAt is short for the tests.
var slotAt = request.SlotAt

// keyArgs is the argument of a statement that binds keys.
var keyArgs = []sqlgen.Arg{{Kind: sqlgen.FromKeys, Slot: request.None, Encode: way("Keys")}}

func childOf(q *sqlgen.Query, parent int) *sqlgen.Query {
	q.ParentKey, q.Link, q.CutInGo = []int{parent}, []int{0}, true
	q.Args = keyArgs
	return q
}

// text returns the whole answer in one line.
func text(a exec.Answer) string {
	var b strings.Builder
	if a.Data == nil {
		b.WriteString("null")
	}
	b.Write(a.Data)
	for _, f := range a.Errors {
		fmt.Fprintf(&b, " !%s%v", f.Code, f.Path)
	}
	for _, c := range a.Cuts {
		fmt.Fprintf(&b, " cut%v=%d", c.Path, c.Rows)
	}
	return b.String()
}

func check(t *testing.T, db *tables, p *sqlgen.Program, want string) exec.Answer {
	t.Helper()
	// Twice: the second run uses the buffers of the first.
	for range 2 {
		a := exec.Run(t.Context(), db, p, nil, []byte("before"), allRows)
		if got := text(a); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if db.open != 0 {
			t.Errorf("%d statements were left open", db.open)
		}
	}
	checkTogether(t, db, p, want)
	return exec.Run(t.Context(), db, p, nil, nil, allRows)
}

func TestList(t *testing.T) {
	db := &tables{rows: map[string][][]any{"q": {{int64(1), "x"}, {int64(2), nil}}}}
	p := program(request.List, query("q", object(cell("id", 0, id), cell("n", 1, name))))
	a := check(t, db, p, `{"a":[{"id":1,"n":"x"},{"id":2,"n":null}]}`)
	if a.Statements != 1 || a.Rows != 2 || db.snapshot {
		t.Errorf("statements %d, rows %d, snapshot %v; want 1, 2, false", a.Statements, a.Rows, db.snapshot)
	}
	if m := a.Members[0]; string(a.Data[m.Start:m.End]) != `[{"id":1,"n":"x"},{"id":2,"n":null}]` {
		t.Errorf("member is %s", a.Data[m.Start:m.End])
	}
}

func TestEmptyAndSingle(t *testing.T) {
	db := &tables{rows: map[string][][]any{"one": {{int64(1)}}}}
	row := object(cell("id", 0, id))
	check(t, db, program(request.List, query("none", row)), `{"a":[]}`)
	check(t, db, program(request.Single, query("none", row)), `{"a":null}`)
	check(t, db, program(request.Single, query("one", row)), `{"a":{"id":1}}`)
}

func TestConstantsNeedNoDatabase(t *testing.T) {
	p := &sqlgen.Program{Fields: []sqlgen.Field{
		{Prefix: prefix("x"), Key: "x", Kind: request.Constant, Constant: []byte(`"Query"`)},
		{Prefix: prefix("y"), Key: "y", Kind: request.Constant, Constant: []byte(`"Query"`)},
	}}
	if got := text(exec.Run(t.Context(), nil, p, nil, nil, allRows)); got != `{"x":"Query","y":"Query"}` {
		t.Error(got)
	}
}

func TestNestedListsAreJoinedByKey(t *testing.T) {
	db := &tables{rows: map[string][][]any{
		"p": {{int64(7)}, {int64(8)}, {nil}, {int64(7)}, {int64(9)}},
		"c": {{int64(7), "a"}, {int64(7), "b"}, {int64(9), "c"}, {int64(5), "stray"}},
	}}
	child := childOf(query("c", object(cell("n", 1, name))), 0)
	p := program(request.List, query("p", object(list()), child))
	check(t, db, p, `{"a":[{"cs":[{"n":"a"},{"n":"b"}]},{"cs":[]},{"cs":[]},{"cs":[{"n":"a"},{"n":"b"}]},{"cs":[{"n":"c"}]}]}`)
	if got := fmt.Sprint(db.bound["c"]); got != "[[7,8,9]]" {
		t.Errorf("bound %s; want the distinct keys as one value", got)
	}
	if !db.snapshot {
		t.Error("two statements were not read from one snapshot")
	}
}

func TestNoParentsNoStatement(t *testing.T) {
	db := &tables{}
	child := childOf(query("c", object(cell("n", 1, name))), 0)
	check(t, db, program(request.List, query("p", object(list()), child)), `{"a":[]}`)
	if got := fmt.Sprint(db.order); strings.Contains(got, "c") {
		t.Errorf("ran %s; want no statement for no parents", got)
	}
}

func TestTextAndCompositeKeys(t *testing.T) {
	db := &tables{rows: map[string][][]any{
		"p": {{"a", "bc"}, {"ab", "c"}},
		"c": {{"ab", "c", "second"}, {"a", "bc", "first"}},
	}}
	child := childOf(query("c", object(cell("n", 2, name))), 0)
	child.ParentKey, child.Link = []int{0, 1}, []int{0, 1}
	check(t, db, program(request.List, query("p", object(list()), child)),
		`{"a":[{"cs":[{"n":"first"}]},{"cs":[{"n":"second"}]}]}`)
}

func TestLinkOfNumbers(t *testing.T) {
	db := &tables{rows: map[string][][]any{"p": {{int64(1)}}, "c": {{1.0, "x"}, {"1", "text"}, {1.5, "another"}}}}
	child := childOf(query("c", object(cell("n", 1, name))), 0)
	check(t, db, program(request.List, query("p", object(list()), child)), `{"a":[{"cs":[{"n":"x"}]}]}`)
}

func TestCuts(t *testing.T) {
	db := &tables{rows: map[string][][]any{
		"p": {{int64(1)}, {int64(2)}, {int64(3)}},
		"c": {{int64(1), "a"}, {int64(1), "b"}, {int64(1), "c"}, {int64(2), "d"}, {int64(2), "e"}},
	}}
	child := childOf(query("c", object(cell("n", 1, name))), 0)
	child.Max = 2
	root := query("p", object(list()), child)
	root.Max = 2
	check(t, db, program(request.List, root),
		`{"a":[{"cs":[{"n":"a"},{"n":"b"}]},{"cs":[{"n":"d"},{"n":"e"}]}]} cut[a]=2 cut[a 0 cs]=2`)
}

func TestBadCells(t *testing.T) {
	const code = " !DATABASE_VALUE"
	joined := &sqlgen.Object{Table: shop, Present: 1, Members: []sqlgen.Member{cell("id", 1, id), list()}}
	for _, c := range []struct {
		name string
		kind request.FieldKind
		root sqlgen.Object
		p, c [][]any
		want string
	}{
		{
			"nullable column is null", request.List, object(cell("n", 0, name), list()),
			[][]any{{int64(5), nil}},
			nil, `{"a":[{"n":null,"cs":[]}]}` + code + `[a 0 n]`,
		},
		{
			"non-null column nulls the root list", request.List, object(cell("id", 0, id), list()),
			[][]any{{int64(5), nil}, {"x", nil}},
			nil, `null` + code + `[a 1 id]`,
		},
		{
			"NULL in a non-null column too", request.List, object(cell("id", 0, id), list()),
			[][]any{{nil, nil}},
			nil, `null` + code + `[a 0 id]`,
		},
		{
			"a single row becomes null", request.Single, object(cell("id", 0, id), list()),
			[][]any{{"x", nil}},
			nil, `{"a":null}` + code + `[a id]`,
		},
		{
			"a joined row becomes null", request.List, object(cell("i", 0, id), nested("j", joined)),
			[][]any{{int64(1), "x"}, {int64(2), int64(3)}},
			nil,
			`{"a":[{"i":1,"j":null},{"i":2,"j":{"id":3,"cs":[]}}]}` + code + `[a 0 j id]`,
		},
		{
			"a nested list takes its row and so the root", request.List, object(cell("i", 0, id), list()),
			[][]any{{int64(1), int64(4)}},
			[][]any{{int64(4), "x"}, {int64(4), "y"}},
			`null` + code + `[a 0 cs 0 m]` + code + `[a 0 cs 1 m]`,
		},
		{
			"a nested list takes the joined row around it", request.List,
			object(cell("i", 0, id), nested("j", joined), cell("z", 0, id)),
			[][]any{{int64(1), int64(4)}, {int64(2), int64(5)}},
			[][]any{{int64(4), "x"}, {int64(5), int64(6)}},
			`{"a":[{"i":1,"j":null,"z":1},{"i":2,"j":{"id":5,"cs":[{"m":6}]},"z":2}]}` + code + `[a 0 j cs 0 m]`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := &tables{rows: map[string][][]any{"p": c.p, "c": c.c}}
			child := childOf(query("c", object(cell("m", 1, id))), 1)
			check(t, db, program(c.kind, query("p", c.root, child)), c.want)
		})
	}
}

func TestAtMostTenErrors(t *testing.T) {
	var rows [][]any
	for range 500 {
		rows = append(rows, []any{int64(1)})
	}
	p := program(request.List, query("q", object(cell("n", 0, name))))
	p.Fields[0].Query.Max = 1000
	a := exec.Run(t.Context(), &tables{rows: map[string][][]any{"q": rows}}, p, nil, nil, allRows)
	if len(a.Errors) != exec.MaxErrors || a.Omitted != 490 || a.Data == nil {
		t.Errorf("%d errors and %d more, data %v; want %d, 490 and the data", len(a.Errors), a.Omitted, a.Data != nil, exec.MaxErrors)
	}
}

// TestErrorsOfSharedRows counts a bad cell once for each place of the answer where it is null, however the limit is
// reached.
func TestErrorsOfSharedRows(t *testing.T) {
	for _, c := range []struct{ parents, children, bad, want int }{
		{1, 1, 1, 1}, {1, 30, 10, 10}, {1, 30, 11, 11}, {30, 1, 1, 30}, {5, 7, 3, 15}, {5, 7, 2, 10}, {300, 300, 250, 75_000}, {12, 5, 0, 0},
	} {
		db := &tables{rows: map[string][][]any{}}
		for range c.parents {
			db.rows["p"] = append(db.rows["p"], []any{int64(1), int64(4)})
		}
		for i := range c.children {
			var cell any = "x"
			if i < c.bad {
				cell = int64(5)
			}
			db.rows["c"] = append(db.rows["c"], []any{int64(4), cell})
		}
		child := childOf(query("c", object(cell("n", 1, name))), 1)
		root := query("p", object(cell("i", 0, id), list()), child)
		root.Max, child.Max = 1000, 1000
		a := exec.Run(t.Context(), db, program(request.List, root), nil, nil, exec.Options{Rows: 1 << 20, Bytes: 1 << 24})
		nulls := strings.Count(string(a.Data), "null")
		if told := len(a.Errors); nulls != c.want || told+a.Omitted != nulls || told != min(nulls, exec.MaxErrors) {
			t.Errorf("%+v: %d nulls, %d errors and %d more", c, nulls, told, a.Omitted)
		}
	}
}

func TestBounds(t *testing.T) {
	var rows [][]any
	for range 50 {
		rows = append(rows, []any{int64(1), strings.Repeat("x", 100)})
	}
	db := &tables{rows: map[string][][]any{"p": rows, "c": rows}}
	child := childOf(query("c", object(cell("n", 1, name))), 0)
	p := program(request.List, query("p", object(list()), child))
	for _, c := range []struct {
		name        string
		rows, bytes int
		want        string
	}{
		{"rows", 99, 1 << 20, "null !LIMIT_ROWS[a]"},
		{"bytes of a level", 1000, 2000, "null !LIMIT_ROWS[a]"},
		// 50 parents share 50 rows of 108 bytes: 5 kB read, 270 kB written.
		{"bytes of shared rows", 1000, 20_000, "null !LIMIT_ROWS[a]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := text(exec.Run(t.Context(), db, p, nil, nil, exec.Options{Rows: c.rows, Bytes: c.bytes})); got != c.want {
				t.Errorf("got %s; want %s", got, c.want)
			}
		})
	}
}

func TestArguments(t *testing.T) {
	db := &tables{}
	q := query("q", object(cell("id", 0, id)))
	q.Limit = slotAt(2)
	q.Args = []sqlgen.Arg{
		{Kind: sqlgen.FromSlot, Slot: slotAt(0)},
		{Kind: sqlgen.FromItem, Slot: slotAt(1), Item: 0},
		{Kind: sqlgen.FromItem, Slot: slotAt(1), Item: 3},
		{Kind: sqlgen.FromLimit, Slot: slotAt(2)},
		{Kind: sqlgen.FromLimit, Slot: request.None, Default: 1000, Extra: 1},
		{Kind: sqlgen.FromOffset, Slot: slotAt(3)},
		{Kind: sqlgen.FromOffset, Slot: request.None},
		{Kind: sqlgen.FromWindowEnd, Slot: slotAt(2), Offset: slotAt(3)},
	}
	args := request.Arguments{"text", []any{int64(1), int64(2)}, int64(10), int64(20)}
	exec.Run(t.Context(), db, program(request.List, q), args, nil, allRows)
	if got := fmt.Sprint(db.bound["q"]); got != "[text 1 2 10 1001 20 0 30]" {
		t.Errorf("bound %s", got)
	}
}

func TestFailures(t *testing.T) {
	bad := fault.New(fault.DatabaseBusy, "busy")
	db := &tables{fail: map[string]error{"q": bad, "odd": errors.New("driver words")}}
	row := object(cell("id", 0, id))
	if got := text(exec.Run(t.Context(), db, program(request.List, query("q", row)), nil, nil, allRows)); got != "null !DATABASE_BUSY[a]" {
		t.Error(got)
	}
	a := exec.Run(t.Context(), db, program(request.List, query("odd", row)), nil, nil, allRows)
	if got := text(a); got != "null !INTERNAL[a]" || strings.Contains(a.Errors[0].Message, "driver") {
		t.Error(got, a.Errors[0].Message)
	}
}

// room has room for that many bytes.
type room struct{ left, taken int }

func (r *room) Take(bytes int) bool {
	if bytes > r.left {
		return false
	}
	r.left -= bytes
	r.taken += bytes
	return true
}

// TestRoom lets reads outgrow what they hold. One that finds room continues, one that finds none returns its
// connection and reports what it wanted.
func TestRoom(t *testing.T) {
	long := strings.Repeat("x", 1000)
	rows := make([][]any, 50)
	for i := range rows {
		rows[i] = []any{int64(i), long}
	}
	// Many parents share few children: little is read, and much is written.
	parents := make([][]any, 500)
	for i := range parents {
		parents[i] = []any{int64(1)}
	}
	db := &tables{rows: map[string][][]any{
		"q": rows, "huge": {{int64(1), strings.Repeat("y", 100_000)}},
		"p": parents, "c": {{int64(1), strings.Repeat("z", 300)}},
	}}
	row := object(cell("id", 0, id), cell("n", 1, name))
	plain := program(request.List, query("q", row))
	huge := program(request.List, query("huge", row))
	shared := program(request.List, query("p", object(list()), childOf(query("c", object(cell("n", 1, name))), 0)))
	shared.Fields[0].Query.Max = 1000
	for _, c := range []struct {
		name       string
		p          *sqlgen.Program
		held, left int
		answered   bool
		// takes is the maximum that may be taken beyond what the answer has.
		takes int
	}{
		{"what is known", plain, 60_000, 0, true, 0},
		{"more, with room", plain, 10_000, 100_000, true, 8_000},
		{"more, without", plain, 10_000, 20_000, false, 0},
		{"one cell without", huge, 10_000, 50_000, false, 0},
		{"one cell with room", huge, 10_000, 200_000, true, 8_000},
		{"rows that are shared, with room", shared, 10_000, 400_000, true, 200_000},
		{"rows that are shared, without", shared, 10_000, 20_000, false, 0},
	} {
		r := &room{left: c.left}
		o := allRows
		o.Room, o.Held = r, c.held
		a := exec.Run(t.Context(), db, c.p, nil, nil, o)
		if (a.Data != nil) != c.answered || (a.Wanted == 0) != c.answered || db.open != 0 {
			t.Errorf("%s: %d bytes, %d wanted, %d statements open", c.name, len(a.Data), a.Wanted, db.open)
		}
		if c.answered && r.taken > max(0, len(a.Data)-c.held)+c.takes {
			t.Errorf("%s: %d bytes were taken for an answer of %d", c.name, r.taken, len(a.Data))
		}
		if !c.answered && a.Wanted <= c.held {
			t.Errorf("%s: %d bytes were wanted", c.name, a.Wanted)
		}
	}
}
