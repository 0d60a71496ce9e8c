package sqlite

import (
	"fmt"
	"testing"
	"time"

	"tiddly/internal/exec"
)

// BenchmarkMatch reports the time of our comparisons as a ratio to SQLite's own, measured in turns.
func BenchmarkMatch(b *testing.B) {
	d := filled(b,
		"CREATE TABLE short(s TEXT)", "CREATE TABLE long(s TEXT)",
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
		INSERT INTO short SELECT printf('The quick brown fox %d jumps over the lazy dog, number %x', i * 7919, i * 104729) FROM n`,
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
		INSERT INTO long SELECT (SELECT group_concat(s, ' ') FROM short WHERE rowid <= 300) || i FROM n`,
	)
	for _, c := range []struct {
		name, ours, theirs string
		our, their         string
		pattern            bool
	}{
		{name: "contains", ours: "tiddly_contains(s, ?)", theirs: "instr(s, ?) > 0", our: "lazy cat", their: "lazy cat"},
		{name: "startsWith", ours: "tiddly_starts_with(s, ?)", theirs: "instr(s, ?) = 1", our: "The quick", their: "The quick"},
		{name: "endsWith", ours: "tiddly_ends_with(s, ?)", theirs: "s GLOB ?", our: "ff", their: "*ff"},
		{name: "like", ours: "tiddly_like(s, ?)", theirs: "s GLOB ?", our: "%fox%lazy_cat%", their: "*fox*lazy?cat*", pattern: true},
		{name: "like start", ours: "tiddly_like(s, ?)", theirs: "s GLOB ?", our: "The quick%", their: "The quick*", pattern: true},
		{name: "iContains", ours: "tiddly_icontains(s, ?)", theirs: `s LIKE ? ESCAPE '\'`, our: "LAZY CAT", their: "%LAZY CAT%"},
		{name: "iStartsWith", ours: "tiddly_istarts_with(s, ?)", theirs: `s LIKE ? ESCAPE '\'`, our: "THE QUICK", their: "THE QUICK%"},
		{name: "ilike", ours: "tiddly_ilike(s, ?)", theirs: `s LIKE ? ESCAPE '\'`, our: "%FOX%LAZY_CAT%", their: "%FOX%LAZY_CAT%", pattern: true},
	} {
		for _, table := range []string{"short", "long"} {
			b.Run(fmt.Sprint(c.name, " in ", table), func(b *testing.B) {
				// The least of each, to exclude what else the machine does.
				took := [2]time.Duration{time.Hour, time.Hour}
				for b.Loop() {
					for i, sql := range []string{c.ours, c.theirs} {
						value := any([]string{c.our, c.their}[i])
						if i == 0 && c.pattern {
							value, _ = bindLikeTokens.Apply(value)
						}
						start := time.Now()
						err := d.Read(b.Context(), false, func(r exec.Reader) error {
							_, err := firstColumn(r, "SELECT count(*) FROM "+table+" WHERE "+sql, value)
							return err
						})
						took[i] = min(took[i], time.Since(start))
						if err != nil {
							b.Fatal(err)
						}
					}
				}
				b.ReportMetric(float64(took[0])/float64(took[1]), "ratio")
			})
		}
	}
}

// filled returns a database in which the statements have run.
func filled(b *testing.B, statements ...string) *Database {
	b.Helper()
	d, err := Open(b.Context(), Options{Path: b.TempDir() + "/bench.db", Create: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	err = d.Do(b.Context(), func(tx exec.Tx) error {
		for _, sql := range statements {
			rows, err := tx.Query(sql, nil)
			if err != nil {
				return err
			}
			rows.Next()
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return d
}
