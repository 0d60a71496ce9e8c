package postgres

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"

	"tiddly/internal/cell"
)

// appendKey appends the key form of a cell that is not NULL: that of its value (see valueOf).
func appendKey(dst, raw []byte, oid uint32) []byte {
	if n, ok := intOf(raw, oid); ok {
		return cell.AppendIntKey(dst, n)
	}
	if f, ok := floatOf(raw, oid); ok {
		return cell.AppendFloatKey(dst, f)
	}
	if oid == oidBytea {
		return cell.AppendBytesKey(dst, raw)
	}
	return appendPlain(cell.AppendTextKey(dst, ""), raw, oid)
}

// valueOf returns a cell that is not NULL, as it is bound again: int64 (Booleans too, as 0 and 1), float64, []byte, or
// otherwise the text of the value, which the database reads as the same one whatever the settings of the session are.
func valueOf(raw []byte, oid uint32) any {
	if n, ok := intOf(raw, oid); ok {
		return n
	}
	if f, ok := floatOf(raw, oid); ok {
		return f
	}
	switch oid {
	case oidBytea:
		return bytes.Clone(raw)
	case oidText, oidVarchar:
		return string(raw)
	default:
		return string(appendPlain(nil, raw, oid))
	}
}

// appendPlain appends the text of a cell.
func appendPlain(dst, raw []byte, oid uint32) []byte {
	switch {
	case oid == oidNumeric:
		return appendNumericText(dst, raw)
	case (oid == oidTimestamptz || oid == oidTimestamp) && len(raw) == 8:
		return appendInstantText(dst, raw, oid)
	case oid == oidDate && len(raw) == 4:
		return appendDateText(dst, raw)
	case oid == oidTime && len(raw) == 8:
		if micros, ok := microsOf(raw, oid); ok {
			return cell.AppendFixedClock(dst, micros)
		}
	case oid == oidUUID:
		if out, ok := cell.AppendUUIDBytes(dst, raw); ok {
			// Without its quotes.
			copy(out[len(dst):], out[len(dst)+1:len(out)-1])
			return out[:len(out)-2]
		}
	case oid == oidJSONB && len(raw) > 0:
		raw = raw[1:]
	}
	if out, ok := appendShown(dst, raw, oid); ok {
		return out
	}
	return append(dst, raw...)
}

// The numbers that stand for the infinities.
const (
	lastMicros, firstMicros = 1<<63 - 1, -1 << 63
	lastDay, firstDay       = 1<<31 - 1, -1 << 31
)

// appendInstantText appends an instant, with its offset if the type has a time zone.
func appendInstantText(dst, raw []byte, oid uint32) []byte {
	zone := ""
	if oid == oidTimestamptz {
		zone = "+00"
	}
	if micros, ok := microsOf(raw, oid); ok {
		return append(cell.AppendPlainInstant(dst, micros), zone...)
	}
	switch micros := int64(binary.BigEndian.Uint64(raw)); micros { //nolint:gosec // the sign is in these bits
	case lastMicros:
		return append(dst, "infinity"...)
	case firstMicros:
		return append(dst, "-infinity"...)
	default:
		t := time.Unix(micros/cell.Second+since2000/cell.Second, micros%cell.Second*1000).UTC()
		return appendOutside(dst, t, t.Format(" 15:04:05.999999")+zone)
	}
}

func appendDateText(dst, raw []byte) []byte {
	if micros, ok := microsOf(raw, oidDate); ok {
		return cell.AppendDay(dst, micros)
	}
	switch days := int64(int32(binary.BigEndian.Uint32(raw))); days { //nolint:gosec // the sign is in these bits
	case lastDay:
		return append(dst, "infinity"...)
	case firstDay:
		return append(dst, "-infinity"...)
	default:
		return appendOutside(dst, time.Unix((days+daysTo2000)*86_400, 0).UTC(), "")
	}
}

// appendOutside appends a day before the year 1 or after 9999; the year before 1 is 1 BC.
func appendOutside(dst []byte, t time.Time, clock string) []byte {
	year, era := t.Year(), ""
	if year < 1 {
		year, era = 1-year, " BC"
	}
	return fmt.Appendf(dst, "%04d-%02d-%02d%s%s", year, t.Month(), t.Day(), clock, era)
}
