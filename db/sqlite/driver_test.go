package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/turns"
)

var _ exec.Database = (*Database)(nil)

// newFile creates a database file by a plain connection of the driver, as any other program would.
func newFile(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	runScript(t, path, script)
	return path
}

func runScript(t *testing.T, path, script string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the statement's error counts
	if _, err := db.ExecContext(t.Context(), script); err != nil {
		t.Fatal(err)
	}
}

func openFile(t *testing.T, o Options) *Database {
	t.Helper()
	d, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return d
}

// firstColumn runs a query and returns the first cell of each row, printed.
func firstColumn(r exec.Reader, query string, args ...any) ([]string, error) {
	rows, err := r.Query(query, args)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // told by Err
	all := []string{}
	for rows.Next() {
		all = append(all, fmt.Sprint(rows.Value(0)))
	}
	return all, rows.Err()
}

func ask1(t *testing.T, d *Database, query string, args ...any) []string {
	t.Helper()
	var got []string
	err := d.Read(t.Context(), false, func(r exec.Reader) (err error) {
		got, err = firstColumn(r, query, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v (%v)", query, err, errors.Unwrap(err))
	}
	return got
}

func wantCode(t *testing.T, err error, code fault.Code) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatalf("error %v is no fault, want %s", err, code)
	}
	if f.Code != code {
		t.Fatalf("code %s (%s, cause %v), want %s", f.Code, f.Message, f.Cause(), code)
	}
	if f.Message == "" || f.Hint == "" || strings.HasSuffix(f.Message, ".") {
		t.Errorf("message %q and hint %q should both help", f.Message, f.Hint)
	}
}

func TestReadBindsAndGives(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 'one'), (2, 'two')`)})
	for _, c := range []struct {
		query string
		args  []any
		want  string
	}{
		{"SELECT b FROM t WHERE a = ?", []any{int64(2)}, "[two]"},
		{"SELECT a FROM t WHERE b = ?", []any{"one"}, "[1]"},
		{"SELECT a FROM t WHERE b = ?", []any{"o'; DROP TABLE t; --"}, "[]"},
		{"SELECT typeof(?)", []any{nil}, "[null]"},
		{"SELECT typeof(?)", []any{[]byte{}}, "[blob]"},
		{"SELECT typeof(?)", []any{""}, "[text]"},
		{"SELECT typeof(?)", []any{true}, "[integer]"},
		{"SELECT ? + ?", []any{1.5, int64(1)}, "[2.5]"},
		{"PRAGMA query_only", nil, "[1]"},
		{"PRAGMA foreign_keys", nil, "[1]"},
	} {
		if got := fmt.Sprint(ask1(t, d, c.query, c.args...)); got != c.want {
			t.Errorf("%s with %v gave %s, want %s", c.query, c.args, got, c.want)
		}
	}
}

func TestReadersCannotWrite(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(a)`)})
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		_, err := firstColumn(r, "INSERT INTO t VALUES (1) RETURNING a")
		return err
	})
	wantCode(t, err, fault.DatabaseReadOnly)
	err = d.Read(t.Context(), false, func(r exec.Reader) error {
		_, err := firstColumn(r, "ATTACH ':memory:' AS other")
		return err
	})
	if err == nil {
		t.Error("a reader could attach a database")
	}
}

