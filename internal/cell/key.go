package cell

import (
	"encoding/binary"
	"math"
	"strconv"
)

// The form of a key is equal for equal keys: 1 and 1.0 are equal, 1 and '1' are not. It begins with the class of the
// value, since values of different classes are never equal.
const (
	classInt   = 'n'
	classFloat = 'f' // one that no integer equals
	classText  = 't'
	classBytes = 'b'
)

// AppendKey appends the key form of a stored value; nothing for NULL, which no key equals.
func AppendKey(dst []byte, value any) []byte {
	switch v := value.(type) {
	case int64:
		return AppendIntKey(dst, v)
	case float64:
		return AppendFloatKey(dst, v)
	case string:
		return AppendTextKey(dst, v)
	case []byte:
		return AppendBytesKey(dst, v)
	default:
		return dst
	}
}

// AppendIntKey appends the key form of an integer.
func AppendIntKey(dst []byte, n int64) []byte {
	return strconv.AppendInt(append(dst, classInt), n, 10)
}

// AppendFloatKey appends the key form of a float, which is that of an integer where it equals one.
func AppendFloatKey(dst []byte, f float64) []byte {
	if f == math.Trunc(f) && f >= -1<<63 && f < 1<<63 {
		return AppendIntKey(dst, int64(f))
	}
	return binary.BigEndian.AppendUint64(append(dst, classFloat), math.Float64bits(f))
}

// AppendTextKey appends the key form of text.
func AppendTextKey(dst []byte, s string) []byte { return append(append(dst, classText), s...) }

// AppendBytesKey appends the key form of binary data.
func AppendBytesKey(dst, data []byte) []byte { return append(append(dst, classBytes), data...) }

// IntOfKey returns the integer with that key form. It reports false where it is the form of another value.
func IntOfKey(form []byte) (int64, bool) {
	if len(form) == 0 || form[0] != classInt {
		return 0, false
	}
	n, err := strconv.ParseInt(string(form[1:]), 10, 64)
	return n, err == nil
}

// TextOfKey returns the text with that key form, as a part of it. It reports false where it is the form of another value.
func TextOfKey(form string) (string, bool) {
	if form == "" || form[0] != classText {
		return "", false
	}
	return form[1:], true
}
