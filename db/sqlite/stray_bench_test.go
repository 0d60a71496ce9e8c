package sqlite

import (
	"fmt"
	"testing"
	"time"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/request"
)

// BenchmarkStray reports the time of a scan that looks for cells of other classes, and meets none, as a ratio to one that
// does not look, and the same of a scan that was repeated, and is known not to need it. They are measured in turns.
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
				compareScans(b, d, "SELECT count(*) FROM t WHERE %s", c.value, c.column, c.storage, s.Ops[op], plain)
			})
		}
	}
	for column, storage := range map[string]string{"i": storageInteger, "s": storageText} {
		b.Run(storage+" order", func(b *testing.B) {
			around := "CASE WHEN " + storages[storage].StrayScan + " THEN " + unread + " ELSE {column} END"
			compareScans(b, d, "SELECT id FROM t ORDER BY %s LIMIT 10", nil, column, storage, fragment(around), fragment("{column}"))
		})
	}
}

func compareScans(b *testing.B, d *Database, query string, value any, column, storage string, looking, plain dialect.Fragment) {
	b.Helper()
	columns := []*catalog.Column{{Table: &catalog.Table{SQLName: "t"}, SQLName: column, Type: catalog.Type{Storage: storage}}}
	spelled := func(f dialect.Fragment) (string, []any) {
		condition, args := spell(b, f, column, value)
		return fmt.Sprintf(query, condition), args
	}
	looks, looksArgs := spelled(looking)
	bare, bareArgs := spelled(plain)
	pure, took := false, [3]time.Duration{time.Hour, time.Hour, time.Hour}
	time3 := func(i int, run func(exec.Reader) error) {
		start := time.Now()
		if err := d.Read(b.Context(), false, run); err != nil {
			b.Fatal(err)
		}
		took[i] = min(took[i], time.Since(start))
	}
	all := func(rows exec.Rows, err error) error {
		if err != nil {
			return err
		}
		for rows.Next() {
			continue
		}
		return rows.Close()
	}
	known := func(r exec.Reader) error {
		p := r.(exec.Prover) //nolint:forcetypeassert // connections are
		if pure = p.Pure(looks, columns); pure {
			rows, ok, err := p.QueryPure(bare, bareArgs, columns)
			if pure = ok; ok || err != nil {
				return all(rows, err)
			}
		}
		return all(r.Query(looks, looksArgs))
	}
	for !pure {
		time3(2, known)
	}
	took[2] = time.Hour
	for b.Loop() {
		time3(0, func(r exec.Reader) error { return all(r.Query(looks, looksArgs)) })
		time3(1, func(r exec.Reader) error { return all(r.Query(bare, bareArgs)) })
		time3(2, known)
	}
	if !pure {
		b.Fatal("the columns are not known to be pure")
	}
	b.ReportMetric(float64(took[1].Microseconds())/1000, "plain-ms")
	b.ReportMetric(float64(took[0])/float64(took[1]), "looks")
	b.ReportMetric(float64(took[2])/float64(took[1]), "repeated")
}
