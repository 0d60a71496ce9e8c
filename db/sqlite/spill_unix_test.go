//go:build !windows

package sqlite

import (
	"fmt"
	"os"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// spilling is a database whose rows exceed SQLite's memory, and the statements that spill them to a file. Statements
// that still run after that are interrupted.
const spilling = `CREATE TABLE t(id INTEGER PRIMARY KEY, g, a TEXT);
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80)
	INSERT INTO t SELECT i, i % 7, hex(randomblob(50000)) FROM n`

// manyTimes multiplies the rows.
const manyTimes = " CROSS JOIN t AS t1 CROSS JOIN t AS t2 CROSS JOIN t AS t3"

var spillingStatements = map[string]string{
	"order":     "SELECT id, a FROM t ORDER BY a DESC",
	"window":    "SELECT id FROM (SELECT id, a, ROW_NUMBER() OVER (PARTITION BY a ORDER BY id) n FROM t) WHERE n = 1 ORDER BY a",
	"distinct":  "SELECT count(DISTINCT a) FROM t",
	"group":     "SELECT count(*) FROM (SELECT a || g, count(*) FROM t GROUP BY 1)",
	"union":     "SELECT count(*) FROM (SELECT a FROM t UNION SELECT a || 'x' FROM t)",
	"set":       "SELECT count(*) FROM t WHERE a || 'x' IN (SELECT a || 'x' FROM t)",
	"runs on":   "SELECT count(*) FROM (SELECT a FROM t UNION SELECT a || 'x' FROM t) AS s" + manyTimes + " WHERE tiddly_text(t1.id) || t3.id IS NULL",
	"runs on 2": "SELECT count(*) FROM (SELECT ROW_NUMBER() OVER (PARTITION BY a) r FROM t) AS s" + manyTimes + " WHERE tiddly_text(t1.id) || t3.id IS NULL",
}

// holdFiles keeps spilled files open until the test ends; found receives each.
func holdFiles(t *testing.T) (found chan *os.File) {
	t.Helper()
	found = make(chan *os.File, 2*mostDiscarded)
	end := make(chan struct{})
	before := spilled.Swap(newDiscards(func(file *os.File) error {
		found <- file
		<-end
		return file.Close()
	}))
	t.Cleanup(func() {
		spilled.Store(before)
		close(end)
	})
	return found
}

// TestAnswersDoNotWaitForSpilledFiles checks that no statement waits for the file system to reclaim what it spilled:
// the closing is delayed here until the statement has answered, complete or interrupted, and its connection has
// answered another.
func TestAnswersDoNotWaitForSpilledFiles(t *testing.T) {
	d := openFile(t, Options{Readers: 1, Path: newFile(t, spilling)})
	for name, sql := range spillingStatements {
		for _, snapshot := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " ", snapshot), func(t *testing.T) {
				found := holdFiles(t)
				err := d.Read(t.Context(), snapshot, func(r exec.Reader) error {
					r.(*connection).native.interruptAt(10_000)
					defer r.(*connection).native.interruptAt(0)
					_, err := firstColumn(r, sql)
					return err
				})
				if name[0] == 'r' {
					wantCode(t, err, fault.LimitTime)
				} else if err != nil {
					t.Fatal(err)
				}
				if len(spilled.Load().room) == 0 {
					t.Fatal("no file was left to others")
				}
				file := <-found
				if info, err := file.Stat(); err != nil || info.Size() < 1<<20 {
					t.Errorf("the file is closed, or small: %v", err)
				}
				if got := ask1(t, d, "SELECT count(*) FROM t"); got[0] != "80" {
					t.Errorf("afterwards %v", got)
				}
			})
		}
	}
	if len(d.idle) != 1 {
		t.Errorf("%d connections idle, want the one", len(d.idle))
	}
}

// TestFewFilesAreHeld checks that a limited number of files wait to be closed.
func TestFewFilesAreHeld(t *testing.T) {
	d := openFile(t, Options{Readers: 1, Path: newFile(t, spilling)})
	holdFiles(t)
	for range mostDiscarded + 3 {
		ask1(t, d, spillingStatements["union"])
	}
	if n := len(spilled.Load().room); n != mostDiscarded {
		t.Errorf("%d files are held", n)
	}
}

// TestFilesOfOthersAreClosedAtOnce checks that files with locks are not held back: a lock is released with the first
// descriptor of its file that the process closes, so that closing one late would release the lock of another
// connection.
func TestFilesOfOthersAreClosedAtOnce(t *testing.T) {
	path := newFile(t, spilling)
	holdFiles(t)
	for _, mode := range []string{"DELETE", "WAL"} {
		c, err := connect(t.Context(), "file:"+path+"?mode=rwc")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.query(t.Context(), "PRAGMA journal_mode = "+mode); err != nil {
			t.Fatal(err)
		}
		if _, err := c.raw.ExecContext(unwatched, "CREATE TABLE IF NOT EXISTS u AS SELECT * FROM t", nil); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{path, path + "-wal", path + "-shm"} {
			if err := os.Rename(name, name+"."+mode); err == nil {
				_ = os.Remove(name + "." + mode)
			}
		}
		if err := c.close(); err != nil {
			t.Fatal(err)
		}
		path = newFile(t, spilling)
	}
	if n := len(spilled.Load().room); n > 0 {
		t.Errorf("%d files were held back", n)
	}
}
