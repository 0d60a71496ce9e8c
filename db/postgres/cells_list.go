package postgres

import (
	"encoding/binary"

	"tiddly/internal/catalog"
)

// appendList appends an array of one dimension. It reports false, with dst unchanged, for one of several, and where an
// item is no value of its kind.
func appendList(dst, raw []byte, t *catalog.Type, enum *catalog.EnumType) ([]byte, bool) {
	if len(raw) < 12 {
		return dst, false
	}
	oid := binary.BigEndian.Uint32(raw[8:])
	switch binary.BigEndian.Uint32(raw) {
	case 0:
		return append(dst, "[]"...), true
	case 1:
	default:
		return dst, false
	}
	if len(raw) < 20 {
		return dst, false
	}
	item, rest := t.Item(), raw[20:]
	start := len(dst)
	dst = append(dst, '[')
	for i := range binary.BigEndian.Uint32(raw[12:]) {
		if i > 0 {
			dst = append(dst, ',')
		}
		if len(rest) >= 4 && binary.BigEndian.Uint32(rest) == noItem {
			dst, rest = append(dst, "null"...), rest[4:]
			continue
		}
		one, after, ok := sized(rest)
		if ok {
			dst, ok = appendJSON(dst, one, oid, &item, enum)
		}
		if rest = after; !ok {
			return dst[:start], false
		}
	}
	return append(dst, ']'), true
}

// noItem is the length of an item that is NULL.
const noItem = 1<<32 - 1
