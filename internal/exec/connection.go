package exec

import (
	"strconv"

	"tiddly/internal/cursor"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// cursor appends the cursor of the current row.
func (w *writer) cursor() {
	if !w.more(cursor.Size(len(w.place))) {
		return
	}
	w.level.buf = append(w.level.buf, '"')
	w.level.buf = append(w.signer.Append(w.level.buf, w.place), '"')
}

// value appends the value of the field of a group: a list, or a connection. It stops as append does.
func (l *level) value(dst []byte, i, most int) []byte {
	if l.query.Page == nil {
		dst = l.append(append(dst, '['), &l.groups[i], most)
		return append(dst, ']')
	}
	return l.connection(dst, l.query.Page.Fields, l.pages[i], func(dst []byte, list int) []byte {
		return l.lists[list].value(dst, i, most)
	})
}

// appendEmpty appends the value of the field of a parent that has no rows.
func appendEmpty(dst []byte, q *sqlgen.Query) []byte {
	if q.Page == nil {
		return append(dst, "[]"...)
	}
	l := level{query: q}
	return l.connection(dst, q.Page.Fields, page{}, func(dst []byte, _ int) []byte { return append(dst, "[]"...) })
}

// connection appends an object of a connection.
func (l *level) connection(dst []byte, fields []sqlgen.PageField, p page, list func([]byte, int) []byte) []byte {
	backwards := l.query.Page.Backwards
	first, last := p.first, p.last
	if backwards {
		first, last = last, first
	}
	dst = append(dst, '{')
	for i := range fields {
		f := &fields[i]
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, f.Prefix...)
		switch f.Kind {
		case request.PageEdges, request.PageNodes:
			dst = list(dst, f.List)
		case request.PageInfo:
			dst = l.connection(dst, f.Fields, p, list)
		case request.PageTotal:
			dst = strconv.AppendInt(dst, p.total, 10)
		case request.PageHasNext:
			dst = strconv.AppendBool(dst, p.later || p.more && !backwards)
		case request.PageHasPrevious:
			dst = strconv.AppendBool(dst, p.earlier || p.more && backwards)
		case request.PageStart:
			dst = l.appendCursor(dst, first)
		case request.PageEnd:
			dst = l.appendCursor(dst, last)
		default:
			dst = append(dst, f.Constant...)
		}
	}
	return append(dst, '}')
}

// appendCursor appends the cursor with the values in a part of buf, or null where there is none.
func (l *level) appendCursor(dst []byte, values span) []byte {
	if values == (span{}) {
		return append(dst, "null"...)
	}
	dst = l.signer.Append(append(dst, '"'), l.buf[values.start:values.end])
	return append(dst, '"')
}
