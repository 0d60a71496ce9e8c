package dialect

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

func micros(t *testing.T, s string) int64 {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UnixMicro()
}

func TestApply(t *testing.T) {
	const id = "0188f3c1-2a3b-7c4d-8e5f-0123456789ab"
	noon := micros(t, "2024-02-29T12:00:00Z")
	for _, c := range []struct {
		encode   Encoding
		in, want any
	}{
		{AsIs, int64(5), int64(5)},
		{AsIs, nil, nil},
		{AsIs, request.JSONText(`{"a":1}`), `{"a":1}`},
		{Upper, id, strings.ToUpper(id)},
		{Upper, nil, nil},
		{Binary, id, []byte{0x01, 0x88, 0xf3, 0xc1, 0x2a, 0x3b, 0x7c, 0x4d, 0x8e, 0x5f, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab}},
		{Text, []byte("a\x00\xff"), "a\x00\xff"},
		{EpochSeconds, int64(3_000_000), int64(3)},
		{EpochSeconds, int64(-1_500_000), -1.5},
		{EpochMillis, int64(1_500_000), int64(1500)},
		{EpochMillis, int64(1_500), 1.5},
		{DayBefore, noon, "2024-02-28"},
		{DayAfter, noon, "2024-03-02"},
		{DayBefore, micros(t, "0001-01-01T00:00:00Z"), "0000-12-31"},
		{DayAfter, micros(t, "9999-12-31T23:59:59Z"), lastDay},
		{DayBefore, micros(t, "1969-12-31T23:59:59.999999Z"), "1969-12-30"},
		{LeastDayBefore, []any{noon, micros(t, "2020-01-01T00:00:00Z"), noon}, "2019-12-31"},
		{GreatestDayAfter, []any{noon, micros(t, "2020-01-01T00:00:00Z")}, "2024-03-02"},
		{PrefixEnd, "abc", "abd"},
		{PrefixEnd, "a\U0010FFFF", "b"},
		{PrefixEnd, "\uD7FF", "\uE000"},
		{PrefixEnd, "\x7f", "\u0080"},
		{PrefixEnd, "", []byte{}},
		{PrefixEnd, "\U0010FFFF\U0010FFFF", []byte{}},
		{LikeTokens, `a%b_c\%\_\\*?[]`, []byte("a\xffb\xfec%_\\*?[]")},
		{LikeTokens, `\a\é`, []byte("aé")},
		{LikeTokens, "\x00%", []byte("\x00\xff")},
		{LikeTokens, "", []byte{}},
		{RE2, `^a+$`, `^a+$`},
		{CanonicalNumber, "1.50", "1.5"},
		{CanonicalNumber, "-0.0", "0"},
		{CanonicalNumber, "100000000000000000000000.25", "100000000000000000000000.25"},
		{Number, "5", int64(5)},
		{Number, "-0.50", -0.5},
		{Number, "9223372036854775808", float64(1 << 63)},
		{Number, "NaN", "NaN"},
		{Number, "1e999", "1e999"},
		{Number, "five", "five"},
		{Keys, [][]any{{int64(1), int64(math.MaxInt64), "a\"\n\x00", 5.0, 1e300, []byte{0xff, 0}, nil}}, `[1,9223372036854775807,"a\"\n\u0000",5e+00,1e+300,["ff00"],null]`},
		{Keys, [][]any{{int64(1), int64(2)}, {"x", []byte("y")}}, `[[1,"x"],[2,["79"]]]`},
		{Keys, [][]any{{}}, `[]`},
		{Keys, [][]any{{"\xff"}}, "[\"\xff\"]"},
	} {
		got, err := c.encode.Apply(c.in)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("way %d of %#v gave %#v %v, want %#v", c.encode, c.in, got, err, c.want)
		}
	}
}

func TestApplyRefuses(t *testing.T) {
	long := strings.Repeat("a", maxPattern+1)
	for _, c := range []struct {
		encode Encoding
		in     any
		code   fault.Code
	}{
		{RE2, `(`, fault.RequestValue},
		{LikeTokens, `a\`, fault.RequestValue},
		{LikeTokens, `a\\\`, fault.RequestValue},
		{LikeTokens, long, fault.RequestValue},
		{Binary, "no", fault.Internal},
		{CanonicalNumber, "no", fault.Internal},
		{DayBefore, "2024-01-01", fault.Internal},
		{Upper, int64(1), fault.Internal},
		{LeastDayBefore, []any{}, fault.Internal},
		{GreatestDayAfter, []any{"a"}, fault.Internal},
		{Keys, "a", fault.Internal},
		{Keys, [][]any{}, fault.Internal},
		{Keys, [][]any{{struct{}{}}}, fault.Internal},
	} {
		got, err := c.encode.Apply(c.in)
		f := fault.From(err)
		if f == nil || f.Code != c.code || got != nil {
			t.Errorf("way %d of %.20v gave %v %v, want %s", c.encode, c.in, got, err, c.code)
			continue
		}
		if c.code == fault.RequestValue && (f.Hint == "" || strings.Contains(f.Message, "aaa")) {
			t.Errorf("%q with hint %q helps nobody", f.Message, f.Hint)
		}
	}
}

func TestAsIsDoesNotAllocate(t *testing.T) {
	for _, v := range []any{int64(1 << 40), "text", 1.5, []byte("bytes")} {
		var out any
		if n := testing.AllocsPerRun(100, func() { out, _ = AsIs.Apply(v) }); n != 0 || !reflect.DeepEqual(out, v) {
			t.Errorf("%v: %v allocations, gave %v", v, n, out)
		}
	}
}
