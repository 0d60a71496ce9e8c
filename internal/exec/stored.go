package exec

import (
	"bytes"
	"encoding/base64"
	"math"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/jsontext"
	"tiddly/internal/sqlgen"
)

// storedCell appends a cell in the form of its storage, in which none is bad: integers of any size as numbers, enum
// values as their texts, and a cell of another kind than its column's as what it is.
func (w *writer) storedCell(m *sqlgen.Member) {
	l := w.level
	if w.rows.Null(m.Index) {
		l.buf = append(l.buf, "null"...)
		return
	}
	kind := m.Column.Type.Kind
	if kind != catalog.JSON {
		kind = catalog.String // a cell of any kind may be text
	}
	if !w.fits(m.Index, kind) {
		return
	}
	if m.Column.Type.Kind == catalog.List {
		w.storedList(m)
		return
	}
	if m.Column.Type.Kind != catalog.Enum {
		start := len(l.buf)
		if buf, ok := w.rows.AppendJSON(l.buf, m.Index, &m.Column.Type, m.Column.Enum); ok {
			if m.Column.Type.Kind == catalog.BigInt && buf[start] == '"' {
				buf = append(buf[:start], buf[start+1:len(buf)-1]...)
			}
			l.buf = buf
			return
		}
	}
	l.buf = appendStored(l.buf, w.rows.Value(m.Index))
}

// storedList appends a list, whose items are in the form of their storage; null where it is none.
func (w *writer) storedList(m *sqlgen.Member) {
	l, t := w.level, m.Column.Type
	if t.Element == catalog.Enum {
		t.Element = catalog.String
	}
	start := len(l.buf)
	buf, ok := w.rows.AppendJSON(l.buf, m.Index, &t, nil)
	switch {
	case !ok:
		buf = append(l.buf, "null"...) //nolint:gocritic // AppendJSON left it as it was
	case t.Element == catalog.BigInt:
		// Digits and signs, which need no quotes.
		list := buf[start:]
		buf = append(buf[:start], bytes.ReplaceAll(list, []byte{'"'}, nil)...)
	}
	l.buf = buf
}

// appendStored appends a value as returned by the database.
func appendStored(dst []byte, v any) []byte {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case float64:
		if out, ok := jsontext.AppendFloat(dst, v); ok {
			return out
		}
		// JSON has no number for it.
		if math.IsNaN(v) {
			return append(dst, "null"...)
		}
		return strconv.AppendQuote(dst, strconv.FormatFloat(v, 'g', -1, 64))
	case bool:
		return strconv.AppendBool(dst, v)
	case string:
		if out, ok := jsontext.AppendString(dst, v); ok {
			return out
		}
		out, _ := jsontext.AppendString(dst, strings.ToValidUTF8(v, "\uFFFD"))
		return out
	case []byte:
		dst = append(dst, '"')
		dst = base64.StdEncoding.AppendEncode(dst, v)
		return append(dst, '"')
	default:
		return append(dst, "null"...)
	}
}
