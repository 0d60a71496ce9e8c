package cell

import (
	"math"
	"strconv"
	"strings"
)

// digits holds the significant digits of a number: d.ddd × 10^exponent. They are held in the value itself, so that
// reading a cell allocates nothing.
type digits struct {
	negative bool
	exponent int
	count    int
	digit    [24]byte
}

// digitsOf returns the shortest digits that read back as f, which is finite.
func digitsOf(f float64) (d digits) {
	var scratch [32]byte
	b := strconv.AppendFloat(scratch[:0], f, 'e', -1, 64)
	for i, c := range b {
		switch c {
		case '-':
			d.negative = true
		case '.':
		case 'e':
			for _, c := range b[i+2:] {
				d.exponent = d.exponent*10 + int(c-'0')
			}
			if b[i+1] == '-' {
				d.exponent = -d.exponent
			}
			return d
		default:
			d.digit[d.count] = c
			d.count++
		}
	}
	return d
}

func (d *digits) zero() bool { return d.count == 0 || d.digit[0] == '0' }

// appendPlain appends the number without an exponent, with at least scale digits after the point.
func (d *digits) appendPlain(dst []byte, scale int) []byte {
	if d.negative && !d.zero() {
		dst = append(dst, '-')
	}
	if d.exponent < 0 {
		dst = append(dst, '0')
	}
	for i := 0; i <= d.exponent; i++ {
		dst = append(dst, d.at(i))
	}
	last := max(d.count-1-d.exponent, scale)
	if last <= 0 {
		return dst
	}
	dst = append(dst, '.')
	for i := range last {
		dst = append(dst, d.at(d.exponent+1+i))
	}
	return dst
}

// at returns a digit; those before the first and after the last are zero.
func (d *digits) at(i int) byte {
	if i < 0 || i >= d.count {
		return '0'
	}
	return d.digit[i]
}

// round cuts to scale digits after the point, half to even.
func (d *digits) round(scale int) {
	keep := d.exponent + 1 + scale
	if keep >= d.count {
		return
	}
	if keep < 0 {
		d.count, d.exponent = 0, 0
		return
	}
	up := d.digit[keep] > '5' || (d.digit[keep] == '5' && (d.count > keep+1 || (keep > 0 && d.digit[keep-1]%2 == 1)))
	d.count = keep
	if !up {
		return
	}
	for i := keep - 1; i >= 0; i-- {
		if d.digit[i] != '9' {
			d.digit[i]++
			return
		}
		d.digit[i] = '0'
	}
	// All were nines, or none was kept: one more digit in front, and zeros need not be kept.
	d.digit[0], d.count = '1', 1
	d.exponent++
}

// nearlyEqual is the maximum relative difference between a float and its value at the column's scale. The binary form
// of a decimal, and sums of such, are much closer.
const nearlyEqual = 1e-12

// AppendDecimalFloat appends a float as a decimal: with exactly scale digits after the point, or in its shortest form
// where scale is negative. It reports false, with dst unchanged, where the float does not fit the scale.
func AppendDecimalFloat(dst []byte, f float64, scale int) ([]byte, bool) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return dst, false
	}
	d := digitsOf(f)
	if scale < 0 {
		if d.zero() {
			return append(dst, '0'), true
		}
		return d.appendPlain(dst, 0), true
	}
	start := len(dst)
	if d.count-1-d.exponent <= scale {
		return d.appendPlain(dst, scale), true
	}
	d.round(scale)
	out := d.appendPlain(dst, scale)
	shown, err := strconv.ParseFloat(string(out[start:]), 64)
	if err != nil || math.Abs(shown-f) > nearlyEqual*math.Abs(f) {
		return dst, false
	}
	return out, true
}

// AppendDecimalInt appends an integer as a decimal with scale digits after the point.
func AppendDecimalInt(dst []byte, n int64, scale int) []byte {
	dst = strconv.AppendInt(dst, n, 10)
	if scale > 0 {
		dst = append(dst, '.')
		for range scale {
			dst = append(dst, '0')
		}
	}
	return dst
}

// AppendDecimalText appends a text as a decimal. The text is written like a JSON number without an exponent, and
// digits beyond the scale must be zeros; otherwise it reports false, with dst unchanged.
func AppendDecimalText(dst []byte, s string, scale int) ([]byte, bool) {
	whole, fraction, point := strings.Cut(s, ".")
	size := strings.TrimPrefix(whole, "-")
	if size == "" || !allDigits(size) || (size[0] == '0' && size != "0") {
		return dst, false
	}
	if point && (fraction == "" || !allDigits(fraction)) {
		return dst, false
	}
	fraction = strings.TrimRight(fraction, "0")
	if scale >= 0 && len(fraction) > scale {
		return dst, false
	}
	if fraction == "" && size == "0" {
		whole = "0" // no sign before zero
	}
	dst = append(dst, whole...)
	scale = max(scale, len(fraction))
	if scale == 0 {
		return dst, true
	}
	dst = append(append(dst, '.'), fraction...)
	for range scale - len(fraction) {
		dst = append(dst, '0')
	}
	return dst, true
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
