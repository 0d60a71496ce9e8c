package sqlite

import (
	"testing"
	"time"

	"tiddly/internal/exec"
)

// BenchmarkOrderOfDates reports the time of the last ten of 300,000 dates by an index, as texts of one form and by the
// function that reads texts of any form, measured in turns.
func BenchmarkOrderOfDates(b *testing.B) {
	d := filled(b,
		"CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME)",
		`WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 300000)
		INSERT INTO t SELECT k, datetime(1700000000 + k * 7919 % 300007 * 60, 'unixepoch') FROM n`,
		"CREATE INDEX t_at ON t (at)",
	)
	took := [2]time.Duration{time.Hour, time.Hour}
	for b.Loop() {
		for i, sql := range []string{"SELECT id, at FROM t ORDER BY at DESC, id DESC LIMIT 10", "SELECT id, at FROM t ORDER BY tiddly_instant(at, 0) DESC, id DESC LIMIT 10"} {
			start := time.Now()
			err := d.Read(b.Context(), false, func(r exec.Reader) error {
				_, err := firstColumn(r, sql)
				return err
			})
			if took[i] = min(took[i], time.Since(start)); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(took[0].Nanoseconds())/1000, "form-us")
	b.ReportMetric(float64(took[1].Nanoseconds())/1000, "function-us")
}
