package exec_test

import (
	"fmt"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// returning makes a write return the rows of its payload.
func returning(w *sqlgen.Write) *sqlgen.Write {
	w.Returned = true
	return w
}

// unread is a query whose rows a write returns.
func unread(q *sqlgen.Query) *sqlgen.Query {
	q.SQL, q.Args = "", nil
	return q
}

// TestWriteTakesReturnedRows: no statement reads a row that the writing one returns, and its children are found by it.
func TestWriteTakesReturnedRows(t *testing.T) {
	p := &pen{tables: &tables{rows: map[string][][]any{
		"i0": {{int64(7), "seven"}}, "i1": {{int64(2), "two"}},
		"c": {{int64(2), "x"}, {int64(7), "y"}},
	}}}
	rows := unread(query("q", object(cell("id", 0, id), list()), childOf(query("c", object(cell("m", 1, name))), 0)))
	names := unread(query("again", object(cell("n", 1, name))))
	names.Key = "names"
	program := writing(request.InsertMany, returning(inserting(0)), payload("rows", request.Nodes, rows),
		payload("n", request.AffectedRows, nil), payload("names", request.Nodes, names))
	a := write(t, p, program, request.Arguments{rowsOf("x", nil)},
		`{"a":{"rows":[{"id":7,"cs":[{"m":"y"}]},{"id":2,"cs":[{"m":"x"}]}],"n":2,"names":[{"n":"seven"},{"n":"two"}]}}`)
	if a.Statements != 3 || a.Rows != 6 {
		t.Errorf("%d statements, %d rows; want 3 and 6", a.Statements, a.Rows)
	}
	write(t, p, program, request.Arguments{rowsOf()}, `{"a":{"rows":[],"n":0,"names":[]}}`)
}

func TestWriteReturnsOneRowOrNone(t *testing.T) {
	p := &pen{tables: &tables{rows: map[string][][]any{}}}
	one := func() *sqlgen.Program {
		q := unread(query("q", object(cell("id", 0, id))))
		q.Key, q.Single, q.Max = "node", true, 1
		return writing(request.Delete, returning(&sqlgen.Write{Change: sqlgen.Statement{SQL: "d"}}), payload("node", request.Nodes, q),
			payload("n", request.AffectedRows, nil))
	}
	write(t, p, one(), nil, `{"a":{"node":null,"n":0}}`)
	p.rows["d"] = [][]any{{int64(4)}}
	write(t, p, one(), nil, `{"a":{"node":{"id":4},"n":1}}`)
	if got := fmt.Sprint(p.order); got != "[d d d d d d d d]" {
		t.Errorf("ran %s", got)
	}
	p.rows["d"] = [][]any{{int64(4)}, {int64(5)}}
	write(t, p, one(), nil, `null !DATABASE_VALUE[a]`)
	p.rows["d"] = [][]any{{"no number"}}
	write(t, p, one(), nil, `null !DATABASE_VALUE[a node id]`)
}

// TestReturnedRowsAreBounded: what is too large is found before the commit, at the member that has it, and it is not
// about the row of the input that came last.
func TestReturnedRowsAreBounded(t *testing.T) {
	p := &pen{tables: &tables{rows: map[string][][]any{"i0": {{"a long name of a row, again and again and again"}}}}}
	q := unread(query("q", object(cell("n", 0, name))))
	q.Key = "rows"
	program := writing(request.InsertMany, returning(inserting(0)), payload("rows", request.Nodes, q))
	args := request.Arguments{rowsOf("x", "y", "z")}
	for _, test := range []struct {
		options exec.Options
		want    string
	}{
		{exec.Options{Rows: 2, Bytes: 1000}, "the answer has more than 2 rows"},
		{exec.Options{Rows: 9, Bytes: 100}, "the answer is larger than 100 bytes"},
	} {
		a := exec.Write(t.Context(), p, p, program, args, nil, test.options)
		if got := text(a); got != "null !LIMIT_ROWS[a rows]" || a.Errors[0].Message != test.want {
			t.Errorf("got %s: %s", got, a.Errors[0].Message)
		}
	}
}
