package cursor

import (
	"bytes"
	"encoding/base64"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

const byName = "track by name"

// rows are the values of rows in an order.
var rows = [][]any{
	nil,
	{nil},
	{int64(0)},
	{int64(math.MinInt64), int64(math.MaxInt64)},
	{0.1, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64},
	{"", "a", "ä\x00\xff", strings.Repeat("long", 100)},
	{[]byte{}, []byte("a"), []byte{0, 255}},
	{true, false, nil, "x", int64(-1)},
}

func made(t *testing.T, key *Key, row []any) string {
	t.Helper()
	var values []byte
	for _, v := range row {
		var ok bool
		if values, ok = AppendValue(values, v); !ok {
			t.Fatalf("%T was refused", v)
		}
	}
	out := key.Signer(byName).Append([]byte("before "), values)
	if len(out) != len("before ")+Size(len(values)) {
		t.Errorf("the cursor has %d bytes, Size says %d", len(out)-len("before "), Size(len(values)))
	}
	text, _ := strings.CutPrefix(string(out), "before ")
	return text
}

func TestOpenReturnsTheValues(t *testing.T) {
	key := NewKey([]byte("secret"))
	for _, row := range rows {
		cursor := made(t, key, row)
		got, err := key.Signer(byName).Open(cursor)
		if err != nil || !reflect.DeepEqual([]any(got), row) {
			t.Errorf("%v came back as %v, %v", row, got, err)
		}
	}
}

func TestFloatsComeBackBitForBit(t *testing.T) {
	key := NewKey([]byte("secret"))
	for _, bits := range []uint64{math.Float64bits(math.NaN()), 0x7ff0_0000_0000_0001, 1 << 63, 1} {
		got, err := key.Signer(byName).Open(made(t, key, []any{math.Float64frombits(bits)}))
		if err != nil || math.Float64bits(got[0].(float64)) != bits { //nolint:forcetypeassert // a panic fails the test
			t.Errorf("%x came back as %v, %v", bits, got, err)
		}
	}
}

// TestEveryEditIsRefused changes every byte of cursors to every other byte, cuts them and makes them longer.
func TestEveryEditIsRefused(t *testing.T) {
	signer := NewKey([]byte("secret")).Signer(byName)
	for _, row := range rows {
		cursor := made(t, NewKey([]byte("secret")), row)
		for i := range len(cursor) {
			step := 1
			if i > 40 && i < len(cursor)-40 {
				step = 37 // a long text
			}
			for c := 0; c < 256; c += step {
				edited := []byte(cursor)
				if edited[i] = byte(c); string(edited) == cursor {
					continue
				}
				if _, err := signer.Open(string(edited)); !errors.Is(err, ErrUnknown) {
					t.Fatalf("%v: byte %d as %d was taken", row, i, c)
				}
			}
			if _, err := signer.Open(cursor[:i]); !errors.Is(err, ErrUnknown) {
				t.Errorf("%v: %d bytes were taken", row, i)
			}
		}
		for _, more := range []string{"A", "AA", "AAAA", "=", "\n", " "} {
			if _, err := signer.Open(cursor + more); !errors.Is(err, ErrUnknown) {
				t.Errorf("%v: %q behind it was taken", row, more)
			}
			if _, err := signer.Open(more + cursor); !errors.Is(err, ErrUnknown) {
				t.Errorf("%v: %q before it was taken", row, more)
			}
		}
	}
}

func TestCursorsOfOthersAreRefused(t *testing.T) {
	key := NewKey([]byte("secret"))
	cursor := made(t, key, []any{int64(1)})
	for _, test := range []struct {
		name   string
		signer *Signer
		want   error
	}{
		{"another order", key.Signer("track by id"), ErrOrder},
		{"an order before it", key.Signer("track by nam"), ErrOrder},
		{"no order", key.Signer(""), ErrOrder},
		{"another key", NewKey([]byte("Secret")).Signer(byName), ErrUnknown},
		{"an empty key", NewKey(nil).Signer(byName), ErrUnknown},
	} {
		if got, err := test.signer.Open(cursor); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v, want %v", test.name, got, err, test.want)
		}
	}
	raw := NewKey(nil)
	raw.secret = []byte("secret")
	if _, err := raw.Signer(byName).Open(cursor); !errors.Is(err, ErrUnknown) {
		t.Error("the secret itself is the key")
	}
}

// TestSignedGarbageIsRefused opens random bytes that are signed: they are refused or come back as they were.
func TestSignedGarbageIsRefused(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	signer := NewKey([]byte("secret")).Signer(byName)
	taken := 0
	for range 20_000 {
		garbage := make([]byte, random.IntN(12))
		for i := range garbage {
			garbage[i] = byte(random.IntN(256) >> (random.IntN(2) * 5))
		}
		got, err := signer.Open(string(signer.Append(nil, garbage)))
		if err != nil {
			continue
		}
		taken++
		var again []byte
		for _, v := range got {
			again, _ = AppendValue(again, v)
		}
		if len(again) > len(garbage) || len(again) == len(garbage) && !bytes.Equal(again, garbage) {
			t.Fatalf("%x was taken for %v", garbage, got)
		}
	}
	if taken == 0 {
		t.Error("nothing was taken")
	}
}

func TestOtherVersionsAreRefused(t *testing.T) {
	signer := NewKey([]byte("secret")).Signer(byName)
	message := bytes.Clone(signer.head[:])
	message[0]++
	message = signer.sum(message, message)
	if _, err := signer.Open(base64.RawURLEncoding.EncodeToString(message)); !errors.Is(err, ErrUnknown) {
		t.Error("a cursor of another version was taken")
	}
}

func TestOtherTypesAreNotAppended(t *testing.T) {
	if out, ok := AppendValue([]byte{9}, struct{}{}); ok || len(out) != 1 {
		t.Error("a value that no database returns was taken")
	}
}

func BenchmarkAppend(b *testing.B) {
	signer := NewKey([]byte("secret")).Signer(byName)
	var dst, values []byte
	for b.Loop() {
		values, _ = AppendValue(AppendInt(values[:0], 5), "a name")
		dst = signer.Append(dst[:0], values)
	}
}
