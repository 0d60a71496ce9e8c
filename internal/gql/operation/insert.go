package operation

import (
	"tiddly/internal/catalog"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// inserts reads rows to insert.
type inserts struct {
	*slots
	rows map[string]*rowInput
}

// inserted reads the rows to insert: the sets of columns, and the slot of the rows.
func (n *inserts) inserted(t *catalog.Table, in input, many bool) ([][]string, request.Slot) {
	r := n.rows[t.TypeName+"Insert"]
	if in.literal == nil {
		n.unread.used(in.origin)
		variable, way := in.origin.steps()
		s, f := newRowSource(r, jsontext.Of(in.value))
		if f != nil {
			n.fail("input", in.position, f)
			return nil, request.None
		}
		return r.names(s.sets), n.add(source{variable: variable, way: way, rows: s}, in, "input")
	}
	items := []input{in}
	if many {
		items = n.items(in)
	}
	return n.literalRows(r, items, in, many)
}

// literalRows reads rows in the document, with or without variables in them.
func (n *inserts) literalRows(r *rowInput, items []input, in input, many bool) ([][]string, request.Slot) {
	m := r.newMarks(len(items))
	given := make([]map[string]input, len(items))
	for i, item := range items {
		n.unread.used(item.origin)
		given[i] = map[string]input{}
		for _, member := range n.members(item) {
			m.mark(i, member.name)
			given[i][member.name] = member.input
		}
	}
	keys, of := m.sets()
	if len(keys) > maxSets {
		n.fail("input", in.position, tooManySets())
		return nil, request.None
	}
	sets := make([][]int, len(keys))
	for i, key := range keys {
		sets[i] = r.columnsOf(key)
	}
	s := source{literalRows: make([]literalRow, len(items))}
	fixed := true
	for i := range items {
		argument := "input"
		if many {
			argument = at(argument, i)
		}
		row := literalRow{set: of[i]}
		for _, number := range sets[of[i]] {
			column := &r.columns[number]
			cell := source{}
			if value, there := given[i][column.name]; there {
				cell = n.source(value, column.to, join(argument, column.name))
			}
			fixed = fixed && cell.fixed()
			row.cells = append(row.cells, cell)
		}
		s.literalRows[i] = row
	}
	if fixed {
		rows, _ := rowsOf(s.literalRows, jsontext.Value{}) // errors were found when the values were read
		s = source{constant: rows}
	}
	return r.names(sets), n.add(s, in, "input")
}
