package bench

import (
	"database/sql"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/exec"
)

var writeRounds = flag.Int("writerounds", 0, "measure writes in so many rounds; 12 or more for figures to be quoted")

const (
	// writers is the number of goroutines that write at the same time.
	writers     = 32
	writeTurn   = 400 * time.Millisecond
	writeSchema = `PRAGMA journal_mode = WAL; CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, n INT)`
	insertRow   = `INSERT INTO t(name, n) VALUES (?, ?)`
	insertGive  = insertRow + ` RETURNING id`
)

// inserter writes one row and returns when it is on disk.
type inserter struct {
	name   string
	insert func(key string, n int64) error
}

// writeFigures holds what all writers together did in a turn.
type writeFigures struct {
	perSecond float64
	p99       time.Duration
}

// BenchmarkInsert measures concurrent inserts, each answered when it is on disk (synchronous = FULL).
func BenchmarkInsert(b *testing.B) {
	for _, w := range inserters(b) {
		b.Run(w.name, func(b *testing.B) {
			b.SetParallelism(writers)
			var key atomic.Int64
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := w.insert(fmt.Sprint(b.N, ".", key.Add(1)), 1); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// TestGroupCommit compares group commit with one commit per write, in turns. It fails only where the whole interval
// is beyond a bound.
func TestGroupCommit(t *testing.T) {
	if *writeRounds == 0 {
		t.Skip("no -writerounds")
	}
	all := inserters(t)
	figures := make([][]writeFigures, len(all))
	for round := range *writeRounds {
		for i := range all {
			at := (round + i) % len(all)
			figures[at] = append(figures[at], takeTurn(t, all[at], fmt.Sprint(round)))
		}
	}
	perSecond := func(i int) (all []float64) {
		for _, f := range figures[i] {
			all = append(all, f.perSecond)
		}
		return all
	}
	p99 := func(i int) (all []float64) {
		for _, f := range figures[i] {
			all = append(all, float64(f.p99.Microseconds())/1000)
		}
		return all
	}
	for i, w := range all {
		t.Logf("%-24s %s inserts a second, p99 %s ms", w.name, of(perSecond(i)), of(p99(i)))
	}
	more, late := of(pairs(perSecond(0), perSecond(2))), of(pairs(p99(0), p99(2)))
	t.Logf("group commit beside a commit each: %s times the inserts, %s of the p99", more, late)
	if more.high < 10 {
		t.Errorf("group commit gives %s times the inserts, at least 10 were promised", more)
	}
	if late.low > 0.2 {
		t.Errorf("the p99 is %s of that of a commit each, at most a fifth was promised", late)
	}
}

// takeTurn lets all writers insert for the length of a turn.
func takeTurn(t *testing.T, w inserter, prefix string) writeFigures {
	t.Helper()
	times := make([][]time.Duration, writers)
	var group sync.WaitGroup
	start := time.Now()
	for i := range writers {
		group.Go(func() {
			for n := int64(0); time.Since(start) < writeTurn; n++ {
				begin := time.Now()
				if err := w.insert(fmt.Sprint(prefix, ".", i, ".", n), n); err != nil {
					t.Error(err)
					return
				}
				times[i] = append(times[i], time.Since(begin))
			}
		})
	}
	group.Wait()
	took := time.Since(start)
	all := slices.Concat(times...)
	slices.Sort(all)
	return writeFigures{perSecond: float64(len(all)) / took.Seconds(), p99: all[len(all)*99/100]}
}

// inserters returns ours, ours with units of two statements, and database/sql with one connection and with many.
func inserters(tb testing.TB) []inserter {
	tb.Helper()
	ours := func() *db.Database { return dbtest.Open(tb, dbtest.Path(tb, writeSchema)) }
	single, double := ours(), ours()
	return []inserter{
		{"group commit", func(key string, n int64) error {
			return single.Do(tb.Context(), func(tx exec.Tx) error { return give(tx, key, n) })
		}},
		{"group commit, 2 writes", func(key string, n int64) error {
			return double.Do(tb.Context(), func(tx exec.Tx) error {
				if err := give(tx, key, n); err != nil {
					return err
				}
				_, err := tx.Exec("UPDATE t SET n = n + 1 WHERE name = ?", []any{key})
				return err
			})
		}},
		{"a commit each", plain(tb, 1)},
		{"a commit each, 16 conns", plain(tb, 16)},
	}
}

// give inserts a row and reads its key, as a mutation does.
func give(tx exec.Tx, key string, n int64) error {
	rows, err := tx.Query(insertGive, []any{key, n})
	if err != nil {
		return err
	}
	if !rows.Next() {
		return rows.Err()
	}
	return rows.Close()
}

// plain returns an inserter by database/sql, which uses a transaction for each row.
func plain(tb testing.TB, connections int) func(key string, n int64) error {
	tb.Helper()
	path := filepath.ToSlash(dbtest.Path(tb, writeSchema))
	other, err := sql.Open("sqlite3", "file:"+path+"?_synchronous=FULL&_busy_timeout=10000&_foreign_keys=1&_txlock=immediate&_stmt_cache_size=10")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = other.Close() })
	other.SetMaxOpenConns(connections)
	other.SetMaxIdleConns(connections)
	return func(key string, n int64) error {
		var id int64
		return other.QueryRowContext(tb.Context(), insertGive, key, n).Scan(&id)
	}
}
