package exec_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// pen is a writer that runs each unit several times, and returns the result of commit at the end.
type pen struct {
	*tables
	affected map[string]int64
	runs     int
	commit   error
	units    int
}

func (p *pen) Do(_ context.Context, unit func(exec.Tx) error) error {
	for range max(p.runs, 1) {
		p.units++
		if err := unit(p); err != nil {
			return err
		}
	}
	return p.commit
}

func (p *pen) Exec(sql string, args []any) (int64, error) {
	p.order = append(p.order, fmt.Sprint(sql, args))
	return p.affected[sql], p.fail[sql]
}

func payload(key string, kind request.PayloadKind, q *sqlgen.Query) sqlgen.Payload {
	return sqlgen.Payload{Key: key, Prefix: prefix(key), Kind: kind, Query: q, Constant: []byte(`"P"`)}
}

// writing is a program of one field.
func writing(kind request.FieldKind, w *sqlgen.Write, members ...sqlgen.Payload) *sqlgen.Program {
	w.Kind, w.Table, w.Max, w.Payload = kind, shop, 3, members
	if kind == request.Insert || kind == request.InsertMany {
		w.Rows = slotAt(0)
	}
	return &sqlgen.Program{Writes: true, Fields: []sqlgen.Field{{Prefix: prefix("a"), Key: "a", Kind: kind, Write: w}}}
}

func inserting(identity int, encode ...dialect.Encoding) *sqlgen.Write {
	w := &sqlgen.Write{Inserts: []sqlgen.Statement{{SQL: "i0"}, {SQL: "i1"}}, Identity: identity, Sets: [][]*catalog.Column{{name}, {}}}
	for i, e := range append(encode, nil)[:1] {
		w.Inserts[0].Args = append(w.Inserts[0].Args, sqlgen.Arg{Kind: sqlgen.FromRow, Item: i, Encode: e})
	}
	return w
}

func written(q *sqlgen.Query) *sqlgen.Query {
	q.Args = keyArgs
	return q
}

func rowsOf(values ...any) []request.InsertRow {
	out := []request.InsertRow{}
	for _, v := range values {
		if v == nil {
			out = append(out, request.InsertRow{Set: 1})
		} else {
			out = append(out, request.InsertRow{Values: []any{v}})
		}
	}
	return out
}

// write runs a program once with a unit that runs once, and once with one that runs three times: both must have the
// same result.
func write(t *testing.T, p *pen, program *sqlgen.Program, args request.Arguments, want string) exec.Answer {
	t.Helper()
	var a exec.Answer
	for _, p.runs = range []int{1, 3} {
		a = exec.Write(t.Context(), p, p, program, args, []byte("before"), allRows)
		if got := text(a); got != want {
			t.Errorf("after %d runs\ngot  %s\nwant %s", p.runs, got, want)
		}
		for _, m := range a.Members {
			if v := a.Data[m.Start:m.End]; len(v) == 0 || strings.ContainsAny(string(v[:1])+string(v[len(v)-1:]), `,:`) {
				t.Errorf("member %s is %s", m.Key, v)
			}
		}
		if p.open != 0 {
			t.Errorf("%d statements were left open", p.open)
		}
	}
	return a
}

// TestWriteInsertsInOrder: the rows come back by key, and are returned in the order of the input.
func TestWriteInsertsInOrder(t *testing.T) {
	p := &pen{tables: &tables{rows: map[string][][]any{
		"i0": {{int64(7)}}, "i1": {{int64(2)}},
		"q": {{int64(2), "two", int64(5)}, {int64(7), "seven", nil}},
		"c": {{int64(5), "x"}},
	}}}
	q := written(query("q", object(cell("id", 0, id), nested("j", &sqlgen.Object{Table: shop, Present: 2, Members: []sqlgen.Member{list()}}), cell("n", 1, name)),
		childOf(query("c", object(cell("m", 1, name))), 2)))
	q.Rank = []int{0}
	program := writing(request.InsertMany, inserting(1), payload("rows", request.Nodes, q), payload("n", request.AffectedRows, nil),
		payload("t", request.PayloadTypename, nil), payload("ids", request.DeletedNodeIDs, nil))
	a := write(t, p, program, request.Arguments{rowsOf("x", nil)},
		`{"a":{"rows":[{"id":7,"j":null,"n":"seven"},{"id":2,"j":{"cs":[{"m":"x"}]},"n":"two"}],"n":2,"t":"P","ids":[]}}`)
	if a.Statements != 4 || a.Rows != 3 {
		t.Errorf("%d statements, %d rows; want 4 and 3, however often the unit ran", a.Statements, a.Rows)
	}
	if got := fmt.Sprint(p.bound["q"], p.bound["i0"], p.bound["i1"]); got != "[[7,2]] [x] []" {
		t.Errorf("bound %s", got)
	}
}

