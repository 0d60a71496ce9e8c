package cell

import (
	"encoding/binary"
	"math"
	"strconv"
)

// A key has a form that is equal for equal keys: 1 and 1.0 are equal, 1 and '1' are not. It begins with the class of the
// value, since no value of one class equals a value of another.
const (
	classNumber = 'n'
	classText   = 't'
	classBytes  = 'b'
)

// AppendIntKey appends the key form of an integer.
func AppendIntKey(dst []byte, n int64) []byte {
	return strconv.AppendInt(append(dst, classNumber), n, 10)
}

// AppendFloatKey appends the key form of a float, which is that of an integer where it equals one.
func AppendFloatKey(dst []byte, f float64) []byte {
	if n, ok := WholeFloat(f); ok {
		return AppendIntKey(dst, n)
	}
	return binary.BigEndian.AppendUint64(append(dst, classNumber), math.Float64bits(f))
}

// AppendTextKey appends the key form of text.
func AppendTextKey(dst []byte, s string) []byte { return append(append(dst, classText), s...) }

// AppendBytesKey appends the key form of binary data.
func AppendBytesKey(dst, data []byte) []byte { return append(append(dst, classBytes), data...) }

// WholeFloat returns the integer that equals f. It reports false where none of 64 bits does.
func WholeFloat(f float64) (int64, bool) {
	if f == math.Trunc(f) && f >= -1<<63 && f < 1<<63 {
		return int64(f), true
	}
	return 0, false
}
