package sqlite

import (
	"fmt"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// TestNextAfterTheEnd checks that Next after the last row does not step the statement, which SQLite would run anew.
func TestNextAfterTheEnd(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t(id INTEGER PRIMARY KEY, n INT); INSERT INTO t VALUES (1, 1)")})
	read := func(r exec.Reader, sql string) error {
		rows, err := r.Query(sql, nil)
		if err != nil {
			return err
		}
		given := 0
		for range 5 {
			if rows.Next() {
				given++
			}
		}
		if given != 1 {
			t.Errorf("%s gave %d rows", sql, given)
		}
		return rows.Close()
	}
	err := d.Do(t.Context(), func(tx exec.Tx) error { return read(tx, "UPDATE t SET n = n + 1 RETURNING id") })
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(ask1(t, d, "SELECT n FROM t")); got != "[2]" {
		t.Errorf("n is %s: the update ran more than once", got)
	}
	if err := d.Read(t.Context(), false, func(r exec.Reader) error { return read(r, "SELECT n FROM t") }); err != nil {
		t.Fatal(err)
	}
}

// TestSchemaThatChangesBack checks a statement for which the schema had changed when it was to run, and which is as it
// was when that is found out: it runs. One that still cannot run says so.
func TestSchemaThatChangesBack(t *testing.T) {
	path := newFile(t, "CREATE TABLE t(id INTEGER PRIMARY KEY, n INT); INSERT INTO t (id) VALUES (1)")
	d := openFile(t, Options{Path: path, WAL: true})
	c := other(t, path)
	const sql = "SELECT id, n FROM t"
	read := func(changesBack bool) (found any, err error) {
		err = d.Read(t.Context(), false, func(r exec.Reader) error {
			conn := r.(*connection)
			if _, err := conn.Query(sql, nil); err != nil {
				return err
			}
			s, err := conn.statements.get(sql)
			if err != nil {
				return err
			}
			_ = conn.rows.Close()
			execOn(t, c, "ALTER TABLE t DROP COLUMN n")
			missing := conn.rows.begin(s, nil)
			if missing == nil {
				t.Fatal("the statement ran without its column")
			}
			if changesBack {
				execOn(t, c, "ALTER TABLE t ADD COLUMN n DEFAULT 7")
			}
			rows, err := conn.again(sql, nil, missing)
			if err != nil {
				return err
			}
			if rows.Next() {
				found = rows.Value(1)
			}
			return rows.Close()
		})
		return found, err
	}
	if found, err := read(true); err != nil || found != int64(7) {
		t.Errorf("found %v (%v)", found, err)
	}
	_, err := read(false)
	wantCode(t, err, fault.SchemaChanged)
}
