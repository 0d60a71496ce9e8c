package sqlite

/*
#include "native.h"

extern long long sqlite3_changes64(sqlite3 *);
extern int sqlite3_db_status(sqlite3 *, int, int *, int *, int);
extern int sqlite3_get_autocommit(sqlite3 *);

enum { STATUS_DEFERRED_FKS = 10 };

// state returns 0 if the transaction is open, 1 if it is open with foreign keys that a commit would refuse, and 2 if
// it has ended.
static int state(sqlite3 *db) {
	int open = 0, peak = 0;
	if (sqlite3_get_autocommit(db)) return 2;
	sqlite3_db_status(db, STATUS_DEFERRED_FKS, &open, &peak, 0);
	return open != 0;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime/debug"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// The states of a transaction, as in the C code.
const (
	unresolved = 1
	ended      = 2
)

// state returns the state of a connection's transaction.
func (c *connection) state() int { return int(C.state(c.native.db)) }

// tx is the transaction as one unit sees it. It implements exec.Tx.
//
// A unit that writes with one statement needs no savepoint as long as it does not fail. A savepoint costs a copy of
// each page that changes, so it is only for units whose first write has failed before, or was followed by another.
type tx struct {
	session *session
	conn    *connection
	// guarded reports whether the unit has a savepoint whatever is known of its statements.
	guarded bool
	// saved reports whether the savepoint exists.
	saved bool
	// first is the trait of the first statement that wrote.
	first *trait
	// failed is the first error of a statement. No statement runs after it: some engines allow none, and here the
	// transaction may have ended, so that a statement would be committed by itself.
	failed error
	// rows are those of the previous statement.
	rows *txRows
}

// do runs the unit. A panic of the unit is returned as its error.
func (t *tx) do(unit func(exec.Tx) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fault.Wrap(fmt.Errorf("panic: %v\n%s", r, debug.Stack()), fault.Internal, "internal error")
		}
		_ = t.conn.rows.Close()
		if t.failed == nil {
			t.failed = fault.New(fault.Internal, "a transaction was used after its end").
				WithHint("use it only in the function that got it")
		}
	}()
	if err = unit(t); err == nil {
		err = t.finish()
	}
	return err
}

// Query implements exec.Reader.
func (t *tx) Query(sql string, args []any) (exec.Rows, error) {
	reads, err := t.prepare(sql)
	if err != nil {
		return nil, err
	}
	if _, err := t.conn.Query(sql, args); err != nil {
		return nil, t.fail(err)
	}
	t.rows = &txRows{rows: &t.conn.rows, tx: t, writes: !reads}
	return t.rows, nil
}

// Exec implements exec.Tx.
func (t *tx) Exec(sql string, args []any) (int64, error) {
	if _, err := t.Query(sql, args); err != nil {
		return 0, err
	}
	writes := t.rows.writes
	if err := t.finish(); err != nil {
		return 0, err
	}
	if !writes {
		return 0, nil // the count would be that of the previous write
	}
	return int64(C.sqlite3_changes64(t.conn.native.db)), nil
}

var _ exec.Marked = (*tx)(nil)

// Mark implements exec.Marked. Nobody else can change the tables while the transaction is open.
func (t *tx) Mark() (string, error) {
	if t.session.mark != "" {
		return t.session.mark, nil
	}
	if err := t.finish(); err != nil {
		return "", err
	}
	mark, err := t.conn.Mark()
	if err != nil {
		return "", t.fail(err)
	}
	t.session.mark = mark
	return mark, nil
}

// prepare finishes the previous statement, and makes sure that what the next one writes can be undone.
func (t *tx) prepare(sql string) (reads bool, err error) {
	if err := t.finish(); err != nil {
		return false, err
	}
	trait, err := t.session.trait(sql)
	if err != nil {
		return false, t.fail(err)
	}
	if trait.reads {
		return true, nil
	}
	switch {
	case t.first == nil:
		t.first = trait
		if !t.guarded && !trait.guarded {
			return false, nil
		}
		if err := t.conn.run("SAVEPOINT unit"); err != nil {
			return false, t.fail(t.conn.fault(err))
		}
		t.saved = true
	case !t.saved:
		t.first.guarded = true // from the next unit on
	}
	return false, nil
}

// finish runs the previous statement to its end. It returns the error of any statement so far.
func (t *tx) finish() error {
	if t.rows != nil {
		_ = t.rows.Close() // its error is in failed
		t.rows = nil
	}
	return t.failed
}

// trait returns the trait of a statement.
func (s *session) trait(sql string) (*trait, error) {
	if known, ok := s.traits[sql]; ok {
		return known, nil
	}
	statement, err := s.conn.statements.get(sql)
	if err != nil {
		return nil, s.conn.ended(err, prepareFault)
	}
	if len(s.traits) == maxStatements {
		clear(s.traits)
	}
	known := &trait{reads: statement.readonly()}
	s.traits[sql] = known
	return known, nil
}

// fail records the first error of a statement, and returns it.
func (t *tx) fail(err error) error {
	if t.failed != nil {
		return t.failed
	}
	if err = t.session.d.place.explain(err); fault.From(err).Code == fault.DatabaseMoved {
		t.failed = err
		return err
	}
	t.failed = err // the names are read from the database by statements of our own
	var e sqlite3.Error
	switch {
	case !errors.As(err, &e):
	case e.Code == sqlite3.ErrTooBig:
		t.failed = fault.Wrap(err, fault.LimitRows, "a value is larger than 128 MiB").WithHint("send a smaller one")
	case e.Code == sqlite3.ErrFull && t.keysUsedUp():
		t.failed = fault.Wrap(&exhausted{err}, fault.DatabaseFull, "a table has used its last key").
			WithHint("specify a key, or renumber the rows of the table")
	default:
		if f := violationOf(err, readerAsk(t.conn)); f != nil {
			t.failed = f
		}
	}
	return t.failed
}

// exhausted keeps an error with the code of a full disk from being treated as one.
type exhausted struct{ err error }

func (e *exhausted) Error() string { return e.err.Error() }

// keysUsedUp reports whether an AUTOINCREMENT has reached its end. SQLite then reports a full disk, though no other
// unit is affected.
func (t *tx) keysUsedUp() bool {
	read := readerAsk(t.conn)
	rows, err := read("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'", 1)
	if err != nil || len(rows) == 0 {
		return false
	}
	rows, err = read("SELECT 1 FROM sqlite_sequence WHERE seq = 9223372036854775807", 1)
	return err == nil && len(rows) > 0
}

// disk reports whether the unit failed for a reason that every other would meet too.
func (t *tx) disk() bool {
	var e sqlite3.Error
	if t.failed == nil || !errors.As(t.failed, &e) {
		return false
	}
	switch e.Code {
	case sqlite3.ErrFull, sqlite3.ErrIoErr:
		return true
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return fault.From(t.failed).Code == fault.DatabaseBusy
	}
	return false
}

// txRows are the rows of a statement in a transaction. They implement exec.Rows.
type txRows struct {
	// rows are those of the connection; nil once they are closed.
	*rows
	tx *tx
	// writes reports whether the statement changes anything, and so must be run to its end: only there does SQLite check
	// the foreign keys.
	writes bool
	err    error
}

// Next implements exec.Rows.
func (r *txRows) Next() bool {
	if r.rows == nil {
		return false
	}
	if r.rows.Next() {
		return true
	}
	if err := r.rows.Err(); err != nil {
		_ = r.rows.Close()
		r.rows = nil
		r.err = r.tx.fail(err)
	}
	return false
}

// Err implements exec.Rows.
func (r *txRows) Err() error { return r.err }

// Close implements exec.Rows.
func (r *txRows) Close() error {
	if r.rows == nil {
		return nil // an error of the statement was reported by Err
	}
	for r.writes && r.Next() {
		continue
	}
	if r.rows == nil {
		return r.err // not yet reported
	}
	err := r.rows.Close()
	r.rows = nil
	if err != nil {
		r.err = r.tx.fail(err)
	}
	return r.err
}
