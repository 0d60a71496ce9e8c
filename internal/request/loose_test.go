package request_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

func TestCoerceLoosely(t *testing.T) {
	enum := &catalog.EnumType{TypeName: "Size", Values: []catalog.EnumValue{{Name: "SMALL", Stored: "small"}, {Name: "BIG", Stored: "SMALL"}}}
	at := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC).UnixMicro()
	day := time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC).UnixMicro()
	for _, c := range []struct {
		kind catalog.Kind
		in   any
		want any // nil: refused
	}{
		{catalog.Int, json.Number("9007199254740993"), int64(9007199254740993)},
		{catalog.Int, "5", int64(5)},
		{catalog.Int, " 5.0 ", int64(5)},
		{catalog.Int, true, int64(1)},
		{catalog.Int, "5a", nil},
		{catalog.Int, "0x10", nil},
		{catalog.Int, "", nil},
		{catalog.Int, "9223372036854775808", nil},
		{catalog.BigInt, "-9223372036854775808", int64(-9223372036854775808)},
		{catalog.Float, "1e3", 1000.0},
		{catalog.Float, "NaN", nil},
		{catalog.Decimal, json.Number("9.90"), "9.9"},
		{catalog.Decimal, "9.90", "9.9"},
		{catalog.String, json.Number("978"), "978"},
		{catalog.String, false, "0"},
		{catalog.String, []any{}, nil},
		{catalog.Boolean, json.Number("1"), true},
		{catalog.Boolean, "False", false},
		{catalog.Boolean, json.Number("2"), nil},
		{catalog.DateTime, "2024-01-02 03:04:05", at},
		{catalog.DateTime, "2024-01-02T03:04:05.000000", at},
		{catalog.DateTime, "Tue, 02 Jan 2024 03:04:05 GMT", at},
		{catalog.DateTime, "2024-01-02T05:04:05+02:00", at},
		{catalog.DateTime, "2024-01-02", day},
		{catalog.DateTime, "yesterday", nil},
		{catalog.Date, "2024-01-02", day},
		{catalog.Date, "Tue, 02 Jan 2024 00:00:00 GMT", day},
		{catalog.Date, "2024-01-02T00:00:00Z", day},
		{catalog.Date, "2024-01-02 03:04:05", nil},
		{catalog.Enum, "small", "small"},
		{catalog.Enum, "SMALL", "SMALL"},
		{catalog.Enum, "BIG", "SMALL"},
		{catalog.Enum, "huge", nil},
	} {
		got, err := request.CoerceLoosely(c.kind, enum, c.in)
		if (err != nil) != (c.want == nil) || (err == nil && !reflect.DeepEqual(got, c.want)) {
			t.Errorf("%s %#v: got %#v, %v, want %#v", c.kind, c.in, got, err, c.want)
		}
	}
}
