package sqlite

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
)

// oneByOne appends cells as exec does for rows that append one at a time, up to the first that is not valid or long.
func oneByOne(rows exec.Rows, dst []byte, cells []dialect.Cell) ([]byte, int) {
	for i, c := range cells {
		out := slices.Concat(dst, c.Prefix)
		switch {
		case rows.Null(c.Index) && c.Nullable:
			out = append(out, "null"...)
		case rows.Null(c.Index) || rows.Length(c.Index) > exec.MaxQuick:
			return dst, i
		default:
			var ok bool
			if out, ok = rows.AppendJSON(out, c.Index, &c.Column.Type, c.Column.Enum); !ok {
				return dst, i
			}
		}
		dst = out
	}
	return dst, len(cells)
}

// TestCellsAtOnce compares cells that are appended together with the same ones appended one by one: cells of every
// storage class and length, as columns of every kind, from each cell to the last.
func TestCellsAtOnce(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	random := rand.New(rand.NewPCG(1, 2))
	kinds := []catalog.Kind{
		catalog.Int, catalog.Int, catalog.String, catalog.BigInt, catalog.Float, catalog.Decimal, catalog.Boolean, catalog.DateTime,
		catalog.Date, catalog.Time, catalog.UUID, catalog.JSON, catalog.Bytes, catalog.Enum,
	}
	const width, count = 6, 40
	all, stopped, rounds := 0, 0, 100
	if testing.Short() {
		rounds = 15
	}
	for range rounds {
		args := make([]any, width*count)
		for i := range args {
			args[i] = randomCell(random)
			if random.IntN(2) == 0 {
				args[i] = int64(random.Int32()) // what is valid for a kind in most cases
			}
		}
		cells := make([]dialect.Cell, width)
		for i := range cells {
			cells[i] = dialect.Cell{
				Prefix: fmt.Appendf(nil, `,"c%d":`, i), Index: random.IntN(width), Nullable: random.IntN(2) == 0,
				Column: &catalog.Column{Type: catalog.Type{Kind: kinds[random.IntN(len(kinds))]}},
			}
		}
		_, err := seen(t, d, valuesSQL(count, width), args, func(rows exec.Rows) {
			for from := range cells {
				got, n := rows.(exec.Quick).AppendCells([]byte("{"), cells[from:])
				want, m := oneByOne(rows, []byte("{"), cells[from:])
				if !bytes.Equal(got, want) || n != m {
					t.Fatalf("got %.200q, %d cells; want %.200q, %d", got, n, want, m)
				}
				if n == len(cells)-from {
					all++
				} else {
					stopped++
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if all < 10*rounds || stopped < 10*rounds {
		t.Errorf("%d were appended to the end, and %d to a cell before it", all, stopped)
	}
}

// seen calls see with each row of a statement, and returns their number.
func seen(t *testing.T, d *Database, sql string, args []any, see func(exec.Rows)) (count int, err error) {
	t.Helper()
	err = d.Read(t.Context(), false, func(r exec.Reader) error {
		rows, err := r.Query(sql, args)
		if err != nil {
			return err
		}
		for rows.Next() {
			see(rows)
			count++
		}
		if err := rows.Err(); err != nil {
			return err
		}
		return rows.Close()
	})
	return count, err
}
