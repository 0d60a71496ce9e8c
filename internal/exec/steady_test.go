package exec_test

import (
	"context"
	"fmt"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// steadyPen is a pen whose transactions can be asked to see one state.
type steadyPen struct{ *pen }

func (p steadyPen) Do(_ context.Context, unit func(exec.Tx) error) error { return unit(p) }

func (p steadyPen) Steady() { p.order = append(p.order, "steady") }

// TestWritesThatReadBeforeAreSteady: what is read or counted first and what is changed then are the same rows, whatever
// others commit in between. A write of one statement waits for the rows that others change, and does not fail.
func TestWritesThatReadBeforeAreSteady(t *testing.T) {
	nodes := func() sqlgen.Payload {
		return payload("rows", request.Nodes, query("q", object(cell("id", 0, id))))
	}
	affected := payload("n", request.AffectedRows, nil)
	counted := func() *sqlgen.Write {
		w := deleting()
		w.Counted, w.Matched = true, sqlgen.Statement{SQL: "m"}
		return w
	}
	for _, c := range []struct {
		name    string
		program *sqlgen.Program
		want    string
	}{
		{"an update", writing(request.UpdateMany, deleting(), affected), "[d[]]"},
		{"a delete", writing(request.DeleteMany, deleting(), affected), "[d[]]"},
		{"a delete that answers its rows", writing(request.DeleteMany, deleting(), nodes()), "[steady q d[]]"},
		{"a delete that is counted before", writing(request.DeleteMany, counted(), affected), "[steady m d[]]"},
		{"an update that follows its rows", writing(request.UpdateMany, follow(deleting(), true), affected), "[steady m d[]]"},
	} {
		p := steadyPen{&pen{tables: &tables{}}}
		if a := exec.Write(t.Context(), p, p, c.program, nil, nil, allRows); len(a.Errors) > 0 {
			t.Errorf("%s: %v", c.name, a.Errors)
		}
		if got := fmt.Sprint(p.order); got != c.want {
			t.Errorf("%s ran %s, want %s", c.name, got, c.want)
		}
	}
}
