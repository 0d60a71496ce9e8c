package sqlite

import (
	"database/sql/driver"
	"math"
	"strconv"

	"tiddly/db/sqlite/evidence"
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
		out, ok := appendDecimal(append(dst, '"'), value, t.Scale, t.Storage == storageDecimalText)
		return closeQuote(dst, out, ok)
	case catalog.Boolean:
		return appendBoolean(dst, value, t)
	case catalog.DateTime, catalog.Date, catalog.Time:
		if text, ok := value.(string); ok && t.ReadsNull && cell.ZeroDate(text) {
			return append(dst, "null"...), true
		}
		out, ok := appendMoment(append(dst, '"'), value, t)
		return closeQuote(dst, out, ok)
	case catalog.UUID:
		return appendUUID(dst, value)
	case catalog.JSON:
		return appendJSON(dst, value)
	case catalog.Bytes:
		return appendBytes(dst, value, t)
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
	if text, ok := value.(string); ok {
		return jsontext.AppendString(dst, text)
	}
	switch t.Storage {
	case storageText, storageText + collatedSuffix:
		return dst, false
	case storageUntyped, storageUntypedNumber:
		if _, blob := value.([]byte); blob {
			return dst, false
		}
	}
	switch v := value.(type) {
	case int64:
		return cell.AppendBigInt(dst, v), true
	case float64:
		return append(appendRealText(append(dst, '"'), v), '"'), true
	case []byte:
		return jsontext.AppendString(dst, string(v))
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

// appendDecimal appends a decimal with the digits of its scale, or all of a number that has more. Texts are decimals where
// the column stores them so, and its comparisons read them.
func appendDecimal(dst []byte, value driver.Value, scale int, texts bool) ([]byte, bool) {
	switch v := value.(type) {
	case int64:
		return cell.AppendDecimalInt(dst, v, scale), true
	case float64:
		if out, ok := cell.AppendDecimalFloat(dst, v, scale); ok {
			return out, true
		}
		return cell.AppendDecimalFloat(dst, v, -1)
	case string:
		if !texts {
			return dst, false
		}
		if out, ok := cell.AppendDecimalText(dst, v, scale); ok {
			return out, true
		}
		return cell.AppendDecimalText(dst, v, -1)
	default:
		return dst, false
	}
}

// wholeOf returns a float that is a whole number as an integer, which SQLite finds equal: in a column of floats every
// number is one.
func wholeOf(value driver.Value) driver.Value {
	const exact = 1 << 53
	if f, ok := value.(float64); ok && f == math.Trunc(f) && f >= -exact && f <= exact {
		return int64(f)
	}
	return value
}

func appendBoolean(dst []byte, value driver.Value, t *catalog.Type) ([]byte, bool) {
	value = wholeOf(value)
	if w := wordsOf(t.Storage); w != nil {
		is, ok := w.truth(value)
		if !ok {
			return dst, false
		}
		return strconv.AppendBool(dst, is), true
	}
	switch value { // what nearly all cells are
	case int64(0):
		return append(dst, "false"...), true
	case int64(1):
		return append(dst, "true"...), true
	}
	if t.Storage != storageBoolean+mixedSuffix {
		return dst, false
	}
	is := value == int64(-1)
	if text, ok := value.(string); ok {
		if is, ok = evidence.Truth(text); !ok {
			return dst, false
		}
	} else if !is {
		return dst, false
	}
	return strconv.AppendBool(dst, is), true
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

// instantOf returns the microseconds of a cell: text, or a number where the storage has an epoch.
func instantOf(value driver.Value, storage string) (int64, bool) {
	switch storage {
	case storageInstant, storageDay, storageInstant + emptySuffix, storageDay + emptySuffix:
		if text, ok := value.(string); ok {
			return cell.ParseInstant(text)
		}
		return 0, false
	}
	if f, ok := sortedOf(storage); ok {
		text, _ := value.(string)
		return f.Parse(text)
	}
	m, ok := moments[storage]
	if !ok {
		return 0, false
	}
	return m.instant(value)
}

// instant returns the instant of a cell.
func (m moment) instant(value driver.Value) (int64, bool) {
	switch v := value.(type) {
	case string:
		if m.texts {
			return cell.ParseInstant(v)
		}
	case int64:
		return m.epoch.OfInt(v)
	case float64:
		micros, ok := m.epoch.OfReal(v)
		return micros, ok && (!m.whole || m.epoch.Near(micros) == v)
	}
	return 0, false
}

// moment is how the cells of a storage that has an epoch are read.
type moment struct {
	epoch cell.Epoch
	// texts reports whether texts are read too, whole whether only such numbers are that an instant has exactly.
	texts, whole bool
}

// moments are the storages that have an epoch.
var moments = func() map[string]moment {
	all := map[string]moment{}
	for _, name := range catalog.Epochs() {
		e, _ := evidence.EpochNamed(name)
		all[storageEpoch+name] = moment{epoch: e, whole: true}
		all[storageEpoch+name+storageFine] = moment{epoch: e}
		for _, writes := range []string{"", storageWritesDates, storageWritesDays} {
			all[storageMixed+name+writes] = moment{epoch: e, texts: true}
		}
	}
	return all
}()

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
		return appendJSONBlob(dst, string(v), nil)
	default:
		return appendFloat(dst, value)
	}
}

func appendBytes(dst []byte, value driver.Value, t *catalog.Type) ([]byte, bool) {
	switch v := value.(type) {
	case []byte:
		return cell.AppendBytes(dst, v), true
	case string:
		return cell.AppendBytes(dst, []byte(v)), true
	case int64:
		if t.Storage == storageBytes+mixedSuffix {
			return cell.AppendBytes(dst, strconv.AppendInt(nil, v, 10)), true
		}
	case float64:
		if t.Storage == storageBytes+mixedSuffix {
			return cell.AppendBytes(dst, appendRealText(nil, v)), true
		}
	}
	return dst, false
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