func TestSnapshotSeesOneMoment(t *testing.T) {
	path := newFile(t, `PRAGMA journal_mode = WAL; CREATE TABLE t(a); INSERT INTO t VALUES (1)`)
	d := openFile(t, Options{Path: path})
	for _, snapshot := range []bool{true, false} {
		var before, after []string
		err := d.Read(t.Context(), snapshot, func(r exec.Reader) (err error) {
			if before, err = firstColumn(r, "SELECT count(*) FROM t"); err != nil {
				return err
			}
			runScript(t, path, "INSERT INTO t VALUES (2)")
			after, err = firstColumn(r, "SELECT count(*) FROM t")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if same := before[0] == after[0]; same != snapshot {
			t.Errorf("snapshot %v: counted %s, then %s", snapshot, before[0], after[0])
		}
	}
	if got := ask1(t, d, "SELECT count(*) FROM t"); got[0] != "3" {
		t.Errorf("after the snapshots: %s rows, want 3", got[0])
	}
}

func TestReadIsUsableAfterAnError(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(a); INSERT INTO t VALUES (1), (2)`), Readers: 1})
	mine := errors.New("mine")
	for _, snapshot := range []bool{true, false} {
		err := d.Read(t.Context(), snapshot, func(r exec.Reader) error {
			rows, err := r.Query("SELECT a FROM t", nil)
			if err != nil {
				return err
			}
			rows.Next() // and left open
			return mine
		})
		if !errors.Is(err, mine) {
			t.Fatalf("error %v, want the caller's own", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = d.Read(t.Context(), snapshot, func(r exec.Reader) error {
				_, _ = r.Query("SELECT a FROM t", nil)
				panic("the request's code is wrong")
			})
		}()
		if got := fmt.Sprint(ask1(t, d, "SELECT a FROM t ORDER BY a")); got != "[1 2]" {
			t.Errorf("afterwards %s", got)
		}
	}
}

// TestLongStatementsAreNotAllKept checks that the total length of a client's long statements is bounded, and that the
// last one is kept.
func TestLongStatementsAreNotAllKept(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(a)`), Readers: 1})
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		s := &r.(*connection).statements
		for i := range 20 {
			if got, err := firstColumn(r, fmt.Sprintf("SELECT %d, '%s'", i, strings.Repeat("x", maxStatementBytes/10))); err != nil || got[0] != fmt.Sprint(i) {
				return fmt.Errorf("statement %d: %v %w", i, got, err)
			}
		}
		if n := len(s.byKey); n < 5 || n > 9 || s.order.Len() != n || s.bytes > maxStatementBytes {
			t.Errorf("%d statements of %d bytes are kept (%d in order)", n, s.bytes, s.order.Len())
		}
		if _, err := firstColumn(r, "SELECT 1, '"+strings.Repeat("x", 2*maxStatementBytes)+"'"); err != nil || len(s.byKey) != 1 {
			return fmt.Errorf("beside the longest %d are kept, %w", len(s.byKey)-1, err)
		}
		if got, err := firstColumn(r, "SELECT 2"); err != nil || got[0] != "2" || len(s.byKey) != 1 || s.bytes != len("SELECT 2") {
			return fmt.Errorf("%v, %d are kept with %d bytes: %w", got, len(s.byKey), s.bytes, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestStatementsAreKept(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(a)`), Readers: 1})
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		for round := range 2 {
			for i := range maxStatements + 50 {
				got, err := firstColumn(r, fmt.Sprintf("SELECT %d", i))
				if err != nil || got[0] != fmt.Sprint(i) {
					return fmt.Errorf("round %d, statement %d: %v %w", round, i, got, err)
				}
			}
		}
		c := r.(*connection)
		if n := len(c.statements.byKey); n != maxStatements || c.statements.order.Len() != n {
			t.Errorf("%d statements are kept (%d in order), want %d", n, c.statements.order.Len(), maxStatements)
		}
		last := fmt.Sprintf("SELECT %d", maxStatements+49)
		kept, _ := c.statements.get(last)
		again, _ := c.statements.get(last)
		if kept != again {
			t.Error("a statement was prepared twice")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSchemaChangesUnderTheReader(t *testing.T) {
	path := newFile(t, `CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 2)`)
	d := openFile(t, Options{Path: path, Readers: 1})
	ask1(t, d, "SELECT a, b FROM t")
	runScript(t, path, "ALTER TABLE t ADD COLUMN c DEFAULT 3")
	if got := ask1(t, d, "SELECT a, b FROM t"); got[0] != "1" {
		t.Errorf("after ADD COLUMN: %v", got)
	}
	runScript(t, path, "ALTER TABLE t DROP COLUMN b")
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		_, err := firstColumn(r, "SELECT b FROM t")
		return err
	})
	wantCode(t, err, fault.SchemaChanged)
}

func TestPoolLendsInTurn(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(a)`), Readers: 2})
	var held sync.WaitGroup
	release := make(chan struct{})
	held.Add(2)
	var all sync.WaitGroup
	for _, address := range []string{"a", "b"} {
		all.Go(func() {
			_ = d.Read(turns.With(context.Background(), address), false, func(exec.Reader) error {
				held.Done()
				<-release
				return nil
			})
		})
	}
	held.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err := d.Read(ctx, false, func(exec.Reader) error { t.Error("a third connection was lent"); return nil })
	wantCode(t, err, fault.LimitTime)
	close(release)
	all.Wait()
	if got := ask1(t, d, "SELECT 1"); got[0] != "1" {
		t.Error("the pool did not recover")
	}
	if len(d.idle) != 2 {
		t.Errorf("%d connections idle, want 2", len(d.idle))
	}
}

