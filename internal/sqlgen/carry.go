package sqlgen

import (
	"slices"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
)

// The database sorts and keeps a derived table with numbered rows as a whole, on disk where it is large. So its rows
// carry only the cells of their key and those that link them to their parents; the other cells are fetched for the
// rows that remain.

// carried returns the columns of a row that pass through derived tables, under names that cannot clash, and the key
// that identifies the row. Where the row has no key (in a view), or where no other cells are wanted, key is nil and
// the row carries all its cells.
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

// passed returns the carried columns as selected from a derived table.
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

// ties reports whether a cell links its row to the parent.
func (s *statement) ties(c cell) bool { return slices.Contains(s.link, c) }

// rowKey returns the columns of the key of the node's table, or nil where the rows carry all cells that are wanted.
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

// fetched returns the query for the rows of the node's table, with their joins, whose keys are in a derived table.
// Each row is looked up by its key.
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

// fetchedCells returns the cells as the driver reads them, where the rows were fetched by their keys.
func (s *statement) fetchedCells(from string) []expression {
	return s.selected(func(i int, c cell) literal {
		if s.ties(c) {
			return s.name(from, cellName(i))
		}
		return s.column(c)
	})
}

func keyName(i int) string { return "k" + strconv.Itoa(i) }
