package sqlite

import (
	"bytes"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/cell"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// block is the size of the buffer of a connection's rows.
const block = 32 << 10

// lengths of texts around the bounds of a block.
var lengths = []int{0, 1, 7, 8, 9, 100, 4000, block / 2, block - 33, block - 32, block - 31, block - 1, block, block + 1, 3 * block, 1 << 20}

// randomCell returns a cell of any storage class.
func randomCell(random *rand.Rand) driver.Value {
	length := lengths[random.IntN(len(lengths))]
	if random.IntN(4) > 0 {
		length = random.IntN(40)
	}
	content := make([]byte, length)
	for i := range content {
		content[i] = byte(random.Uint32()) // NUL, and bytes that are no UTF-8
	}
	switch random.IntN(8) {
	case 0:
		return nil
	case 1:
		return int64(random.Uint64())
	case 2:
		return []int64{0, 1, -1, math.MaxInt64, math.MinInt64}[random.IntN(5)]
	case 3:
		return random.NormFloat64()
	case 4:
		return []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), 1e-308, 5e-324}[random.IntN(6)]
	case 5:
		return content
	case 6:
		return strings.Repeat("é", length/2)
	default:
		return string(content)
	}
}

// byDriver reads all rows of a statement as the driver does.
func byDriver(t testing.TB, c *connection, sql string, args []any) (all [][]driver.Value, err error) {
	t.Helper()
	prepared, err := c.raw.PrepareContext(unwatched, sql)
	if err != nil {
		return nil, err
	}
	defer prepared.Close() //nolint:errcheck // told by the step
	named := make([]driver.NamedValue, len(args))
	for i, v := range args {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	err = eachRow(prepared.(*sqlite3.SQLiteStmt), named, func(row []driver.Value) bool {
		all = append(all, append([]driver.Value(nil), row...))
		return true
	})
	return all, err
}

// byBlock reads all rows of a statement, and checks what is known of each cell.
func byBlock(t testing.TB, c *connection, sql string, args []any, width int) (all [][]driver.Value, err error) {
	t.Helper()
	rows, err := c.Query(sql, args)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row := make([]driver.Value, width)
		for i := range row {
			v := rows.Value(i)
			row[i] = v
			length := 0
			switch v := v.(type) {
			case string:
				length = len(v)
			case []byte:
				length = len(v)
			}
			n, isInt := rows.Int(i)
			integer, wantInt := v.(int64)
			if rows.Length(i) != length || rows.Null(i) != (v == nil) || isInt != wantInt || isInt && n != integer {
				t.Errorf("cell %d has the length %d, is null: %v, an integer: %v", i, rows.Length(i), rows.Null(i), isInt)
			}
			if key := rows.AppendKey(nil, i); !bytes.Equal(key, cell.AppendKey(nil, v)) {
				t.Errorf("cell %d has the key %q, want %q", i, key, cell.AppendKey(nil, v))
			}
		}
		all = append(all, row)
	}
	err = rows.Err()
	if closeErr := rows.Close(); err == nil {
		err = closeErr
	}
	return all, err
}

// valuesSQL returns a statement of so many rows with as many arguments as there are cells.
func valuesSQL(rows, width int) string {
	row := "(?" + strings.Repeat(",?", width-1) + ")"
	return "VALUES " + row + strings.Repeat(","+row, rows-1)
}

// compareReadings binds cells and reads them back by both ways, which also must give what was bound.
func compareReadings(t testing.TB, c *connection, rows, width int, args []any) {
	t.Helper()
	sql := valuesSQL(rows, width)
	want, err := byDriver(t, c, sql, args)
	if err != nil {
		t.Fatal(err)
	}
	got, err := byBlock(t, c, sql, args, width)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != rows {
		t.Fatalf("%d rows, want %d", len(got), rows)
	}
	for i := range got {
		for j := range got[i] {
			if !same(got[i][j], want[i][j]) || !same(got[i][j], args[i*width+j]) {
				t.Fatalf("row %d, cell %d is %.80q, the driver has %.80q, bound was %.80q", i, j, got[i][j], want[i][j], args[i*width+j])
			}
		}
	}
}

func same(a, b any) bool {
	x, isFloat := a.(float64)
	y, _ := b.(float64)
	return isFloat && math.Float64bits(x) == math.Float64bits(y) || reflect.DeepEqual(a, b)
}