func TestWriteInsertsWithoutReading(t *testing.T) {
	p := &pen{tables: &tables{}, affected: map[string]int64{"i0": 1}}
	program := writing(request.InsertMany, inserting(0), payload("n", request.AffectedRows, nil))
	write(t, p, program, request.Arguments{rowsOf("x", nil, "y", "z", "u")}, `{"a":{"n":4}}`)
	write(t, p, program, request.Arguments{rowsOf()}, `{"a":{"n":0}}`)
}

func TestWriteByKeyFindsNoRow(t *testing.T) {
	p := &pen{tables: &tables{}}
	single := written(query("q", object(cell("id", 0, id))))
	single.Single, single.Max = true, 1
	write(t, p, writing(request.Update, &sqlgen.Write{Change: sqlgen.Statement{SQL: "u"}, Identity: 1}, payload("node", request.Nodes, single), payload("id", request.DeletedNodeIDs, nil)),
		nil, `{"a":{"node":null,"id":null}}`)
	if strings.Contains(fmt.Sprint(p.order), "q") {
		t.Errorf("ran %v; there is nothing to read", p.order)
	}
}

// TestWriteDeletesAfterReading checks the order of the statements.
func TestWriteDeletesAfterReading(t *testing.T) {
	p := &pen{tables: &tables{rows: map[string][][]any{"q": {{int64(1)}, {int64(2)}}}}, affected: map[string]int64{"d": 2}}
	ids := query("ids", sqlgen.Object{Table: shop, Present: -1, Bare: true, Members: []sqlgen.Member{{
		Kind: sqlgen.NodeID, Name: "nodeId", Cells: []int{0},
	}}})
	p.rows["ids"] = p.rows["q"]
	write(t, p, writing(request.DeleteMany, &sqlgen.Write{Change: sqlgen.Statement{SQL: "d"}},
		payload("rows", request.Nodes, query("q", object(cell("id", 0, id)))), payload("ids", request.DeletedNodeIDs, ids), payload("n", request.AffectedRows, nil)),
		nil, `{"a":{"rows":[{"id":1},{"id":2}],"ids":["WyJTaG9wIiwxXQ","WyJTaG9wIiwyXQ"],"n":2}}`)
	if got := fmt.Sprint(p.order[:3]); got != "[q ids d[]]" {
		t.Errorf("ran %s", got)
	}
	p.rows["ids"] = [][]any{{int64(1)}, {"x"}} // the id of a key is what is stored
	write(t, p, writing(request.DeleteMany, &sqlgen.Write{Change: sqlgen.Statement{SQL: "d"}}, payload("ids", request.DeletedNodeIDs, ids)),
		nil, `{"a":{"ids":["WyJTaG9wIiwxXQ","WyJTaG9wIiwieCJd"]}}`)
}

