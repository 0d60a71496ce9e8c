package sqlgen

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// A row that nothing changes after the statement that wrote it comes back from that statement, so that no other one
// reads it. The cells of all members of a payload are returned once, in one list.

// rowsBack returns the queries of a payload whose rows the writing statement returns, and the columns that it returns;
// none where the rows are read by statements of their own.
func (g *generator) rowsBack(p *plan.Write) (map[*plan.Node]*Query, []*catalog.Column, error) {
	if !g.returnsRows(p) {
		return nil, nil, nil
	}
	s := g.target(p.Table)
	queries := map[*plan.Node]*Query{}
	parentKeys := map[*plan.Node][][]int{}
	for i := range p.Payload {
		n := p.Payload[i].Node
		if n == nil {
			continue
		}
		s.node = n
		q := &Query{Key: n.Key, Single: n.Single, Limit: none, Max: g.options.Rows}
		if n.Single {
			q.Max = 1
		}
		var err error
		if q.Row, err = s.object(n.Table, noCell, n.Select); err != nil {
			return nil, nil, err
		}
		queries[n], parentKeys[n] = q, s.parentKeys(n)
	}
	if most := g.dialect.MaxColumns; len(s.cells) == 0 || most > 0 && len(s.cells) > most {
		return nil, nil, nil
	}
	for i := range p.Payload { // in this order, as statements are counted
		n := p.Payload[i].Node
		q := queries[n]
		if q == nil {
			continue
		}
		q.Columns = len(s.cells)
		if err := g.below(q, n, parentKeys[n]); err != nil {
			return nil, nil, err
		}
	}
	columns := make([]*catalog.Column, len(s.cells))
	for i, c := range s.cells {
		columns[i] = c.column
	}
	return queries, columns, nil
}

// returnsRows reports whether the rows of a payload are what the statement returns. The rows of an update or a delete of
// many have an order, which a statement that writes does not keep.
func (g *generator) returnsRows(p *plan.Write) bool {
	switch p.Kind {
	case request.Insert, request.InsertMany, request.Update:
	case request.Delete:
		if p.Table.Effects.Computes {
			return false
		}
	default:
		return false
	}
	if !g.dialect.Returning || p.Followed || p.Counted || p.Unshared != nil || g.isDerived(p.Table) {
		return false
	}
	other := func(m plan.Payload) bool { return m.Node != nil && !ownRow(m.Node, deletes(p.Kind)) }
	return !slices.ContainsFunc(p.Payload, other)
}

// ownRow reports whether a node reads nothing but the row itself, and what is found by it afterwards: the children of a
// deleted row are gone then.
func ownRow(n *plan.Node, deleted bool) bool {
	return len(n.Joins) == 0 && n.Page == nil && (!deleted || len(n.Children) == 0)
}
