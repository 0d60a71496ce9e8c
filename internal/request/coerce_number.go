package request

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
)

// maxExponent limits what an exponent may expand to: 1e400 is a thousand times more digits than any database keeps,
// and a short text must not become a long one.
const maxExponent = 400

// CoerceNumber is Coerce for a number, where the kind is one of numbers, and reports whether it is. It needs no memory but
// that of its result.
func CoerceNumber(kind catalog.Kind, n json.Number) (v any, numeric bool, err error) {
	switch kind {
	case catalog.Int, catalog.BigInt, catalog.Float, catalog.Decimal:
		v, err = coerceNumber(kind, n)
		return v, true, err
	default:
		return nil, false, nil
	}
}

// coerceNumber is Coerce for the kinds of numbers.
func coerceNumber(kind catalog.Kind, v any) (any, error) {
	switch kind {
	case catalog.Int:
		return coerceInt(v)
	case catalog.BigInt:
		return coerceBigInt(v)
	case catalog.Float:
		return coerceFloat(v)
	default:
		return coerceDecimal(v)
	}
}

func coerceInt(v any) (any, error) {
	if _, text := v.(string); text {
		return nil, unfit("an Int", v).WithHint("write a number, without quotes")
	}
	n, err := integer("an Int", v)
	if err != nil {
		return nil, err
	}
	if n < math.MinInt32 || n > math.MaxInt32 {
		return nil, unfit("an Int", v).WithHint("an Int lies between -2147483648 and 2147483647")
	}
	return n, nil
}

func coerceBigInt(v any) (any, error) {
	n, err := integer("a BigInt", v)
	if err != nil {
		return nil, err
	}
	return n, nil
}

// integer parses a whole number. JSON has one kind of number, so 1.0 and 1e3 are whole; a string has to be plain
// digits.
func integer(expected string, v any) (int64, error) {
	var text string
	switch v := v.(type) {
	case int64:
		return v, nil
	case float64:
		text = strconv.FormatFloat(v, 'e', -1, 64)
	case json.Number:
		text = v.String()
	case string:
		text = v
		if strings.ContainsAny(v, ".eE") {
			text = ""
		}
	}
	canonical, ok := canonicalDecimal(text)
	if !ok || strings.Contains(canonical, ".") {
		return 0, unfit(expected, v).WithHint("write a whole number")
	}
	n, err := strconv.ParseInt(canonical, 10, 64)
	if err != nil {
		return 0, unfit(expected, v).WithHint("a number of 64 bits lies between -9223372036854775808 and 9223372036854775807")
	}
	return n, nil
}

func coerceFloat(v any) (any, error) {
	var f float64
	switch v := v.(type) {
	case int64:
		f = float64(v)
	case float64:
		f = v
	case json.Number:
		parsed, err := strconv.ParseFloat(v.String(), 64)
		if err != nil {
			return nil, unfit("a Float", v).WithHint("a Float is a finite number of 64 bits, up to about 1.8e308")
		}
		f = parsed
	default:
		return nil, unfit("a Float", v).WithHint("write a number, without quotes")
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, unfit("a Float", v).WithHint("a Float is finite")
	}
	return f, nil
}

func coerceDecimal(v any) (any, error) {
	var text string
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		text = strconv.FormatFloat(v, 'e', -1, 64)
	case json.Number:
		text = v.String()
	case string:
		text = v
	}
	canonical, ok := canonicalDecimal(text)
	if !ok {
		return nil, unfit("a Decimal", v).WithHint("write digits with an optional point, as in \"12.50\"")
	}
	return canonical, nil
}

// canonicalDecimal writes a decimal number without exponent, leading zeros, trailing fraction zeros or
// negative zero. It does no arithmetic, so it is exact.
func canonicalDecimal(text string) (string, bool) {
	rest, negative := strings.CutPrefix(text, "-")
	mantissa, exponent, ok := cutExponent(rest)
	if !ok {
		return "", false
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	if !digits(whole) || (point && !digits(fraction)) {
		return "", false
	}
	if exponent > 0 {
		take := min(exponent, len(fraction))
		whole += fraction[:take] + strings.Repeat("0", exponent-take)
		fraction = fraction[take:]
	}
	if exponent < 0 {
		if short := -exponent - len(whole); short > 0 {
			whole = strings.Repeat("0", short) + whole
		}
		at := len(whole) + exponent
		whole, fraction = whole[:at], whole[at:]+fraction
	}
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if negative && whole != "0" {
		whole = "-" + whole
	}
	return whole, true
}

func cutExponent(text string) (mantissa string, exponent int, ok bool) {
	i := strings.IndexAny(text, "eE")
	if i < 0 {
		return text, 0, true
	}
	exponent, err := strconv.Atoi(text[i+1:])
	return text[:i], exponent, err == nil && -maxExponent <= exponent && exponent <= maxExponent
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
