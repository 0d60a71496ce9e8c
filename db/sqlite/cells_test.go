package sqlite

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
)

func TestAppendCell(t *testing.T) {
	const id = "0188f3c1-2a3b-7c4d-8e5f-0123456789ab"
	blob := []byte{0x01, 0x88, 0xf3, 0xc1, 0x2a, 0x3b, 0x7c, 0x4d, 0x8e, 0x5f, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab}
	for _, c := range []struct {
		declared string
		cell     driver.Value
		want     string // empty: not of the kind
	}{
		{"INTEGER", int64(5), "5"},
		{"INTEGER", int64(math.MaxInt32), "2147483647"},
		{"INTEGER", int64(math.MinInt32), "-2147483648"},
		{"INTEGER", int64(math.MaxInt32 + 1), ""},
		{"INTEGER", int64(math.MinInt32 - 1), ""},
		{"INTEGER", 5.0, ""},
		{"INTEGER", "5", ""},
		{"BIGINT", int64(math.MinInt64), `"-9223372036854775808"`},
		{"BIGINT", 1e19, ""},
		{"REAL", 1.5, "1.5"},
		{"REAL", int64(1) << 60, "1152921504606846976"},
		{"REAL", 1e21, "1e+21"},
		{"REAL", math.Inf(1), ""},
		{"REAL", "1.5", ""},
		{"TEXT", "a\"b", `"a\"b"`},
		{"TEXT", "\xff", ""},
		{"TEXT", int64(5), ""},
		{"TEXT", []byte("a"), ""},
		{"", "a", `"a"`},
		{"", int64(5), `"5"`},
		{"", 5.0, `"5.0"`},
		{"", 1e100, `"1.0e+100"`},
		{"", []byte("a"), ""},
		{"BOOLEAN", int64(0), "false"},
		{"BOOLEAN", int64(1), "true"},
		{"BOOLEAN", int64(2), ""},
		{"BOOLEAN", "true", ""},
		{"BOOLEAN", 1.0, "true"},
		{"BOOLEAN", 0.5, ""},
		{"DATETIME", "2024-02-29 13:14:15", `"2024-02-29T13:14:15Z"`},
		{"DATETIME", "2024-02-29T00:30:00.500+01:00", `"2024-02-28T23:30:00.5Z"`},
		{"DATETIME", "2024-02-29", `"2024-02-29T00:00:00Z"`},
		{"DATETIME", "garbage", ""},
		{"DATETIME", "12:30", ""},
		{"DATETIME", int64(1709212455), ""},
		{"DATE", "2024-02-29", `"2024-02-29"`},
		{"DATE", "0099-12-31", `"0099-12-31"`},
		{"DATE", "2024-02-29 00:00:00", `"2024-02-29"`},
		{"DATE", "2024-02-29 13:14:15", ""},
		{"DATE", "1969-12-31", `"1969-12-31"`},
		{"TIME", "13:14", `"13:14:00"`},
		{"TIME", "13:14:15.250000", `"13:14:15.25"`},
		{"TIME", "2024-02-29 13:14", ""},
		{"TIME", int64(5), ""},
		{"UUID", id, `"` + id + `"`},
		{"UUID", strings.ToUpper(id), `"` + id + `"`},
		{"UUID", blob, `"` + id + `"`},
		{"UUID", "0188F3c1-2a3b-7c4d-8e5f-0123456789ab", ""},
		{"UUID", id[1:], ""},
		{"UUID", strings.ReplaceAll(id, "-", "0"), ""},
		{"UUID", blob[1:], ""},
		{"JSON", ` {"a" : [1, 2.50]} `, `{"a":[1,2.50]}`},
		{"JSON", int64(5), "5"},
		{"JSON", 1.5, "1.5"},
		{"JSON", "nope", ""},
		{"JSON", "", ""},
		{"JSON", []byte("{}"), "{}"},
		{"JSON", []byte("{"), ""},
		{"BLOB", []byte{0xff, 0xfe}, `"//4="`},
		{"BLOB", []byte{}, `""`},
		{"BLOB", "text", `"dGV4dA=="`},
		{"BLOB", int64(1), ""},
	} {
		got, ok := appendCell([]byte("kept"), c.cell, &columnOf(t, c.declared).Type, nil)
		if string(got) != "kept"+c.want || ok != (c.want != "") {
			t.Errorf("%s cell %#v gave %s %v, want %s", c.declared, c.cell, got, ok, c.want)
		}
		if ok && !json.Valid(got[len("kept"):]) {
			t.Errorf("%s is not JSON", got)
		}
	}
}

