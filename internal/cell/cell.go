// Package cell represents the neutral values to which every engine converts its cells, and writes their JSON, so that
// a value has the same bytes on every engine. An instant is microseconds, a decimal is text, a UUID its lower-case
// text. The package is pure. It may not know an engine, nor how values are stored there: the folder of each engine
// under db reads its cells and calls these functions.
package cell

import (
	"encoding/base64"
	"math"
	"strconv"
)

// AppendInt appends a 32-bit integer. It reports false, with dst unchanged, where n does not fit.
func AppendInt(dst []byte, n int64) ([]byte, bool) {
	if n < math.MinInt32 || n > math.MaxInt32 {
		return dst, false
	}
	return strconv.AppendInt(dst, n, 10), true
}

// AppendBigInt appends a 64-bit integer, which is a string in answers.
func AppendBigInt(dst []byte, n int64) []byte {
	return append(strconv.AppendInt(append(dst, '"'), n, 10), '"')
}

// AppendBytes appends binary data as a string of base64.
func AppendBytes(dst, data []byte) []byte {
	dst = append(dst, '"')
	dst = base64.StdEncoding.AppendEncode(dst, data)
	return append(dst, '"')
}
