package sqlite

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// modelWriter is one of many writers, and the rows that it expects. Its rows are its own, but all writers share the
// transactions, the counter and the table of refused writes.
type modelWriter struct {
	d    *Database
	id   int
	rand *rand.Rand
	next int
	rows map[string]int64
	// kept is the number of acknowledged writes.
	kept int64
	// made is the number of rows that existed at any time.
	made int
}

// step is one unit and its expected result: an error's code, or the change of the model.
type step struct {
	unit unit
	code fault.Code
	then func()
	// limit ends the unit in the middle.
	limit time.Duration
}

func (w *modelWriter) key() string {
	w.next++
	return fmt.Sprintf("%d.%d", w.id, w.next)
}

// some returns the key of an existing row, or "" if there is none.
func (w *modelWriter) some() string {
	keys := slices.Sorted(maps.Keys(w.rows))
	if len(keys) == 0 {
		return ""
	}
	return keys[w.rand.IntN(len(keys))]
}

// counted runs statements and then increments the counter that all writers share.
func counted(tx exec.Tx, sql string, args ...any) error {
	if _, err := tx.Exec("UPDATE total SET n = n + 1", nil); err != nil {
		return err
	}
	n, err := tx.Exec(sql, args)
	if err == nil && n != 1 {
		err = fmt.Errorf("%d rows", n)
	}
	return err
}

const (
	insertModel = "INSERT INTO item(key, n) VALUES (?, ?)"
	updateModel = "UPDATE item SET n = n + ? WHERE key = ?"
	deleteModel = "DELETE FROM item WHERE key = ?"
)

// good returns a step that must be kept.
func (w *modelWriter) good() step {
	old := w.some()
	if old == "" || w.rand.IntN(2) == 0 {
		key, n := w.key(), w.rand.Int64N(100)
		return step{
			unit: func(tx exec.Tx) error { return counted(tx, insertModel, key, n) },
			then: func() { w.rows[key] = n; w.made++ },
		}
	}
	if w.rand.IntN(3) == 0 {
		return step{
			unit: func(tx exec.Tx) error { return counted(tx, deleteModel, old) },
			then: func() { delete(w.rows, old) },
		}
	}
	by := w.rand.Int64N(100)
	return step{
		unit: func(tx exec.Tx) error { return counted(tx, updateModel, by, old) },
		then: func() { w.rows[old] += by },
	}
}

// bad returns a step that must fail and leave nothing, though its first writes succeed.
func (w *modelWriter) bad() step {
	key := w.key()
	with := func(code fault.Code, sql string, args ...any) step {
		return step{code: code, unit: func(tx exec.Tx) error {
			if err := counted(tx, insertModel, key, int64(1)); err != nil {
				return err
			}
			_, err := tx.Exec(sql, args)
			return err
		}}
	}
	switch w.rand.IntN(10) {
	case 0:
		return with(fault.ConstraintUnique, insertModel, key, int64(2))
	case 1:
		return with(fault.ConstraintUnique, "INSERT INTO item(key, hard) VALUES (?, 'taken')", key+"!")
	case 2:
		return with(fault.ConstraintTrigger, "UPDATE item SET n = -666 WHERE key = ?", key)
	case 3:
		return with(fault.ConstraintForeignKey, "INSERT INTO note(item) VALUES ('nowhere')")
	case 4:
		return with(fault.ConstraintCheck, "UPDATE item SET n = -1 WHERE key = ?", key)
	case 5:
		return with(fault.ConstraintUnique, "INSERT OR FAIL INTO item(key) VALUES (?), (?), (?)", key+"a", key+"b", key)
	case 6:
		return with(fault.ConstraintNotNull, "UPDATE item SET n = NULL WHERE key = ?", key)
	case 7:
		s := with(fault.LimitTime, "INSERT INTO note(item) "+endless)
		s.limit = time.Duration(1+w.rand.IntN(5)) * time.Millisecond
		return s
	case 8:
		s := with(fault.Internal, "SELECT 1")
		inner := s.unit
		s.unit = func(tx exec.Tx) error {
			_ = inner(tx)
			panic("a unit panics")
		}
		return s
	default:
		s := with(fault.LimitRows, "SELECT 1")
		inner := s.unit
		s.unit = func(tx exec.Tx) error {
			if err := inner(tx); err != nil {
				return err
			}
			return fault.New(fault.LimitRows, "too many rows")
		}
		return s
	}
}

