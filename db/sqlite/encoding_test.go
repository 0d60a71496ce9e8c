package sqlite

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
)

func micros(t *testing.T, s string) int64 {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UnixMicro()
}

func TestEncodings(t *testing.T) {
	const id = "0188f3c1-2a3b-7c4d-8e5f-0123456789ab"
	noon := micros(t, "2024-02-29T12:00:00Z")
	for _, c := range []struct {
		encode   dialect.Encoding
		in, want any
	}{
		{bindUpper, id, strings.ToUpper(id)},
		{bindUpper, nil, nil},
		{bindText, []byte("a\x00\xff"), "a\x00\xff"},
		{bindMoment("s", asUnits), int64(3_000_000), int64(3)},
		{bindMoment("s", asUnits), int64(-1_500_000), -1.5},
		{bindMoment("ms", asUnits), int64(1_500_000), int64(1500)},
		{bindMoment("ms", asUnits), int64(1_500), 1.5},
		{bindMoment("us", asUnits), int64(1_500), int64(1500)},
		{bindMoment("us1601", asUnits), int64(0), int64(11644473600000000)},
		{bindMoment("ms", asBelow), int64(3_000_000), 2998.5},
		{bindMoment("ms", asAbove), int64(3_000_000), 3001.5},
		{bindMoment("ms", asLeastBelow), []any{int64(5_000_000), int64(3_000_000)}, 2998.5},
		{bindMoment("ms", asGreatestAbove), []any{int64(1_000_000), int64(3_000_000)}, 3001.5},
		{above{}, int64(-5), int64(-4)},
		{above{}, int64(math.MaxInt64), ""},
		{above{}, 0.5, math.Nextafter(0.5, 1)},
		{above{}, math.MaxFloat64, math.Inf(1)},
		{above{}, math.Inf(1), ""},
		{above{bindNumber}, "2.50", math.Nextafter(2.5, 3)},
		{above{bindNumber}, "9e999", ""},
		{opposite{}, true, false},
		{truthForm(0), true, int64(1)},
		{truthForm(0), false, int64(0)},
		{truthForm(1), true, int64(-1)},
		{truthForm(3), true, "true"},
		{truthForm(3), false, "false"},
		{numberOfBytes, []byte("5"), int64(5)},
		{numberOfBytes, []byte("1.5"), 1.5},
		{numberOfBytes, []byte("5.0"), 5.0},
		{numberOfBytes, []byte("Inf"), math.Inf(1)},
		{numberOfBytes, []byte("05"), []byte("05")},
		{numberOfBytes, []byte("\xff"), []byte("\xff")},
		{blobOfText, "a", []byte("a")},
		{aroundBelow, "-100", -100 - 100*2e-9},
		{aroundAbove, "100", 100 + 100*2e-9},
		{leastAround, []any{"100", "-100"}, -100 - 100*2e-9},
		{greatestAround, []any{"-100", "100"}, 100 + 100*2e-9},
		{bindDayBefore, noon, "2024-02-28"},
		{bindDayAfter, noon, "2024-03-02"},
		{bindDayBefore, micros(t, "0001-01-01T00:00:00Z"), "0000-12-31"},
		{bindDayAfter, micros(t, "9999-12-31T23:59:59Z"), lastDay},
		{bindDayBefore, micros(t, "1969-12-31T23:59:59.999999Z"), "1969-12-30"},
		{bindLeastDayBefore, []any{noon, micros(t, "2020-01-01T00:00:00Z"), noon}, "2019-12-31"},
		{bindGreatestDayAfter, []any{noon, micros(t, "2020-01-01T00:00:00Z")}, "2024-03-02"},
		{bindPrefixEnd, "abc", "abd"},
		{bindPrefixEnd, "a\U0010FFFF", "b"},
		{bindPrefixEnd, "\uD7FF", "\uE000"},
		{bindPrefixEnd, "\x7f", "\u0080"},
		{bindPrefixEnd, "", []byte{}},
		{bindPrefixEnd, "\U0010FFFF\U0010FFFF", []byte{}},
		{bindLikeTokens, `a%b_c\%\_\\*?[]`, []byte("a\xffb\xfec%_\\*?[]")},
		{bindLikeTokens, `\a\é`, []byte("aé")},
		{bindLikeTokens, "\x00%", []byte("\x00\xff")},
		{bindLikeTokens, "", []byte{}},
		{bindRegexp, `^a+$`, `^a+$`},
		{bindDecimalKey, "1.50", "2100000000115"},
		{bindDecimalKey, "-0.0", "1"},
		{bindDecimalKey, "100000000000000000000000.25", "21000000024" + "10000000000000000000000025"},
		{bindDecimalKey, "-0.05", "0900000000" + "0" + "4~"},
		{scaledText(2), "1.5", "1.50"},
		{scaledText(0).In("3"), "-7", "-7.000"},
		{scaledText(2), "1.555", "1.555"},
		{bindNumber, "5", int64(5)},
		{bindNumber, "-0.50", -0.5},
		{bindNumber, "1704164645006007008.00", int64(1704164645006007008)},
		{bindNumber, "5.", int64(5)},
		{bindNumber, "Inf", math.Inf(1)},
		{bindNumber, "-Inf", math.Inf(-1)},
		{bindNumber, "9223372036854775808", float64(1 << 63)},
		{bindNumber, "NaN", "NaN"},
		{bindNumber, "1e999", "1e999"},
		{bindNumber, "five", "five"},
		{bindKeys, dialect.Keys{{Values: []any{int64(1), int64(math.MaxInt64), "a\"\n\x00", 5.0, 1e300, []byte{0xff, 0}, nil}}}, `[1,9223372036854775807,"a\"\n\u0000",5e+00,1e+300,["ff00"],null]`},
		{bindKeys, dialect.Keys{{Ints: []int64{1, -2}}}, `[1,-2]`},
		{bindKeys, dialect.Keys{{Values: []any{math.Inf(1), math.Inf(-1)}}}, `[9e999,-9e999]`},
		{bindKeys, dialect.Keys{{Ints: []int64{1, 2}}, {Values: []any{"x", []byte("y")}}}, `[[1,"x"],[2,["79"]]]`},
		{bindKeys, dialect.Keys{{}}, `[]`},
		{bindKeys, dialect.Keys{{Texts: []string{"x", "", "\""}}}, `["x","","\""]`},
		{bindKeys, dialect.Keys{{Texts: []string{"x", "y"}}, {Ints: []int64{1, 2}}}, `[["x",1],["y",2]]`},
		{bindKeys, dialect.Keys{{Values: []any{"\xff"}}}, "[\"\xff\"]"},
	} {
		got, err := dialect.Bind(c.encode, c.in)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v of %#v gave %#v %v, want %#v", c.encode, c.in, got, err, c.want)
		}
	}
}

