package cell

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

var epochs = map[string]Epoch{
	"s": UnixSeconds, "ms": UnixMillis, "us": UnixMicros, "ns": UnixNanos, "us1601": Micros1601, "100ns1601": FileTime,
	"s2001": Seconds2001, "julian": JulianDays,
}

func TestEpochs(t *testing.T) {
	for text, want := range vectors(t, "epochs") {
		unit, number, _ := strings.Cut(text, " ")
		e, ok := epochs[unit]
		if !ok {
			continue // one that does not exist, for the engines
		}
		got := ""
		if n, err := strconv.ParseInt(number, 10, 64); err == nil {
			if micros, ok := e.OfInt(n); ok {
				got = string(AppendInstant(nil, micros))
			}
		} else if f, err := strconv.ParseFloat(number, 64); err != nil {
			t.Fatal(err)
		} else if micros, ok := e.OfReal(f); ok {
			got = string(AppendInstant(nil, micros))
		}
		if got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if _, ok := UnixSeconds.OfReal(f); ok {
			t.Errorf("%v is an instant", f)
		}
	}
}

// TestEpochsReadWhatTheyWrite writes instants between 1990 and 2100 as numbers, which are read as the same instants,
// and are of no other epoch.
func TestEpochsReadWhatTheyWrite(t *testing.T) {
	for name, e := range epochs {
		for range 2000 {
			micros := windowFirst + rand.Int64N(windowAfter-windowFirst)
			micros -= micros % e.rounded
			var got int64
			var ok bool
			var size float64
			switch n := e.Number(micros).(type) {
			case int64:
				got, ok = e.OfInt(n)
				size = float64(n)
			case float64:
				got, ok = e.OfReal(n)
				size = n
			}
			if !ok || got != micros {
				t.Fatalf("%s: %d is written and read as %d", name, micros, got)
			}
			if near := e.Near(micros); math.Abs(near-size) > math.Abs(size)*1e-15 {
				t.Fatalf("%s: near %v is %v", name, size, near)
			}
			for other, o := range epochs {
				if at, ok := o.OfReal(size); ok && Plausible(at) && other != name && name != "s2001" && other != "s2001" {
					t.Fatalf("%v is of %s and of %s", size, name, other)
				}
			}
		}
	}
}
