package sqlite

import (
	"database/sql/driver"
	"encoding/base64"
	"encoding/binary"
	"math"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/jsontext"
)

// appendCell appends a cell that is not NULL as the JSON of its column's kind; false, with dst as it was, where
// the cell is not of that kind. SQLite checks hardly any cell, so this does.
func appendCell(dst []byte, cell driver.Value, column *catalog.Column) ([]byte, bool) {
	t := &column.Type
	switch t.Kind {
	case catalog.String:
		return appendText(dst, cell, t)
	case catalog.Int:
		n, ok := cell.(int64)
		if !ok || n < math.MinInt32 || n > math.MaxInt32 {
			return dst, false
		}
		return strconv.AppendInt(dst, n, 10), true
	case catalog.BigInt:
		n, ok := cell.(int64)
		if !ok {
			return dst, false
		}
		return append(strconv.AppendInt(append(dst, '"'), n, 10), '"'), true
	case catalog.Float:
		return appendFloat(dst, cell)
	case catalog.Decimal:
		out, ok := appendDecimal(append(dst, '"'), cell, t.Scale)
		return closeQuote(dst, out, ok)
	case catalog.Boolean:
		return appendBoolean(dst, cell)
	case catalog.DateTime, catalog.Date, catalog.Time:
		out, ok := appendMoment(append(dst, '"'), cell, t)
		return closeQuote(dst, out, ok)
	case catalog.UUID:
		return appendUUID(dst, cell)
	case catalog.JSON:
		return appendJSON(dst, cell)
	case catalog.Bytes:
		return appendBytes(dst, cell)
	case catalog.Enum:
		return appendEnum(dst, cell, column.Enum)
	}
	return dst, false
}

// closeQuote ends a string in out that needs no escapes, or gives dst back where it failed.
func closeQuote(dst, out []byte, ok bool) ([]byte, bool) {
	if !ok {
		return dst, false
	}
	return append(out, '"'), true
}

func appendText(dst []byte, cell driver.Value, t *catalog.Type) ([]byte, bool) {
	switch v := cell.(type) {
	case string:
		return jsontext.AppendString(dst, v)
	case int64:
		if t.Storage == storageUntyped || t.Storage == storageUntypedNumber {
			return append(strconv.AppendInt(append(dst, '"'), v, 10), '"'), true
		}
	case float64:
		if t.Storage == storageUntyped || t.Storage == storageUntypedNumber {
			return append(appendRealText(append(dst, '"'), v), '"'), true
		}
	}
	return dst, false
}

func appendFloat(dst []byte, cell driver.Value) ([]byte, bool) {
	switch v := cell.(type) {
	case float64:
		return jsontext.AppendFloat(dst, v)
	case int64:
		return strconv.AppendInt(dst, v, 10), true
	default:
		return dst, false
	}
}

func appendDecimal(dst []byte, cell driver.Value, scale int) ([]byte, bool) {
	switch v := cell.(type) {
	case int64:
		return appendInteger(dst, v, scale), true
	case float64:
		return appendReal(dst, v, scale)
	case string:
		return appendDecimalText(dst, v, scale)
	default:
		return dst, false
	}
}

func appendBoolean(dst []byte, cell driver.Value) ([]byte, bool) {
	switch cell {
	case int64(0):
		return append(dst, "false"...), true
	case int64(1):
		return append(dst, "true"...), true
	default:
		return dst, false
	}
}

func appendMoment(dst []byte, cell driver.Value, t *catalog.Type) ([]byte, bool) {
	if t.Kind == catalog.Time {
		s, _ := cell.(string)
		micros, ok := parseClock(s)
		if !ok {
			return dst, false
		}
		return appendClock(dst, micros), true
	}
	micros, ok := instantOf(cell, t.Storage)
	if !ok {
		return dst, false
	}
	if t.Kind == catalog.DateTime {
		return appendInstant(dst, micros), true
	}
	// A date may be written as its midnight.
	days := floorDiv(micros, microsPerDay)
	if days*microsPerDay != micros {
		return dst, false
	}
	return appendDay(dst, days), true
}

