package sqlgen

import (
	"tiddly/internal/catalog"
	"tiddly/internal/plan"
)

// found returns the statements that read the rows with global ids, one for each of their tables.
func (g *generator) found(nodes []*plan.Node) ([]*Query, error) {
	all := make([]*Query, len(nodes))
	for i, n := range nodes {
		var err error
		if all[i], err = g.query(n); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// keyCells returns the cells by which a row is given to one of the keys of global ids: those of its own key where equal
// keys are identical, else the given key beside it, since only the database knows how it compares.
func (s *statement) keyCells(n *plan.Node) []cell {
	switch {
	case n.IDs == none:
		return nil
	case n.ByKey != nil:
		return []cell{s.number(n.ByKey)}
	}
	key := n.Table.NodeKey()
	if s.sameKey(key) {
		return cellsOf(plan.Own, key.Columns)
	}
	cells := make([]cell, len(key.Columns))
	for i, c := range key.Columns {
		cells[i] = cell{given, &catalog.Column{Table: c.Table, SQLName: keyName(i), Name: c.Name, Type: c.Type}}
	}
	return cells
}

// sameKey reports whether the values of a key that are equal are identical.
func (g *generator) sameKey(k *catalog.Key) bool {
	for _, c := range k.Comparisons {
		if !g.comparison(c).Same {
			return false
		}
	}
	return true
}

// byIDTerms returns the conditions on the rows with the keys of global ids.
func (s *statement) byIDTerms() ([]expression, error) {
	key := s.node.Table.NodeKey()
	if s.node.ByKey != nil || !s.sameKey(key) {
		return nil, nil // byID has them
	}
	condition, err := s.linked()
	return []expression{condition}, err
}

// byID returns the query for the rows with the keys of global ids.
func (s *statement) byID(where []expression) (selecting, error) {
	if s.node.ByKey != nil {
		return s.byKey()
	}
	key := s.node.Table.NodeKey()
	if s.sameKey(key) {
		return s.single(where)
	}
	keys, equal, err := s.keyTable(key.Columns, cellsOf(plan.Own, key.Columns), key.Comparisons)
	if err != nil {
		return selecting{}, err
	}
	rows := s.from(keys).crossJoin(s.table(s.node.Table, alias(plan.Own)))
	return s.joined(rows).where(append(equal, s.met...)...).columns(s.direct()), nil
}
