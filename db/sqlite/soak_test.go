package sqlite

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// soakRows is the number of rows of the soak; their texts have any length up to two blocks.
const soakRows = 300

func soakText(id int64) string {
	return strings.Repeat(string(rune('a'+id%26)), int(id*7919%(2*block)))
}

// TestSoak reads rows of any length by 32 readers, of which some leave at any moment, while the schema changes and rows
// are added. Every row that is read is right, and no memory of a connection has grown in the end.
func TestSoak(t *testing.T) {
	rounds := 15
	if os.Getenv("TIDDLY_LONG") != "" {
		rounds = 3000
	}
	d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t(id INTEGER PRIMARY KEY, body TEXT)"), WAL: true, Readers: 6})
	err := d.Do(t.Context(), func(tx exec.Tx) error {
		for id := range int64(soakRows) {
			if _, err := tx.Exec("INSERT INTO t VALUES (?, ?)", []any{id, soakText(id)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for worker := range 32 {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(worker), 1))
			for range rounds {
				if err := soakRead(t.Context(), d, random); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range min(2*rounds, 500) {
		if err := d.Do(t.Context(), does(fmt.Sprintf("ALTER TABLE t ADD COLUMN c%d", i), fmt.Sprintf("INSERT INTO t (id) VALUES (%d)", soakRows+i))); err != nil {
			t.Error(err)
		}
		runtime.Gosched()
	}
	all.Wait()
	for _, c := range d.idle {
		if b := c.native.block; b.statement != nil || b.size != block || len(c.rows.cells) > 0 {
			t.Errorf("an idle connection keeps %d bytes, and a statement: %v", b.size, b.statement != nil)
		}
	}
}

// soakRead reads some rows, with a context that may end meanwhile.
func soakRead(ctx context.Context, d *Database, random *rand.Rand) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	leaves := random.IntN(4) == 0
	err := d.Read(ctx, random.IntN(2) == 0, func(r exec.Reader) error {
		from := random.Int64N(soakRows)
		to := min(from+random.Int64N(60), soakRows-1)
		rows, err := r.Query("SELECT id, body FROM t WHERE id BETWEEN ? AND ? ORDER BY id", []any{from, to})
		if err != nil {
			return err
		}
		if leaves {
			go cancel()
		}
		next := from
		for rows.Next() {
			id, _ := rows.Int(0)
			if body := rows.Value(1); id != next || body != soakText(id) {
				return fmt.Errorf("row %d is %.30q, of the id %d", next, body, id)
			}
			next++
		}
		if err := rows.Err(); err != nil {
			return err
		}
		if next != to+1 {
			return fmt.Errorf("the rows from %d to %d end before %d", from, to, next)
		}
		return rows.Close()
	})
	if leaves && err != nil && fault.From(err).Code == fault.RequestLeft {
		return nil
	}
	return err
}
