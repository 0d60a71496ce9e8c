package sqlgen

import (
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/plan"
)

// order returns the terms of the node's order, which note the cells that they cannot read where the client asked for
// them.
func (s *statement) order() ([]ordering, error) { return s.terms(true) }

// orderAgain returns the same terms for another use in the statement, where they note nothing.
func (s *statement) orderAgain() ([]ordering, error) { return s.terms(false) }

func (s *statement) terms(note bool) ([]ordering, error) {
	var terms []ordering
	for i := range s.node.Order {
		t, err := s.term(&s.node.Order[i], note && !s.node.Order[i].Added)
		if err != nil {
			return nil, err
		}
		terms = append(terms, t...)
	}
	if !s.node.Scroll && s.node.Page == nil {
		return terms, nil
	}
	more, err := s.tieBreaks()
	return append(terms, more...), err
}

// term returns the sort keys of one term of an order: the key, preceded by a test for nulls where nulls must be placed
// and the engine has no syntax for it. The place of nulls is omitted where there can be none or where it is the
// engine's default: an index then serves as it is.
func (s *statement) term(t *plan.Term, note bool) ([]ordering, error) {
	if t.Counted != nil {
		return []ordering{direct(s.sortedCount(t), t.Desc)}, nil
	}
	if t.Column == nil {
		return []ordering{direct(s.name(alias(plan.Own), s.node.Table.RowID), t.Desc)}, nil
	}
	column := s.column(cell{t.Source, t.Column})
	order, err := s.orderOf(t.Column)
	if err != nil {
		return nil, err
	}
	key := s.sortKey(t.Column, order, column, note)
	if note && order == "" {
		s.meet(t.Column, column)
	}
	term := direct(key, t.Desc)
	nativeFirst := s.dialect.NullsSmallest != t.Desc
	switch {
	case !s.nullable(t) || t.NullsFirst == nativeFirst:
		return []ordering{term}, nil
	case !s.dialect.NullsOrder:
		return []ordering{direct(text("(? IS NULL)", column), t.NullsFirst), term}, nil
	case t.NullsFirst:
		return []ordering{term.NullsFirst()}, nil
	default:
		return []ordering{term.NullsLast()}, nil
	}
}

// nullable reports whether a term of an order can be NULL: its cell, or one that could not be read.
func (s *statement) nullable(t *plan.Term) bool {
	order, _ := s.orderOf(t.Column) // it has no column that has none
	return t.Nullable || strings.Contains(order, "{place}")
}

// sortKey returns the expression by which rows are sorted for a column, as its storage has it. Note makes it note the
// cells that it cannot read.
func (s *statement) sortKey(c *catalog.Column, order string, column literal, note bool) literal {
	if order == "" {
		return column
	}
	place := func() literal { return text("-1") }
	if note {
		place = s.place(c)
	}
	return spell(order, func(m dialect.Mark) []any {
		if m == dialect.MarkPlace {
			return []any{place()}
		}
		return []any{column}
	})
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
