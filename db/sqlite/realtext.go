package sqlite

import (
	"bytes"
	"math"
	"strconv"
)

// appendRealText appends a float as text in SQLite's manner (always with a point, an exponent of two digits or more
// if it is small or large), but with the fewest digits that read back as the same number. The SQL function
// tiddly_text returns the same.
func appendRealText(dst []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(dst, "Inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-Inf"...)
	case f == 0:
		return append(dst, "0.0"...)
	}
	start := len(dst)
	if size := math.Abs(f); size >= 1e-4 && size < 1e17 {
		dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
		if bytes.IndexByte(dst[start:], '.') < 0 {
			dst = append(dst, ".0"...)
		}
		return dst
	}
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	if bytes.IndexByte(dst[start:], '.') >= 0 {
		return dst
	}
	at := start + bytes.IndexByte(dst[start:], 'e')
	var exponent [8]byte
	rest := append(exponent[:0], dst[at:]...)
	return append(append(dst[:at], ".0"...), rest...)
}
