//go:build unix

package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// write runs one statement in a unit.
func write(t *testing.T, d *Database, statement string) error {
	t.Helper()
	return d.Do(t.Context(), does(statement))
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// TestReadersOfAMovedFile checks that readers share the open connections, and that a new one is opened only when the
// file is back.
func TestReadersOfAMovedFile(t *testing.T) {
	path := newFile(t, `PRAGMA journal_mode = WAL; CREATE TABLE t(a); INSERT INTO t VALUES (1)`)
	d := openFile(t, Options{Path: path, Readers: 3})
	ask1(t, d, "SELECT a FROM t") // one connection is open
	rename(t, path, path+".old")
	_, err := d.Changed(t.Context())
	wantCode(t, err, fault.DatabaseMoved)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			for range 20 {
				if got := ask1(t, d, "SELECT a FROM t"); got[0] != "1" {
					t.Errorf("read %v", got)
				}
			}
		})
	}
	all.Wait()
	err = d.Read(t.Context(), false, func(exec.Reader) error {
		// The only open connection is lent, and whoever waits for it waits no longer than its request.
		ctx, done := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer done()
		err := d.Read(ctx, false, func(exec.Reader) error { return nil })
		wantCode(t, err, fault.LimitTime)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	wantCode(t, write(t, d, "INSERT INTO t VALUES (2)"), fault.DatabaseMoved)
	rename(t, path+".old", path)
	if _, err := d.Changed(t.Context()); err != nil {
		t.Error(err)
	}
	err = d.Read(t.Context(), false, func(exec.Reader) error {
		ask1(t, d, "SELECT a FROM t")
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := write(t, d, "INSERT INTO t VALUES (2)"); err != nil {
		t.Error(err)
	}
}

// TestNoReaderOfAMovedFile checks that if no connection is open, the request returns the reason.
func TestNoReaderOfAMovedFile(t *testing.T) {
	for _, journal := range []string{"wal", "delete"} {
		path := newFile(t, `PRAGMA journal_mode = `+journal+`; CREATE TABLE t(a)`)
		d := openFile(t, Options{Path: path, Readers: 2})
		rename(t, path, path+".old")
		for range 3 {
			err := d.Read(t.Context(), false, func(exec.Reader) error { return nil })
			wantCode(t, err, fault.DatabaseMoved)
		}
		if _, err := d.Ensure(t.Context(), "CREATE TABLE u(a)"); fault.From(err).Code != fault.DatabaseMoved {
			t.Errorf("making tables gives %v", err)
		}
	}
}

// TestSwitchedToTheLogWhileServed checks that the log is watched from then on.
func TestSwitchedToTheLogWhileServed(t *testing.T) {
	path := newFile(t, `CREATE TABLE t(a)`)
	d := openFile(t, Options{Path: path})
	runScript(t, path, "PRAGMA journal_mode = WAL; INSERT INTO t VALUES (1)")
	if _, err := d.Changed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := write(t, d, "INSERT INTO t VALUES (2)"); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path + "-wal"); err != nil {
		t.Fatal(err)
	}
	wantCode(t, write(t, d, "INSERT INTO t VALUES (3)"), fault.DatabaseMoved)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	again := openFile(t, Options{Path: path})
	wantRows(t, again, "SELECT a FROM t ORDER BY a", "1", "2")
}

// TestAFileThatChangesBetweenLookAndOpen checks that a connection to another file is refused before it is read.
func TestAFileThatChangesBetweenLookAndOpen(t *testing.T) {
	path := newFile(t, `PRAGMA journal_mode = WAL; CREATE TABLE t(a)`)
	d := openFile(t, Options{Path: path})
	other := newFile(t, `CREATE TABLE t(a)`)
	c, err := connectTo(t.Context(), (&Database{path: other}).dsn(forWriting), d.place.real.identity)
	if err == nil {
		_ = c.close()
	}
	wantCode(t, faultOf(err), fault.DatabaseMoved)
	if files, _ := filepath.Glob(other + "-*"); len(files) > 0 {
		t.Errorf("beside the other are %v", files)
	}
}

// TestFaultsOfMovedFilesNameNoPath checks that clients learn what happened, and only the log where.
func TestFaultsOfMovedFilesNameNoPath(t *testing.T) {
	path := newFile(t, `PRAGMA journal_mode = WAL; CREATE TABLE t(a)`)
	d := openFile(t, Options{Path: path})
	rename(t, path, path+".old")
	f := fault.From(write(t, d, "INSERT INTO t VALUES (3)"))
	if strings.Contains(f.Message+f.Details+f.Hint, path) || !strings.Contains(f.Cause().Error(), path) {
		t.Errorf("%+v", f)
	}
}

// BenchmarkPlaceCheck measures what is added to each group of writes.
func BenchmarkPlaceCheck(b *testing.B) {
	d := openForBenchmark(b)
	for b.Loop() {
		if err := errors.Join(d.place.writable(), d.place.checkWritten(), d.place.checkWritten()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWriteAlone measures the smallest group: one unit of one row.
func BenchmarkWriteAlone(b *testing.B) {
	d := openForBenchmark(b)
	for b.Loop() {
		if err := d.Do(b.Context(), does("INSERT INTO t VALUES (1)")); err != nil {
			b.Fatal(err)
		}
	}
}

func openForBenchmark(b *testing.B) *Database {
	b.Helper()
	d, err := Open(b.Context(), Options{Path: filepath.Join(b.TempDir(), "test.db"), Create: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	if err := d.Do(b.Context(), does("CREATE TABLE t(a)")); err != nil {
		b.Fatal(err)
	}
	return d
}
