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

func TestBind(t *testing.T) {
	const id = "0188f3c1-2a3b-7c4d-8e5f-0123456789ab"
	at := micros(t, "2024-02-29T12:30:05.25Z")
	day := micros(t, "2024-02-29T00:00:00Z")
	for _, c := range []struct {
		encode   Encoding
		in, want any
		// refused is a part of the message where the value is rejected.
		refused string
	}{
		{nil, int64(5), int64(5), ""},
		{nil, nil, nil, ""},
		{nil, request.JSONText(`{"a":1}`), `{"a":1}`, ""},
		{Binary, id, []byte{0x01, 0x88, 0xf3, 0xc1, 0x2a, 0x3b, 0x7c, 0x4d, 0x8e, 0x5f, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab}, ""},
		{Binary, nil, nil, ""},
		{DateTimeText, at, "2024-02-29 12:30:05.250000", ""},
		{DateTimeText, day, "2024-02-29 00:00:00", ""},
		{DateTimeText, at + 1, "2024-02-29 12:30:05.250001", ""},
		{DateTimeText, micros(t, "1969-12-31T23:59:59.5Z"), "1969-12-31 23:59:59.500000", ""},
		{DateTimeText, micros(t, "0001-01-01T00:00:00Z"), "0001-01-01 00:00:00", ""},
		{DateTimeText, micros(t, "0001-01-01T00:00:00Z") - 1, nil, "year before 0001"},
		{DateTimeText, nil, nil, ""},
		{DateText, day, "2024-02-29", ""},
		{DateText, micros(t, "0000-01-01T00:00:00Z"), nil, "year before 0001"},
		{TimeText, int64(0), "00:00:00", ""},
		{TimeText, int64(86_399_999_999), "23:59:59.999999", ""},
	} {
		got, err := Bind(c.encode, c.in)
		switch {
		case c.refused != "":
			if f := fault.From(err); f == nil || f.Code != fault.RequestValue || f.Hint == "" || !strings.Contains(f.Message, c.refused) {
				t.Errorf("%v of %v: %v", c.encode, c.in, err)
			}
		case err != nil || !reflect.DeepEqual(got, c.want):
			t.Errorf("%v of %v is %v (%T) %v, want %v", c.encode, c.in, got, got, err, c.want)
		}
	}
	for _, wrong := range []struct {
		encode Encoding
		in     any
	}{{DateTimeText, "x"}, {Binary, "no"}, {Binary, int64(1)}, {TimeText, []byte("x")}, {DateText, 1.5}} {
		if _, err := Bind(wrong.encode, wrong.in); fault.From(err) == nil || fault.From(err).Code != fault.Internal {
			t.Errorf("%v of %T: %v", wrong.encode, wrong.in, err)
		}
	}
}

func TestValuesAsTheyAreDoNotAllocate(t *testing.T) {
	for _, v := range []any{int64(1 << 40), "text", 1.5, []byte("bytes")} {
		var out any
		if n := testing.AllocsPerRun(100, func() { out, _ = Bind(nil, v) }); n != 0 || !reflect.DeepEqual(out, v) {
			t.Errorf("%v: %v allocations, gave %v", v, n, out)
		}
	}
}

func TestKeys(t *testing.T) {
	k := Keys(nil).Reset(2)
	k[0].AppendInt(1)
	k[1].Append("a")
	k[0].AppendInt(2)
	k[1].AppendInt(math.MaxInt64)
	k[1].Append("b")
	want := Keys{{Ints: []int64{1, 2}}, {Texts: []string{}, Values: []any{"a", int64(math.MaxInt64), "b"}}}
	if !reflect.DeepEqual(k, want) || k.Len() != 2 || k[1].Len() != 3 || k[1].At(2) != "b" || k[0].At(1) != int64(2) {
		t.Errorf("got %v", k)
	}
	texts := Keys{{}}
	texts[0].AppendText("a")
	texts[0].Append("b")
	if want = (Keys{{Texts: []string{"a", "b"}}}); !reflect.DeepEqual(texts, want) || texts.Len() != 2 || texts[0].At(1) != "b" {
		t.Errorf("got %v", texts)
	}
	if texts[0].Append(nil); !reflect.DeepEqual(texts[0].Values, []any{"a", "b", nil}) || texts.Len() != 3 {
		t.Errorf("got %v", texts)
	}
	// What was an integer keeps its place when another type follows.
	k[0].Append(2.5)
	if got := k[0]; !reflect.DeepEqual(got.Values, []any{int64(1), int64(2), 2.5}) || len(got.Ints) != 0 {
		t.Errorf("got %v", got)
	}
	k = k.Reset(1)
	if k.Len() != 0 || len(k) != 1 {
		t.Errorf("got %v", k)
	}
	for range 100 {
		k[0].AppendInt(7)
	}
	if n := testing.AllocsPerRun(10, func() {
		k = k.Reset(1)
		for range 100 {
			k[0].AppendInt(7)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if Keys(nil).Len() != 0 {
		t.Error("no columns have keys")
	}
}