// withConnection lends a reader of a new file.
func withConnection(t testing.TB, f func(*connection)) {
	t.Helper()
	path := t.TempDir() + "/test.db"
	d, err := Open(context.Background(), Options{Path: path, Create: true, Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	err = d.Read(context.Background(), false, func(r exec.Reader) error { f(r.(*connection)); return nil })
	if err != nil {
		t.Fatal(err)
	}
}

// TestBlocksAgainstTheDriver reads random rows of all storage classes by both ways.
func TestBlocksAgainstTheDriver(t *testing.T) {
	random := random(t)
	rounds := 150
	if testing.Short() {
		rounds = 20
	}
	if os.Getenv("TIDDLY_LONG") != "" {
		rounds = 5000
	}
	withConnection(t, func(c *connection) {
		for range rounds {
			width := 1 + random.IntN(6)
			rows := 1 + random.IntN(60)
			if random.IntN(10) == 0 {
				width, rows = 1900, 1+random.IntN(3)
			}
			args := make([]any, rows*width)
			for i := range args {
				if args[i] = any(nil); width < 100 || i%100 == 0 {
					args[i] = randomCell(random)
				}
			}
			compareReadings(t, c, rows, width, args)
		}
	})
}

// FuzzBlocks reads rows by both ways whose cells are parts of an input: each begins with its class and its length.
func FuzzBlocks(f *testing.F) {
	f.Add(uint8(1), []byte("t\x05hello"))
	f.Add(uint8(3), []byte("b\x00i\x08f\x08n\x00t\x03a\x00bT\x40"))
	f.Add(uint8(2), bytes.Repeat([]byte("T\xff"), 40))
	withConnection(f, func(c *connection) {
		f.Fuzz(func(t *testing.T, width uint8, input []byte) {
			columns := int(width)%20 + 1
			args := fuzzedCells(input)
			for len(args)%columns != 0 || len(args) == 0 {
				args = append(args, nil)
			}
			compareReadings(t, c, len(args)/columns, columns, args)
		})
	})
}

// fuzzedCells returns the cells that an input stands for, at most 400.
func fuzzedCells(input []byte) (cells []any) {
	for len(input) >= 2 && len(cells) < 400 {
		class, length := input[0], int(input[1])
		content := input[2:min(len(input), 2+length)]
		input = input[2+len(content):]
		switch class % 8 {
		case 0:
			cells = append(cells, nil)
		case 1:
			cells = append(cells, int64(length)<<(length%60))
		case 2:
			cells = append(cells, float64(length)/3)
		case 3:
			cells = append(cells, append([]byte{}, content...))
		case 4:
			cells = append(cells, strings.Repeat("x", length*(block/64)+len(content)))
		default:
			cells = append(cells, string(content))
		}
	}
	return cells
}

// TestRowsBeforeAnError checks that a statement that fails behind some rows returns these first, however many fit in a
// block, and that the error is the driver's.
func TestRowsBeforeAnError(t *testing.T) {
	const failing = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
		SELECT i, CASE WHEN i = ? THEN abs(-9223372036854775807 - 1) ELSE i END, printf('%1000c', 'x') FROM n`
	withConnection(t, func(c *connection) {
		for _, at := range []int{1, 2, 15, 16, 17, 31, 32, 33, 40, 100, 1000, 4999} {
			args := []any{int64(at)}
			want, driverErr := byDriver(t, c, failing, args)
			got, err := byBlock(t, c, failing, args, 3)
			var wantCode, code sqlite3.Error
			if !errors.As(driverErr, &wantCode) || !errors.As(err, &code) || code.ExtendedCode != wantCode.ExtendedCode {
				t.Fatalf("at %d: %v, the driver has %v", at, err, driverErr)
			}
			if said, _, _ := saidBy(err); said != driverErr.Error() {
				t.Errorf("at %d the message is %q, the driver's %q", at, said, driverErr)
			}
			if at > 1 && (len(got) != at-1 || !reflect.DeepEqual(got, want)) {
				t.Errorf("at %d: %d rows, the driver has %d", at, len(got), len(want))
			}
			if again, err := firstColumn(c, "SELECT 1"); err != nil || len(again) != 1 {
				t.Errorf("after the error: %v %v", again, err)
			}
		}
	})
}

// TestArgumentsThatCannotBeBound checks that they are errors, and that nothing stays of them.
func TestArgumentsThatCannotBeBound(t *testing.T) {
	withConnection(t, func(c *connection) {
		for _, args := range [][]any{{struct{}{}}, {1, "x"}, {int64(1), int64(2)}, {strings.Repeat("x", 129<<20)}} {
			if _, err := c.Query("SELECT ?", args); err == nil {
				t.Errorf("%.20v was bound", args)
			}
			if got, err := firstColumn(c, "SELECT ?", "right"); err != nil || got[0] != "right" {
				t.Errorf("afterwards: %v %v", got, err)
			}
		}
		if got, err := firstColumn(c, "SELECT ?1 IS NULL AND ?2 IS NULL"); err != nil || got[0] != "1" {
			t.Errorf("arguments that are missing: %v %v", got, err)
		}
	})
}

// TestIdleBuffersAreBounded checks what a connection keeps after long rows and long arguments.
func TestIdleBuffersAreBounded(t *testing.T) {
	withConnection(t, func(c *connection) {
		args := make([]any, 1500)
		for i := range args {
			args[i] = strings.Repeat("x", 1000)
		}
		compareReadings(t, c, 1, len(args), args)
		if b := c.native.block; b.size > block || b.bound_size > block || b.arguments_size > 100 {
			t.Errorf("%d bytes of rows, %d of arguments and %d arguments are kept", b.size, b.bound_size, b.arguments_size)
		}
	})
}

// TestRowsOfAWiderTable checks that a statement is read with the width that it has after the schema has changed.
func TestRowsOfAWiderTable(t *testing.T) {
	path := newFile(t, `CREATE TABLE t(a); INSERT INTO t VALUES ('one')`)
	d := openFile(t, Options{Path: path, Readers: 1})
	for i := range 3 {
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			got, err := byBlock(t, r.(*connection), "SELECT * FROM t", nil, i+1)
			if err == nil && (len(got) != 1 || got[0][0] != "one" || i > 0 && got[0][i] != int64(i)) {
				err = fmt.Errorf("%v", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		runScript(t, path, fmt.Sprintf("ALTER TABLE t ADD COLUMN c%d DEFAULT %d", i+1, i+1))
	}
}

// TestClosingLeavesNothing closes a database whose statements were left in the middle of their rows. A statement that is
// not finalized would keep the connection, and the log beside the file.
func TestClosingLeavesNothing(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t(a)"), WAL: true, Readers: 2})
	if err := d.Do(t.Context(), does("INSERT INTO t SELECT value FROM json_each('["+strings.Repeat("0,", 999)+"0]')")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		err := d.Read(t.Context(), true, func(r exec.Reader) error {
			rows, err := r.Query("SELECT a, printf('%1000c', 'x') FROM t", nil)
			if err == nil && !rows.Next() {
				err = errors.New("no row")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(d.path + "-wal"); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(d.path + "-wal"); !os.IsNotExist(err) {
		t.Errorf("the log beside the file: %v", err)
	}
	err := d.Read(t.Context(), false, func(exec.Reader) error { return nil })
	wantCode(t, err, fault.InternalStopping)
}

// TestReadingAllocatesNothing checks that rows cost no allocation, of whatever class their cells are.
func TestReadingAllocatesNothing(t *testing.T) {
	const sql = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		SELECT i + 100000, i / 7.0, 'text ' || i, NULL, CAST('blob' AS BLOB) FROM n`
	withConnection(t, func(c *connection) {
		buffer := make([]byte, 0, 1<<20)
		of := func(n int64) float64 {
			args := []any{n}
			return testing.AllocsPerRun(20, func() {
				rows, err := c.Query(sql, args)
				if err != nil {
					t.Fatal(err)
				}
				for out := buffer; rows.Next(); {
					for i := range 5 {
						if !rows.Null(i) {
							out = rows.AppendKey(out, i)
						}
						_ = rows.Length(i)
					}
				}
				if err := rows.Close(); err != nil {
					t.Fatal(err)
				}
			})
		}
		if few, many := of(1), of(1000); few != many || many > 2 {
			t.Errorf("a row costs %v allocations, and a thousand %v", few, many)
		}
	})
}
