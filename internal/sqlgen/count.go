package sqlgen

import (
	"slices"
	"strconv"

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
	if s.countsEach(r, outer) {
		rows, _, near := s.relatedRows(r)
		rows = rows.columns([]expression{text("count(*)")}).where(s.tie(r, outer, near)...)
		return text("?", rows.subquery())
	}
	counts, equal, all := s.countsOfAll(r, outer, "")
	found := s.from(counts).columns([]expression{s.name(all, rowCount)}).where(equal...)
	return text("coalesce(?, 0)", found.subquery())
}

// countsEach reports whether the rows behind a relation are counted for each row at an alias by itself.
func (s *statement) countsEach(r *catalog.Relation, outer string) bool {
	_, refs := referring(r)
	return s.foundEach(r, refs) && (outer == alias(plan.Own) || !s.readsAll())
}

// countsOfAll returns the numbers of rows behind a relation for all its keys, as a derived table, the conditions by which
// that of the row at an alias is found, and the name of the table: the given one, if there is one.
func (s *statement) countsOfAll(r *catalog.Relation, outer, name string) (counts expression, equal []expression, all string) {
	rows, _, near := s.relatedRows(r)
	if all = name; all == "" {
		all = s.fresh()
	}
	_, refs := referring(r)
	var keys, named []expression
	for i, c := range refs {
		column, key := s.name(near, c.SQLName), keyName(i)
		keys = append(keys, column)
		named = append(named, text("? AS ?", column, s.name(key)))
		equal = append(equal, text("(? = ?)", s.name(all, key), s.name(outer, r.Columns[i].SQLName)))
	}
	return rows.columns(append(named, text("count(*) AS ?", s.name(rowCount)))).group(keys).as(all), equal, all
}

// sortedCount returns the number of rows by which a term sorts.
func (s *statement) sortedCount(t *plan.Term) literal {
	if !s.joinsCounts(t) {
		return s.countOf(t.Counted, alias(t.Source))
	}
	return text("coalesce(?, 0)", s.name(s.countsName(t), rowCount))
}

// joinsCounts reports whether the counts of a term are joined to the rows.
func (s *statement) joinsCounts(t *plan.Term) bool {
	return s.dialect.CountsApart && t.Counted != nil && !s.countsEach(t.Counted, alias(t.Source))
}

// countsName returns the alias of the counts of a term that are joined.
func (s *statement) countsName(t *plan.Term) string {
	same := func(o plan.Term) bool { return o.Counted == t.Counted && o.Source == t.Source }
	return rowCount + strconv.Itoa(slices.IndexFunc(s.node.Order, same))
}

// joinedCounts adds the counts by which the node's rows are sorted.
func (s *statement) joinedCounts(q selecting) selecting {
	for i := range s.node.Order {
		t := &s.node.Order[i]
		name := rowCount + strconv.Itoa(i)
		if !s.joinsCounts(t) || s.countsName(t) != name {
			continue
		}
		counts, equal, _ := s.countsOfAll(t.Counted, alias(t.Source), name)
		q = q.leftJoin(counts, equal)
	}
	return q
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
	if s.dialect.CountsApart && !s.countsEach(p.Relation, at) {
		return s.countedApart(p, at)
	}
	return s.numberCompared(p, s.countOf(p.Relation, at))
}

// numberCompared returns the comparison of a number of rows.
func (s *statement) numberCompared(p *plan.Predicate, n literal) expression {
	symbol := countSymbols[p.Op]
	if !p.Op.TakesList() {
		return text("(? "+symbol+" ?)", n, s.bindSlot(p.Slot, nil))
	}
	parts := append([]any{n}, values(s.bindList(p, nil))...)
	return text("(? "+symbol+" ("+marks(len(parts)-1)+"))", parts...)
}

// countedApart returns the same comparison by two sets, each of which is read once: the keys with a number that fits, and
// those of all rows, where a key without rows has 0.
func (s *statement) countedApart(p *plan.Predicate, at string) expression {
	key := make([]literal, len(p.Relation.Columns))
	for i, c := range p.Relation.Columns {
		key[i] = s.name(at, c.SQLName)
	}
	outer := text("("+marks(len(key))+")", values(key)...)
	fitting := s.numberCompared(p, text("count(*)"))
	none := s.numberCompared(p, text("CAST(0 AS bigint)"))
	return text("((? IN ?) IS TRUE OR (? AND (? IN ?) IS NOT TRUE))",
		outer, s.keysOfAll(p.Relation, fitting), none, outer, s.keysOfAll(p.Relation, nil))
}

// keysOfAll returns the keys that the rows behind a relation refer to: those of which the number of rows is such, if
// that is given.
func (s *statement) keysOfAll(r *catalog.Relation, such expression) expression {
	rows, _, near := s.relatedRows(r)
	_, refs := referring(r)
	columns := make([]expression, len(refs))
	for i, c := range refs {
		columns[i] = s.name(near, c.SQLName)
	}
	rows = rows.columns(columns)
	if such != nil {
		rows = rows.group(columns).having(such)
	}
	return rows.subquery()
}
