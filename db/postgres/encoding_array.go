package postgres

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"tiddly/internal/dialect"
	"tiddly/internal/fault"
)

func (e encoding) json(text string) (any, error) {
	switch e {
	case bindJSON:
		if hasNUL(text) {
			return nil, storable("\x00")
		}
		return text, nil
	case bindPath:
		return path(text)
	case bindElements:
		return elements(text)
	default:
		return nil, dialect.Mismatch(e, text)
	}
}

// hasNUL reports whether a JSON text contains U+0000, which is always escaped there.
func hasNUL(text string) bool {
	for {
		before, after, found := strings.Cut(text, `\u0000`)
		if !found {
			return false
		}
		if escapes := len(before) - len(strings.TrimRight(before, `\`)); escapes%2 == 0 {
			return true
		}
		text = after
	}
}

// path returns a JSON array of names and indexes as a jsonpath. It is strict, so that names match only in objects and
// indexes only in arrays; a negative index counts from the end.
func path(text string) (any, error) {
	var steps []any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&steps); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "a path that is none reached a statement")
	}
	b := []byte("strict $")
	for _, step := range steps {
		switch step := step.(type) {
		case string:
			if err := storable(step); err != nil {
				return nil, err
			}
			b = appendName(append(b, '.'), step)
		case json.Number:
			index, found := strings.CutPrefix(step.String(), "-")
			if !found {
				b = append(append(append(b, '['), index...), ']')
				continue
			}
			n, err := strconv.ParseInt(index, 10, 64)
			if err != nil {
				return nil, fault.Wrap(err, fault.Internal, "an index that is none reached a statement")
			}
			b = strconv.AppendInt(append(b, "[last-"...), n-1, 10)
			b = append(b, ']')
		default:
			return nil, fault.New(fault.Internal, "a step of a path is a %T", step)
		}
	}
	return string(b), nil
}

// appendName appends a name in jsonpath syntax: quoted, with the escapes of JSON.
func appendName(b []byte, name string) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(name) // encoding a string cannot fail
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}

// elements returns a JSON array as the text of an array, whose type is the column's. Objects are allowed in arrays of
// JSON.
func elements(text string) (any, error) {
	var list []json.RawMessage
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fault.New(fault.RequestValue, "the column stores arrays").WithHint("write a list, such as [1, 2]")
	}
	if hasNUL(text) {
		return nil, storable("\x00")
	}
	b := []byte{'{'}
	for i, item := range list {
		if i > 0 {
			b = append(b, ',')
		}
		switch item[0] {
		case '[':
			inner, err := elements(string(item))
			if err != nil {
				return nil, err
			}
			b = append(b, inner.(string)...) //nolint:forcetypeassert // what this returns
		case '"':
			var s string
			if err := json.Unmarshal(item, &s); err != nil {
				return nil, fault.Wrap(err, fault.Internal, "JSON that is none reached a statement")
			}
			b = appendElement(b, s)
		case 'n':
			b = append(b, "NULL"...)
		default:
			b = appendElement(b, string(item))
		}
	}
	return string(append(b, '}')), nil
}

// appendElement appends a quoted element, so that it is never read as NULL or as the end of the array.
func appendElement(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

// keys binds the keys of one column.
func (e encoding) keys(all dialect.Keys) (any, error) {
	if len(all) != 1 {
		return nil, fault.New(fault.Internal, "keys of %d columns reached an array", len(all))
	}
	column := &all[0]
	switch {
	case e < bindArray:
		return nil, dialect.Mismatch(e, all)
	case e != bindArray && column.Len() == len(column.Ints):
		return e.binary(column.Ints), nil
	}
	b := []byte{'{'}
	for i := range column.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		switch {
		case len(column.Ints) > 0:
			b = strconv.AppendInt(b, column.Ints[i], 10)
		case len(column.Texts) > 0:
			if b, err = e.appendKey(b, column.Texts[i]); err != nil {
				return nil, err
			}
		default:
			if b, err = e.appendKey(b, column.Values[i]); err != nil {
				return nil, err
			}
		}
	}
	return string(append(b, '}')), nil
}

// appendKey appends a key: bytes, a text, a number or a boolean. Keys of all other types are texts.
func (e encoding) appendKey(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, "NULL"...), nil
	case string:
		if e != bindArray {
			if n, err := strconv.ParseInt(v, 10, 64); err == nil && !e.holds(n) {
				return append(b, "NULL"...), nil
			}
		}
		return appendElement(b, v), nil
	case []byte:
		b = append(b, `"\\x`...)
		return append(hex.AppendEncode(b, v), '"'), nil
	case int64:
		if !e.holds(v) {
			return append(b, "NULL"...), nil
		}
		return strconv.AppendInt(b, v, 10), nil
	case float64:
		return strconv.AppendFloat(b, v, 'g', -1, 64), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	default:
		return nil, dialect.Mismatch(e, v)
	}
}

// width returns the type of the items of an array of integers, and their size in bytes.
func (e encoding) width() (oid uint32, size int) {
	switch e {
	case bindSmalls:
		return oidInt2, 2
	case bindIntegers:
		return oidInt4, 4
	default:
		return oidInt8, 8
	}
}

// holds reports whether the items of the array can be that number.
func (e encoding) holds(n int64) bool {
	_, size := e.width()
	unused := 64 - 8*size
	return n<<unused>>unused == n
}

// binary returns integers as an array in binary form, which the server reads in a fraction of the time of a text.
func (e encoding) binary(all []int64) []byte {
	oid, size := e.width()
	b := make([]byte, 0, 20+len(all)*(4+size))
	if len(all) == 0 {
		b = binary.BigEndian.AppendUint32(b, 0) // dimensions
	} else {
		b = binary.BigEndian.AppendUint32(b, 1)
	}
	b = binary.BigEndian.AppendUint32(b, 1) // there may be NULLs
	b = binary.BigEndian.AppendUint32(b, oid)
	if len(all) == 0 {
		return b
	}
	b = binary.BigEndian.AppendUint32(b, uint32(len(all))) //nolint:gosec // bounded by the rows of an answer
	b = binary.BigEndian.AppendUint32(b, 1)                // the index of the first
	var item [8]byte
	for _, n := range all {
		if !e.holds(n) {
			b = binary.BigEndian.AppendUint32(b, math.MaxUint32)
			continue
		}
		b = binary.BigEndian.AppendUint32(b, uint32(size)) //nolint:gosec // 2 to 8
		binary.BigEndian.PutUint64(item[:], uint64(n))     //nolint:gosec // the sign is in these bits
		b = append(b, item[8-size:]...)
	}
	return b
}
