//go:build unix

package postgres

import (
	"bytes"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
)

// cellCase is a value, and the JSON of it; empty where there is none. value is what is bound again, if that is not the
// text of the value.
type cellCase struct {
	expression, declared string
	want                 string
	value                any
}

var cellCases = []cellCase{
	{"'a\"é'", "text", `"a\"é"`, `a"é`},
	{"''", "character varying(3)", `""`, ""},
	{"'ab'", "character(4)", `"ab  "`, "ab  "},
	{"'abc'", "name", `"abc"`, "abc"},
	{"-7", "smallint", "-7", int64(-7)},
	{"-2147483648", "integer", "-2147483648", int64(-2147483648)},
	{"9223372036854775807", "bigint", `"9223372036854775807"`, int64(9223372036854775807)},
	{"4294967295", "oid", `"4294967295"`, int64(4294967295)},
	{"0.1", "real", "0.1", float64(float32(0.1))},
	{"1e-7", "double precision", "1e-7", 1e-7},
	{"'-0'", "double precision", "0", nil},
	{"'NaN'", "double precision", "", nil},
	{"'Infinity'", "double precision", "", nil},
	{"'-Infinity'", "real", "", nil},
	{"0.9", "numeric(10,2)", `"0.90"`, "0.9"},
	{"-1234567.5", "numeric(10,2)", `"-1234567.50"`, "-1234567.5"},
	{"0", "numeric(10,2)", `"0.00"`, "0"},
	{"100", "numeric", `"100"`, "100"},
	{"100.500", "numeric", `"100.5"`, "100.5"},
	{"10000", "numeric", `"10000"`, "10000"},
	{"0.00001", "numeric", `"0.00001"`, "0.00001"},
	{"123456789012345678901234567890.123456789", "numeric", `"123456789012345678901234567890.123456789"`, "123456789012345678901234567890.123456789"},
	{"'1e30'", "numeric", `"1000000000000000000000000000000"`, "1000000000000000000000000000000"},
	{"'-1e-30'", "numeric", `"-0.000000000000000000000000000001"`, "-0.000000000000000000000000000001"},
	{"1e5", "numeric(3,-3)", `"100000"`, "100000"},
	{"'NaN'", "numeric", "", "NaN"},
	{"'-Infinity'", "numeric", "", "-Infinity"},
	{"true", "boolean", "true", int64(1)},
	{"false", "boolean", "false", int64(0)},
	{"'2024-02-29 12:00:00.5+02'", "timestamp with time zone", `"2024-02-29T10:00:00.5Z"`, "2024-02-29 10:00:00.500000+00"},
	{"'0001-01-01 00:00:00+00'", "timestamp with time zone", `"0001-01-01T00:00:00Z"`, "0001-01-01 00:00:00+00"},
	{"'9999-12-31 23:59:59.999999'", "timestamp without time zone", `"9999-12-31T23:59:59.999999Z"`, "9999-12-31 23:59:59.999999"},
	{"'10000-01-01'", "timestamp without time zone", "", "10000-01-01 00:00:00"},
	{"'0001-12-31 12:00:00.5 BC'", "timestamp without time zone", "", "0001-12-31 12:00:00.5 BC"},
	{"'infinity'", "timestamp with time zone", "", "infinity"},
	{"'-infinity'", "timestamp without time zone", "", "-infinity"},
	{"'294276-12-31 23:59:59.999999'", "timestamp without time zone", "", "294276-12-31 23:59:59.999999"},
	{"'4713-01-01 BC'", "timestamp without time zone", "", "4713-01-01 00:00:00 BC"},
	{"'2024-02-29'", "date", `"2024-02-29"`, "2024-02-29"},
	{"'0044-03-15 BC'", "date", "", "0044-03-15 BC"},
	{"'infinity'", "date", "", "infinity"},
	{"'-infinity'", "date", "", "-infinity"},
	{"'12:30:00.25'", "time without time zone", `"12:30:00.25"`, "12:30:00.250000"},
	{"'24:00:00'", "time without time zone", "", "24:00:00"},
	{"'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "uuid", `"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"`, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
	{"'{\"b\" : [1, 2.50], \"a\": null}'", "json", `{"b":[1,2.50],"a":null}`, `{"b" : [1, 2.50], "a": null}`},
	{"'{\"b\" : [1, 2.50], \"a\": null}'", "jsonb", `{"a":null,"b":[1,2.50]}`, `{"a": null, "b": [1, 2.50]}`},
	{"'null'", "jsonb", "null", "null"},
	{"'1 year 2 mons -3 days 04:05:06.7'", "interval", `"P1Y2M-3DT4H5M6.7S"`, "P1Y2M-3DT4H5M6.7S"},
	{"'-00:00:00.000001'", "interval", `"PT-0.000001S"`, "PT-0.000001S"},
	{"'0'", "interval", `"PT0S"`, "PT0S"},
	{"'-14 months'", "interval", `"P-1Y-2M"`, "P-1Y-2M"},
	{"'[2024-01-01,2024-02-01]'", "daterange", `"[2024-01-01,2024-02-02)"`, "[2024-01-01,2024-02-02)"},
	{"'(,2024-02-01)'", "daterange", `"(,2024-02-01)"`, "(,2024-02-01)"},
	{"'empty'", "daterange", `"empty"`, "empty"},
	{"'[2024-01-01 12:00+02,infinity]'", "tstzrange", `"[2024-01-01T10:00:00Z,infinity]"`, "[2024-01-01T10:00:00Z,infinity]"},
	{"'(2024-01-01 12:00,2024-01-02]'", "tsrange", `"(2024-01-01 12:00:00,2024-01-02 00:00:00]"`, nil},
	{"'{[2024-01-01,2024-02-01],[2025-01-01,)}'", "datemultirange", `"{[2024-01-01,2024-02-02),[2025-01-01,)}"`, nil},
	{`'\x00ff'`, "bytea", `"AP8="`, nil},
}

// TestCells compares the JSON of values as a server sends them, and what is bound to find them again.
func TestCells(t *testing.T) {
	c := start(t).connect("postgres")
	for _, v := range cellCases {
		typ, err := TypeOf(Declared{Type: v.declared}, catalog.ColumnOverride{})
		if err != nil {
			t.Fatal(err)
		}
		raw := cells(t, c, "SELECT ("+v.expression+")::"+v.declared)[0][0]
		got, ok := appendJSON([]byte("x"), raw.data, raw.oid, &typ, nil)
		if string(got) != "x"+v.want || ok != (v.want != "") {
			t.Errorf("%s %s is %s, %v; want %s", v.declared, v.expression, got, ok, v.want)
		}
		value := valueOf(raw.data, raw.oid)
		if v.value != nil && value != v.value {
			t.Errorf("%s %s is bound as %#v, want %#v", v.declared, v.expression, value, v.value)
		}
		if key := appendKey(nil, raw.data, raw.oid); !bytes.Equal(key, cell.AppendKey(nil, value)) {
			t.Errorf("the key of %s %s is %q, that of its value %q", v.declared, v.expression, key, cell.AppendKey(nil, value))
		}
		if text, isText := value.(string); isText {
			same := cells(t, c, "SELECT ("+v.expression+")::"+v.declared+"::text = '"+text+"'::"+v.declared+"::text")[0][0]
			if v.declared != "numeric" && v.declared[:4] != "nume" && v.declared[:4] != "time" && same.data[0] == 0 {
				t.Errorf("%s %s is bound as %q, which is another value", v.declared, v.expression, text)
			}
		}
	}
}

// TestCellsAllocateNothing requires that a cell is written without an allocation.
func TestCellsAllocateNothing(t *testing.T) {
	c := start(t).connect("postgres")
	dst := make([]byte, 0, 1024)
	for _, v := range cellCases {
		typ, _ := TypeOf(Declared{Type: v.declared}, catalog.ColumnOverride{})
		raw := cells(t, c, "SELECT ("+v.expression+")::"+v.declared)[0][0]
		if n := testing.AllocsPerRun(10, func() { _, _ = appendJSON(dst, raw.data, raw.oid, &typ, nil) }); n > 0 {
			t.Errorf("%s %s takes %v allocations", v.declared, v.expression, n)
		}
	}
}

// FuzzCells requires that no bytes make a cell panic, whatever type they are said to have.
func FuzzCells(f *testing.F) {
	oids := []uint32{
		oidBool, oidBytea, oidInt8, oidInt2, oidInt4, oidOID, oidFloat4, oidFloat8, oidDate, oidTime, oidTimestamp, oidTimestamptz, oidNumeric, oidUUID, oidJSONB,
	}
	f.Add([]byte{0, 1, 0, 0, 0, 0, 0, 2, 0, 5}, uint8(12), uint8(4))
	f.Fuzz(func(t *testing.T, raw []byte, oid, kind uint8) {
		o := oids[int(oid)%len(oids)]
		for _, scale := range []int{-1, 0, 3} {
			typ := catalog.Type{Kind: catalog.Kinds()[int(kind)%len(catalog.Kinds())], Scale: scale}
			if out, ok := appendJSON([]byte("x"), raw, o, &typ, nil); !ok && string(out) != "x" {
				t.Errorf("a cell that is refused leaves %q", out)
			}
		}
		appendKey(nil, raw, o)
		valueOf(raw, o)
	})
}
