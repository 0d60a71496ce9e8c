package sqlgen

import (
	"tiddly/internal/catalog"
	"tiddly/internal/plan"
)

// order returns the terms of the node's order.
func (s *statement) order() ([]ordering, error) {
	var terms []ordering
	for i := range s.node.Order {
		t, err := s.term(&s.node.Order[i])
		if err != nil {
			return nil, err
		}
		terms = append(terms, t...)
	}
	return terms, nil
}

// term returns the sort keys of one term of an order: the key, preceded by a test for nulls where nulls must be placed
// and the engine has no syntax for it. The place of nulls is omitted where there can be none or where it is the
// engine's default: an index then serves as it is.
func (s *statement) term(t *plan.Term) ([]ordering, error) {
	if t.Column == nil {
		return []ordering{direct(s.name(alias(plan.Own), s.node.Table.RowID), t.Desc)}, nil
	}
	column := s.column(cell{t.Source, t.Column})
	key, err := s.sortKey(t.Column, column)
	if err != nil {
		return nil, err
	}
	term := direct(key, t.Desc)
	nativeFirst := s.dialect.NullsSmallest != t.Desc
	switch {
	case !t.Nullable || t.NullsFirst == nativeFirst:
		return []ordering{term}, nil
	case !s.dialect.NullsOrder:
		return []ordering{direct(text("(? IS NULL)", column), t.NullsFirst), term}, nil
	case t.NullsFirst:
		return []ordering{term.NullsFirst()}, nil
	default:
		return []ordering{term.NullsLast()}, nil
	}
}

// sortKey returns the expression by which rows are sorted for a column.
func (s *statement) sortKey(c *catalog.Column, column literal) (literal, error) {
	storage, err := s.storage(c)
	if err != nil {
		return nil, err
	}
	return around(storage.Order, column), nil
}

func direct(e literal, desc bool) ordering {
	if desc {
		return e.Desc()
	}
	return e.Asc()
}

// exact returns a column as rows are grouped by it: equal only where the bytes are.
func (s *statement) exact(c *catalog.Column, column literal) literal {
	if !c.Collated {
		return column
	}
	return around(s.dialect.Exact, column)
}
