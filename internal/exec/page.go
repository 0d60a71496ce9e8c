package exec

import (
	"cmp"
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/cursor"
	"tiddly/internal/request"
)

// page is what is known of the page of one parent.
type page struct {
	// first and last are the values of the cursors of the first and the last row that were read, in the level's buf.
	first, last span
	// ranks is the index of the group's first row in the ranks of the lists.
	ranks int
	// more reports that further rows follow those that were read; earlier and later that there are rows up to the
	// cursor before the page, and from the one behind it on.
	more, earlier, later bool
	total                int64
}

// grow adds groups for that many parents.
func (l *level) grow(parents int) {
	l.groups = append(l.groups, make([]group, parents)...)
	if l.query.Page != nil {
		l.pages = append(l.pages, make([]page, parents)...)
	}
}

// openLists prepares the lists of a connection.
func (r *run) openLists(l *level) {
	p := l.query.Page
	l.signer = r.options.Cursors.Signer(p.Order)
	for _, q := range p.Lists {
		list := r.take(q)
		list.within = true
		list.grow(len(l.groups))
		l.lists = append(l.lists, list)
	}
	l.share()
}

// share gives the lists of a connection its keys and its children.
func (l *level) share() {
	for _, list := range l.lists {
		list.keys, list.children = l.keys, l.children
	}
}

// readPages reads the rows of a connection into its lists.
func (r *run) readPages(rows Rows, l *level, keys *keySet) error {
	p := newPageReader(r, l, rows)
	limit, current := r.limit(l.query), 0
	for rows.Next() {
		if len(l.query.Link) > 0 {
			if current = keys.find(rows, l.query.Link); current < 0 {
				continue
			}
		}
		g := &l.groups[current]
		if g.rows == limit {
			l.pages[current].more = true
			g.cut = l.query.Limit == request.None
			r.noted = r.noted || (g.cut && keys != nil)
			continue
		}
		if r.rows++; r.rows > r.options.Rows {
			return TooManyRows(cmp.Or(r.options.StatedRows, r.options.Rows))
		}
		if err := p.row(current); err != nil {
			return err
		}
	}
	p.end()
	return rows.Err()
}

// pageReader writes the rows of a connection into each of its lists.
type pageReader struct {
	// own writes the values of cursors.
	own   writer
	lists []writer
	place []byte
}

func newPageReader(r *run, l *level, rows Rows) *pageReader {
	p := &pageReader{own: newWriter(r, l, rows), lists: make([]writer, len(l.lists))}
	for i, list := range l.lists {
		p.lists[i] = newWriter(r, list, rows)
		p.lists[i].signer = l.signer
	}
	return p
}

// row adds the current row to a group of every list.
func (p *pageReader) row(current int) error {
	l := p.own.level
	if !p.read() {
		return p.own.stop
	}
	size := len(l.buf)
	p.own.beside = 0
	for i := range p.lists {
		size += len(p.lists[i].level.buf)
	}
	for i := range p.lists {
		w := &p.lists[i]
		own := len(w.level.buf)
		w.place, w.beside = p.place, size-own
		if w.row(&w.level.groups[current]); !w.more(0) {
			return w.stop
		}
		size += len(w.level.buf) - own
		if l.query.Page.Backwards {
			g := &w.level.groups[current]
			w.level.ranks = append(w.level.ranks, placed{end: g.end, holes: g.holes.end, marks: g.marks.end})
		}
	}
	p.mark(current)
	p.own.beside = size - len(l.buf)
	p.own.more(0)
	return p.own.stop
}

// read reads the values of the current row's cursor.
func (p *pageReader) read() bool {
	w := &p.own
	p.place = p.place[:0]
	for _, c := range w.level.query.Page.Cursor {
		if n, ok := w.rows.Int(c); ok {
			p.place = cursor.AppendInt(p.place, n)
			continue
		}
		if !w.fits(c, catalog.Bytes) {
			return false
		}
		var v any
		if !w.rows.Null(c) {
			v = w.rows.Value(c)
		}
		p.place, _ = cursor.AppendValue(p.place, v)
	}
	return true
}

