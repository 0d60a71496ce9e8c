package dialect

import (
	"strings"
	"testing"

	"tiddly/internal/fault"
)

func TestApplyWritten(t *testing.T) {
	at := micros(t, "2024-02-29T12:30:05.25Z")
	day := micros(t, "2024-02-29T00:00:00Z")
	early := micros(t, "1969-12-31T23:59:59.5Z")
	for _, c := range []struct {
		encode Encoding
		in     any
		want   any
		// refused is a piece of the message where the value is not taken.
		refused string
	}{
		{DateTimeText, at, "2024-02-29 12:30:05.250000", ""},
		{DateTimeText, day, "2024-02-29 00:00:00", ""},
		{DateTimeText, early, "1969-12-31 23:59:59.500000", ""},
		{DateTimeText, micros(t, "0001-01-01T00:00:00Z"), "0001-01-01 00:00:00", ""},
		{DateTimeText, micros(t, "0001-01-01T00:00:00Z") - 1, nil, "year before 0001"},
		{DateTimeText, nil, nil, ""},
		{DateText, day, "2024-02-29", ""},
		{DateText, micros(t, "0000-01-01T00:00:00Z"), nil, "year before 0001"},
		{TimeText, int64(0), "00:00:00", ""},
		{TimeText, int64(86_399_999_999), "23:59:59.999999", ""},
		{WholeSeconds, day, day / 1_000_000, ""},
		{WholeSeconds, micros(t, "1969-12-31T23:59:59Z"), int64(-1), ""},
		{WholeSeconds, at, nil, "whole seconds"},
		{WholeMillis, at, at / 1000, ""},
		{WholeMillis, at + 1, nil, "whole milliseconds"},
		{ShortDecimal, "0", int64(0), ""},
		{ShortDecimal, "-12.5", -12.5, ""},
		{ShortDecimal, "123456789012345", int64(123456789012345), ""},
		{ShortDecimal, "1234567890123456", nil, "15 significant"},
		{ShortDecimal, "1234567890123450", int64(1234567890123450), ""},
		{ShortDecimal, "100000000000000000000", 1e20, ""},
		{ShortDecimal, "0.000000000000000000123456789012345", 1.23456789012345e-19, ""},
		{ShortDecimal, "-0.1234567890123456", nil, "15 significant"},
		{ShortDecimal, "1000000000000000.5", nil, "15 significant"},
		{ShortDecimal, "1" + strings.Repeat("0", 399), nil, "too large"},
		{ShortDecimal, nil, nil, ""},
		{TextOfNumber, "", "", ""},
		{TextOfNumber, "five", "five", ""},
		{TextOfNumber, "-5", "-5", ""},
		{TextOfNumber, "0.5", "0.5", ""},
		{TextOfNumber, "Infinity", "Infinity", ""},
		{TextOfNumber, "0x1p4", "0x1p4", ""},
		{TextOfNumber, "05", nil, "as a number"},
		{TextOfNumber, " 5", nil, "as a number"},
		{TextOfNumber, "5.0", nil, "as a number"},
		{TextOfNumber, "1e999", nil, "as a number"},
		{TextOfNumber, "0.00001", nil, "as a number"},
	} {
		got, err := c.encode.Apply(c.in)
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
		encode Encoding
		in     any
	}{{DateTimeText, "x"}, {ShortDecimal, int64(1)}, {TextOfNumber, []byte("x")}, {Upper, int64(1)}} {
		if _, err := wrong.encode.Apply(wrong.in); fault.From(err) == nil || fault.From(err).Code != fault.Internal {
			t.Errorf("%v of %T: %v", wrong.encode, wrong.in, err)
		}
	}
}
