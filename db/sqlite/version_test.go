package sqlite_test

import (
	"database/sql"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/db/sqlite"
	"tiddly/internal/exec"
)

// marked returns a file, and a function by which another program changes it.
func marked(tb testing.TB, wal bool) (*sqlite.Database, func(string)) {
	tb.Helper()
	path := dbtest.Path(tb, "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT); INSERT INTO t VALUES (1, 'one')")
	db, err := sqlite.Open(tb.Context(), sqlite.Options{Path: path, WAL: wal, Readers: 1})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	elsewhere, err := sql.Open("sqlite3", path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = elsewhere.Close() })
	return db, func(script string) {
		tb.Helper()
		if _, err := elsewhere.ExecContext(tb.Context(), script); err != nil {
			tb.Fatal(err)
		}
	}
}

// mark reads a row, and returns the mark of the tables.
func mark(tb testing.TB, r exec.Reader) string {
	tb.Helper()
	rows, err := r.Query("SELECT v FROM t", nil)
	if err != nil {
		tb.Fatal(err)
	}
	for rows.Next() {
		continue
	}
	if err := rows.Close(); err != nil {
		tb.Fatal(err)
	}
	m, err := r.(exec.Marked).Mark() //nolint:forcetypeassert // it panics where it is none
	if err != nil || m == "" {
		tb.Fatalf("the mark is %q: %v", m, err)
	}
	return m
}

// TestMark checks that the mark of a reader is that of the tables from which its last statement was answered.
func TestMark(t *testing.T) {
	for _, wal := range []bool{false, true} {
		db, run := marked(t, wal)
		read := func(snapshot bool, f func(exec.Reader)) {
			t.Helper()
			if err := db.Read(t.Context(), snapshot, func(r exec.Reader) error { f(r); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		now := func() (m string) {
			t.Helper()
			read(false, func(r exec.Reader) { m = mark(t, r) })
			changed, err := db.Changed(t.Context())
			if err != nil || m != changed {
				t.Errorf("log %v: a reader has %s, the lookout %s, %v", wal, m, changed, err)
			}
			return m
		}
		first := now()
		run("INSERT INTO t VALUES (2, 'two')")
		if m := now(); m != first {
			t.Errorf("log %v: a row made %s of %s", wal, m, first)
		}
		for _, script := range []string{"CREATE VIEW w AS SELECT v FROM t", "DROP VIEW w", "ALTER TABLE t ADD COLUMN x", "VACUUM"} {
			before := now()
			run(script)
			if now() == before {
				t.Errorf("log %v: %s left %s", wal, script, before)
			}
		}
		if !wal {
			continue // nobody can write while a transaction reads
		}
		before := now()
		read(true, func(r exec.Reader) {
			if m := mark(t, r); m != before {
				t.Errorf("a transaction has %s, before it was %s", m, before)
			}
			run("CREATE TABLE other(id INTEGER PRIMARY KEY)")
			if m := mark(t, r); m != before {
				t.Errorf("%s came into a transaction of %s", m, before)
			}
		})
		if now() == before {
			t.Errorf("after the transaction it is still %s", before)
		}
	}
}

// BenchmarkMark measures what comparing the marks adds to a read: beside the read of a row, and by itself.
func BenchmarkMark(b *testing.B) {
	db, _ := marked(b, true)
	reading := func(b *testing.B, f func(exec.Reader)) {
		b.Helper()
		if err := db.Read(b.Context(), false, func(r exec.Reader) error { f(r); return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("a row and the mark", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			reading(b, func(r exec.Reader) { mark(b, r) })
		}
	})
	b.Run("the mark", func(b *testing.B) {
		b.ReportAllocs()
		reading(b, func(r exec.Reader) {
			m := r.(exec.Marked) //nolint:forcetypeassert // it panics where it is none
			for b.Loop() {
				if _, err := m.Mark(); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}
