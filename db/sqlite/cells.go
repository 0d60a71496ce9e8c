package sqlite

import (
	"database/sql/driver"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/jsontext"
)

// appendCell appends a cell that is not NULL as JSON of its type's kind. It returns dst unchanged and false if the
// cell is not of that kind: SQLite hardly checks any cell.
func appendCell(dst []byte, value driver.Value, t *catalog.Type, enum *catalog.EnumType) ([]byte, bool) {
	switch t.Kind {
	case catalog.String:
		return appendText(dst, value, t)
	case catalog.Int:
		if n, ok := value.(int64); ok {
			return cell.AppendInt(dst, n)
		}
	case catalog.BigInt:
		if n, ok := value.(int64); ok {
			return cell.AppendBigInt(dst, n), true
		}
	case catalog.Float:
		return appendFloat(dst, value)
	case catalog.Decimal:
		out, ok := appendDecimal(append(dst, '"'), value, t.Scale)
		return closeQuote(dst, out, ok)
	case catalog.Boolean:
		return appendBoolean(dst, value)
	case catalog.DateTime, catalog.Date, catalog.Time:
		out, ok := appendMoment(append(dst, '"'), value, t)
		return closeQuote(dst, out, ok)
	case catalog.UUID:
		return appendUUID(dst, value)
	case catalog.JSON:
		return appendJSON(dst, value)
	case catalog.Bytes:
		return appendBytes(dst, value)
	case catalog.Enum:
		return appendEnum(dst, value, enum)
	}
	return dst, false
}

// closeQuote ends a string in out that needs no escapes, or returns dst if ok is false.
func closeQuote(dst, out []byte, ok bool) ([]byte, bool) {
	if !ok {
		return dst, false
	}
	return append(out, '"'), true
}

func appendText(dst []byte, value driver.Value, t *catalog.Type) ([]byte, bool) {
	switch v := value.(type) {
	case string:
		return jsontext.AppendString(dst, v)
	case int64:
		if t.Storage == storageUntyped || t.Storage == storageUntypedNumber {
			return cell.AppendBigInt(dst, v), true
		}
	case float64:
		if t.Storage == storageUntyped || t.Storage == storageUntypedNumber {
			return append(appendRealText(append(dst, '"'), v), '"'), true
		}
	}
	return dst, false
}

func appendFloat(dst []byte, value driver.Value) ([]byte, bool) {
	switch v := value.(type) {
	case float64:
		return jsontext.AppendFloat(dst, v)
	case int64:
		return strconv.AppendInt(dst, v, 10), true
	default:
		return dst, false
	}
}

func appendDecimal(dst []byte, value driver.Value, scale int) ([]byte, bool) {
	switch v := value.(type) {
	case int64:
		return cell.AppendDecimalInt(dst, v, scale), true
	case float64:
		return cell.AppendDecimalFloat(dst, v, scale)
	case string:
		return cell.AppendDecimalText(dst, v, scale)
	default:
		return dst, false
	}
}

func appendBoolean(dst []byte, value driver.Value) ([]byte, bool) {
	switch value {
	case int64(0):
		return append(dst, "false"...), true
	case int64(1):
		return append(dst, "true"...), true
	default:
		return dst, false
	}
}

func appendMoment(dst []byte, value driver.Value, t *catalog.Type) ([]byte, bool) {
	if t.Kind == catalog.Time {
		s, _ := value.(string)
		micros, ok := cell.ParseClock(s)
		if !ok {
			return dst, false
		}
		return cell.AppendClock(dst, micros), true
	}
	micros, ok := instantOf(value, t.Storage)
	switch {
	case !ok:
		return dst, false
	case t.Kind == catalog.DateTime:
		return cell.AppendInstant(dst, micros), true
	default:
		return cell.AppendDate(dst, micros) // a date may be stored as its midnight
	}
}

// instantOf returns the microseconds of a cell: text, or a number where the storage is an epoch.
func instantOf(value driver.Value, storage string) (int64, bool) {
	switch v := value.(type) {
	case string:
		if storage == storageInstant || storage == storageDay {
			return cell.ParseInstant(v)
		}
	case int64:
		unit := cell.Second / 1000
		switch storage {
		case storageEpochSeconds:
			unit = cell.Second
		case storageEpochMillis:
		default:
			return 0, false
		}
		if v >= cell.FirstInstant/unit && v < cell.EndOfInstants/unit {
			return v * unit, true
		}
	}
	return 0, false
}

func appendUUID(dst []byte, value driver.Value) ([]byte, bool) {
	switch v := value.(type) {
	case string:
		return cell.AppendUUID(dst, v)
	case []byte:
		return cell.AppendUUIDBytes(dst, v)
	default:
		return dst, false
	}
}

func appendJSON(dst []byte, value driver.Value) ([]byte, bool) {
	switch v := value.(type) {
	case string:
		return jsontext.Compact(dst, v)
	case []byte:
		return appendJSONB(dst, string(v), nil)
	default:
		return appendFloat(dst, value)
	}
}

func appendBytes(dst []byte, value driver.Value) ([]byte, bool) {
	switch v := value.(type) {
	case []byte:
		return cell.AppendBytes(dst, v), true
	case string:
		return cell.AppendBytes(dst, []byte(v)), true
	default:
		return dst, false
	}
}

func appendEnum(dst []byte, value driver.Value, enum *catalog.EnumType) ([]byte, bool) {
	text, ok := value.(string)
	if !ok || enum == nil {
		return dst, false
	}
	listed, ok := enum.Stored(text)
	if !ok {
		return dst, false
	}
	dst = append(dst, '"')
	dst = append(dst, listed.Name...)
	return append(dst, '"'), true
}

// appendCellKey appends a form of the cell that is the same for equal values.
func appendCellKey(dst []byte, value driver.Value) []byte {
	switch v := value.(type) {
	case int64:
		return cell.AppendIntKey(dst, v)
	case float64:
		return cell.AppendFloatKey(dst, v)
	case string:
		return cell.AppendTextKey(dst, v)
	case []byte:
		return cell.AppendBytesKey(dst, v)
	}
	return dst
}
