package postgres

import (
	"encoding/binary"
	"strconv"

	"tiddly/internal/fault"
)

// The messages of the extended protocol, as they are appended to those that are sent together. All values but bytes
// are sent as texts, which the server reads as values of the type that the statement names; all cells are returned in
// their binary form.

// Every message is its type, its length without the type, and its content.
func begin(dst []byte, kind byte) ([]byte, int) {
	dst = append(dst, kind, 0, 0, 0, 0)
	return dst, len(dst) - 4
}

func end(dst []byte, at int) []byte {
	binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at)) //nolint:gosec // bounded by the body of a request
	return dst
}

func appendCString(dst []byte, s string) []byte { return append(append(dst, s...), 0) }

func appendParse(dst []byte, s *statement) []byte {
	dst, at := begin(dst, 'P')
	dst = appendCString(appendCString(dst, s.name), s.sql)
	return end(append(dst, 0, 0), at)
}

// appendDescribe asks for the columns of the statement that is bound.
func appendDescribe(dst []byte) []byte {
	dst, at := begin(dst, 'D')
	return end(appendCString(append(dst, 'P'), ""), at)
}

// appendDescribeStatement asks for the columns of a statement, and the types of its values.
func appendDescribeStatement(dst []byte, s *statement) []byte {
	dst, at := begin(dst, 'D')
	return end(appendCString(append(dst, 'S'), s.name), at)
}

func appendForget(dst []byte, s *statement) []byte {
	dst, at := begin(dst, 'C')
	return end(appendCString(append(dst, 'S'), s.name), at)
}

func appendExecute(dst []byte) []byte {
	dst, at := begin(dst, 'E')
	return end(append(appendCString(dst, ""), 0, 0, 0, 0), at)
}

func appendFlush(dst []byte) []byte { return append(dst, 'H', 0, 0, 0, 4) }

func appendSync(dst []byte) []byte { return append(dst, 'S', 0, 0, 0, 4) }

// The formats of values and cells.
const (
	asText   = 0
	asBinary = 1
)

// appendBind binds the values of a statement.
func appendBind(dst []byte, s *statement, args []any) ([]byte, error) {
	dst, at := begin(dst, 'B')
	dst = appendCString(appendCString(dst, ""), s.name)
	dst = appendCount(dst, len(args))
	for _, v := range args {
		format := asText
		if _, ok := v.([]byte); ok {
			format = asBinary
		}
		dst = appendCount(dst, format)
	}
	dst = appendCount(dst, len(args))
	for _, v := range args {
		var err error
		if dst, err = appendValue(dst, v); err != nil {
			return nil, err
		}
	}
	return end(appendCount(appendCount(dst, 1), asBinary), at), nil
}

func appendCount(dst []byte, n int) []byte {
	return binary.BigEndian.AppendUint16(dst, uint16(n)) //nolint:gosec // dialect.MaxParams
}

// appendValue appends the length and the bytes of a value.
func appendValue(dst []byte, v any) ([]byte, error) {
	if v == nil {
		return append(dst, 0xff, 0xff, 0xff, 0xff), nil
	}
	dst = append(dst, 0, 0, 0, 0)
	at := len(dst)
	switch v := v.(type) {
	case string:
		dst = append(dst, v...)
	case []byte:
		dst = append(dst, v...)
	case int64:
		dst = strconv.AppendInt(dst, v, 10)
	case bool:
		dst = strconv.AppendBool(dst, v)
	case float64:
		dst = strconv.AppendFloat(dst, v, 'g', -1, 64)
	default:
		return nil, fault.New(fault.Internal, "a %T was bound to a statement", v)
	}
	binary.BigEndian.PutUint32(dst[at-4:], uint32(len(dst)-at)) //nolint:gosec // bounded by the body of a request
	return dst, nil
}
