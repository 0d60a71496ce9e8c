package cell

import (
	"math"
	"testing"
)

func TestAppendIntegers(t *testing.T) {
	for n, want := range map[int64]string{5: "5", math.MaxInt32: "2147483647", math.MinInt32: "-2147483648", math.MaxInt32 + 1: "", math.MinInt32 - 1: ""} {
		if got, ok := AppendInt([]byte("kept"), n); string(got) != "kept"+want || ok != (want != "") {
			t.Errorf("%d is %s %v", n, got, ok)
		}
	}
	if got := string(AppendBigInt(nil, math.MinInt64)); got != `"-9223372036854775808"` {
		t.Error(got)
	}
}

func TestAppendBytes(t *testing.T) {
	for data, want := range map[string]string{"": `""`, "\xff\xfe": `"//4="`} {
		if got := string(AppendBytes(nil, []byte(data))); got != want {
			t.Errorf("%q is %s", data, got)
		}
	}
}
