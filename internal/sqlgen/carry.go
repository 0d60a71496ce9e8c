package sqlgen

import (
	"slices"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
)

// A derived table whose rows are numbered is sorted and kept by the database as a whole, on disk where it is large. So
// its rows carry what tells them apart, and of their cells those alone that tie them to their parents. The others are
// fetched for the rows that stay.

// carried returns what a row carries through derived tables, with names that cannot clash, and the columns that tell it
// apart. Where nothing does (in a view), or where no more is wanted of the row, key is nil, and it carries all its cells.
func (s *statement) carried() (columns []expression, key []literal) {
	key = s.rowKey()
	columns = make([]expression, 0, len(s.cells)+len(key)+2)
	for i, c := range s.cells {
		if key == nil || s.ties(c) {
			columns = append(columns, s.column(c).As(cellName(i)))
		}
	}
	for i, k := range key {
		columns = append(columns, k.As(keyName(i)))
	}
	return columns, key
}

// passed returns what is carried through a derived table over another one.
func (s *statement) passed(from string, key []literal) []expression {
	out := make([]expression, 0, len(s.cells)+len(key)+1)
	for i, c := range s.cells {
		if key == nil || s.ties(c) {
			out = append(out, s.name(from, cellName(i)).As(cellName(i)))
		}
	}
	return append(out, s.passedKey(from, key)...)
}

func (s *statement) passedKey(from string, key []literal) []expression {
	out := make([]expression, len(key), len(key)+1)
	for i := range key {
		out[i] = s.name(from, keyName(i)).As(keyName(i))
	}
	return out
}

// ties reports whether a cell ties its row to the parent.
func (s *statement) ties(c cell) bool { return slices.Contains(s.link, c) }

// rowKey returns the columns of the node's table that tell its rows apart; nil where the rows carry all that is wanted.
func (s *statement) rowKey() []literal {
	t, key := s.node.Table, s.node.Table.NodeKey()
	wanted := func(c cell) bool {
		return !s.ties(c) && (c.source != plan.Own || key == nil || !slices.Contains(key.Columns, c.column))
	}
	switch {
	case t.View || !slices.ContainsFunc(s.cells, wanted):
		return nil // a row of a view is not found without reading others
	case t.RowID != "":
		return []literal{s.name(alias(plan.Own), t.RowID)}
	case key == nil || slices.ContainsFunc(key.Columns, func(c *catalog.Column) bool { return !c.NotNull }):
		return nil
	}
	out := make([]literal, len(key.Columns))
	for i, c := range key.Columns {
		out[i] = s.column(cell{plan.Own, c})
	}
	return out
}

// fetched are the rows of the node's table whose keys are in a derived table, with those that are joined. Each is looked
// up by its key.
func (s *statement) fetched(keys selecting, from string, key []literal) selecting {
	q := s.joined(s.from(keys.as(from)).crossJoin(s.table(s.node.Table, alias(plan.Own))))
	for i, own := range key {
		var by catalog.Comparison // row ids compare exactly
		if s.node.Table.RowID == "" {
			by = s.node.Table.NodeKey().Comparisons.At(i)
		}
		q = q.where(s.equalBy(by, own, s.name(from, keyName(i))))
	}
	return q
}

// fetchedCells are the cells as the driver reads them, where the rows were fetched by what was carried.
func (s *statement) fetchedCells(from string) []expression {
	return s.selected(func(i int, c cell) literal {
		if s.ties(c) {
			return s.name(from, cellName(i))
		}
		return s.column(c)
	})
}

func keyName(i int) string { return "k" + strconv.Itoa(i) }
