package postgres

import "encoding/binary"

// numeric is the binary form of a numeric: groups of four decimal digits, the first of which has the weight 10000^weight.
type numeric struct {
	groups   []byte
	weight   int
	negative bool
	// scale is the number of fraction digits that the value is shown with.
	scale int
	// special is the name of a value that is no number; empty for numbers.
	special string
}

// The signs of a numeric.
const (
	signMinus    = 0x4000
	signNaN      = 0xC000
	signInfinity = 0xD000
	signBelow    = 0xF000
)

func numericOf(raw []byte) (n numeric, ok bool) {
	if len(raw) < 8 {
		return n, false
	}
	count := int(binary.BigEndian.Uint16(raw))
	n.weight = int(int16(binary.BigEndian.Uint16(raw[2:]))) //nolint:gosec // the sign is in these bits
	n.scale = int(binary.BigEndian.Uint16(raw[6:]))
	if n.groups = raw[8:]; len(n.groups) != 2*count {
		return n, false
	}
	switch binary.BigEndian.Uint16(raw[4:]) {
	case signMinus:
		n.negative = true
	case signNaN:
		n.special = "NaN"
	case signInfinity:
		n.special = "Infinity"
	case signBelow:
		n.special = "-Infinity"
	}
	return n, true
}

// group returns the four digits of a group; those that are not stored are zeros.
func (n *numeric) group(i int) int {
	if i < 0 || 2*i >= len(n.groups) {
		return 0
	}
	return int(binary.BigEndian.Uint16(n.groups[2*i:]))
}

// appendNumeric appends a numeric with scale digits after the point, and with more if it has them; without trailing
// zeros where scale is negative. It reports false for NaN and the infinities.
func appendNumeric(dst, raw []byte, scale int) ([]byte, bool) {
	n, ok := numericOf(raw)
	if !ok || n.special != "" {
		return dst, false
	}
	if n.negative {
		dst = append(dst, '-')
	}
	dst = n.appendWhole(dst)
	return n.appendFraction(dst, max(scale, 0)), true
}

func (n *numeric) appendWhole(dst []byte) []byte {
	if n.weight < 0 || len(n.groups) == 0 {
		return append(dst, '0')
	}
	start := len(dst)
	for i := 0; i <= n.weight; i++ {
		dst = appendGroup(dst, n.group(i))
	}
	// The first group has no zeros in front.
	zeros := 0
	for zeros < 3 && dst[start+zeros] == '0' {
		zeros++
	}
	return append(dst[:start], dst[start+zeros:]...)
}

// appendFraction appends the fraction digits, without trailing zeros beyond the least number of them.
func (n *numeric) appendFraction(dst []byte, least int) []byte {
	if n.scale == 0 && least == 0 {
		return dst
	}
	point := len(dst)
	dst = append(dst, '.')
	for i := range (max(n.scale, least) + 3) / 4 {
		dst = appendGroup(dst, n.group(n.weight+1+i))
	}
	dst = dst[:point+1+max(n.scale, least)]
	for len(dst) > point+1+least && dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	if len(dst) == point+1 {
		return dst[:point]
	}
	return dst
}

func appendGroup(dst []byte, group int) []byte {
	return append(dst, byte('0'+group/1000), byte('0'+group/100%10), byte('0'+group/10%10), byte('0'+group%10)) //nolint:gosec // below 10000
}

// appendNumericText appends a numeric in the one form that all equal ones share.
func appendNumericText(dst, raw []byte) []byte {
	if n, ok := numericOf(raw); ok && n.special != "" {
		return append(dst, n.special...)
	}
	dst, _ = appendNumeric(dst, raw, -1)
	return dst
}
