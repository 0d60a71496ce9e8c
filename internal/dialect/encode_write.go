package dialect

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"tiddly/internal/fault"
)

const (
	second = int64(time.Second / time.Microsecond)
	minute = 60 * second
	hour   = 60 * minute
)

// firstMoment is the beginning of the year 1.
var firstMoment = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// written encodes microseconds as they are stored.
func (e Encoding) written(micros int64) (any, error) {
	if e == TimeText {
		return clock(micros), nil
	}
	if micros < firstMoment {
		return nil, fault.New(fault.RequestValue, "a year before 0001 cannot be stored").
			WithHint("give a date between the years 0001 and 9999")
	}
	switch e {
	case DateTimeText:
		t := time.UnixMicro(micros).UTC()
		return t.Format(time.DateOnly) + " " + clock(micros-t.Truncate(24*time.Hour).UnixMicro()), nil
	case DateText:
		return time.UnixMicro(micros).UTC().Format(time.DateOnly), nil
	case WholeSeconds:
		return whole(micros, second, "seconds")
	case WholeMillis:
		return whole(micros, second/1000, "milliseconds")
	default:
		return nil, e.mismatch(micros)
	}
}

// clock writes microseconds since midnight. A fraction has all its digits, so that one moment has one text.
func clock(micros int64) string {
	text := fmt.Sprintf("%02d:%02d:%02d", micros/hour, micros/minute%60, micros/second%60)
	if fraction := micros % second; fraction != 0 {
		text += fmt.Sprintf(".%06d", fraction)
	}
	return text
}

func whole(micros, unit int64, units string) (any, error) {
	if micros%unit != 0 {
		return nil, fault.New(fault.RequestValue, "the column keeps whole %s", units).WithHint("cut the fraction to %s", units)
	}
	return micros / unit, nil
}

// maxDigits is how many significant digits of a decimal survive in a float64.
const maxDigits = 15

// shortDecimal gives the number that a canonical decimal is.
func shortDecimal(s string) (any, error) {
	digits := strings.TrimLeft(strings.TrimPrefix(s, "-"), "0.")
	if !strings.Contains(s, ".") {
		digits = strings.TrimRight(digits, "0")
	}
	if len(strings.Replace(digits, ".", "", 1)) > maxDigits {
		return nil, fault.New(fault.RequestValue, "the value has more than %d significant digits, which the column cannot keep", maxDigits).
			WithHint("round the value, or declare the column TEXT, which keeps all digits")
	}
	n := numeral(s)
	if _, text := n.(string); text {
		return nil, fault.New(fault.RequestValue, "the value is too large for the column").
			WithHint("declare the column TEXT, which keeps any number")
	}
	return n, nil
}

// textOfNumber lets text pass that is no number, or the one text of a number.
func textOfNumber(s string) (any, error) {
	f, err := strconv.ParseFloat(strings.Trim(s, " \t\n\v\f\r"), 64)
	if err != nil && !math.IsInf(f, 0) || strings.ContainsAny(s, "xXpP_nN") {
		return s, nil // Infinity, NaN and hexadecimal numbers are no numbers for a database
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && strconv.FormatInt(n, 10) == s {
		return s, nil
	}
	if text := strconv.FormatFloat(f, 'f', -1, 64); text == s && math.Abs(f) >= 1e-4 && len(s) <= maxDigits {
		return s, nil
	}
	return nil, fault.New(fault.RequestValue, "the column keeps text that looks like a number as a number, and so in another form").
		WithHint("declare the column TEXT, which keeps every text as it is")
}
