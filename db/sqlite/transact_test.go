package sqlite

import (
	"context"
	"errors"
	"slices"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// TestTransactOnce checks that a unit of Transact runs once, in a transaction of its own, whatever happens to it and
// to the units that wait before and after it.
func TestTransactOnce(t *testing.T) {
	for _, c := range []struct {
		name string
		once unit
		code fault.Code
		kept string
	}{
		{"it succeeds", does(`INSERT INTO parent(v) VALUES ('once')`, `INSERT INTO child(parent) VALUES (last_insert_rowid())`), "", "1"},
		{"it reads only", does(`SELECT 1`), "", "0"},
		{"it fails", does(`INSERT INTO parent(v) VALUES ('once')`, `INSERT INTO parent(v) VALUES ('one')`), fault.ConstraintUnique, "0"},
		{"it returns an error", func(tx exec.Tx) error {
			_ = does(`INSERT INTO parent(v) VALUES ('once')`)(tx)
			return fault.New(fault.LimitRows, "too many")
		}, fault.LimitRows, "0"},
		{"it ends the transaction", does(`INSERT INTO parent(v) VALUES ('once')`, `INSERT OR ROLLBACK INTO parent(v) VALUES ('one')`), fault.ConstraintUnique, "0"},
		{"it leaves a deferred key", does(`INSERT INTO parent(v) VALUES ('once')`, `INSERT INTO child VALUES (700, 700)`), fault.ConstraintForeignKey, "0"},
		{"it panics", func(tx exec.Tx) error {
			_ = does(`INSERT INTO parent(v) VALUES ('once')`)(tx)
			panic("oh")
		}, fault.Internal, "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := openFile(t, Options{Path: newFile(t, scene), WAL: true})
			for round := range 2 {
				good := does(`INSERT INTO log(parent) VALUES (7)`)
				bad := does(`INSERT INTO log(parent) VALUES (8)`, `INSERT INTO parent(hard) VALUES ('one')`)
				runs := 0
				var err error
				units := []unit{good, bad, nil, good, bad}
				errs := amongOthers(t, d, units, func() {
					err = d.Transact(t.Context(), func(tx exec.Tx) error {
						runs++
						return c.once(tx)
					})
				})
				if runs != 1 {
					t.Errorf("round %d: it ran %d times", round, runs)
				}
				if got := codes([]error{err})[0]; got != c.code {
					t.Errorf("round %d: %q, want %q (%v)", round, got, c.code, errors.Unwrap(err))
				}
				if got, want := codes(errs), []fault.Code{"", fault.ConstraintUnique, "", "", fault.ConstraintUnique}; !slices.Equal(got, want) {
					t.Errorf("round %d: the others get %q", round, got)
				}
				wantRows(t, d, `SELECT count(*) FROM parent WHERE v = 'once'`, c.kept)
				wantRows(t, d, `SELECT count(*) FROM log WHERE parent = 8`, "0")
				do(t, d, `DELETE FROM child`, `DELETE FROM parent WHERE v = 'once'`)
			}
			wantRows(t, d, `SELECT count(*) FROM log WHERE parent = 7`, "4")
		})
	}
}

// amongOthers runs the units as jobs that wait together, with once in the place of nil.
func amongOthers(t *testing.T, d *Database, units []unit, once func()) []error {
	t.Helper()
	jobs := make([]func() error, len(units))
	for i, u := range units {
		jobs[i] = func() error {
			if u == nil {
				once()
				return nil
			}
			return d.Do(t.Context(), u)
		}
	}
	return behindOne(t, d, jobs)
}

// TestTransactLeft checks that a unit whose caller leaves while it waits is not run, and one that waits for its caller
// goes with it.
func TestTransactLeft(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, scene), WAL: true})
	ctx, cancel := context.WithCancel(t.Context())
	waits, began := make(chan error, 1), make(chan struct{})
	go func() {
		waits <- d.Transact(ctx, func(tx exec.Tx) error {
			if err := does(`INSERT INTO log(parent) VALUES (7)`)(tx); err != nil {
				return err
			}
			close(began)
			<-ctx.Done()
			return ctx.Err()
		})
	}()
	<-began
	left := make(chan error, 1)
	go func() {
		left <- d.Transact(ctx, func(exec.Tx) error { t.Error("it ran though its caller has left"); return nil })
	}()
	queued(t, d, 1)
	cancel()
	if err := <-waits; err == nil {
		t.Error("a unit that returns an error is kept")
	}
	wantCode(t, <-left, fault.RequestLeft)
	wantRows(t, d, `SELECT count(*) FROM log WHERE parent = 7`, "0")
	do(t, d, `INSERT INTO log(parent) VALUES (7)`)
}

func TestTransactReadOnly(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, scene), ReadOnly: true})
	wantCode(t, d.Transact(t.Context(), func(exec.Tx) error { t.Error("it ran"); return nil }), fault.DatabaseReadOnly)
}