// take runs a step and compares its result.
func (w *modelWriter) take(t *testing.T, s step) {
	ctx := t.Context()
	if s.limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.limit)
		defer cancel()
	}
	err := w.d.Do(ctx, s.unit)
	if code := codes([]error{err})[0]; code != s.code {
		t.Errorf("writer %d: %q, want %q: %v", w.id, code, s.code, err)
	}
	if err == nil {
		w.kept++
		s.then()
	}
}

// TestModel stresses a database with writers that share commits while some are interrupted and some violate
// constraints, in every way in which SQLite ends a statement or a transaction. No writer is harmed by another, and
// the rows are those of the model.
func TestModel(t *testing.T) {
	for _, journal := range []string{"wal", "delete"} {
		t.Run(journal, func(t *testing.T) {
			t.Parallel()
			d := openFile(t, Options{WAL: journal == journalWAL, Path: newFile(t, `
				CREATE TABLE total(n INT);
				CREATE TABLE item(key TEXT PRIMARY KEY, n INT NOT NULL DEFAULT 0 CHECK (n >= 0 OR n = -666), hard TEXT UNIQUE ON CONFLICT ROLLBACK);
				CREATE TABLE note(id INTEGER PRIMARY KEY, item TEXT REFERENCES item DEFERRABLE INITIALLY DEFERRED);
				CREATE TABLE audit(key TEXT, change INT);
				CREATE TRIGGER added AFTER INSERT ON item BEGIN INSERT INTO audit VALUES (new.key, 1); END;
				CREATE TRIGGER gone AFTER DELETE ON item BEGIN INSERT INTO audit VALUES (old.key, -1); END;
				CREATE TRIGGER forbidden AFTER UPDATE ON item WHEN new.n = -666 BEGIN SELECT RAISE(ROLLBACK, 'no'); END;
				INSERT INTO total VALUES (0);
				INSERT INTO item(key, hard) VALUES ('0', 'taken')`)})
			steps := 150
			if testing.Short() {
				steps = 30
			}
			writers := make([]*modelWriter, 32)
			var group sync.WaitGroup
			for i := range writers {
				w := &modelWriter{d: d, id: i + 1, rand: rand.New(rand.NewPCG(uint64(i), 7)), rows: map[string]int64{}}
				writers[i] = w
				group.Go(func() {
					for range steps {
						if w.rand.IntN(3) == 0 {
							w.take(t, w.bad())
						} else {
							w.take(t, w.good())
						}
					}
				})
			}
			group.Wait()
			compareModel(t, d, writers)
		})
	}
}

func compareModel(t *testing.T, d *Database, writers []*modelWriter) {
	t.Helper()
	want, kept := []string{"0=0"}, int64(0)
	for _, w := range writers {
		kept += w.kept
		for key, n := range w.rows {
			want = append(want, fmt.Sprintf("%s=%d", key, n))
		}
	}
	slices.Sort(want)
	wantRows(t, d, "SELECT key || '=' || n AS row FROM item ORDER BY row", want...)
	wantRows(t, d, "SELECT n FROM total", fmt.Sprint(kept))
	wantRows(t, d, "SELECT count(*) FROM note", "0")
	wantRows(t, d, "SELECT count(*) FROM (SELECT key FROM audit GROUP BY key HAVING sum(change) NOT IN (0, 1))", "0")
	wantRows(t, d, "SELECT count(*) FROM audit", fmt.Sprint(audited(writers)))
	wantRows(t, d, "PRAGMA integrity_check", "ok")
	wantRows(t, d, "SELECT count(*) FROM pragma_foreign_key_check", "0")
}

// audited returns the number of rows that the triggers must have written: one for each row inserted, one for each
// deleted.
func audited(writers []*modelWriter) int {
	n := 1
	for _, w := range writers {
		n += w.made + w.made - len(w.rows)
	}
	return n
}
