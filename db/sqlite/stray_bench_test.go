package sqlite

import (
	"fmt"
	"testing"
	"time"

	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/request"
)

// BenchmarkStray reports the time of a scan that looks for cells of other classes, and meets none, as a ratio to one that
// does not look, measured in turns.
func BenchmarkStray(b *testing.B) {
	d := filled(b,
		"CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, i INTEGER, f REAL, n DECIMAL(10,2), y BOOLEAN, s TEXT)",
		`WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 300000)
		INSERT INTO t SELECT k, 'name ' || k, k * 7919 % 1000000, k * 1.5, k * 0.25, 0, 'text ' || (k * 7919 % 1000000) FROM n`,
	)
	storages := d.Dialect().Storages
	for _, c := range []struct {
		column, storage string
		value           any
		ops             []request.Op
	}{
		{"i", storageInteger, int64(-5), []request.Op{request.Lt, request.Lte, request.Eq}},
		{"i", storageInteger, int64(2000000), []request.Op{request.Gt, request.Lt}},
		{"f", storageFloat, -5.0, []request.Op{request.Lt, request.Eq}},
		{"n", storageNumeric, "-5", []request.Op{request.Lt, request.Eq}},
		{"y", storageBoolean, true, []request.Op{request.Eq}},
		{"s", storageText, "none", []request.Op{request.Eq}},
	} {
		for _, op := range c.ops {
			s := storages[c.storage]
			plain, ok := s.Kept[op]
			if !ok {
				plain = equality()[op]
			}
			b.Run(fmt.Sprint(c.storage, " ", op, " ", c.value), func(b *testing.B) {
				compareScans(b, d, "SELECT count(*) FROM t WHERE %s", c.value, c.column, s.Ops[op], plain)
			})
		}
	}
	for column, storage := range map[string]string{"i": storageInteger, "s": storageText} {
		b.Run(storage+" order", func(b *testing.B) {
			around := "CASE WHEN " + storages[storage].StrayScan + " THEN " + unread + " ELSE {column} END"
			compareScans(b, d, "SELECT id FROM t ORDER BY %s LIMIT 10", nil, column, fragment(around), fragment("{column}"))
		})
	}
}

func compareScans(b *testing.B, d *Database, query string, value any, column string, fragments ...dialect.Fragment) {
	b.Helper()
	took := [2]time.Duration{time.Hour, time.Hour}
	for b.Loop() {
		for i, f := range fragments {
			condition, args := spell(b, f, column, value)
			start := time.Now()
			err := d.Read(b.Context(), false, func(r exec.Reader) error {
				_, err := firstColumn(r, fmt.Sprintf(query, condition), args...)
				return err
			})
			took[i] = min(took[i], time.Since(start))
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(took[0].Microseconds())/1000, "ms")
	b.ReportMetric(float64(took[0])/float64(took[1]), "ratio")
}
