package postgres

import (
	"encoding/binary"
	"math"
	"strconv"
	"unsafe"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/jsontext"
)

// The built-in types whose binary form is read here. A cell of any other type is selected in its text form, or as JSON
// (see dialect.Storage.Cell), except texts under names of their own: labels of enums, citext.
const (
	oidBool        = 16
	oidBytea       = 17
	oidInt8        = 20
	oidInt2        = 21
	oidInt4        = 23
	oidText        = 25
	oidOID         = 26
	oidFloat4      = 700
	oidFloat8      = 701
	oidVarchar     = 1043
	oidDate        = 1082
	oidTime        = 1083
	oidTimestamp   = 1114
	oidTimestamptz = 1184
	oidNumeric     = 1700
	oidUUID        = 2950
	oidJSONB       = 3802
)

// appendJSON appends a cell in binary form, which is not NULL, as JSON of its type's kind. It reports false, with dst
// unchanged, if the kind has no such value: NaN, an infinity, an instant outside of the years 1 to 9999.
func appendJSON(dst, raw []byte, oid uint32, t *catalog.Type, enum *catalog.EnumType) ([]byte, bool) {
	switch t.Kind {
	case catalog.String:
		return appendText(dst, raw, oid)
	case catalog.Int:
		if n, ok := intOf(raw, oid); ok {
			return cell.AppendInt(dst, n)
		}
	case catalog.BigInt:
		if n, ok := intOf(raw, oid); ok {
			return cell.AppendBigInt(dst, n), true
		}
	case catalog.Float:
		return appendFloat(dst, raw, oid)
	case catalog.Decimal:
		return appendDecimal(dst, raw, oid, t.Scale)
	case catalog.Boolean:
		if oid == oidBool && len(raw) == 1 {
			return strconv.AppendBool(dst, raw[0] != 0), true
		}
	case catalog.DateTime, catalog.Date, catalog.Time:
		return appendMoment(dst, raw, oid, t)
	case catalog.UUID:
		return cell.AppendUUIDBytes(dst, raw)
	case catalog.JSON:
		return appendDocument(dst, raw, oid)
	case catalog.Bytes:
		return cell.AppendBytes(dst, raw), true
	case catalog.Enum:
		return appendEnum(dst, raw, enum)
	case catalog.List:
		return appendList(dst, raw, t, enum)
	}
	return dst, false
}

// appendText appends a text, or the text of a type that has no kind of its own.
func appendText(dst, raw []byte, oid uint32) ([]byte, bool) {
	out := dst
	if out, ok := appendShown(append(out, '"'), raw, oid); ok {
		return append(out, '"'), true
	}
	return jsontext.AppendString(dst, shared(raw))
}

// shared returns bytes as a text that is valid as long as they are.
func shared(raw []byte) string {
	return unsafe.String(unsafe.SliceData(raw), len(raw)) //nolint:gosec // read before the cell changes, and never kept
}

// intOf returns a cell that is stored as an integer, or as a Boolean (0 or 1). It reports false for any other type.
func intOf(raw []byte, oid uint32) (int64, bool) {
	switch {
	case oid == oidInt4 && len(raw) == 4:
		return int64(int32(binary.BigEndian.Uint32(raw))), true //nolint:gosec // the sign is in these bits
	case oid == oidInt8 && len(raw) == 8:
		return int64(binary.BigEndian.Uint64(raw)), true //nolint:gosec // as above
	case oid == oidInt2 && len(raw) == 2:
		return int64(int16(binary.BigEndian.Uint16(raw))), true //nolint:gosec // as above
	case oid == oidOID && len(raw) == 4:
		return int64(binary.BigEndian.Uint32(raw)), true
	case oid == oidBool && len(raw) == 1:
		return int64(raw[0]), true
	default:
		return 0, false
	}
}

// floatOf returns a cell that is stored as a floating point number.
func floatOf(raw []byte, oid uint32) (float64, bool) {
	switch {
	case oid == oidFloat8 && len(raw) == 8:
		return math.Float64frombits(binary.BigEndian.Uint64(raw)), true
	case oid == oidFloat4 && len(raw) == 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(raw))), true
	default:
		return 0, false
	}
}

