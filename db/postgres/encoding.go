package postgres

import (
	"fmt"
	"math"
	"strings"
	"time"

	"tiddly/internal/cell"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// encoding is a way to bind a value. The database reads a text as a value of the type that the SQL names; each has
// one meaning whatever the session's DateStyle, TimeZone and IntervalStyle are.
type encoding uint8

// The encodings. encoding_test.go tests what each takes and returns.
const (
	// bindText is a text, which cannot contain U+0000.
	bindText encoding = iota
	// bindDecimal is a number as a text.
	bindDecimal
	// bindPattern is a LIKE pattern, escaped by a backslash.
	bindPattern
	// bindRegex is a regular expression in the syntax of RE2.
	bindRegex
	// bindInstant is an instant with its offset, bindDay its date, bindClock a time of day. bindStoredInstant and
	// bindStoredDay refuse values that could not be read back.
	bindInstant
	bindDay
	bindClock
	bindStoredInstant
	bindStoredDay
	// bindSeconds and bindMillis are an instant as a number; an instant between two numbers becomes a number that is no
	// instant. Down and Up return the number before and after it. Whole ones refuse an instant between two numbers.
	bindSeconds
	bindSecondsDown
	bindSecondsUp
	bindWholeSeconds
	bindMillis
	bindMillisDown
	bindMillisUp
	bindWholeMillis
	// bindSmall is a 16-bit integer, bindObjectID an unsigned 32-bit one; others are refused.
	bindSmall
	bindObjectID
	// bindJSON is JSON for jsonb, which cannot contain U+0000 either.
	bindJSON
	// bindPath is a JSON array of names and indexes, as a jsonpath.
	bindPath
	// bindElements is a JSON array, as the text of an array.
	bindElements
	// bindArray is the keys of one column, as the text of an array.
	bindArray
	// bindSmalls, bindIntegers and bindBigInts are the same as an array of integers of 16, 32 and 64 bits. A key that is
	// not in their range is NULL, since no cell equals it.
	bindSmalls
	bindIntegers
	bindBigInts
	encodingCount
)

var encodingNames = [encodingCount]string{
	"Text", "Decimal", "Pattern", "Regex", "Instant", "Day", "Clock", "StoredInstant", "StoredDay", "Seconds", "SecondsDown", "SecondsUp",
	"WholeSeconds", "Millis", "MillisDown", "MillisUp", "WholeMillis", "Small", "ObjectID", "JSON", "Path", "Elements",
	"Array", "Smalls", "Integers", "BigInts",
}

// String implements dialect.Encoding.
func (e encoding) String() string { return encodingNames[e] }

// Apply implements dialect.Encoding.
func (e encoding) Apply(v any) (any, error) {
	switch v := v.(type) {
	case string:
		return e.text(v)
	case request.JSONText:
		return e.json(string(v))
	case int64:
		return e.integer(v)
	case dialect.Keys:
		return e.keys(v)
	}
	return nil, dialect.Mismatch(e, v)
}

// maxPattern is the maximum length of a pattern in bytes. Matching takes time proportional to its length times that
// of the text.
const maxPattern = 10_000

func (e encoding) text(s string) (any, error) {
	switch e {
	case bindText:
		return s, storable(s)
	case bindDecimal:
		return s, nil
	case bindPattern:
		if err := storable(s); err != nil {
			return nil, err
		}
		return pattern(s)
	case bindRegex:
		return regex(s)
	default:
		return nil, dialect.Mismatch(e, s)
	}
}

// storable returns an error for a text that no cell can hold.
func storable(s string) error {
	if strings.IndexByte(s, 0) >= 0 {
		return fault.New(fault.RequestValue, "the text has a U+0000, which this database cannot keep").
			WithHint("leave the character out, or keep the text as bytes")
	}
	return nil
}

func pattern(s string) (any, error) {
	if len(s) > maxPattern {
		return nil, fault.New(fault.RequestValue, "the pattern is longer than 10,000 bytes").
			WithHint("compare with a shorter pattern")
	}
	if escapes := len(s) - len(strings.TrimRight(s, `\`)); escapes%2 == 1 {
		return nil, fault.New(fault.RequestValue, "the pattern ends in a backslash that escapes nothing").
			WithHint(`write \\ for a backslash`)
	}
	return s, nil
}

func (e encoding) integer(n int64) (any, error) {
	switch e {
	case bindInstant, bindDay, bindClock:
		return e.moment(n), nil
	case bindStoredInstant, bindStoredDay:
		return e.moment(n), dialect.Readable(n)
	case bindSmall:
		return within(n, math.MinInt16, math.MaxInt16)
	case bindObjectID:
		return within(n, 0, math.MaxUint32)
	default:
		return e.units(n)
	}
}

// within returns an error for an integer outside the column's range.
func within(n, least, most int64) (any, error) {
	if n < least || n > most {
		return nil, fault.New(fault.RequestValue, "the column stores integers from %d to %d", least, most).
			WithHint("use a number in that range")
	}
	return n, nil
}

// moment returns the text of an instant, a day or a time of day. A type without a time zone ignores the offset. The
// year before 1 is 1 BC.
func (e encoding) moment(micros int64) string {
	if e == bindClock {
		return string(cell.AppendFixedClock(nil, micros))
	}
	t := time.UnixMicro(micros).UTC()
	year, era := t.Year(), ""
	if year < 1 {
		year, era = 1-year, " BC"
	}
	text := fmt.Sprintf("%04d-%02d-%02d", year, t.Month(), t.Day())
	if e == bindDay || e == bindStoredDay {
		return text + era
	}
	return text + t.Format(" 15:04:05.999999") + "+00" + era
}

// unmeant is a number that is no instant of any column.
const unmeant = math.MinInt64

// units returns an instant as a number of units.
func (e encoding) units(micros int64) (any, error) {
	unit := cell.Second
	if e >= bindMillis {
		unit /= 1000
	}
	down, fraction := micros/unit, micros%unit
	if fraction < 0 {
		down--
	}
	switch e {
	case bindSecondsDown, bindMillisDown:
		return down, nil
	case bindSecondsUp, bindMillisUp:
		if fraction != 0 {
			down++
		}
		return down, nil
	case bindSeconds, bindMillis:
		if fraction != 0 {
			return int64(unmeant), nil
		}
		return down, nil
	case bindWholeSeconds, bindWholeMillis:
		return whole(down, fraction, map[bool]string{true: "seconds", false: "milliseconds"}[unit == cell.Second])
	default:
		return nil, dialect.Mismatch(e, micros)
	}
}

func whole(n, fraction int64, units string) (any, error) {
	if fraction != 0 {
		return nil, fault.New(fault.RequestValue, "the column stores whole %s", units).WithHint("truncate the fraction to %s", units)
	}
	return n, nil
}