func TestWriteBounds(t *testing.T) {
	four := [][]any{{int64(1)}, {int64(2)}, {int64(3)}, {int64(4)}}
	change := func(identity int) *sqlgen.Write {
		return &sqlgen.Write{Change: sqlgen.Statement{SQL: "w"}, Identity: identity}
	}
	q := func() *sqlgen.Query {
		q := query("q", object(cell("id", 0, id)))
		q.Max = 3
		return q
	}
	single := q()
	single.Single, single.Max = true, 1
	most := func(p *sqlgen.Program) *sqlgen.Program { p.Fields[0].Write.MaxAffected = slotAt(0); return p }
	for _, c := range []struct {
		name    string
		program *sqlgen.Program
		args    request.Arguments
		want    string
		ran     string
	}{
		{"rows of an update", writing(request.UpdateMany, change(1), payload("r", request.Nodes, written(q()))), nil, "null !LIMIT_ROWS[a]", "[w]"},
		{"rows of a delete", writing(request.DeleteMany, change(0), payload("r", request.Nodes, q())), nil, "null !LIMIT_ROWS[a]", "[q]"},
		{"rows of an insert", writing(request.InsertMany, inserting(1), payload("r", request.Nodes, written(q()))), request.Arguments{rowsOf(nil, nil, nil, nil)}, "null !LIMIT_ROWS[a]", "[]"},
		{"affected rows alone", writing(request.UpdateMany, change(0), payload("n", request.AffectedRows, nil)), nil, `{"a":{"n":4}}`, "[w[]]"},
		{"as many as may be", most(writing(request.UpdateMany, change(0), payload("n", request.AffectedRows, nil))), request.Arguments{int64(4)}, `{"a":{"n":4}}`, "[w[]]"},
		{"too many", most(writing(request.UpdateMany, change(0))), request.Arguments{int64(3)}, "null !LIMIT_AFFECTED[a]", "[w[]]"},
		{"too many is said before the rows", most(writing(request.DeleteMany, change(0), payload("r", request.Nodes, q()))), request.Arguments{int64(2)}, "null !LIMIT_AFFECTED[a]", "[q w[]]"},
		{"too many rows, though not affected", most(writing(request.DeleteMany, change(0), payload("r", request.Nodes, q()))), request.Arguments{int64(9)}, "null !LIMIT_ROWS[a]", "[q w[]]"},
		{"several with one key", writing(request.Update, change(1), payload("r", request.Nodes, single)), nil, "null !DATABASE_VALUE[a]", "[w]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &pen{tables: &tables{rows: map[string][][]any{"w": four, "q": four}}, affected: map[string]int64{"w": 4}}
			if got := text(exec.Write(t.Context(), p, p, c.program, c.args, nil, allRows)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if got := fmt.Sprint(p.order); got != c.ran {
				t.Errorf("ran %s, want %s", got, c.ran)
			}
		})
	}
}

// TestWriteTooLargeAnswer: an answer that cannot be sent is found before the commit.
func TestWriteTooLargeAnswer(t *testing.T) {
	p := &pen{tables: &tables{rows: map[string][][]any{"u": {{int64(1)}}, "q": {{int64(1), strings.Repeat("x", 100)}}}}, affected: map[string]int64{"u": 1}}
	change := func(identity int) *sqlgen.Write {
		return &sqlgen.Write{Change: sqlgen.Statement{SQL: "u"}, Identity: identity}
	}
	program := writing(request.UpdateMany, change(1), payload("r", request.Nodes, written(query("q", object(cell("n", 1, name))))))
	if got := text(exec.Write(t.Context(), p, p, program, nil, nil, exec.Options{Rows: 9, Bytes: 100})); got != "null !LIMIT_ROWS[a r]" {
		t.Error(got)
	}
	program = writing(request.UpdateMany, change(0), payload(strings.Repeat("k", 200), request.AffectedRows, nil))
	if got := text(exec.Write(t.Context(), p, p, program, nil, nil, exec.Options{Rows: 9, Bytes: 100})); got != "null !LIMIT_ROWS[a]" {
		t.Error(got)
	}
}

