package jsontext

import (
	"bytes"
	"cmp"
	"math"
	"strconv"
)

// AppendFloat appends the shortest decimal number that reads back as f: plain digits from 1e-6 up to 1e21, an exponent
// without leading zeros beyond (1e+21, 1.5e-7), no fraction where f is whole, and 0 for negative zero. It is the form
// of ECMAScript's Number. It reports false, with dst unchanged, where f is not finite.
func AppendFloat(dst []byte, f float64) ([]byte, bool) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return dst, false
	}
	size := math.Abs(f)
	if size == 0 {
		return append(dst, '0'), true
	}
	if size >= 1e-6 && size < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64), true
	}
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	// The exponent has two digits at least: e-07 becomes e-7.
	if n := len(dst); dst[n-2] == '0' && (dst[n-3] == '-' || dst[n-3] == '+') {
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst, true
}

// maxExponent is the maximum exponent of a number that is compared.
const maxExponent = 1_000_000

// number is d.ddd × 10^exponent with the sign beside it. Zero has no digits.
type number struct {
	negative bool
	// digits have no zeros at either end.
	digits   []byte
	exponent int
}

// parseNumber parses a number that follows JSON's grammar.
func parseNumber(token []byte) (number, bool) {
	var n number
	if token[0] == '-' {
		n.negative = true
		token = token[1:]
	}
	if i := bytes.IndexAny(token, "eE"); i >= 0 {
		e, err := strconv.Atoi(string(token[i+1:]))
		if err != nil || e > maxExponent || e < -maxExponent {
			return number{}, false
		}
		n.exponent = e
		token = token[:i]
	}
	whole, fraction, _ := bytes.Cut(token, []byte{'.'})
	n.exponent += len(whole) - 1
	n.digits = token
	if len(fraction) > 0 {
		n.digits = append(append(make([]byte, 0, len(token)), whole...), fraction...)
	}
	for len(n.digits) > 0 && n.digits[0] == '0' {
		n.digits = n.digits[1:]
		n.exponent--
	}
	n.digits = bytes.TrimRight(n.digits, "0")
	if len(n.digits) == 0 {
		return number{}, true
	}
	return n, true
}

// padding is the maximum number of zeros written before an exponent is used.
const padding = 20

// append appends the one form that every spelling of the number shares.
func (n number) append(dst []byte) []byte {
	if len(n.digits) == 0 {
		return append(dst, '0')
	}
	if n.negative {
		dst = append(dst, '-')
	}
	e, count := n.exponent, len(n.digits)
	switch {
	case e < -6 || e >= count+padding:
		dst = append(dst, n.digits[0])
		if count > 1 {
			dst = append(append(dst, '.'), n.digits[1:]...)
		}
		dst = append(dst, 'e')
		return strconv.AppendInt(dst, int64(e), 10)
	case e < 0:
		return append(append(append(dst, '0', '.'), "00000"[:-e-1]...), n.digits...)
	case e >= count-1:
		return append(append(dst, n.digits...), "0000000000000000000000"[:e-count+1]...)
	default:
		return append(append(append(dst, n.digits[:e+1]...), '.'), n.digits[e+1:]...)
	}
}

// compare orders two numbers exactly.
func (n number) compare(o number) int {
	if c := cmp.Compare(n.sign(), o.sign()); c != 0 {
		return c
	}
	c := cmp.Compare(n.exponent, o.exponent)
	if c == 0 {
		c = bytes.Compare(n.digits, o.digits)
	}
	return c * n.sign()
}

func (n number) sign() int {
	switch {
	case len(n.digits) == 0:
		return 0
	case n.negative:
		return -1
	default:
		return 1
	}
}