// instantOf gives the microseconds that a cell says: text, or a number where the storage has an epoch.
func instantOf(cell driver.Value, storage string) (int64, bool) {
	switch v := cell.(type) {
	case string:
		if storage == storageInstant || storage == storageDay {
			return parseInstant(v)
		}
	case int64:
		unit := int64(1000)
		switch storage {
		case storageEpochSeconds:
			unit = microsPerSecond
		case storageEpochMillis:
		default:
			return 0, false
		}
		if v >= firstInstant/unit && v < endOfTime/unit {
			return v * unit, true
		}
	}
	return 0, false
}

const hexDigits = "0123456789abcdef"

func appendUUID(dst []byte, cell driver.Value) ([]byte, bool) {
	switch v := cell.(type) {
	case string:
		if !isUUID(v) {
			return dst, false
		}
		dst = append(dst, '"')
		for i := range len(v) {
			c := v[i]
			if c >= 'A' && c <= 'F' {
				c += 'a' - 'A'
			}
			dst = append(dst, c)
		}
		return append(dst, '"'), true
	case []byte:
		if len(v) != 16 {
			return dst, false
		}
		dst = append(dst, '"')
		for i, b := range v {
			if i == 4 || i == 6 || i == 8 || i == 10 {
				dst = append(dst, '-')
			}
			dst = append(dst, hexDigits[b>>4], hexDigits[b&15])
		}
		return append(dst, '"'), true
	}
	return dst, false
}

// isUUID tells whether text is a UUID in one case: eq looks for those two spellings.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	lower, upper := false, false
	for i := range len(s) {
		c := s[i]
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c >= 'a' && c <= 'f':
			lower = true
		case c >= 'A' && c <= 'F':
			upper = true
		case c < '0' || c > '9':
			return false
		}
	}
	return !lower || !upper
}

func appendJSON(dst []byte, cell driver.Value) ([]byte, bool) {
	switch v := cell.(type) {
	case string:
		return jsontext.Compact(dst, v)
	case []byte:
		return appendJSONB(dst, string(v), nil)
	default:
		return appendFloat(dst, cell)
	}
}

func appendBytes(dst []byte, cell driver.Value) ([]byte, bool) {
	var raw []byte
	switch v := cell.(type) {
	case []byte:
		raw = v
	case string:
		raw = []byte(v)
	default:
		return dst, false
	}
	dst = append(dst, '"')
	dst = base64.StdEncoding.AppendEncode(dst, raw)
	return append(dst, '"'), true
}

func appendEnum(dst []byte, cell driver.Value, enum *catalog.EnumType) ([]byte, bool) {
	s, ok := cell.(string)
	if !ok || enum == nil {
		return dst, false
	}
	value, ok := enum.Stored(s)
	if !ok {
		return dst, false
	}
	dst = append(dst, '"')
	dst = append(dst, value.Name...)
	return append(dst, '"'), true
}

// The classes of a key: SQLite finds no value of one equal to a value of another.
const (
	classNumber = 'n'
	classText   = 't'
	classBytes  = 'b'
)

// appendCellKey appends a form of the cell that is equal for equal values: 1 and 1.0 are, 1 and '1' are not.
func appendCellKey(dst []byte, cell driver.Value) []byte {
	class := func(c byte) { dst = append(dst, c) }
	switch v := cell.(type) {
	case int64:
		class(classNumber)
		return strconv.AppendInt(dst, v, 10)
	case float64:
		class(classNumber)
		if v == math.Trunc(v) && v >= -1<<63 && v < 1<<63 {
			return strconv.AppendInt(dst, int64(v), 10)
		}
		return binary.BigEndian.AppendUint64(dst, math.Float64bits(v))
	case string:
		class(classText)
		return append(dst, v...)
	case []byte:
		class(classBytes)
		return append(dst, v...)
	}
	return dst
}
