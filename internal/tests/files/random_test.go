package files_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiddly/internal/catalog"
)

var seed = flag.Int("seed", seedOfEnvironment(), "the seed of the random files (or TIDDLY_SEED); by the time where it is 0")

func seedOfEnvironment() int {
	n, _ := strconv.Atoi(os.Getenv("TIDDLY_SEED")) // 0 where it is none
	return n
}

// declaredTypes are types as they are declared in the wild.
var declaredTypes = []string{
	"", "INTEGER", "INT", "BIGINT", "TINYINT(1)", "BOOLEAN", "BOOL", "REAL", "FLOAT", "DOUBLE", "NUMERIC", "DECIMAL(10,2)", "DECIMAL", "TEXT",
	"VARCHAR(20)", "CHAR(36)", "LONGVARCHAR", "STRING", "CLOB", "BLOB", "JSON", "JSONB", "UUID", "DATE", "DATETIME", "TIMESTAMP", "TIME", "POLYGON",
	"MEMO", "MONEY", "ANY", "dt_integer(8)", "INTEGER UNSIGNED", "datetime(6)", "nvarchar(255)", "varbinary(16)", "enum", "timestamp with time zone",
}

// cellLiterals are cells as SQL, in themes: the cells of most columns are of one.
var cellLiterals = [][]string{
	{"0", "1", "-1", "7", "42"},
	{"2147483648", "-2147483649", "9007199254740993", "9223372036854775807", "5"},
	{"1704164645", "1714164645", "0"},
	{"1704164645006", "1714164645006"},
	{"1704164645006000", "13348638245006000"},
	{"0.5", "1.25", "-3.75", "21.989", "1e300", "0.1*3"},
	{"'a'", "'B'", "'é'", "''", "'x y'", "'10'", "'9'"},
	{"'2024-01-02 03:04:05'", "'2024-01-02T03:04:05.678Z'", "'2024-01-02 03:04:05.000 +00:00'", "'2024-01-02 03:04:05.1 +0000 UTC'", "'2024-05-06'"},
	{"'0000-00-00'", "'0000-00-00 00:00:00'", "''", "'2023-01-01'"},
	{"'03:04:05'", "'23:59:59.5'"},
	{"'t'", "'f'", "'true'", "'false'", "1", "0"},
	{`'{"a":1}'`, "'[1,2]'", "'null'", `'"s"'`, "'3'"},
	{"x'00ff'", "x''", "x'7b7d'", "x'41'"},
	{"'00000000-0000-4000-8000-000000000001'", "'AAAAAAAA-0000-4000-8000-000000000002'"},
	{"2460311.6278356", "2460312.5"},
	{"NULL"},
}

// TestRandomCells reads tables of random cells in columns of random declared types: each cell is answered rightly, or
// is an error at its place; no row is missing, in a list, in a filter or in an order; what could not be compared is
// warned of.
func TestRandomCells(t *testing.T) {
	from, n := *seed, 60
	if from == 0 {
		from = int(time.Now().UnixMilli() % 1_000_000)
	}
	if os.Getenv("TIDDLY_LONG") != "" {
		n = 3000
	}
	t.Logf("go test ./internal/tests/files -run TestRandomCells -seed %d", from)
	for i := range n {
		r := rand.New(rand.NewPCG(uint64(from), uint64(i)))
		script, later := randomTable(r), ""
		if i%2 == 1 { // rows that come while it is served
			script = strings.ReplaceAll(script, " NOT NULL", "")
			later = randomRows(r, strings.Count(script, "INSERT"))
		}
		file := filepath.Join(t.TempDir(), "random.sql")
		if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
		if !t.Run(fmt.Sprint(i), func(t *testing.T) {
			p := open(t, file)
			if _, err := p.db.ExecContext(t.Context(), later); err != nil {
				t.Fatal(err)
			}
			checkRandom(p)
		}) {
			t.Fatalf("table %d of seed %d:\n%s%s", i, from, script, later)
		}
	}
}

func randomTable(r *rand.Rand) string {
	const columns, rows = 4, 6 // with later rows, no more than an answer has errors
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	declared, themes := make([]string, columns), make([][]string, columns)
	for i := range columns {
		declared[i] = fmt.Sprintf("c%d %s", i, pick(declaredTypes))
		if r.IntN(4) == 0 {
			declared[i] += " NOT NULL"
		}
		themes[i] = cellLiterals[r.IntN(len(cellLiterals))]
	}
	var script strings.Builder
	fmt.Fprintf(&script, "CREATE TABLE t (id INTEGER PRIMARY KEY, %s);\n", strings.Join(declared, ", "))
	for i := range columns {
		if r.IntN(3) == 0 {
			fmt.Fprintf(&script, "CREATE INDEX i%d ON t (c%d);\n", i, i)
		}
	}
	for id := range rows {
		cells := make([]string, columns)
		for i := range columns {
			cells[i] = pick(themes[i])
			if r.IntN(6) == 0 {
				cells[i] = pick(cellLiterals[r.IntN(len(cellLiterals))])
			}
			if cells[i] == "NULL" && strings.HasSuffix(declared[i], "NOT NULL") {
				cells[i] = "1"
			}
		}
		fmt.Fprintf(&script, "INSERT INTO t VALUES (%d, %s);\n", id+1, strings.Join(cells, ", "))
	}
	return script.String()
}

// randomRows returns rows of cells of any theme.
func randomRows(r *rand.Rand, from int) string {
	var script strings.Builder
	for id := range 4 {
		fmt.Fprintf(&script, "INSERT INTO t VALUES (%d", from+id+1)
		for range 4 {
			theme := cellLiterals[r.IntN(len(cellLiterals))]
			script.WriteString(", " + theme[r.IntN(len(theme))])
		}
		script.WriteString(");\n")
	}
	return script.String()
}