func TestEncodingsRefuse(t *testing.T) {
	long := strings.Repeat("a", maxPattern+1)
	for _, c := range []struct {
		encode dialect.Encoding
		in     any
		code   fault.Code
	}{
		{bindRegexp, `(`, fault.RequestValue},
		{bindLikeTokens, `a\`, fault.RequestValue},
		{bindLikeTokens, `a\\\`, fault.RequestValue},
		{bindLikeTokens, long, fault.RequestValue},
		{bindDecimalKey, "no", fault.Internal},
		{bindDayBefore, "2024-01-01", fault.Internal},
		{bindUpper, int64(1), fault.Internal},
		{bindLeastDayBefore, []any{}, fault.Internal},
		{bindGreatestDayAfter, []any{"a"}, fault.Internal},
		{bindKeys, "a", fault.Internal},
		{bindKeys, dialect.Keys{}, fault.Internal},
		{bindKeys, dialect.Keys{{Values: []any{struct{}{}}}}, fault.Internal},
	} {
		got, err := dialect.Bind(c.encode, c.in)
		f := fault.From(err)
		if f == nil || f.Code != c.code || got != nil {
			t.Errorf("%v of %.20v gave %v %v, want %s", c.encode, c.in, got, err, c.code)
			continue
		}
		if c.code == fault.RequestValue && (f.Hint == "" || strings.Contains(f.Message, "aaa")) {
			t.Errorf("%q with hint %q helps nobody", f.Message, f.Hint)
		}
	}
}

func TestEncodingsOfWrites(t *testing.T) {
	at := micros(t, "2024-02-29T12:30:05.25Z")
	day := micros(t, "2024-02-29T00:00:00Z")
	for _, c := range []struct {
		encode dialect.Encoding
		in     any
		want   any
		// refused is part of the message if the value is refused.
		refused string
	}{
		{bindMoment("s", asWhole), day, day / 1_000_000, ""},
		{bindMoment("s", asWhole), micros(t, "1969-12-31T23:59:59Z"), int64(-1), ""},
		{bindMoment("s", asWhole), at, nil, "whole seconds"},
		{bindMoment("ms", asWhole), at, at / 1000, ""},
		{bindMoment("ms", asWhole), at + 1, nil, "whole milliseconds"},
		{bindMoment("us1601", asWhole), day, day + 11644473600000000, ""},
		{writtenNumber(bindMoment("s", asUnits)), at, float64(at) / 1e6, ""},
		{writtenNumber(bindMoment("s2001", asUnits)), day, day/1_000_000 - 978307200, ""},
		{writtenNumber(bindMoment("ns", asUnits)), at, at * 1000, ""},
		{writtenNumber(bindMoment("ns", asUnits)), micros(t, "2400-01-01T00:00:00Z"), nil, "in 64 bits"},
		{writtenNumber(bindMoment("ms", asUnits)), micros(t, "0001-01-01T00:00:00Z") - 1, nil, "before 0001"},
		{bindShortDecimal, "0", int64(0), ""},
		{bindShortDecimal, "-12.5", -12.5, ""},
		{bindShortDecimal, "123456789012345", int64(123456789012345), ""},
		{bindShortDecimal, "1234567890123456", nil, "15 significant"},
		{bindShortDecimal, "1234567890123450", int64(1234567890123450), ""},
		{bindShortDecimal, "100000000000000000000", 1e20, ""},
		{bindShortDecimal, "0.000000000000000000123456789012345", 1.23456789012345e-19, ""},
		{bindShortDecimal, "-0.1234567890123456", nil, "15 significant"},
		{bindShortDecimal, "1000000000000000.5", nil, "15 significant"},
		{bindShortDecimal, "1" + strings.Repeat("0", 399), nil, "too large"},
		{bindShortDecimal, nil, nil, ""},
		{bindTextOfNumber, "", "", ""},
		{bindTextOfNumber, "five", "five", ""},
		{bindTextOfNumber, "-5", "-5", ""},
		{bindTextOfNumber, "0.5", "0.5", ""},
		{bindTextOfNumber, "Infinity", "Infinity", ""},
		{bindTextOfNumber, "0x1p4", "0x1p4", ""},
		{bindTextOfNumber, "05", nil, "as a number"},
		{bindTextOfNumber, " 5", nil, "as a number"},
		{bindTextOfNumber, "5.0", nil, "as a number"},
		{bindTextOfNumber, "1e999", nil, "as a number"},
		{bindTextOfNumber, "0.00001", nil, "as a number"},
	} {
		got, err := dialect.Bind(c.encode, c.in)
		switch {
		case c.refused != "":
			if f := fault.From(err); f == nil || f.Code != fault.RequestValue || f.Hint == "" || !strings.Contains(f.Message, c.refused) {
				t.Errorf("%v of %v: %v", c.encode, c.in, err)
			}
		case err != nil || got != c.want:
			t.Errorf("%v of %v is %v (%T) %v, want %v", c.encode, c.in, got, got, err, c.want)
		}
	}
	for _, wrong := range []struct {
		encode dialect.Encoding
		in     any
	}{
		{bindShortDecimal, int64(1)},
		{bindTextOfNumber, []byte("x")},
		{bindUpper, int64(1)},
		{truthForm(0), int64(1)},
		{blobOfText, int64(1)},
		{numberOfBytes, "5"},
		{aroundBelow, int64(5)},
		{leastAround, []any{}},
		{leastAround, []any{int64(5)}},
		{aroundBelow, []any{"5"}},
		{aroundBelow, "x"},
		{bindMoment("s", asUnits), "x"},
		{bindMoment("s", asUnits), []any{int64(1)}},
		{bindMoment("s", asLeastBelow), []any{}},
		{bindMoment("s", asLeastBelow), int64(1)},
		{bindMoment("s", asLeastBelow), []any{"x"}},
		{writtenNumber(bindMoment("s", asUnits)), "x"},
	} {
		if _, err := dialect.Bind(wrong.encode, wrong.in); fault.From(err) == nil || fault.From(err).Code != fault.Internal {
			t.Errorf("%v of %T: %v", wrong.encode, wrong.in, err)
		}
	}
}

func TestEveryEncodingHasAName(t *testing.T) {
	names := map[string]bool{}
	for e := range encodingCount {
		names[e.String()] = true
	}
	for e := range len(catalog.Epochs()) {
		for form := range momentForms {
			names[momentEncoding{uint8(e), momentForm(form)}.String()] = true
		}
	}
	if len(names) != int(encodingCount)+len(catalog.Epochs())*len(momentForms) || names[""] {
		t.Errorf("%d names of %d encodings: %v", len(names), encodingCount, names)
	}
}
