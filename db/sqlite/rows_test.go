package sqlite

import (
	"fmt"
	"testing"

	"tiddly/internal/exec"
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
