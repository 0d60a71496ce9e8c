package postgres

import (
	"encoding/binary"
	"strconv"

	"tiddly/internal/cell"
)

// oidInterval is the type of intervals. boundTypes are the types of the bounds of ranges whose text would depend on the
// settings of the session, multiranges the types of the ranges in those of several.
const oidInterval = 1186

var (
	boundTypes  = map[uint32]uint32{3908: oidTimestamp, 3910: oidTimestamptz, 3912: oidDate}
	multiranges = map[uint32]uint32{4533: 3908, 4534: 3910, 4535: 3912}
)

// appendShown appends the text of a cell of one of these types. It reports false for any other, and for bytes that are
// none.
func appendShown(dst, raw []byte, oid uint32) ([]byte, bool) {
	if oid == oidInterval {
		return appendInterval(dst, raw)
	}
	if element, ok := boundTypes[oid]; ok {
		out, ok := appendRange(dst, raw, element)
		return out, ok
	}
	if one, ok := multiranges[oid]; ok {
		return appendMultirange(dst, raw, boundTypes[one])
	}
	return dst, false
}

// appendInterval appends an interval as ISO 8601 has it: P1Y2M3DT4H5M6.7S, and each part with its own sign.
func appendInterval(dst, raw []byte) ([]byte, bool) {
	if len(raw) != 16 {
		return dst, false
	}
	micros := int64(binary.BigEndian.Uint64(raw))             //nolint:gosec // the sign is in these bits
	days := int64(int32(binary.BigEndian.Uint32(raw[8:])))    //nolint:gosec // as above
	months := int64(int32(binary.BigEndian.Uint32(raw[12:]))) //nolint:gosec // as above
	switch {
	case days == lastDay && months == lastDay:
		return append(dst, "infinity"...), true
	case days == firstDay && months == firstDay:
		return append(dst, "-infinity"...), true
	case micros == 0 && days == 0 && months == 0:
		return append(dst, "PT0S"...), true
	}
	dst = append(dst, 'P')
	dst = appendUnits(dst, months/12, 'Y')
	dst = appendUnits(dst, months%12, 'M')
	dst = appendUnits(dst, days, 'D')
	if micros == 0 {
		return dst, true
	}
	dst = append(dst, 'T')
	dst = appendUnits(dst, micros/cell.Hour, 'H')
	dst = appendUnits(dst, micros%cell.Hour/cell.Minute, 'M')
	return appendSeconds(dst, micros%cell.Minute), true
}

func appendUnits(dst []byte, n int64, unit byte) []byte {
	if n == 0 {
		return dst
	}
	return append(strconv.AppendInt(dst, n, 10), unit)
}

func appendSeconds(dst []byte, micros int64) []byte {
	if micros == 0 {
		return dst
	}
	if micros < 0 {
		dst, micros = append(dst, '-'), -micros
	}
	dst = strconv.AppendInt(dst, micros/cell.Second, 10)
	if fraction := micros % cell.Second; fraction > 0 {
		dst = append(dst, '.')
		for unit := cell.Second / 10; fraction > 0; unit /= 10 {
			dst = append(dst, byte('0'+fraction/unit)) //nolint:gosec // a digit
			fraction %= unit
		}
	}
	return append(dst, 'S')
}

// The flags of a range.
const (
	rangeEmpty         = 0x01
	rangeLowerIncluded = 0x02
	rangeUpperIncluded = 0x04
	rangeLowerOpen     = 0x08
	rangeUpperOpen     = 0x10
)

// appendRange appends a range with the brackets of its bounds.
func appendRange(dst, raw []byte, element uint32) ([]byte, bool) {
	if len(raw) == 0 {
		return dst, false
	}
	start, flags, rest := len(dst), raw[0], raw[1:]
	if flags&rangeEmpty != 0 {
		return append(dst, "empty"...), true
	}
	bracket := func(included byte, is, not byte) byte {
		if flags&included != 0 {
			return is
		}
		return not
	}
	ok := true
	dst = append(dst, bracket(rangeLowerIncluded, '[', '('))
	if flags&rangeLowerOpen == 0 {
		dst, rest, ok = appendBound(dst, rest, element)
	}
	dst = append(dst, ',')
	if ok && flags&rangeUpperOpen == 0 {
		dst, rest, ok = appendBound(dst, rest, element)
	}
	if !ok || len(rest) > 0 {
		return dst[:start], false
	}
	return append(dst, bracket(rangeUpperIncluded, ']', ')')), true
}

// appendBound appends the bound at the start of raw, and returns what follows it. An instant is in the form of RFC 3339
// where that has one.
func appendBound(dst, raw []byte, element uint32) (out, rest []byte, ok bool) {
	bound, rest, ok := sized(raw)
	if !ok {
		return dst, raw, false
	}
	if micros, ok := microsOf(bound, element); ok && element == oidTimestamptz {
		return cell.AppendInstant(dst, micros), rest, true
	}
	return appendPlain(dst, bound, element), rest, true
}

// sized splits off the bytes whose number is in front of them.
func sized(raw []byte) (part, rest []byte, ok bool) {
	if len(raw) < 4 {
		return nil, raw, false
	}
	size := int64(int32(binary.BigEndian.Uint32(raw))) //nolint:gosec // the sign is in these bits
	if size < 0 || size > int64(len(raw)-4) {
		return nil, raw, false
	}
	return raw[4 : 4+size], raw[4+size:], true
}

func appendMultirange(dst, raw []byte, element uint32) ([]byte, bool) {
	if len(raw) < 4 {
		return dst, false
	}
	start, rest := len(dst), raw[4:]
	dst = append(dst, '{')
	for i := range binary.BigEndian.Uint32(raw) {
		if i > 0 {
			dst = append(dst, ',')
		}
		one, after, ok := sized(rest)
		if ok {
			dst, ok = appendRange(dst, one, element)
		}
		if rest = after; !ok {
			return dst[:start], false
		}
	}
	return append(dst, '}'), true
}
