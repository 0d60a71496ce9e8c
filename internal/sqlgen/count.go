package sqlgen

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// rowCount is the column of a derived table of counts.
const rowCount = "n"

// countOf returns the number of rows that a to-many relation leads to from the row at an alias. Where an index finds the
// rows of a parent, they are counted for each. Otherwise that would read the whole table for each, and where many rows
// have one parent its rows as many times: so those of all parents are counted at once, and the number is looked up.
func (s *statement) countOf(r *catalog.Relation, outer string) literal {
	rows, _, near := s.relatedRows(r)
	_, refs := referring(r)
	if s.foundEach(r, refs) && (outer == alias(plan.Own) || !s.readsAll()) {
		rows = rows.columns([]expression{text("count(*)")}).where(s.tie(r, outer, near)...)
		return text("?", rows.subquery())
	}
	var keys, named, equal []expression
	all := s.fresh()
	for i, c := range refs {
		column, key := s.name(near, c.SQLName), keyName(i)
		keys = append(keys, column)
		named = append(named, text("? AS ?", column, s.name(key)))
		equal = append(equal, text("(? = ?)", s.name(all, key), s.name(outer, r.Columns[i].SQLName)))
	}
	counts := rows.columns(append(named, text("count(*) AS ?", s.name(rowCount)))).group(keys)
	found := s.from(counts.as(all)).columns([]expression{s.name(all, rowCount)}).where(equal...)
	return text("coalesce(?, 0)", found.subquery())
}

// readsAll reports whether every row of the node's table is read: no condition but over related rows chooses among them.
func (s *statement) readsAll() bool {
	n := s.node
	return n.Link == nil && n.Written == nil && !n.Single &&
		(n.Where == nil || n.Where.Kind == plan.Related || n.Where.Kind == plan.Counted)
}

// foundEach reports whether the rows of each parent are looked for by themselves: an index finds them, or only the
// database knows which keys are equal.
func (s *statement) foundEach(r *catalog.Relation, refs []*catalog.Column) bool {
	collated := func(c *catalog.Column) bool { return c.Collated || c.Recollated }
	if len(r.Comparisons) > 0 || slices.ContainsFunc(refs, collated) || slices.ContainsFunc(r.Columns, collated) {
		return true
	}
	t := refs[0].Table
	return t.Indexed(refs) || !t.View && slices.ContainsFunc(t.Keys, func(k *catalog.Key) bool { return slices.Equal(k.Columns, refs) })
}

var countSymbols = map[request.Op]string{
	request.Eq: "=", request.Ne: "<>", request.Gt: ">", request.Gte: ">=", request.Lt: "<", request.Lte: "<=",
	request.In: "IN", request.NotIn: "NOT IN",
}

// counted returns a comparison of the number of related rows. That is never NULL, so isNull was folded.
func (s *statement) counted(p *plan.Predicate, at string) expression {
	n, symbol := s.countOf(p.Relation, at), countSymbols[p.Op]
	if !p.Op.TakesList() {
		return text("(? "+symbol+" ?)", n, s.bindSlot(p.Slot, nil))
	}
	parts := append([]any{n}, values(s.bindList(p, nil))...)
	return text("(? "+symbol+" ("+marks(len(parts)-1)+"))", parts...)
}
