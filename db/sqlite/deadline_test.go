package sqlite

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// megabyte is the length of the cells of these tests.
const megabyte = 1 << 20

// hostileCells are expressions for cells that take long to read in one way or another.
var hostileCells = map[string]string{
	"equal letters":    "replace(hex(zeroblob(524288)), '0', 'a')",
	"digits":           "replace(hex(zeroblob(524288)), '0', '7')",
	"nested arrays":    "replace(hex(zeroblob(450)), '0', '[') || '1' || replace(hex(zeroblob(523000)), '0', ' ') || replace(hex(zeroblob(450)), '0', ']')",
	"nested objects":   `replace(hex(zeroblob(450)), '0', '{"b":') || '"' || replace(hex(zeroblob(520000)), '0', 'x') || '"' || replace(hex(zeroblob(450)), '0', ',"a":1}')`,
	"many members":     "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80000) SELECT json_group_object('k' || i, i) FROM n)",
	"many elements":    "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150000) SELECT json_group_array(i) FROM n)",
	"binary JSON":      "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150000) SELECT jsonb_group_array(i) FROM n)",
	"zeros":            "zeroblob(1048576)",
	"one that is none": "1.5",
}

// hostileValues returns the values that such cells are compared with, by the kind of the storage.
func hostileValues(storage string, op request.Op) []any {
	long := strings.Repeat("a", megabyte/2) + "b"
	startsWith := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(storage, name) })
	}
	switch {
	case op == request.Regex:
		return []any{"(a?){900}b$", "(a*)*b", "[^b]*b$", "((a?){30}){30}b"}
	case op == request.Like, op == request.ILike, op == request.NotLike, op == request.NotILike:
		return []any{
			"%" + strings.Repeat("a", 9000) + "b%", "%" + strings.Repeat("_", 4000) + "b", strings.Repeat("%a", 4000) + "b",
			strings.Repeat("%a_", 3000) + "b", "%a" + strings.Repeat("_a", 4000) + "b%",
		}
	case op == request.HasKey:
		return []any{"no", long}
	case startsWith(storageInstant, storageDay, storageEpoch, storageMixed, storageTime, storageInteger, storageBigInt):
		return []any{int64(1_700_000_000_000_000)}
	case startsWith(storageBoolean, storageWords, storageWordTexts):
		return []any{true}
	case storage == storageFloat:
		return []any{0.5}
	case startsWith(storageNumeric, storageDecimalText):
		return []any{strings.Repeat("7", 300) + ".5"}
	case strings.HasPrefix(storage, storageUUID):
		return []any{"0188f3c1-2a3b-7c4d-8e5f-0123456789ab"}
	case storage == storageJSON:
		return []any{request.JSONText(`{"a":1}`), request.JSONText(`"` + long + `"`)}
	case storage == storageBytes+mixedSuffix:
		return []any{[]byte(long[:1<<15])} // its forms are lists in memory, 500 times
	case startsWith(storageBytes):
		return []any{[]byte(long)}
	default:
		return []any{long, "b"}
	}
}

// compare returns a comparison as sqlgen does, and binds its values.
func compare(t *testing.T, op request.Op, f dialect.Fragment, value any, path bool) (string, []any) {
	t.Helper()
	var first []any
	switch {
	case path:
		first = append(first, `["k9",-1,"a"]`)
	case op.TakesList():
		value = []any{value}
	}
	f.SQL = dialect.Numbered(f.SQL, 2)
	return spell(t, f, "c", value, first...)
}

// TestNothingGoesOnAfterAnInterrupt runs every comparison of every storage, alone and many times in one expression of
// one row, over long cells. An interrupt at some step ends the statement within a bounded number of further steps,
// and the connection answers the next one.
func TestNothingGoesOnAfterAnInterrupt(t *testing.T) {
	script := "CREATE TABLE t(name TEXT, c);"
	// The rows have one order in every run: where a short cell comes first, 500 lists of long values are in memory before
	// a long cell ends the statement, which is more than SQLite may use.
	for _, name := range slices.Sorted(maps.Keys(hostileCells)) {
		script += fmt.Sprintf("INSERT INTO t VALUES ('%s', %s);", name, hostileCells[name])
	}
	d := openFile(t, Options{Path: newFile(t, script)})
	c, err := connect(t.Context(), d.dsn(forReading))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.close() })
	long := os.Getenv("TIDDLY_LONG") != ""
	interrupted := map[string]bool{}
	for storage, s := range d.Dialect().Storages {
		for paths, ops := range map[bool]ops{false: s.Ops, true: s.Path} {
			for op, f := range ops {
				for i, value := range hostileValues(storage, op) {
					if i > 0 && !long || testing.Short() && (len(storage)+int(op))%5 > 0 {
						break
					}
					sql, args := compare(t, op, f, value, paths)
					if interruptedWithin(t, c, sql, args) {
						interrupted[op.String()] = true
					}
				}
			}
		}
	}
	for _, op := range []string{"contains", "eq", "hasKey", "iContains", "ilike", "like", "notIlike", "notLike", "regex"} {
		if !interrupted[op] && !testing.Short() {
			t.Errorf("%s took so few steps that nothing was interrupted: %v", op, slices.Sorted(maps.Keys(interrupted)))
		}
	}
}

