package request

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

var genre = &catalog.EnumType{TypeName: "Genre", Values: []catalog.EnumValue{{Name: "HARD_ROCK", Stored: "hard rock"}, {Name: "POP", Stored: "pop"}}}

// micros returns the neutral form of an instant.
func micros(s string) int64 {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

func TestCoerce(t *testing.T) {
	n := func(s string) json.Number { return json.Number(s) }
	tests := []struct {
		kind catalog.Kind
		in   any
		want any
	}{
		{catalog.String, "", ""},
		{catalog.String, "Motörhead", "Motörhead"},
		{catalog.Boolean, true, true},
		{catalog.Int, n("2147483647"), int64(math.MaxInt32)},
		{catalog.Int, n("-2147483648"), int64(math.MinInt32)},
		{catalog.Int, n("1.0"), int64(1)},
		{catalog.Int, n("1e3"), int64(1000)},
		{catalog.Int, n("-0"), int64(0)},
		{catalog.Int, int64(7), int64(7)},
		{catalog.Int, 3.0, int64(3)},
		{catalog.BigInt, "9223372036854775807", int64(math.MaxInt64)},
		{catalog.BigInt, n("-9223372036854775808"), int64(math.MinInt64)},
		{catalog.BigInt, n("9007199254740993"), int64(9007199254740993)},
		{catalog.Float, n("1"), 1.0},
		{catalog.Float, n("-1.5e-3"), -0.0015},
		{catalog.Float, int64(2), 2.0},
		{catalog.Decimal, "0.90", "0.9"},
		{catalog.Decimal, "0012.50", "12.5"},
		{catalog.Decimal, "-0.00", "0"},
		{catalog.Decimal, n("1.5e3"), "1500"},
		{catalog.Decimal, n("12e-4"), "0.0012"},
		{catalog.Decimal, n("123.45E-1"), "12.345"},
		{catalog.Decimal, n("100"), "100"},
		{catalog.Decimal, int64(-4), "-4"},
		{catalog.Decimal, 0.1, "0.1"},
		{catalog.Decimal, "123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"},
		{catalog.DateTime, "2024-03-01T12:30:00Z", micros("2024-03-01T12:30:00Z")},
		{catalog.DateTime, "2024-03-01t14:30:00.25+02:00", micros("2024-03-01T12:30:00.25Z")},
		{catalog.DateTime, "2024-03-01 12:30:00.000001", micros("2024-03-01T12:30:00.000001Z")},
		{catalog.DateTime, "1969-12-31T23:59:59.999999z", int64(-1)},
		{catalog.DateTime, "2024-01-01T00:30:00-23:59", micros("2024-01-02T00:29:00Z")},
		{catalog.Date, "2024-02-29", micros("2024-02-29T00:00:00Z")},
		{catalog.Date, "0000-01-01", micros("0000-01-01T00:00:00Z")},
		{catalog.Time, "00:00:00", int64(0)},
		{catalog.Time, "23:59:59.5", int64(86399500000)},
		{catalog.UUID, "0190163D-8694-739B-AEA5-966C26F8AD91", "0190163d-8694-739b-aea5-966c26f8ad91"},
		{catalog.JSON, map[string]any{"b": n("1.0"), "a": []any{nil, "<"}}, JSONText(`{"a":[null,"<"],"b":1}`)},
		{catalog.JSON, "text", JSONText(`"text"`)},
		{catalog.JSON, false, JSONText(`false`)},
		{catalog.Bytes, "", []byte{}},
		{catalog.Bytes, "aGk=", []byte("hi")},
		{catalog.Enum, "HARD_ROCK", "hard rock"},
	}
	for _, tt := range tests {
		got, err := Coerce(tt.kind, genre, tt.in)
		if err != nil {
			t.Errorf("%s %v: %v", tt.kind, tt.in, err)
			continue
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s %v: got %#v, want %#v", tt.kind, tt.in, got, tt.want)
		}
	}
}

func TestCoerceRefuses(t *testing.T) {
	n := func(s string) json.Number { return json.Number(s) }
	tests := []struct {
		kind catalog.Kind
		in   any
		says string
	}{
		{catalog.String, n("5"), "expected a String, got a number"},
		{catalog.String, []any{"a"}, "got a list"},
		{catalog.Boolean, "true", `got a string`},
		{catalog.Boolean, n("1"), "got a number"},
		{catalog.Int, "5", `expected an Int, got a string`},
		{catalog.Int, n("2147483648"), "an Int, got a number"},
		{catalog.Int, n("1.5"), "an Int, got a number"},
		{catalog.Int, n("1e400"), "an Int, got a number"},
		{catalog.Int, true, "an Int, got a Boolean"},
		{catalog.Int, math.Inf(1), "not finite"},
		{catalog.BigInt, "9223372036854775808", "a BigInt"},
		{catalog.BigInt, "1.0", "a BigInt"},
		{catalog.BigInt, " 1", "a BigInt"},
		{catalog.BigInt, "+1", "a BigInt"},
		{catalog.BigInt, "", "a BigInt"},
		{catalog.Float, "1.5", "a Float"},
		{catalog.Float, n("1e999"), "a Float"},
		{catalog.Float, math.NaN(), "a Float"},
		{catalog.Decimal, "1,5", "a Decimal"},
		{catalog.Decimal, ".5", "a Decimal"},
		{catalog.Decimal, "5.", "a Decimal"},
		{catalog.Decimal, "1e999999999", "a Decimal"},
		{catalog.Decimal, "NaN", "a Decimal"},
		{catalog.Decimal, "0x10", "a Decimal"},
		{catalog.Decimal, "1_000", "a Decimal"},
		{catalog.DateTime, "2024-03-01", "a DateTime"},
		{catalog.DateTime, "2024-03-01T12:30Z", "a DateTime"},
		{catalog.DateTime, "2024-03-01T12:30:60Z", "leap seconds"},
		{catalog.DateTime, "2024-03-01T24:00:00Z", "no such time of day"},
		{catalog.DateTime, "2023-02-29T00:00:00Z", "no such day"},
		{catalog.DateTime, "2024-13-01T00:00:00Z", "no such day"},
		{catalog.DateTime, "2024-03-01T12:30:00.1234567Z", "more than six fraction digits"},
		{catalog.DateTime, "2024-03-01T12:30:00,5Z", "a DateTime"},
		{catalog.DateTime, "2024-03-01T12:30:00+0200", "a DateTime"},
		{catalog.DateTime, "2024-03-01T12:30:00+24:00", "no such offset"},
		{catalog.DateTime, "2024-03-01T12:30:00 Z", "a DateTime"},
		{catalog.DateTime, "0000-01-01T00:00:00+01:00", "between 0000 and 9999"},
		{catalog.DateTime, n("1709296200"), "a DateTime, got a number"},
		{catalog.Date, "2024-3-1", "a Date"},
		{catalog.Date, "2024-03-01T00:00:00Z", "a Date"},
		{catalog.Date, "12024-03-01", "a Date"},
		{catalog.Time, "12:30", "a Time"},
		{catalog.Time, "12:30:00Z", "a Time"},
		{catalog.Time, "12:30:00.", "a Time"},
		{catalog.UUID, "{0190163d-8694-739b-aea5-966c26f8ad91}", "a UUID"},
		{catalog.UUID, "0190163d8694739baea5966c26f8ad91", "a UUID"},
		{catalog.UUID, "0190163g-8694-739b-aea5-966c26f8ad91", "a UUID"},
		{catalog.Bytes, "aGk", "at character"},
		{catalog.Bytes, "aG*=", "at character 3"},
		{catalog.Bytes, n("1"), "Bytes"},
		{catalog.Enum, "hard rock", "enum Genre"},
		{catalog.Enum, n("0"), "enum Genre"},
	}
	for _, tt := range tests {
		got, err := Coerce(tt.kind, genre, tt.in)
		var f *fault.Fault
		if !errors.As(err, &f) {
			t.Errorf("%s %v: got %#v, %v, want a fault", tt.kind, tt.in, got, err)
			continue
		}
		if f.Code != fault.RequestValue || !strings.Contains(f.Message, tt.says) {
			t.Errorf("%s %v: got %v, want it to say %q", tt.kind, tt.in, f, tt.says)
		}
	}
}

func TestCoerceSaysWhatWouldBeRight(t *testing.T) {
	_, err := Coerce(catalog.Enum, genre, "ROCK")
	if _, _, hint := fault.From(err).Texts(); hint != "its values are HARD_ROCK, POP" {
		t.Errorf("got the hint %q", hint)
	}
	_, err = Coerce(catalog.Int, nil, json.Number("3000000000"))
	if f := fault.From(err); !strings.Contains(f.Hint, "2147483647") {
		t.Errorf("got the hint %q", f.Hint)
	}
}

// TestErrorsRepeatNoValue: what a client sends may be a secret, and answers end up in logs.
func TestErrorsRepeatNoValue(t *testing.T) {
	for _, kind := range catalog.Kinds() {
		for _, secret := range []any{"5ecret!", json.Number("8675309e999999999"), []any{"5ecret!"}, map[string]any{"5ecret!": "8675309e999999999"}} {
			_, err := Coerce(kind, genre, secret)
			if err == nil {
				continue // it is a value of the kind
			}
			f := fault.From(err)
			if all := f.Message + f.Details + f.Hint; strings.Contains(all, "5ecret") || strings.Contains(all, "8675309") {
				t.Errorf("%s: the error repeats the value: %s", kind, all)
			}
		}
	}
}

func TestParseJSONPath(t *testing.T) {
	tests := []struct{ in, want string }{
		{"$", `[]`},
		{"$.a", `["a"]`},
		{"$.a.b_1", `["a","b_1"]`},
		{"$.é.ü", `["é","ü"]`},
		{"$['a b']", `["a b"]`},
		{`$["x"]`, `["x"]`},
		{`$['it\'s']`, `["it's"]`},
		{`$["say \"hi\""]`, `["say \"hi\""]`},
		{`$["\u00e9\ud83d\ude00\n"]`, `["é😀\n"]`},
		{"$[0]", `[0]`},
		{"$[-1].a", `[-1,"a"]`},
		{"$ .a [ 'b' ] [ 2 ]", `["a","b",2]`},
		{"$['']", `[""]`},
	}
	for _, tt := range tests {
		got, err := ParseJSONPath(tt.in)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: got %s, %v, want %s", tt.in, got, err, tt.want)
		}
	}
	for _, in := range []string{
		"", "a", ".a", "$.", "$..a", "$.*", "$[*]", "$[0:1]", "$[?@.a]", "$['a','b']", "$[0,1]", "$[01]", "$[-0]", "$[",
		"$[0", "$['a", `$['\x']`, `$["\ud800"]`, `$["\udc00"]`, "$.1a", "$a", "$.a ", "$[9007199254740992]", "$['a\nb']", `$["\u12"]`,
		"$['\\", "$[1.0]", "$[+1]",
	} {
		got, err := ParseJSONPath(in)
		if f := fault.From(err); f == nil || f.Code != fault.RequestValue {
			t.Errorf("%q: got %s, %v, want an error", in, got, err)
		}
	}
}

func FuzzCoerceText(f *testing.F) {
	for _, s := range []string{"1.5e3", "2024-03-01T12:30:00Z", "$.a[0]", "-0.10", "aGk="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, k := range []catalog.Kind{catalog.DateTime, catalog.Date, catalog.Time, catalog.UUID, catalog.Bytes, catalog.BigInt} {
			_, _ = Coerce(k, nil, s)
		}
		if v, err := Coerce(catalog.Decimal, nil, s); err == nil {
			again, err := Coerce(catalog.Decimal, nil, v)
			if err != nil || again != v {
				t.Errorf("%q: %v is not canonical: %v, %v", s, v, again, err)
			}
		}
		if v, err := ParseJSONPath(s); err == nil && !json.Valid([]byte(v)) {
			t.Errorf("%q: %s is not JSON", s, v)
		}
	})
}
