package postgres

import (
	"fmt"
	"hash/fnv"
	"runtime/debug"
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// tx is the transaction of one unit. It implements exec.Tx.
type tx struct {
	conn *connection
	// begun reports that a statement was queued: how the transaction runs is settled then.
	begun bool
	// failed is the first error of a statement. No statement runs after it: the server would refuse it.
	failed error
	// expected is the mark of the tables that the unit relies on; empty where it relies on none.
	expected string
}

var (
	_ exec.Tx        = (*tx)(nil)
	_ exec.Expecting = (*tx)(nil)
	_ exec.Marked    = (*tx)(nil)
	_ exec.Pipelined = (*tx)(nil)
	_ exec.Steady    = (*tx)(nil)
	_ exec.Alone     = (*tx)(nil)
	_ exec.Brief     = (*tx)(nil)
)

// do runs the unit. A panic of the unit is returned as its error.
func (t *tx) do(unit func(exec.Tx) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fault.Wrap(fmt.Errorf("panic: %v\n%s", r, debug.Stack()), fault.Internal, "internal error")
		}
		if t.failed == nil {
			t.failed = fault.New(fault.Internal, "a transaction was used after its end").
				WithHint("use it only in the function that got it")
		}
	}()
	t.conn.rows.failed = t.fail
	if err = unit(t); err == nil {
		_ = t.conn.rows.Close() // its error is in failed
		if !t.conn.implicit.sole {
			t.Expect(t.expected)
		}
		err = t.failed
	}
	return err
}

// Steady implements exec.Steady.
func (t *tx) Steady() {
	if !t.begun {
		t.conn.prologue = "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE"
	}
}

// Brief implements exec.Brief. What a pooler assigns to transactions has no settings of its own that stay.
func (t *tx) Brief(sure bool) {
	if t.conn.named && !t.begun {
		t.conn.prologue, t.conn.implicit = "", implicit{wanted: true, sole: sure}
	}
}

// Alone implements exec.Alone, by locks of which only servers of this program know. All take them in one order.
func (t *tx) Alone(tables []*catalog.Table) {
	if !t.begun {
		t.conn.prologue = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE" // whatever the database does by default
	}
	for _, of := range tables {
		h := fnv.New64a()
		_, _ = h.Write([]byte("tiddly key of " + of.Schema + "." + of.Name)) // it does not fail
		t.conn.locks = append(t.conn.locks, int64(h.Sum64()))                //nolint:gosec // all bits count
	}
	slices.Sort(t.conn.locks)
}

// Expect implements exec.Expecting. Changes are looked for all the time, so that they are known soon.
func (t *tx) Expect(mark string) {
	t.expected = mark
	if known := t.conn.database.seen.Load(); mark != "" && known != nil && known.mark != mark {
		_ = t.fail(exec.ErrMoved) // whoever uses the transaction meets it
	}
}

// fail records the first error of a statement, and returns it.
func (t *tx) fail(err error) error {
	if t.failed == nil {
		t.failed = err
	}
	return t.failed
}

// Query implements exec.Reader.
func (t *tx) Query(sql string, args []any) (exec.Rows, error) {
	if err := t.Queue(sql, args); err != nil {
		return nil, err
	}
	return t.Queued()
}

// Queue implements exec.Pipelined.
func (t *tx) Queue(sql string, args []any) error {
	_ = t.conn.rows.Close() // its error is in failed
	if t.failed != nil {
		return t.failed
	}
	t.begun = true
	if err := t.conn.Queue(sql, args); err != nil {
		return t.fail(err)
	}
	return nil
}

// Queued implements exec.Pipelined.
func (t *tx) Queued() (exec.Rows, error) {
	_ = t.conn.rows.Close() // its error is in failed
	if t.failed != nil {
		return nil, t.failed
	}
	rows, err := t.conn.Queued()
	if err != nil {
		return nil, t.fail(err)
	}
	return rows, nil
}

// Exec implements exec.Tx.
func (t *tx) Exec(sql string, args []any) (int64, error) {
	rows, err := t.Query(sql, args)
	if err != nil {
		return 0, err
	}
	if err := rows.Close(); err != nil {
		return 0, err
	}
	return t.conn.rows.affected, nil
}

// Mark implements exec.Marked.
func (t *tx) Mark() (string, error) {
	_ = t.conn.rows.Close() // its error is in failed
	if t.failed != nil {
		return "", t.failed
	}
	t.begun = true
	mark, err := t.conn.readMark()
	if err != nil {
		return "", t.fail(err)
	}
	return mark, nil
}

// Explain implements exec.Explainer.
func (t *tx) Explain(sql string, args []any) ([]string, error) {
	_ = t.conn.rows.Close() // its error is in failed
	if t.failed != nil {
		return nil, t.failed
	}
	t.begun = true
	steps, err := t.conn.Explain(sql, args)
	if err != nil {
		return nil, t.fail(err)
	}
	return steps, nil
}