func TestCloseWaitsAndRefuses(t *testing.T) {
	path := newFile(t, `PRAGMA journal_mode = WAL; CREATE TABLE t(a); INSERT INTO t VALUES (1)`)
	d, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	inside, ended := make(chan struct{}), make(chan error, 1)
	var done atomic.Bool
	go func() {
		ended <- d.Read(context.Background(), false, func(r exec.Reader) error {
			close(inside)
			time.Sleep(30 * time.Millisecond)
			_, err := firstColumn(r, "SELECT a FROM t")
			done.Store(true)
			return err
		})
	}()
	<-inside
	for range 2 {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if !done.Load() {
		t.Error("Close did not wait for the request in flight")
	}
	if err := <-ended; err != nil {
		t.Errorf("the request in flight failed: %v", err)
	}
	wantCode(t, d.Read(t.Context(), false, func(exec.Reader) error { return nil }), fault.InternalStopping)
}

func TestCloseCheckpoints(t *testing.T) {
	path := newFile(t, `PRAGMA journal_mode = WAL; CREATE TABLE t(a)`)
	other, err := sql.Open("sqlite3", path) // keeps the file open, so that the log is not removed
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() //nolint:errcheck // it only stands by
	if _, err := other.ExecContext(t.Context(), "PRAGMA wal_autocheckpoint = 0; INSERT INTO t VALUES (zeroblob(100000))"); err != nil {
		t.Fatal(err)
	}
	d, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Mode(); got.Journal != "wal" || got.ReadOnly || got.Created || got.Encoding != "UTF-8" {
		t.Errorf("mode %+v", got)
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() == 0 {
		t.Fatalf("there is no log to begin with: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the log was left: %v %v", info, err)
	}
}

// TestAllocations checks that reading a row allocates no more than the driver does: a text is copied once and boxed
// once, a number beyond a byte boxed once.
func TestAllocations(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE track(id INTEGER PRIMARY KEY, name TEXT NOT NULL, album_id INTEGER,
		milliseconds INTEGER, bytes BIGINT, unit_price NUMERIC(10,2));
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
		INSERT INTO track SELECT i, 'Track number ' || i, 1000 + i, 300000 + i, 9000000 + i, 0.99 FROM n`)})
	types := []string{"INTEGER", "TEXT", "INTEGER", "INTEGER", "BIGINT", "NUMERIC(10,2)"}
	columns := make([]*catalog.Column, len(types))
	for i, declared := range types {
		columns[i] = columnOf(t, declared)
	}
	buf := make([]byte, 0, 1<<20)
	read := func(limit int64) {
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			rows, err := r.Query("SELECT +id, +name, +album_id, +milliseconds, +bytes, +unit_price FROM track WHERE id > 300 LIMIT ?", []any{limit})
			if err != nil {
				return err
			}
			buf = buf[:0]
			for rows.Next() {
				for i, c := range columns {
					var ok bool
					if buf, ok = rows.AppendJSON(buf, i, &c.Type, c.Enum); !ok {
						t.Fatalf("cell %d is not of its kind", i)
					}
				}
			}
			return rows.Close()
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	few := testing.AllocsPerRun(20, func() { read(100) })
	many := testing.AllocsPerRun(20, func() { read(600) })
	if perRow := (many - few) / 500; perRow > 7.05 {
		t.Errorf("%.2f allocations a row, want at most 7", perRow)
	}
	if few > 100*7+20 {
		t.Errorf("%.0f allocations for 100 rows: a request itself should take at most 20", few)
	}
}

func columnOf(t *testing.T, declared string) *catalog.Column {
	t.Helper()
	kind, _, err := TypeOf(declared, false, nil, catalog.ColumnOverride{})
	if err != nil {
		t.Fatal(err)
	}
	return &catalog.Column{Name: "c", Declared: declared, Type: kind}
}
