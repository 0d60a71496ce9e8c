package exec

import (
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/jsontext"
)

// known are rows of one cell that the request has: their keys. No statement reads them.
type known struct {
	keys []any
	next int
}

func (k *known) key() any { return k.keys[k.next-1] }

// Next implements Rows.
func (k *known) Next() bool {
	if k.next == len(k.keys) {
		return false
	}
	k.next++
	return true
}

// Err implements Rows.
func (*known) Err() error { return nil }

// Null implements Rows.
func (k *known) Null(int) bool { return k.key() == nil }

// Length implements Rows.
func (k *known) Length(int) int { return lengthOf(k.key()) }

// AppendJSON implements Rows.
func (k *known) AppendJSON(dst []byte, _ int, t *catalog.Type, _ *catalog.EnumType) ([]byte, bool) {
	switch v := k.key().(type) {
	case int64:
		if t.Kind != catalog.BigInt {
			return strconv.AppendInt(dst, v, 10), true
		}
		return append(strconv.AppendInt(append(dst, '"'), v, 10), '"'), true
	case string:
		return jsontext.AppendString(dst, v)
	default:
		return dst, false
	}
}

// AppendKey implements Rows.
func (k *known) AppendKey(dst []byte, _ int) []byte {
	if n, ok := k.Int(0); ok {
		return cell.AppendIntKey(dst, n)
	}
	text, _ := k.key().(string)
	return cell.AppendTextKey(dst, text)
}

// Int implements Rows.
func (k *known) Int(int) (int64, bool) {
	n, ok := k.key().(int64)
	return n, ok
}

// Value implements Rows.
func (k *known) Value(int) any { return k.key() }

// Close implements Rows.
func (*known) Close() error { return nil }