// interruptedWithin runs the condition once and many times over all cells, and interrupts it early.
func interruptedWithin(t *testing.T, c *connection, sql string, args []any) (some bool) {
	t.Helper()
	ours := strings.Contains(sql, "tiddly_") || strings.Contains(sql, "REGEXP")
	for _, times := range []int{1, 500} {
		if times > 1 && !ours {
			break // no function is called that could go on
		}
		groups := make([]string, 0, 25)
		for range 25 {
			groups = append(groups, "("+strings.TrimSuffix(strings.Repeat(sql+" IS NULL OR ", max(times/25, 1)), " OR ")+")")
		}
		query := "SELECT count(*) FROM t WHERE NOT (" + strings.Join(groups[:min(times, 25)], " OR ") + ")"
		for _, at := range []int64{1, 100_000} {
			before := c.native.steps()
			c.native.interruptAt(at)
			_, err := c.serve(t.Context(), false, func(r exec.Reader) error {
				_, err := firstColumn(r, query, args...)
				return err
			})
			c.native.interruptAt(0)
			did := c.native.steps() - before
			// The limit is the work on one text of one cell.
			if most := at + 2*megabyte; did > most {
				t.Fatalf("%.80s %d times: %d steps were done, of which %d after the interrupt", sql, times, did, did-at)
			}
			if err == nil {
				continue
			}
			some = true
			if f := fault.From(err); f.Code != fault.LimitTime {
				t.Fatalf("%.80s: %v (%v)", sql, err, f.Cause())
			}
			cell, err := c.query(t.Context(), "SELECT count(*) FROM t")
			if err != nil || cell != int64(len(hostileCells)) {
				t.Fatalf("%.80s: afterwards %v %v", sql, cell, err)
			}
		}
	}
	return some
}

// TestSumsGiveUpAfterAnInterrupt checks the same for the expressions of inc, over cells of every kind.
func TestSumsGiveUpAfterAnInterrupt(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t(c); INSERT INTO t VALUES ("+hostileCells["digits"]+"), (5)")})
	for storage, add := range sums {
		sql := strings.NewReplacer("{column}", "c", "{scale}", "-1", "{value}", "'1.5'").Replace(add.SQL)
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			_, err := firstColumn(r, "SELECT "+sql+" FROM t WHERE typeof(c) = 'text'")
			return err
		})
		if err == nil {
			t.Errorf("%s: a sum of a million digits", storage)
		}
	}
}

// TestIndexesServe checks which comparisons search an index.
func TestIndexesServe(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT, n TEXT COLLATE NOCASE, at DATETIME);
		CREATE INDEX s ON t(s); CREATE INDEX n ON t(n); CREATE INDEX at ON t(at)`)})
	for _, c := range []struct {
		column, storage string
		search          []request.Op
	}{
		{"s", storageText, []request.Op{request.Eq, request.In, request.StartsWith, request.Gt, request.Gte, request.Lt, request.Lte}},
		{"n", storageText + collatedSuffix, []request.Op{request.Eq, request.In, request.Gt, request.Gte, request.Lt, request.Lte}},
		{"at", storageInstant, []request.Op{request.Eq, request.In, request.Gt, request.Gte, request.Lt, request.Lte}},
	} {
		for op := range d.Dialect().Storages[c.storage].Ops {
			f, _ := soughtIn(d.Dialect().Storages[c.storage], op, "NULL")
			value := any("a")
			if c.storage == storageInstant {
				value = int64(0)
			}
			sql, args := compare(t, op, f, value, false)
			sql = "SELECT * FROM (SELECT *, " + c.column + " AS c FROM t) WHERE " + sql
			plan := ""
			err := d.Read(t.Context(), false, func(r exec.Reader) error {
				steps, err := r.(exec.Explainer).Explain(sql, args)
				plan = strings.Join(steps, "; ")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if searched := strings.Contains(plan, "SEARCH t USING INDEX "+c.column); searched != slices.Contains(c.search, op) {
				t.Errorf("%s of %s: %s", op, c.storage, plan)
			}
		}
	}
}
