package sqlgen

import (
	"github.com/doug-martin/goqu/v9"
	"github.com/doug-martin/goqu/v9/exp"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
)

// order gives the terms of the node's order.
func (s *statement) order() ([]exp.OrderedExpression, error) {
	var terms []exp.OrderedExpression
	for i := range s.node.Order {
		t, err := s.term(&s.node.Order[i])
		if err != nil {
			return nil, err
		}
		terms = append(terms, t...)
	}
	return terms, nil
}

// term gives what one term of an order becomes: the key, with a key in front where nulls must be
// placed and the engine cannot be told so. Nothing is said of nulls where none can occur or where the engine puts
// them rightly by itself: an index then serves as it is.
func (s *statement) term(t *plan.Term) ([]exp.OrderedExpression, error) {
	if t.Column == nil {
		return []exp.OrderedExpression{direct(s.name(alias(plan.Own), s.node.Table.RowID), t.Desc)}, nil
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
		return []exp.OrderedExpression{term}, nil
	case !s.dialect.NullsOrder:
		return []exp.OrderedExpression{direct(goqu.L("(? IS NULL)", column), t.NullsFirst), term}, nil
	case t.NullsFirst:
		return []exp.OrderedExpression{term.NullsFirst()}, nil
	default:
		return []exp.OrderedExpression{term.NullsLast()}, nil
	}
}

// sortKey is what rows are sorted by for a column.
func (s *statement) sortKey(c *catalog.Column, column exp.LiteralExpression) (exp.LiteralExpression, error) {
	storage, err := s.storage(c)
	if err != nil {
		return nil, err
	}
	return around(storage.Order, column), nil
}

func direct(e exp.LiteralExpression, desc bool) exp.OrderedExpression {
	if desc {
		return e.Desc()
	}
	return e.Asc()
}

// exact is a column as rows are grouped by it: equal only where the bytes are.
func (s *statement) exact(c *catalog.Column, column exp.LiteralExpression) exp.LiteralExpression {
	if !c.Collated {
		return column
	}
	return around(s.dialect.Exact, column)
}

// rowNumber counts rows from 1, in each part of their own or all of them.
func rowNumber(partition []any, order []exp.OrderedExpression, as string) exp.Expression {
	terms := make([]any, len(order))
	for i, t := range order {
		terms[i] = t
	}
	w := goqu.W().OrderBy(terms...)
	if len(partition) > 0 {
		w = w.PartitionBy(partition...)
	}
	return goqu.ROW_NUMBER().Over(w).As(as)
}
