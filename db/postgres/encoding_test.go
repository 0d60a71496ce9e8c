package postgres

import (
	"encoding/hex"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiddly/internal/dialect"
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

func TestEncodings(t *testing.T) {
	noon := micros(t, "2024-02-29T12:00:00Z")
	old := micros(t, "0000-12-31T23:59:59.25Z")
	ints := dialect.Keys{{Ints: []int64{1, -2, math.MaxInt64}}}
	for _, c := range []struct {
		encode   encoding
		in, want any
	}{
		{bindText, "a'b", "a'b"},
		{bindPattern, `a%b_\\`, `a%b_\\`},
		{bindInstant, noon, "2024-02-29 12:00:00+00"},
		{bindInstant, noon + 1, "2024-02-29 12:00:00.000001+00"},
		{bindInstant, noon + 250_000, "2024-02-29 12:00:00.25+00"},
		{bindInstant, old, "0001-12-31 23:59:59.25+00 BC"},
		{bindStoredInstant, noon, "2024-02-29 12:00:00+00"},
		{bindDay, noon, "2024-02-29"},
		{bindDay, old, "0001-12-31 BC"},
		{bindStoredDay, noon, "2024-02-29"},
		{bindClock, int64(3_723_000_005), "01:02:03.000005"},
		{bindSeconds, int64(3_000_000), int64(3)},
		{bindSeconds, int64(3_000_001), int64(unmeant)},
		{bindSecondsDown, int64(3_500_000), int64(3)},
		{bindSecondsDown, int64(-3_500_000), int64(-4)},
		{bindSecondsUp, int64(3_500_000), int64(4)},
		{bindSecondsUp, int64(-3_500_000), int64(-3)},
		{bindSecondsUp, int64(3_000_000), int64(3)},
		{bindMillis, int64(3_000), int64(3)},
		{bindMillisDown, int64(3_500), int64(3)},
		{bindMillisUp, int64(3_500), int64(4)},
		{bindWholeSeconds, int64(3_000_000), int64(3)},
		{bindWholeMillis, int64(-3_000), int64(-3)},
		{bindSmall, int64(-32768), int64(-32768)},
		{bindObjectID, int64(math.MaxUint32), int64(math.MaxUint32)},
		{bindJSON, request.JSONText(`{"a":"\\u0000"}`), `{"a":"\\u0000"}`},
		{bindPath, request.JSONText(`["a","b c",0,-1,-2,"q\"'\\"]`), `strict $."a"."b c"[0][last-0][last-1]."q\"'\\"`},
		{bindPath, request.JSONText(`[]`), `strict $`},
		{bindPath, request.JSONText(`["<é>"]`), `strict $."<é>"`},
		{bindElements, request.JSONText(`["a,\"b\\",null,"NULL",1.50,true,[],["x"],{"k":"v"}]`), `{"a,\"b\\",NULL,"NULL","1.50","true",{},{"x"},"{\"k\":\"v\"}"}`},
		{bindElements, request.JSONText(`[]`), `{}`},
		{bindArray, ints, "{1,-2,9223372036854775807}"},
		{bindArray, dialect.Keys{{}}, "{}"},
		{bindArray, dialect.Keys{{Texts: []string{`a"b\`, "", "NULL"}}}, `{"a\"b\\","","NULL"}`},
		{bindArray, dialect.Keys{{Values: []any{`a"b\`, "", "NULL", nil, int64(5), 0.1, true, []byte{0, 255}}}}, `{"a\"b\\","","NULL",NULL,5,0.1,true,"\\x00ff"}`},
		{bindBigInts, ints, unhex(t, "00000001 00000001 00000014 00000003 00000001 00000008 0000000000000001 00000008 fffffffffffffffe 00000008 7fffffffffffffff")},
		{bindIntegers, ints, unhex(t, "00000001 00000001 00000017 00000003 00000001 00000004 00000001 00000004 fffffffe ffffffff")},
		{bindSmalls, dialect.Keys{{}}, unhex(t, "00000000 00000001 00000015")},
		{bindSmalls, dialect.Keys{{Values: []any{"32768", "32767", int64(-32769), int64(-32768), "1.5"}}}, `{NULL,"32767",NULL,-32768,"1.5"}`},
	} {
		got, err := c.encode.Apply(c.in)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s of %#v is %#v, %v; want %#v", c.encode, c.in, got, err, c.want)
		}
	}
}

// unhex returns the bytes of hexadecimal digits with blanks.
func unhex(t *testing.T, digits string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEncodingsRefuse(t *testing.T) {
	for _, c := range []struct {
		encode dialect.Encoding
		in     any
		code   fault.Code
	}{
		{bindText, "a\x00b", fault.RequestValue},
		{bindPattern, "a\x00%", fault.RequestValue},
		{bindPattern, `a\`, fault.RequestValue},
		{bindPattern, `a\\\`, fault.RequestValue},
		{bindPattern, strings.Repeat("a", maxPattern+1), fault.RequestValue},
		{bindStoredInstant, micros(t, "0000-01-01T00:00:00Z"), fault.RequestValue},
		{bindStoredDay, micros(t, "0000-01-01T00:00:00Z"), fault.RequestValue},
		{bindWholeSeconds, int64(1), fault.RequestValue},
		{bindWholeMillis, int64(1), fault.RequestValue},
		{bindSmall, int64(32768), fault.RequestValue},
		{bindObjectID, int64(-1), fault.RequestValue},
		{bindJSON, request.JSONText(`"\u0000"`), fault.RequestValue},
		{bindJSON, request.JSONText(`"\\\u0000"`), fault.RequestValue},
		{bindPath, request.JSONText("[\"\\u0000\"]"), fault.RequestValue},
		{bindElements, request.JSONText(`{"a":1}`), fault.RequestValue},
		{bindElements, request.JSONText(`5`), fault.RequestValue},
		{bindElements, request.JSONText(`["\u0000"]`), fault.RequestValue},
		{bindPath, request.JSONText(`[true]`), fault.Internal},
		{bindArray, dialect.Keys{{}, {}}, fault.Internal},
		{bindArray, dialect.Keys{{Values: []any{struct{}{}}}}, fault.Internal},
		{limited{bindText, 3, -1}, "äöüß", fault.RequestValue},
		{limited{bindText, 3, -1}, "a\x00b", fault.RequestValue},
		{limited{bindDecimal, 5, 2}, "1000", fault.RequestValue},
		{limited{bindDecimal, 5, 2}, "-01000.00", fault.RequestValue},
		{limited{bindDecimal, 2, 2}, "1.00", fault.RequestValue},
		{limited{bindText, 3, -1}, int64(1), fault.Internal},
		{bindText, int64(1), fault.Internal},
		{bindClock, "12:00", fault.Internal},
		{bindText, 1.5, fault.Internal},
		{bindText, []any{}, fault.Internal},
	} {
		got, err := c.encode.Apply(c.in)
		var f *fault.Fault
		if !errors.As(err, &f) || f.Code != c.code || (c.code == fault.RequestValue && f.Hint == "") {
			t.Errorf("%s of %#v is %#v, %v", c.encode, c.in, got, err)
		}
	}
}

func TestEncodingsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for e := range encodingCount {
		if e.String() == "" || seen[e.String()] {
			t.Errorf("encoding %d is called %q", e, e)
		}
		seen[e.String()] = true
	}
}

func TestDialectIsSound(t *testing.T) {
	for _, binary := range []bool{false, true} {
		d := Dialect(Options{Binary: binary})
		if err := d.Check(); err != nil {
			t.Error(err)
		}
		for name, s := range d.Storages {
			if strings.HasPrefix(name, storageList) {
				continue // see TestLists
			}
			if _, found := s.Ops[request.Eq]; !found {
				t.Errorf("storage %s cannot be compared", name)
			}
			if strings.HasPrefix(name, "json") || name == storageArray || name == storageRow {
				continue // JSON is no key
			}
			if s.Keyed.In.SQL == "" || s.Keyed.Part.SQL == "" {
				t.Errorf("storage %s is no key", name)
			}
		}
	}
}
