package exec_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// follow changes a write to one that finds its rows by their keys.
func follow(w *sqlgen.Write, counts bool) *sqlgen.Write {
	w.Followed, w.LeftCounts, w.Key = true, counts, 1
	w.Matched, w.Left = sqlgen.Statement{SQL: "m"}, sqlgen.Statement{SQL: "l", Args: keyArgs}
	return w
}

func deleting() *sqlgen.Write { return &sqlgen.Write{Change: sqlgen.Statement{SQL: "d"}} }

// TestDeletesAnswerWhatIsGone: rows that still exist are removed from what was read, with their lists and bad cells.
func TestDeletesAnswerWhatIsGone(t *testing.T) {
	p := &pen{tables: &tables{rows: map[string][][]any{
		"m": {{int64(3)}, {int64(1)}, {int64(2)}, {int64(4)}}, "l": {{int64(4)}, {int64(1)}},
		"q": {{int64(1), "one"}, {int64(2), "two"}, {int64(3), "three"}, {int64(4), nil}}, "c": {{int64(1), "x"}, {int64(3), "y"}, {int64(3), "z"}},
	}}, affected: map[string]int64{"d": 2}}
	q := query("q", object(cell("id", 0, id), nested("k", &sqlgen.Object{Table: shop, Present: 0, Members: []sqlgen.Member{list()}}), cell("n", 1, name)),
		childOf(query("c", object(cell("m", 1, name))), 0))
	q.Rank = []int{0}
	w := follow(deleting(), false)
	program := writing(request.DeleteMany, w, payload("rows", request.Nodes, q), payload("n", request.AffectedRows, nil))
	w.Max = 4
	write(t, p, program, nil, `{"a":{"rows":[{"id":2,"k":{"cs":[]},"n":"two"},{"id":3,"k":{"cs":[{"m":"y"},{"m":"z"}]},"n":"three"}],"n":2}}`)
	if got := fmt.Sprint(p.bound["l"], p.order[len(p.order)-5:]); got != "[[3,1,2,4]] [m q c d[] l]" {
		t.Errorf("bound and ran %s", got)
	}
	p.rows["l"] = p.rows["m"]
	write(t, p, program, nil, `{"a":{"rows":[],"n":0}}`)
	w.Max = 3
	p.order = nil
	write(t, p, program, nil, `null !LIMIT_ROWS[a]`)
	if got := strings.Join(p.order, " "); strings.ContainsAny(got, "dql") {
		t.Errorf("ran %s; it was known to be too much before", got)
	}
}

// TestWritesCountWhatIsThere: any number of keys is looked up, in parts.
func TestWritesCountWhatIsThere(t *testing.T) {
	keys := make([][]any, 10_000)
	for i := range keys {
		keys[i] = []any{int64(i)}
	}
	p := &pen{tables: &tables{rows: map[string][][]any{"m": keys, "l": {{int64(1000)}}}}, affected: map[string]int64{"d": 7}}
	write(t, p, writing(request.DeleteMany, follow(deleting(), true), payload("n", request.AffectedRows, nil)), nil, `{"a":{"n":7000}}`)
	looked := 0
	for _, statement := range p.order {
		if statement == "l" {
			looked++
		}
	}
	if looked != 3*(1+3) { // the unit ran once, and then three times
		t.Errorf("the keys were looked for in %d statements, of 4 runs", looked)
	}
	write(t, p, writing(request.UpdateMany, follow(deleting(), true), payload("n", request.AffectedRows, nil)), nil, `{"a":{"n":3000}}`)
	p.rows["m"], p.order = nil, nil
	write(t, p, writing(request.DeleteMany, follow(deleting(), true), payload("n", request.AffectedRows, nil)), nil, `{"a":{"n":0}}`)
	if slices.Contains(p.order, "l") {
		t.Error("no key was looked for")
	}
}