func checkRandom(p *program) {
	t := p.catalog.TableBySQL("t")
	for i, c := range t.Readable() {
		if i == 0 {
			continue
		}
		a := p.answer("{ rows: "+t.ListField+" { id v: "+c.Name+" } }", nil)
		raw := p.cells("SELECT typeof(" + c.SQLName + "), CAST(" + c.SQLName + " AS TEXT) FROM t ORDER BY id")
		rows := a.rows()
		if len(rows) != len(raw) {
			p.t.Fatalf("%s %s: %d of %d rows: %v", c.Declared, kindOf(c), len(rows), len(raw), a.Errors)
		}
		bad := a.errorRows()
		for j, row := range rows {
			if row == nil {
				p.t.Fatalf("%s %s: row %d is lost: %v", c.Declared, kindOf(c), j, a.Errors)
			}
			checkRandomCell(p, c, row["v"], raw[j], bad[j])
		}
		if !slices.ContainsFunc(raw, func(raw []any) bool { return rounded(c, raw) }) {
			p.checkRandomFilters(t, c, rows, len(bad) > 0)
		}
		p.checkRandomComparisons(t, c, rows, raw, bad)
		p.checkRandomOrder(t, c, rows, slices.ContainsFunc(slices.Collect(maps.Keys(bad)), func(i int) bool { return !ordered(c, raw[i]) }))
	}
}

// checkRandomCell compares an answered cell with the stored one.
func checkRandomCell(p *program, c *catalog.Column, got any, raw []any, bad bool) {
	p.t.Helper()
	class, text := fmt.Sprint(raw[0]), fmt.Sprint(raw[1])
	if got == nil {
		empty := class == "text" && (text == "" || strings.HasPrefix(text, "0000-00-00"))
		empty = empty || c.Type.Kind == catalog.JSON && strings.TrimSpace(text) == "null"
		if class != "null" && !bad && !empty {
			p.t.Errorf("%s %s: the %s %q reads as null without an error", c.Declared, kindOf(c), class, text)
		}
		return
	}
	switch c.Type.Kind {
	case catalog.Int, catalog.BigInt, catalog.Float, catalog.Decimal:
		want, ok := new(big.Rat).SetString(text)
		read, good := new(big.Rat).SetString(fmt.Sprint(got))
		if !ok || !good || want.Cmp(read) != 0 && c.Type.Kind != catalog.Float && class != "real" {
			p.t.Errorf("%s %s: the %s %q reads as %v", c.Declared, kindOf(c), class, text, got)
		}
	case catalog.String:
		if class == "real" { // SQLite shows more digits than are needed
			want, _ := strconv.ParseFloat(text, 64)
			if read, err := strconv.ParseFloat(fmt.Sprint(got), 64); err == nil && read == want {
				return
			}
		}
		if got != text {
			p.t.Errorf("%s %s: the %s %q reads as %v", c.Declared, kindOf(c), class, text, got)
		}
	case catalog.JSON:
		var want any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&want); class == "text" && (err != nil || !reflect.DeepEqual(want, got)) {
			p.t.Errorf("%s %s: the %s %q reads as %v", c.Declared, kindOf(c), class, text, got)
		}
	}
}

// checkRandomFilters finds every answered value again, in all rows that have it and in no others.
func (p *program) checkRandomFilters(t *catalog.Table, c *catalog.Column, rows []map[string]any, bad bool) {
	p.t.Helper()
	for _, row := range rows {
		if row["v"] == nil {
			continue
		}
		var want []any
		for _, other := range rows {
			if reflect.DeepEqual(other["v"], row["v"]) {
				want = append(want, other["id"])
			}
		}
		a := p.answer("query ($v: "+kindOf(c)+") { rows: "+t.ListField+"(where: {"+c.Name+": {eq: $v}}, orderBy: [{id: ASC}]) { id } }", map[string]any{"v": row["v"]})
		if got := a.ids(); !reflect.DeepEqual(got, want) || len(a.Errors) > 0 {
			p.t.Errorf("%s %s: %v is in rows %v, found in %v %v", c.Declared, kindOf(c), row["v"], want, got, a.Errors)
		}
		if a.Extensions["warnings"] != nil && !bad {
			p.t.Errorf("%s %s: a warning without a cell that cannot be read: %v", c.Declared, kindOf(c), a.Extensions)
		}
	}
}

// checkRandomOrder requires that an order has every row, and warns of cells that cannot be sorted.
func (p *program) checkRandomOrder(t *catalog.Table, c *catalog.Column, rows []map[string]any, stray bool) {
	p.t.Helper()
	compare := comparison(c)
	if compare == nil {
		return
	}
	a := p.answer("{ rows: "+t.ListField+"(orderBy: [{"+c.Name+": ASC}]) { id v: "+c.Name+" } }", nil)
	sorted := a.rows()
	if len(sorted) != len(rows) {
		p.t.Errorf("%s %s: an order has %d of %d rows", c.Declared, kindOf(c), len(sorted), len(rows))
		return
	}
	if stray && a.Extensions["warnings"] == nil {
		p.t.Errorf("%s %s: sorted without a warning", c.Declared, kindOf(c))
	}
	var values []any
	for _, row := range sorted {
		if row["v"] != nil {
			values = append(values, row["v"])
		}
	}
	if !slices.IsSortedFunc(values, compare) {
		p.t.Errorf("%s %s: sorted as %v", c.Declared, kindOf(c), values)
	}
}
