package sqlite

import (
	"math"
	"strconv"
	"strings"

	"tiddly/internal/dialect"
	"tiddly/internal/fault"
)

// above binds a value as a number that is greater than the one of its encoding, and than few others; as a text, which is
// greater than all numbers, where there is none.
type above struct{ of dialect.Encoding }

// String implements dialect.Encoding.
func (e above) String() string {
	if e.of == nil {
		return "Above"
	}
	return e.of.String() + "Above"
}

// Apply implements dialect.Encoding.
func (e above) Apply(v any) (any, error) {
	bound, err := dialect.Bind(e.of, v)
	if err != nil {
		return nil, err
	}
	switch n := bound.(type) {
	case int64:
		if n < math.MaxInt64 {
			return n + 1, nil
		}
	case float64:
		if next := math.Nextafter(n, math.Inf(1)); next > n {
			return next, nil
		}
	}
	return "", nil
}

// numeral returns s as a number, or s itself if it is none. The infinities are numbers as SQLite has them and answers
// show them.
func numeral(s string) any {
	whole, fraction, _ := strings.Cut(s, ".")
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil && strings.Trim(fraction, "0") == "" {
		return n
	}
	switch s {
	case "Inf":
		return math.Inf(1)
	case "-Inf":
		return math.Inf(-1)
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
		return f
	}
	return s
}

// maxDigits is the number of significant decimal digits that a float64 keeps.
const maxDigits = 15

// shortNumeral returns the number of a canonical decimal.
func shortNumeral(s string) (any, error) {
	digits := strings.TrimLeft(strings.TrimPrefix(s, "-"), "0.")
	if !strings.Contains(s, ".") {
		digits = strings.TrimRight(digits, "0")
	}
	if len(strings.Replace(digits, ".", "", 1)) > maxDigits {
		return nil, fault.New(fault.RequestValue, "the value has more than %d significant digits, which the column cannot store", maxDigits).
			WithHint("round the value, or declare the column TEXT, which stores all digits")
	}
	n := numeral(s)
	if _, text := n.(string); text {
		return nil, fault.New(fault.RequestValue, "the value is too large for the column").
			WithHint("declare the column TEXT, which stores any number")
	}
	return n, nil
}

// stableText returns text that is not a number, or is a number's canonical text; other text is refused.
func stableText(s string) (any, error) {
	f, err := strconv.ParseFloat(strings.Trim(s, " \t\n\v\f\r"), 64)
	if err != nil && !math.IsInf(f, 0) || strings.ContainsAny(s, "xXpP_nN") {
		return s, nil // Infinity, NaN and hexadecimal numbers are not numbers to a database
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && strconv.FormatInt(n, 10) == s {
		return s, nil
	}
	if text := strconv.FormatFloat(f, 'f', -1, 64); text == s && math.Abs(f) >= 1e-4 && len(s) <= maxDigits {
		return s, nil
	}
	return nil, fault.New(fault.RequestValue, "the column stores text that looks like a number as a number").
		WithHint("declare the column TEXT, which stores every text unchanged")
}