// TestWriteErrors checks the paths of errors, and that they name the row of the input.
func TestWriteErrors(t *testing.T) {
	busy := fault.New(fault.DatabaseBusy, "busy")
	unique := fault.Wrap(&fault.Violation{Table: "shop"}, fault.ConstraintUnique, "taken")
	sum := fault.Wrap(&fault.Violation{}, fault.ConstraintType, "no fit")
	far := fault.Wrap(&fault.Violation{OutOfRange: true}, fault.ConstraintType, "no fit")
	strict := fault.Wrap(&fault.Violation{Table: "shop", Columns: []string{"name"}}, fault.ConstraintType, "no fit")
	added := &sqlgen.Write{Change: sqlgen.Statement{SQL: "w"}, Added: []*catalog.Column{id}}
	q := func() *sqlgen.Query { return written(query("q", object(cell("id", 0, id)))) }
	many := func() *sqlgen.Program {
		return writing(request.InsertMany, inserting(1), payload("r", request.Nodes, q()))
	}
	for _, c := range []struct {
		name    string
		program *sqlgen.Program
		fail    map[string]error
		commit  error
		want    string
	}{
		{"a row of many", many(), map[string]error{"i1": unique}, nil, "CONSTRAINT_UNIQUE[a] input[1]: taken"},
		{"the one row", writing(request.Insert, inserting(0)), map[string]error{"i0": unique}, nil, "CONSTRAINT_UNIQUE[a] input: taken"},
		{"reading back", many(), map[string]error{"q": busy}, nil, "DATABASE_BUSY[a r] busy"},
		{"a sum", writing(request.UpdateMany, added), map[string]error{"w": sum}, nil, "CONSTRAINT_TYPE[a] Shop[id] no fit"},
		{"a sum out of range", writing(request.UpdateMany, added), map[string]error{"w": far}, nil, "CONSTRAINT_TYPE[a] Shop[id] the sum does not fit the column"},
		{"a type that the database told", writing(request.UpdateMany, added), map[string]error{"w": strict}, nil, "CONSTRAINT_TYPE[a] no fit"},
		{"the commit", many(), nil, unique, "CONSTRAINT_UNIQUE[a] taken"},
		{"the disk", many(), nil, busy, "DATABASE_BUSY[] busy"},
		{"words of a driver", many(), map[string]error{"i0": errors.New("secret")}, nil, "INTERNAL[a] input[0]: internal error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &pen{tables: &tables{fail: c.fail, rows: map[string][][]any{"i0": {{int64(1)}}, "i1": {{int64(2)}}}}, commit: c.commit}
			a := exec.Write(t.Context(), p, p, c.program, request.Arguments{rowsOf("x", nil)}, nil, allRows)
			if a.Data != nil || len(a.Errors) != 1 {
				t.Fatalf("data %s, %d errors", a.Data, len(a.Errors))
			}
			f := a.Errors[0]
			got := fmt.Sprintf("%s%v ", f.Code, f.Path)
			if f.Table != "" {
				got += fmt.Sprintf("%s%v ", f.Table, f.Columns)
			}
			if got += f.Message; got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	if unique.Path != nil || unique.Message != "taken" {
		t.Error("a fault of the database was changed in place: other units may have it too")
	}
}

// TestWriteChecksValuesFirst: a value that cannot be stored never reaches a transaction.
func TestWriteChecksValuesFirst(t *testing.T) {
	p := &pen{tables: &tables{}}
	program := writing(request.InsertMany, inserting(0, way("short")))
	a := exec.Write(t.Context(), p, p, program, request.Arguments{rowsOf("1", "0.12345678901234567")}, nil, allRows)
	if got := text(a); got != "null !REQUEST_VALUE[a]" || !strings.HasPrefix(a.Errors[0].Message, "input[1].name: ") || a.Errors[0].Table != "Shop" {
		t.Errorf("%s %v", got, a.Errors)
	}
	update := writing(request.UpdateMany, &sqlgen.Write{Change: sqlgen.Statement{SQL: "u", Args: []sqlgen.Arg{{Slot: slotAt(0), Encode: way("short")}}}})
	if got := text(exec.Write(t.Context(), p, p, update, request.Arguments{"0.12345678901234567"}, nil, allRows)); got != "null !REQUEST_VALUE[a]" {
		t.Error(got)
	}
	if p.units != 0 {
		t.Errorf("%d units ran", p.units)
	}
}

// TestWriteBadCells: each cell that cannot be shown is reported at the place of its row in the input.
func TestWriteBadCells(t *testing.T) {
	p := &pen{tables: &tables{rows: map[string][][]any{
		"i0": {{int64(7)}}, "i1": {{int64(2)}}, "q": {{int64(2), int64(99)}, {int64(7), "fine"}},
	}}}
	q := written(query("q", object(cell("n", 1, name))))
	q.Rank = []int{0}
	write(t, p, writing(request.InsertMany, inserting(1), payload("r", request.Nodes, q)), request.Arguments{rowsOf("x", nil)}, `null !DATABASE_VALUE[a r 1 n]`)
}

// TestWriteReadsAfterTheCommit fills the gaps of several fields.
func TestWriteReadsAfterTheCommit(t *testing.T) {
	after := func(sql string) sqlgen.Payload {
		out := payload("query", request.After, nil)
		out.After = program(request.List, query(sql, object(cell("n", 0, name))))
		out.After.Fields[0].Prefix, out.After.Fields[0].Key = prefix("list"), "list"
		return out
	}
	two := func(first, second string) *sqlgen.Program {
		p := writing(request.UpdateMany, &sqlgen.Write{Change: sqlgen.Statement{SQL: "u"}}, after(first), payload("n", request.AffectedRows, nil))
		more := writing(request.UpdateMany, &sqlgen.Write{Change: sqlgen.Statement{SQL: "u"}}, payload("n", request.AffectedRows, nil), after(second))
		more.Fields[0].Key, more.Fields[0].Prefix = "b", prefix("b")
		p.Fields = append(p.Fields, sqlgen.Field{Key: "t", Prefix: prefix("t"), Constant: []byte(`"M"`)}, more.Fields[0])
		return p
	}
	p := &pen{
		tables:   &tables{rows: map[string][][]any{"one": {{"x"}}, "none": {}, "bad": {{int64(1)}}}, fail: map[string]error{"fails": fault.New(fault.DatabaseBusy, "busy")}},
		affected: map[string]int64{"u": 3},
	}
	a := write(t, p, two("one", "none"), nil, `{"a":{"query":{"list":[{"n":"x"}]},"n":3},"t":"M","b":{"n":3,"query":{"list":[]}}}`)
	var members []string
	for _, m := range a.Members {
		members = append(members, string(a.Data[m.Start:m.End]))
	}
	if got := strings.Join(members, " "); got != `{"query":{"list":[{"n":"x"}]},"n":3} "M" {"n":3,"query":{"list":[]}}` || a.Statements != 4 {
		t.Errorf("members %s, %d statements", got, a.Statements)
	}
	write(t, p, two("bad", "fails"), nil, `{"a":{"query":{"list":[{"n":null}]},"n":3},"t":"M","b":{"n":3,"query":null}} !DATABASE_VALUE[a query list 0 n] !DATABASE_BUSY[b query list]`)
	small := allRows
	small.Bytes = 80
	if got := text(exec.Write(t.Context(), p, p, two("one", "one"), nil, nil, small)); got != `{"a":{"query":{"list":[{"n":"x"}]},"n":3},"t":"M","b":{"n":3,"query":null}} !LIMIT_ROWS[b query list]` {
		t.Errorf("too large after the commit: %s", got)
	}
}

// notes is an observer that records paths.
type notes struct{ fields, stages []string }

func (n *notes) Stage(s observe.Stage, _ observe.Span) { n.stages = append(n.stages, s.String()) }
func (n *notes) Operation(string, string)              {}
func (n *notes) Explains() bool                        { return false }
func (n *notes) Statement(s observe.Statement) {
	n.fields = append(n.fields, fmt.Sprintf("%s:%s:%d", strings.Join(s.Field, "."), s.SQL, s.Rows))
}

func TestWriteIsObserved(t *testing.T) {
	p := &pen{tables: &tables{rows: map[string][][]any{"u": {{int64(1)}, {int64(2)}}, "q": {{int64(1)}}}}}
	after := payload("query", request.After, nil)
	after.After = program(request.List, query("x", object(cell("n", 0, name))))
	n, o := &notes{}, allRows
	o.Observer = n
	exec.Write(t.Context(), p, p, writing(request.UpdateMany, &sqlgen.Write{Change: sqlgen.Statement{SQL: "u"}, Identity: 1},
		payload("r", request.Nodes, written(query("q", object(cell("id", 0, id))))), after), nil, nil, o)
	if got := strings.Join(n.fields, " "); got != "a:u:2 a.r:q:1 a.query.a:x:0" {
		t.Errorf("observed %s", got)
	}
	if got := strings.Join(n.stages, " "); got != "exec exec write" {
		t.Errorf("stages %s", got)
	}
}