// appendFloat appends a floating point number. One of 32 bits has the shortest digits that read back as it is.
func appendFloat(dst, raw []byte, oid uint32) ([]byte, bool) {
	f, ok := floatOf(raw, oid)
	if !ok {
		return dst, false
	}
	if oid == oidFloat4 {
		var scratch [32]byte
		text := strconv.AppendFloat(scratch[:0], f, 'e', -1, 32)
		f, _ = strconv.ParseFloat(shared(text), 64) // NaN and the infinities too
	}
	return jsontext.AppendFloat(dst, f)
}

func appendDecimal(dst, raw []byte, oid uint32, scale int) ([]byte, bool) {
	out := dst
	out = append(out, '"')
	switch oid {
	case oidNumeric:
		var ok bool
		if out, ok = appendNumeric(out, raw, scale); !ok {
			return dst, false
		}
	default:
		n, ok := intOf(raw, oid)
		if !ok {
			return dst, false
		}
		out = cell.AppendDecimalInt(out, n, scale)
	}
	return append(out, '"'), true
}

// appendMoment appends a date, a time of day or an instant.
func appendMoment(dst, raw []byte, oid uint32, t *catalog.Type) ([]byte, bool) {
	micros, ok := microsOf(raw, oid)
	switch t.Storage {
	case storageEpochSeconds:
		n, whole := intOf(raw, oid)
		micros, ok = cell.UnixSeconds.OfInt(n)
		ok = ok && whole
	case storageEpochMillis:
		n, whole := intOf(raw, oid)
		micros, ok = cell.UnixMillis.OfInt(n)
		ok = ok && whole
	}
	if !ok {
		return dst, false
	}
	out := dst
	out = append(out, '"')
	switch t.Kind {
	case catalog.Time:
		if micros < 0 || micros >= cell.Day {
			return dst, false // 24:00:00, which this database has beside 00:00:00
		}
		out = cell.AppendClock(out, micros)
	case catalog.Date:
		if out, ok = cell.AppendDate(out, micros); !ok {
			return dst, false
		}
	default:
		out = cell.AppendInstant(out, micros)
	}
	return append(out, '"'), true
}

// since2000 is the instant from which this database counts, daysTo2000 its day.
const (
	since2000  = 946684800 * cell.Second
	daysTo2000 = since2000 / cell.Day
)

// microsOf returns the microseconds of an instant, a date or a time of day. It reports false for an infinity and for an
// instant outside of the range of DateTime.
func microsOf(raw []byte, oid uint32) (int64, bool) {
	switch {
	case (oid == oidTimestamptz || oid == oidTimestamp) && len(raw) == 8:
		micros := int64(binary.BigEndian.Uint64(raw)) //nolint:gosec // the sign is in these bits
		if micros < cell.FirstInstant-since2000 || micros >= cell.EndOfInstants-since2000 {
			return 0, false
		}
		return micros + since2000, true
	case oid == oidDate && len(raw) == 4:
		days := int64(int32(binary.BigEndian.Uint32(raw))) + daysTo2000 //nolint:gosec // as above
		micros := days * cell.Day
		return micros, micros >= cell.FirstInstant && micros < cell.EndOfInstants
	case oid == oidTime && len(raw) == 8:
		micros := int64(binary.BigEndian.Uint64(raw)) //nolint:gosec // from 0 to 24 hours
		return micros, micros >= 0 && micros <= cell.Day
	default:
		return 0, false
	}
}

// appendDocument appends JSON without the blanks between its tokens.
func appendDocument(dst, raw []byte, oid uint32) ([]byte, bool) {
	if oid == oidJSONB {
		if len(raw) == 0 || raw[0] != 1 {
			return dst, false // the version of the format
		}
		raw = raw[1:]
	}
	return jsontext.Compact(dst, shared(raw))
}

func appendEnum(dst, raw []byte, enum *catalog.EnumType) ([]byte, bool) {
	if enum == nil {
		return dst, false
	}
	listed, ok := enum.Stored(shared(raw))
	if !ok {
		return dst, false
	}
	dst = append(append(dst, '"'), listed.Name...)
	return append(dst, '"'), true
}
