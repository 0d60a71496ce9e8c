package cell

import "math"

// Epoch is how numbers count the time since an instant. testdata/epochs.json tests this file, and the engines that read
// such numbers in C.
type Epoch struct {
	// One unit is Micros/Parts microseconds; Begin is the instant of 0.
	Micros, Parts int64
	Begin         int64
	// rounded is the number of microseconds to which a fraction is exact; 1 is that of an instant.
	rounded int64
	// unit is the plural of the unit, for messages.
	unit string
}

// The epochs: seconds, milliseconds, microseconds and nanoseconds since 1970; microseconds and 100 nanoseconds since
// 1601; seconds since 2001; julian days, whose fractions SQLite itself reads to the millisecond.
var (
	UnixSeconds = Epoch{Micros: Second, Parts: 1, rounded: 1, unit: "seconds"}
	UnixMillis  = Epoch{Micros: 1000, Parts: 1, rounded: 1, unit: "milliseconds"}
	UnixMicros  = Epoch{Micros: 1, Parts: 1, rounded: 1, unit: "microseconds"}
	UnixNanos   = Epoch{Micros: 1, Parts: 1000, rounded: 1, unit: "nanoseconds"}
	Micros1601  = Epoch{Micros: 1, Parts: 1, Begin: since1601, rounded: 1, unit: "microseconds"}
	FileTime    = Epoch{Micros: 1, Parts: 10, Begin: since1601, rounded: 1, unit: "units of 100 nanoseconds"}
	Seconds2001 = Epoch{Micros: Second, Parts: 1, Begin: 978307200 * Second, rounded: 1, unit: "seconds"}
	JulianDays  = Epoch{Micros: Day, Parts: 1, Begin: sinceJulian, rounded: 1000, unit: "days"}
	windowFirst = 631152000 * Second  // 1990-01-01
	windowAfter = 4102444800 * Second // 2100-01-01
)

const (
	since1601   = -11644473600 * Second
	sinceJulian = -210866760000 * Second // noon of 4714-11-24 BC
)

// Unit returns the plural of the unit.
func (e Epoch) Unit() string { return e.unit }

// OfInt returns the instant of a whole number. What is finer than microseconds is cut. It reports false outside the
// range of DateTime.
func (e Epoch) OfInt(n int64) (int64, bool) {
	if e.Parts > 1 {
		return inRange(floorDiv(n, e.Parts) + e.Begin)
	}
	if n > math.MaxInt64/e.Micros/2 || n < math.MinInt64/e.Micros/2 {
		return 0, false
	}
	return inRange(n*e.Micros + e.Begin)
}

// OfReal returns the instant of a number with a fraction, to the nearest microsecond: a binary fraction holds few
// decimal ones exactly.
func (e Epoch) OfReal(f float64) (int64, bool) {
	scaled := f * float64(e.Micros/e.rounded) / float64(e.Parts)
	if !(math.Abs(scaled) < 1<<62) {
		return 0, false
	}
	if e.rounded > 1 {
		n := int64(math.Round(scaled))
		if n > math.MaxInt64/e.rounded/2 || n < math.MinInt64/e.rounded/2 {
			return 0, false
		}
		return inRange(n*e.rounded + e.Begin)
	}
	return inRange(int64(math.Round(scaled)) + e.Begin)
}

// Number returns the number of an instant: an int64 where it is whole and fits, otherwise a float64.
func (e Epoch) Number(micros int64) any {
	since := micros - e.Begin
	if e.Parts > 1 {
		if since > math.MaxInt64/e.Parts || since < math.MinInt64/e.Parts {
			return float64(since) * float64(e.Parts)
		}
		return since * e.Parts
	}
	if since%e.Micros == 0 {
		return since / e.Micros
	}
	return float64(since) / float64(e.Micros)
}

// Near returns the number of an instant as a float64, which may be off by less than a microsecond or by the precision
// of the number.
func (e Epoch) Near(micros int64) float64 {
	return float64(micros-e.Begin) / float64(e.Micros) * float64(e.Parts)
}

// Plausible reports whether an instant lies between 1990 and 2100: there the ranges of the epochs' numbers are
// disjoint, except those of seconds since 2001.
func Plausible(micros int64) bool { return micros >= windowFirst && micros < windowAfter }

func inRange(micros int64) (int64, bool) {
	return micros, micros >= FirstInstant && micros < EndOfInstants
}

func floorDiv(n, d int64) int64 {
	q := n / d
	if n%d < 0 {
		q--
	}
	return q
}