// mark records the first and the last row of a group. Rows of a group are consecutive, so that the values of the last
// one are at the end.
func (p *pageReader) mark(current int) {
	l := p.own.level
	g, at := &l.groups[current], &l.pages[current]
	if g.rows++; l.query.Page.Ends {
		if g.rows > 2 {
			l.buf = l.buf[:at.last.start]
		}
		at.last = span{len(l.buf), len(l.buf) + len(p.place)}
		l.buf = append(l.buf, p.place...)
	}
	if g.rows == 1 {
		at.first = at.last
		if l.query.Page.Backwards && len(l.lists) > 0 {
			at.ranks = len(l.lists[0].ranks) - 1
		}
	}
}

// end counts what was read, and puts rows that were read backwards into their order.
func (p *pageReader) end() {
	l := p.own.level
	p.own.run.bytes += len(l.buf)
	for _, list := range l.lists {
		p.own.run.bytes += len(list.buf)
		if !l.query.Page.Backwards {
			continue
		}
		for i := range list.groups {
			if g := &list.groups[i]; g.rows > 1 {
				list.reverse(g, list.ranks[l.pages[i].ranks:l.pages[i].ranks+g.rows])
			}
		}
	}
}

// reverse puts the rows of a group, which end at these places, into the opposite order.
func (l *level) reverse(g *group, rows []placed) {
	buf := slices.Clone(l.buf[g.start:g.end])
	holes := slices.Clone(l.holes[g.holes.start:g.holes.end])
	marks := slices.Clone(l.marks[g.marks.start:g.marks.end])
	out := l.buf[:g.start]
	toHoles, toMarks := l.holes[:g.holes.start], l.marks[:g.marks.start]
	for i := range rows {
		from := len(rows) - 1 - i
		start, before := g.start, placed{holes: g.holes.start, marks: g.marks.start}
		if from > 0 {
			before = rows[from-1]
			start = before.end + 1 // after the comma
		}
		if i > 0 {
			out = append(out, ',')
		}
		moved := len(out) - start
		out = append(out, buf[start-g.start:rows[from].end-g.start]...)
		for _, h := range holes[before.holes-g.holes.start : rows[from].holes-g.holes.start] {
			toHoles = append(toHoles, h.moved(moved, i))
		}
		for _, m := range marks[before.marks-g.marks.start : rows[from].marks-g.marks.start] {
			m.row = i
			toMarks = append(toMarks, m)
		}
	}
}

// moved returns a hole of a row that was moved by that many bytes, and is now that row of its group.
func (h hole) moved(bytes, row int) hole {
	h.at, h.row = h.at+bytes, row
	if h.object != (span{}) {
		h.object = span{h.object.start + bytes, h.object.end + bytes}
	}
	return h
}

// readAround runs the statement about all rows of each parent.
func (r *run) readAround(reader Reader, l *level, keys *keySet) error {
	a := l.query.Page.Around
	if a == nil {
		return nil
	}
	start, read := r.watch.now(), 0
	s, err := r.start(reader, a.Statement, keys)
	if err != nil {
		return err
	}
	defer func() { r.watch.statement(reader, start, s.SQL, s.Args, s.bound, read) }()
	r.statements++
	rows := s.rows
	for current := 0; rows.Next(); read++ {
		if len(a.Link) > 0 {
			if current = keys.find(rows, a.Link); current < 0 {
				continue
			}
		}
		p := &l.pages[current]
		p.total += countAt(rows, a.Total)
		p.earlier = p.earlier || countAt(rows, a.Earlier) > 0
		p.later = p.later || countAt(rows, a.Later) > 0
	}
	err = rows.Err()
	if closeErr := rows.Close(); err == nil {
		err = closeErr
	}
	r.unread(reader, s.Places)
	return err
}

func countAt(rows Rows, i int) int64 {
	if i < 0 {
		return 0
	}
	n, _ := rows.Int(i)
	return n
}
