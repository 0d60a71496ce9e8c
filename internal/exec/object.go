package exec

import (
	"encoding/base64"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/cursor"
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// writer appends rows to a level.
type writer struct {
	run   *run
	level *level
	rows  Rows
	// quick is nil if the rows are not Quick.
	quick Quick
	// path holds the response keys from the row down to the object being written.
	path []string
	// group is the group of the current row.
	group *group
	// index is that of the row in its group; broken reports that a cell made the innermost object null.
	index  int
	broken bool
	// stop is the reason why no row follows, uncounted the number of bytes of the level that count for no limit: those of
	// earlier rows, where each has a limit of its own.
	stop      error
	uncounted int
	// place are the values of the row's cursor, beside the bytes of other lists of the same rows.
	place  []byte
	signer *cursor.Signer
	beside int
}

func newWriter(r *run, l *level, rows Rows) writer {
	quick, _ := rows.(Quick)
	return writer{run: r, level: l, rows: rows, quick: quick}
}

// row appends the current row to the group. Rows of a group are consecutive.
func (w *writer) row(g *group) {
	l := w.level
	if g.rows == 0 {
		g.start = len(l.buf)
		g.holes.start, g.marks.start = len(l.holes), len(l.marks)
	} else {
		l.buf = append(l.buf, ',')
	}
	w.group, w.index, w.broken = g, g.rows, false
	w.object(&l.query.Row)
	g.dead = g.dead || w.broken
	g.rows++
	g.end = len(l.buf)
	g.holes.end, g.marks.end = len(l.holes), len(l.marks)
}

func (w *writer) object(o *sqlgen.Object) {
	if o.Bare {
		w.member(o, &o.Members[0])
		return
	}
	l := w.level
	l.buf = append(l.buf, '{')
	for i := 0; i < len(o.Members); i++ {
		m := &o.Members[i]
		if w.quick != nil && len(m.Run) > 0 {
			var n int
			if l.buf, n = w.quick.AppendCells(l.buf, m.Run); n > 0 {
				i += n - 1
				continue
			}
		}
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		l.buf = append(l.buf, m.Prefix...)
		w.member(o, m)
	}
	l.buf = append(l.buf, '}')
}

func (w *writer) member(o *sqlgen.Object, m *sqlgen.Member) {
	switch m.Kind {
	case sqlgen.Cell:
		w.cell(m)
	case sqlgen.Text:
		w.level.buf = append(w.level.buf, m.Constant...)
	case sqlgen.NodeID:
		w.nodeID(o, m)
	case sqlgen.Nested:
		w.nested(m)
	case sqlgen.List:
		w.list(m)
	case sqlgen.Cursor:
		w.cursor()
	case sqlgen.Same:
		w.path = append(w.path, m.Name)
		w.object(m.Object)
		w.path = w.path[:len(w.path)-1]
	}
}

func (w *writer) cell(m *sqlgen.Member) {
	if m.Stored {
		w.storedCell(m)
		return
	}
	l := w.level
	if w.rows.Null(m.Index) {
		l.buf = append(l.buf, "null"...)
		if m.Column.NonNull || m.Column.Widened {
			w.bad(m.Name, "is NULL, though its column is NOT NULL", m.Index, m.Column, m.Column.NonNull)
		}
		return
	}
	if !w.fits(m.Index, m.Column.Type.Kind) {
		return
	}
	buf, ok := w.rows.AppendJSON(l.buf, m.Index, &m.Column.Type, m.Column.Enum)
	if ok {
		l.buf = buf
		return
	}
	l.buf = append(l.buf, "null"...)
	w.bad(m.Name, "is not a valid "+kindName(m.Column), m.Index, m.Column, m.Column.NonNull)
}

func kindName(c *catalog.Column) string {
	if c.Enum != nil {
		return c.Enum.TypeName
	}
	return c.Type.Kind.String()
}

// bad records a cell that cannot be shown; broken means that its object cannot be either.
func (w *writer) bad(key, what string, cell int, c *catalog.Column, broken bool) {
	w.broken = w.broken || broken
	w.run.noted = true
	if c.NonNull && w.run.options.Contradicted != nil {
		w.run.options.Contradicted(c)
	}
	if len(w.level.marks) >= maxMarks {
		w.group.unmarked++
		return
	}
	f := fault.New(fault.DatabaseValue, "the stored value %s", what).WithHint("%s", w.remedy(cell, c))
	f.Table, f.Columns = c.Table.TypeName, []string{c.Name}
	path := make([]any, 0, len(w.path)+1)
	for _, k := range w.path {
		path = append(path, k)
	}
	if !w.level.query.Row.Bare {
		path = append(path, key)
	}
	w.level.marks = append(w.level.marks, mark{row: w.index, path: path, fault: f})
}

// remedy returns a hint for a cell that cannot be shown: the lines of the settings with which it can be read, if any.
func (w *writer) remedy(cell int, c *catalog.Column) string {
	const fix = "fix the row"
	advisor, ok := w.rows.(Advisor)
	if !ok {
		return fix
	}
	var set, leave string
	for _, s := range advisor.Setting(cell, c) {
		key := catalog.SettingsKey(c.Table.SQLName, "columns", c.SQLName, s.Name)
		switch {
		case s.Value == "":
			leave = " and leave " + key + " out"
		case set == "":
			set = ", or set " + key + ": " + s.Value
		default:
			set += " and " + key + ": " + s.Value
		}
	}
	return fix + set + leave
}

// nodeID appends the global id: base64url of the JSON array of the type's name and the key's values as they are
// stored. What the columns are taken for may change, and a row keeps its id.
func (w *writer) nodeID(o *sqlgen.Object, m *sqlgen.Member) {
	id, _ := jsontext.AppendString(append(w.run.id[:0], '['), o.Table.TypeName)
	for _, c := range m.Cells {
		id = append(id, ',')
		if w.rows.Null(c) {
			// Another program has written the cell since the tables were inspected. The row is not lost for that.
			id = append(id, "null"...)
			continue
		}
		if !w.fits(c, catalog.String) {
			return
		}
		if n, ok := w.rows.Int(c); ok {
			id = strconv.AppendInt(id, n, 10)
		} else {
			id = request.AppendNodeValue(id, w.rows.Value(c))
		}
	}
	id = append(id, ']')
	w.level.buf = append(w.level.buf, '"')
	w.level.buf = base64.RawURLEncoding.AppendEncode(w.level.buf, id)
	w.level.buf = append(w.level.buf, '"')
	w.run.id = id
}

// nested appends the object of a joined row: null where there is none or where a cell that cannot be null is bad.
func (w *writer) nested(m *sqlgen.Member) {
	l := w.level
	if w.rows.Null(m.Object.Present) {
		l.buf = append(l.buf, "null"...)
		return
	}
	start, holes := len(l.buf), len(l.holes)
	outer := w.broken
	w.broken = false
	w.path = append(w.path, m.Name)
	w.object(m.Object)
	w.path = w.path[:len(w.path)-1]
	if w.broken {
		l.buf = append(l.buf[:start], "null"...)
		l.holes = l.holes[:holes]
	}
	w.broken = outer
	for i := holes; i < len(l.holes); i++ {
		if l.holes[i].object == (span{}) {
			l.holes[i].object = span{start, len(l.buf)}
		}
	}
}

func (w *writer) list(m *sqlgen.Member) {
	l := w.level
	q := l.query.Children[m.Child]
	for _, c := range q.ParentKey {
		if !w.fitsKey(c) {
			return
		}
	}
	key, ok := l.keys[m.Child].add(w.rows, q.ParentKey)
	if !ok {
		l.buf = appendEmpty(l.buf, q)
		return
	}
	l.holes = append(l.holes, hole{at: len(l.buf), child: m.Child, key: key, row: w.index})
}
