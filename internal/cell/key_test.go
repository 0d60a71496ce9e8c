package cell

import (
	"math"
	"testing"
)

func TestKeyForms(t *testing.T) {
	key := func(v any) string {
		switch v := v.(type) {
		case int64:
			return string(AppendIntKey(nil, v))
		case float64:
			return string(AppendFloatKey(nil, v))
		case string:
			return string(AppendTextKey(nil, v))
		default:
			return string(AppendBytesKey(nil, v.([]byte)))
		}
	}
	for _, c := range []struct {
		a, b any
		same bool
	}{
		{int64(5), 5.0, true},
		{int64(5), "5", false},
		{"5", []byte("5"), false},
		{int64(5), 5.5, false},
		{5.5, "5.5", false},
		{1e300, 1e300, true},
		{1e300, 1e301, false},
		{float64(1 << 62), int64(1 << 62), true},
		{"a", "A", false},
		{"a", "a", true},
		{[]byte("a"), []byte("a"), true},
		{math.Copysign(0, -1), int64(0), true},
		{math.Inf(1), math.Inf(-1), false},
		// The bits of this float are the digits of the integer.
		{math.Float64frombits(0x3132333435363738), int64(12345678), false},
		{float64(1 << 63), int64(math.MaxInt64), false},
		{float64(-1 << 63), int64(math.MinInt64), true},
		{int64(-1), int64(1), false},
	} {
		if (key(c.a) == key(c.b)) != c.same {
			t.Errorf("%#v and %#v: keys %q %q", c.a, c.b, key(c.a), key(c.b))
		}
	}
}

func TestIntOfKey(t *testing.T) {
	for _, n := range []int64{0, 5, -5, math.MaxInt64, math.MinInt64} {
		if got, ok := IntOfKey(AppendIntKey(nil, n)); !ok || got != n {
			t.Errorf("%d is %d %v", n, got, ok)
		}
	}
	if got, ok := IntOfKey(AppendFloatKey(nil, 5)); !ok || got != 5 {
		t.Errorf("5.0 is %d %v", got, ok)
	}
	for _, form := range [][]byte{nil, AppendFloatKey(nil, 5.5), AppendTextKey(nil, "5"), AppendBytesKey(nil, []byte("5")), []byte("n")} {
		if n, ok := IntOfKey(form); ok {
			t.Errorf("%q is the integer %d", form, n)
		}
	}
}

func TestTextOfKey(t *testing.T) {
	for _, text := range []string{"", "5", "t", "\x00\xff"} {
		if got, ok := TextOfKey(string(AppendTextKey(nil, text))); !ok || got != text {
			t.Errorf("%q is %q %v", text, got, ok)
		}
	}
	for _, form := range [][]byte{nil, AppendIntKey(nil, 5), AppendFloatKey(nil, 5.5), AppendBytesKey(nil, []byte("t"))} {
		if text, ok := TextOfKey(string(form)); ok {
			t.Errorf("%q is the text %q", form, text)
		}
	}
}