// TestDecimalsComeBack checks that every decimal of up to 15 digits that SQLite stores is read back as it was
// written.
func TestDecimalsComeBack(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, "")})
	column := &catalog.Column{Type: catalog.Type{Kind: catalog.Decimal, Scale: 4, Storage: storageNumeric}}
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		for range 2000 {
			n := rand.Int64N(2e15) - 1e15
			written := fmt.Sprintf("%d.%04d", n/10000, max(n, -n)%10000)
			if n < 0 && n > -10000 {
				written = "-" + written
			}
			rows, err := r.Query("SELECT CAST(? AS NUMERIC)", []any{written})
			if err != nil {
				return err
			}
			rows.Next()
			got, ok := rows.AppendJSON(nil, 0, &column.Type, nil)
			if !ok || string(got) != `"`+written+`"` {
				t.Errorf("%s came back as %s (stored %v)", written, got, rows.Value(0))
			}
			_ = rows.Close()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEpochsAndEnums(t *testing.T) {
	for _, c := range []struct {
		override catalog.ColumnOverride
		cell     driver.Value
		want     string
	}{
		{catalog.ColumnOverride{Epoch: "s"}, int64(1709212455), `"2024-02-29T13:14:15Z"`},
		{catalog.ColumnOverride{Epoch: "ms"}, int64(1709212455250), `"2024-02-29T13:14:15.25Z"`},
		{catalog.ColumnOverride{Epoch: "ms"}, int64(-1), `"1969-12-31T23:59:59.999Z"`},
		{catalog.ColumnOverride{Epoch: "s", Kind: "Date"}, int64(1709164800), `"2024-02-29"`},
		{catalog.ColumnOverride{Epoch: "s", Kind: "Date"}, int64(1709164801), ""},
		{catalog.ColumnOverride{Epoch: "s"}, int64(math.MaxInt64), ""},
		{catalog.ColumnOverride{Epoch: "s"}, "2024-02-29", ""},
		{catalog.ColumnOverride{Epoch: "s"}, 1.5, `"1970-01-01T00:00:01.5Z"`},
		{catalog.ColumnOverride{Epoch: "s"}, 1.00000001, ""},
		{catalog.ColumnOverride{Epoch: "ns"}, int64(1709212455250000999), `"2024-02-29T13:14:15.25Z"`},
		{catalog.ColumnOverride{Epoch: "ns"}, "2024-02-29", ""},
		{catalog.ColumnOverride{Epoch: "ms", Mixed: "number"}, "2024-02-29", `"2024-02-29T00:00:00Z"`},
		{catalog.ColumnOverride{Epoch: "ms", Mixed: "number"}, "0000-00-00 00:00:00", "null"},
		{catalog.ColumnOverride{Epoch: "ms", Mixed: "number"}, "yesterday", ""},
		{catalog.ColumnOverride{Epoch: "s", Mixed: "number"}, 1.00000001, `"1970-01-01T00:00:01Z"`},
	} {
		kind, checked, err := TypeOf("INTEGER", true, nil, c.override)
		if err != nil || checked {
			t.Fatal(checked, err)
		}
		got, ok := appendCell(nil, c.cell, &kind, nil)
		if string(got) != c.want || ok != (c.want != "") {
			t.Errorf("%+v: cell %v gave %s, want %s", c.override, c.cell, got, c.want)
		}
	}
	column := &catalog.Column{
		Type: catalog.Type{Kind: catalog.Enum, Storage: storageEnum},
		Enum: &catalog.EnumType{Values: []catalog.EnumValue{{Name: "IN_STOCK", Stored: "in stock"}}},
	}
	if got, ok := appendCell(nil, "in stock", &column.Type, column.Enum); !ok || string(got) != `"IN_STOCK"` {
		t.Errorf("enum: %s", got)
	}
	for _, cell := range []driver.Value{"IN_STOCK", "", int64(1), []byte("in stock")} {
		if got, ok := appendCell(nil, cell, &column.Type, column.Enum); ok {
			t.Errorf("%v is the enum value %s", cell, got)
		}
	}
}
