package sqlgen

import (
	"github.com/doug-martin/goqu/v9"
	"github.com/doug-martin/goqu/v9/exp"
)

// cutInGo tells that a child needs no row numbers: without a limit of its own every row of each
// parent is read, mostly straight from the index on the link, and the reader stops at the limit.
func (s *statement) cutInGo() bool {
	n := s.node
	return n.Offset == none && len(n.Distinct) == 0 && (n.Limit == none || !s.dialect.Window)
}

func (s *statement) childCutInGo(where []exp.Expression) (*goqu.SelectDataset, error) {
	order, err := s.order()
	if err != nil {
		return nil, err
	}
	return s.rows(where).Select(s.direct()...).Order(append(s.byLink(), order...)...), nil
}

// childWindow reads a page of each parent's rows by their number within the parent.
func (s *statement) childWindow(where []exp.Expression) (*goqu.SelectDataset, error) {
	carried, key := s.carried()
	numbered, err := s.numbered(where, carried, key)
	if err != nil {
		return nil, err
	}
	var page []exp.Expression
	end := FromLimit
	if s.node.Offset != none {
		end = FromWindowEnd
		page = append(page, goqu.L("(? > ?)", s.name(ranked, rank), s.bind(s.offset())))
	}
	last := s.limit(end)
	last.Offset = s.node.Offset
	page = append(page, goqu.L("(? <= ?)", s.name(ranked, rank), s.bind(last)))
	order := append(s.byLinkOf(ranked), s.name(ranked, rank).Asc())
	ds := s.from(numbered.As(ranked)).Select(s.outer(ranked)...)
	if key != nil {
		ds = s.fetched(numbered, ranked, key).Select(s.fetchedCells(ranked)...)
	}
	return ds.Where(all(page...)).Order(order...), nil
}

// numbered are the rows, as far as they are carried, with their number within the parent. With distinctOn they are
// numbered twice: which row is the first of its group must be settled before the rows that stay are counted.
func (s *statement) numbered(where []exp.Expression, carried []any, key []exp.Expression) (*goqu.SelectDataset, error) {
	order, err := s.order()
	if err != nil {
		return nil, err
	}
	parents := s.parents()
	rows := s.rows(where)
	if len(s.node.Distinct) == 0 {
		return rows.Select(append(carried, rowNumber(parents, order, rank))...), nil
	}
	groups, err := s.groups()
	if err != nil {
		return nil, err
	}
	inner := rows.Select(append(carried,
		rowNumber(parents, order, rank), rowNumber(append(parents, groups...), order, nth))...)
	again := rowNumber(s.parentsOf(distinct), []exp.OrderedExpression{s.name(distinct, rank).Asc()}, rank)
	return s.from(inner.As(distinct)).Select(append(s.passed(distinct, key), again)...).Where(s.first(distinct)), nil
}

// parents are the link columns as rows are grouped by them.
func (s *statement) parents() []any {
	out := make([]any, len(s.link))
	for i, c := range s.link {
		out[i] = s.exact(c.column, s.column(c))
	}
	return out
}

// parentsOf are the same, read from a derived table.
func (s *statement) parentsOf(from string) []any {
	out := make([]any, len(s.link))
	for i, c := range s.link {
		out[i] = s.exact(c.column, s.name(from, cellName(s.position(c))))
	}
	return out
}

// byLink sorts rows so that those of one parent stand together.
func (s *statement) byLink() []exp.OrderedExpression {
	out := make([]exp.OrderedExpression, len(s.link))
	for i, c := range s.link {
		out[i] = s.exact(c.column, s.column(c)).Asc()
	}
	return out
}

func (s *statement) byLinkOf(from string) []exp.OrderedExpression {
	out := make([]exp.OrderedExpression, len(s.link))
	for i, c := range s.link {
		out[i] = s.exact(c.column, s.name(from, cellName(s.position(c)))).Asc()
	}
	return out
}
