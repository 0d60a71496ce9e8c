package sqlite

import (
	"context"
	"database/sql"
	"os"
	"sync"
	"testing"
	"time"

	"tiddly/internal/exec"
)

// dated calls f and reports whether the date is another one afterwards, or unknown.
func dated(t *testing.T, d *Database, f func()) (changed, known bool) {
	t.Helper()
	before, ok := d.Date()
	if again, _ := d.Date(); !ok || again != before {
		t.Fatalf("the date is %d and then %d (known: %v), though nobody has written", before, again, ok)
	}
	f()
	after, known := d.Date()
	if known && after < before {
		t.Errorf("the date is %d after %d", after, before)
	}
	return after != before, known
}

func exec1(t *testing.T, d *Database, statement string) {
	t.Helper()
	err := d.Do(t.Context(), func(tx exec.Tx) error {
		_, err := tx.Exec(statement, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheDateIsAnotherAfterEveryWrite(t *testing.T) {
	for _, mode := range []string{"WAL", "DELETE", "TRUNCATE", "PERSIST"} {
		t.Run(mode, func(t *testing.T) {
			path := newFile(t, "PRAGMA journal_mode = "+mode+"; CREATE TABLE t (v); INSERT INTO t VALUES (1)")
			d := openFile(t, Options{Path: path})
			for name, write := range map[string]func(){
				"our writer":               func() { exec1(t, d, "UPDATE t SET v = v + 1") },
				"another connection":       func() { runScript(t, path, "UPDATE t SET v = v + 1") },
				"the schema":               func() { runScript(t, path, "CREATE TABLE IF NOT EXISTS other (v); DROP TABLE other") },
				"VACUUM":                   func() { runScript(t, path, "VACUUM") },
				"a write and a checkpoint": func() { runScript(t, path, "UPDATE t SET v = 0; PRAGMA wal_checkpoint(TRUNCATE)") },
				"a write that is read": func() {
					exec1(t, d, "UPDATE t SET v = v + 1")
					if _, err := d.Changed(t.Context()); err != nil { // the lookout reads for itself
						t.Error(err)
					}
				},
			} {
				if changed, known := dated(t, d, write); !changed || !known {
					t.Errorf("%s: changed %v, known %v", name, changed, known)
				}
			}
			changed, _ := dated(t, d, func() {
				for range 3 {
					ask1(t, d, "SELECT v FROM t")
				}
			})
			if changed {
				t.Error("it is another one after a read")
			}
		})
	}
}

// TestTheDateIsUnknownUnderALock requires that nobody waits for a lock, nor takes the last state for the present one.
func TestTheDateIsUnknownUnderALock(t *testing.T) {
	path := newFile(t, "CREATE TABLE t (v)")
	d := openFile(t, Options{Path: path})
	other, err := sql.Open("sqlite3", path+"?_txlock=exclusive")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() //nolint:errcheck // it is the test's own
	first, _ := d.Date()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if n, known := d.Date(); known {
		t.Errorf("the date is %d while another program has locked the file", n)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if n, known := d.Date(); !known || n != first {
		t.Errorf("the date is %d (known: %v) after nothing was written, was %d", n, known, first)
	}
}

// TestTheDateAfterOtherFiles replaces the file at its path, and what is in it, as programs do that do not know SQLite.
func TestTheDateAfterOtherFiles(t *testing.T) {
	for _, mode := range []string{"WAL", "DELETE"} {
		for name, replace := range map[string]func(path, by string) error{
			"by another": func(path, by string) error { return os.Rename(by, path) },
			"in place": func(path, by string) error {
				content, err := os.ReadFile(by)
				if err != nil {
					return err
				}
				return os.WriteFile(path, content, 0o600)
			},
			"by nothing": func(path, _ string) error { return os.Rename(path, path+"-away") },
		} {
			t.Run(mode+" "+name, func(t *testing.T) {
				script := "PRAGMA journal_mode = " + mode + "; CREATE TABLE t (v); INSERT INTO t VALUES (1)"
				path, by := newFile(t, script), newFile(t, script+"; CREATE TABLE other (v)")
				d, err := Open(t.Context(), Options{Path: path})
				if err != nil {
					t.Fatal(err)
				}
				defer d.Close() //nolint:errcheck // the file is not ours any more
				changed, known := dated(t, d, func() {
					if err := replace(path, by); err != nil {
						t.Fatal(err)
					}
					if mode == "WAL" { // reads go on until the lookout looks
						_, _ = d.Changed(t.Context()) // it returns what has happened
					}
				})
				if known && !changed {
					t.Error("it is the same, though another file is at the path")
				}
			})
		}
	}
}

// TestTheDateOfMany asks for the date from many goroutines, each after a write of its own: one that did not look itself
// takes only what was found after it had come.
func TestTheDateOfMany(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "PRAGMA journal_mode = WAL; CREATE TABLE t (v); INSERT INTO t VALUES (0)")})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				before, known := d.Date()
				if !known {
					continue
				}
				err := d.Do(context.WithoutCancel(t.Context()), func(tx exec.Tx) error {
					_, err := tx.Exec("UPDATE t SET v = v + 1", nil)
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
				if after, known := d.Date(); known && after <= before {
					t.Errorf("the date is %d after a write, was %d", after, before)
				}
			}
		})
	}
	all.Wait()
}

func TestTheDateOfAClosedFile(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t (v)")})
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, known := d.Date(); known {
		t.Error("a closed file has a date")
	}
}

func BenchmarkDate(b *testing.B) {
	path := b.TempDir() + "/bench.db"
	d, err := Open(b.Context(), Options{Path: path, Create: true})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // it was only read
	b.ReportAllocs()
	for b.Loop() {
		if _, known := d.Date(); !known {
			b.Fatal("it is unknown")
		}
	}
}

// TestTheIndexIsReadWhole looks at an index that is not complete: while a commit writes it, and after a crash.
func TestTheIndexIsReadWhole(t *testing.T) {
	a := asked{index: make([]uint32, 2*headWords)}
	look := func() (uint64, bool) {
		a.known = false
		a.lookAtIndex()
		return a.date, a.known
	}
	if _, known := look(); known {
		t.Error("an empty index is a state")
	}
	for copied := range 2 {
		a.index[copied*headWords+headInit] = 1
	}
	first, known := look()
	if !known {
		t.Fatal("a whole index is no state")
	}
	for word := range headWords {
		a.index[headWords+word]++ // the second copy comes first
		if _, known := look(); known {
			t.Errorf("it is a state with half of word %d", word)
		}
		a.index[word]++
		if n, known := look(); !known || n != first+uint64(word)+1 {
			t.Errorf("the date is %d (known: %v) after word %d has changed, was %d", n, known, word, first)
		}
	}
}