// TestUpdatesFollowKeys: a row that an update returned has its new key, one that it passed over its old one.
func TestUpdatesFollowKeys(t *testing.T) {
	p := &pen{tables: &tables{rows: map[string][][]any{
		"m": {{int64(1)}, {int64(2)}, {int64(3)}}, "d": {{int64(11)}, {int64(13)}}, "l": {{int64(2)}}, "q": {{int64(2)}, {int64(11)}},
	}}}
	w := follow(deleting(), false)
	w.Identity = 1
	q := written(query("q", object(cell("id", 0, id))))
	write(t, p, writing(request.UpdateMany, w, payload("rows", request.Nodes, q), payload("n", request.AffectedRows, nil)), nil,
		`{"a":{"rows":[{"id":2},{"id":11}],"n":2}}`)
	if got := fmt.Sprint(p.bound["l"], p.bound["q"]); got != "[[1,2,3]] [[11,13,2]]" {
		t.Errorf("bound %s", got)
	}
	p.rows["d"] = [][]any{{int64(11)}, {int64(12)}, {int64(13)}}
	write(t, p, writing(request.UpdateMany, w, payload("n", request.AffectedRows, nil)), nil, `{"a":{"n":1}}`)
	if got := fmt.Sprint(p.bound["l"]); got != "[[11,12,13]]" {
		t.Errorf("all have new keys, and %s was looked for", got)
	}
}

// TestCountedBefore: rows that a cascade deletes have matched, and too many of them are rejected before the delete.
func TestCountedBefore(t *testing.T) {
	p := &pen{tables: &tables{rows: map[string][][]any{"m": {{int64(3)}}}}, affected: map[string]int64{"d": 1}}
	w := deleting()
	w.Counted, w.Matched.SQL = true, "m"
	program := writing(request.DeleteMany, w, payload("n", request.AffectedRows, nil))
	write(t, p, program, nil, `{"a":{"n":3}}`)
	w.MaxAffected, p.order = slotAt(0), nil
	write(t, p, program, request.Arguments{int64(2)}, `null !LIMIT_AFFECTED[a]`)
	if slices.Contains(p.order, "d[]") {
		t.Errorf("ran %v", p.order)
	}
	write(t, p, program, request.Arguments{int64(3)}, `{"a":{"n":3}}`)
}

// marked is a transaction that knows the mark of its tables.
type marked struct {
	*pen
	mark string
	err  error
}

func (m *marked) Do(_ context.Context, unit func(exec.Tx) error) error { return unit(m) }

func (m *marked) Mark() (string, error) { return m.mark, m.err }

// TestTrust: a program that relies on the database's count is not run on unknown tables.
func TestTrust(t *testing.T) {
	m := &marked{pen: &pen{tables: &tables{}, affected: map[string]int64{"d": 1}}, mark: "2"}
	program := writing(request.DeleteMany, deleting(), payload("n", request.AffectedRows, nil))
	program.Trusts = true
	run := func(mark string) exec.Answer {
		o := allRows
		o.Mark = mark
		return exec.Write(t.Context(), m, m, program, nil, nil, o)
	}
	if a := run("1"); !a.Moved || a.Data != nil || len(m.order) > 0 {
		t.Errorf("moved %v: %s, and ran %v", a.Moved, text(a), m.order)
	}
	for _, mark := range []string{"2", ""} {
		if a := run(mark); a.Moved || text(a) != `{"a":{"n":1}}` {
			t.Errorf("with the mark %q: moved %v: %s", mark, a.Moved, text(a))
		}
	}
	m.err = fault.New(fault.DatabaseBusy, "busy")
	if a := run("1"); a.Moved || text(a) != "null !DATABASE_BUSY[]" {
		t.Errorf("moved %v: %s", a.Moved, text(a))
	}
	if program.Trusts = false; text(run("1")) != `{"a":{"n":1}}` {
		t.Error("what follows its rows needs no mark")
	}
}
