package sqlite

import (
	"encoding/hex"
	"math"
	"strconv"

	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
)

// encodeKeys encodes the keys, which are stored by column, as rows.
func encodeKeys(keys dialect.Keys) (any, error) {
	if len(keys) == 0 {
		return nil, fault.New(fault.Internal, "keys without a column reached a statement")
	}
	b := make([]byte, 0, 2+len(keys)*keys.Len()*8)
	b = append(b, '[')
	var err error
	for row := range keys.Len() {
		if row > 0 {
			b = append(b, ',')
		}
		if len(keys) > 1 {
			b = append(b, '[')
		}
		for i := range keys {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendKeyAt(b, &keys[i], row); err != nil {
				return nil, err
			}
		}
		if len(keys) > 1 {
			b = append(b, ']')
		}
	}
	return string(append(b, ']')), nil
}

// appendKeyAt appends the key of a column with that index.
func appendKeyAt(b []byte, c *dialect.KeyColumn, i int) ([]byte, error) {
	switch {
	case len(c.Ints) > 0:
		return strconv.AppendInt(b, c.Ints[i], 10), nil
	case len(c.Texts) > 0:
		return jsontext.AppendRaw(b, c.Texts[i]), nil
	default:
		return appendKey(b, c.Values[i])
	}
}

func appendKey(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case float64:
		return appendFloatKey(b, v), nil
	case string:
		return jsontext.AppendRaw(b, v), nil
	case []byte:
		b = append(b, `["`...)
		b = hex.AppendEncode(b, v)
		return append(b, `"]`...), nil
	case nil:
		return append(b, "null"...), nil
	default:
		return nil, dialect.Mismatch(bindKeys, v)
	}
}

// appendFloatKey appends a float so that it is read back as one: 5 would be read as an integer. JSON has no infinity,
// but a number beyond the range of a float64 is read as one.
func appendFloatKey(b []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(b, "9e999"...)
	case math.IsInf(f, -1):
		return append(b, "-9e999"...)
	}
	return strconv.AppendFloat(b, f, 'e', -1, 64)
}
