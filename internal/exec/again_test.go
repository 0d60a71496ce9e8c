package exec_test

import (
	"context"
	"fmt"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// favouring is a database that ends the first reads in favour of others.
type favouring struct {
	*tables
	losses, asked int
}

func (f *favouring) Read(ctx context.Context, snapshot bool, read func(exec.Reader) error) error {
	if f.losses--; f.losses >= 0 {
		_ = f.tables.Read(ctx, snapshot, read)
		return fault.New(fault.DatabaseBusy, "in favour of others")
	}
	return f.tables.Read(ctx, snapshot, read)
}

func (f *favouring) Again(_ context.Context, attempt int, err error) bool {
	f.asked++
	return attempt < 3 && fault.From(err).Code == fault.DatabaseBusy
}

// TestReadsAgain: a read that the database ended in favour of others runs again from its start, as often as the engine
// says, and answers as if it had run once.
func TestReadsAgain(t *testing.T) {
	q := &sqlgen.Query{SQL: "p", Key: "p", Limit: request.None, Max: 10}
	program := &sqlgen.Program{Fields: []sqlgen.Field{{Key: "p", Prefix: []byte(`"p":`), Query: q}}, Statements: 1}
	for _, c := range []struct {
		losses, asked int
		want          string
	}{{0, 0, `{"p":[{}]}`}, {2, 2, `{"p":[{}]}`}, {3, 3, "null !DATABASE_BUSY[]"}} {
		db := &favouring{tables: &tables{rows: map[string][][]any{"p": {{int64(1)}}}}, losses: c.losses}
		a := exec.Run(t.Context(), db, program, nil, nil, allRows)
		if got := text(a); got != c.want || db.asked != c.asked {
			t.Errorf("after %d losses: %s, and the engine was asked %d times", c.losses, got, db.asked)
		}
		if a.Data != nil && (a.Rows != 1 || a.Statements != 1) {
			t.Errorf("%d rows of %d statements were counted", a.Rows, a.Statements)
		}
	}
}

// TestMovedInsideOfAField: a transaction that ends because of other tables is recognized wherever it ends.
func TestMovedInsideOfAField(t *testing.T) {
	affected := payload("n", request.AffectedRows, nil)
	p := steadyPen{&pen{tables: &tables{fail: map[string]error{"d": exec.ErrMoved}}}}
	a := exec.Write(t.Context(), p, p, writing(request.UpdateMany, deleting(), affected), nil, nil, allRows)
	if !a.Moved || text(a) != "null !SCHEMA_CHANGED[]" {
		t.Errorf("moved %v: %s", a.Moved, text(a))
	}
}

// alonePen is a pen whose transactions can be alone with tables.
type alonePen struct{ steadyPen }

func (p alonePen) Do(_ context.Context, unit func(exec.Tx) error) error { return unit(p) }

func (p alonePen) Alone(all []*catalog.Table) {
	for _, of := range all {
		p.order = append(p.order, "alone with "+of.TypeName)
	}
}

// TestWritesOfOwnKeysAreAlone: a write that may give several rows a key of the settings is alone with its table, and not
// steady, since it has to see what others have written before.
func TestWritesOfOwnKeysAreAlone(t *testing.T) {
	keyed := follow(deleting(), true)
	keyed.Unenforced = &catalog.Key{}
	for _, c := range []struct {
		write *sqlgen.Write
		want  string
	}{{keyed, "[alone with Shop m d]"}, {follow(deleting(), true), "[steady m d[]]"}} {
		p := alonePen{steadyPen{&pen{tables: &tables{}}}}
		program := writing(request.UpdateMany, c.write, payload("n", request.AffectedRows, nil))
		if a := exec.Write(t.Context(), p, p, program, nil, nil, allRows); len(a.Errors) > 0 {
			t.Error(a.Errors)
		}
		if got := fmt.Sprint(p.order); got != c.want {
			t.Errorf("it ran %s, want %s", got, c.want)
		}
	}
}
