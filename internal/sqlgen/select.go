package sqlgen

import (
	"cmp"
	"slices"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/plan"
)

// The aliases of derived tables and of the columns that they compute.
const (
	ranked   = "w"
	distinct = "d"
	chosen   = "k"
	found    = "f"
	least    = "m"
	rank     = "rn"
	nth      = "dn"
)

// single returns the query for the row with a whole key.
func (s *statement) single(where []expression) (selecting, error) {
	return s.rows(where).columns(s.direct()), nil
}

// list returns the query for the rows of a root field.
func (s *statement) list(where []expression) (selecting, error) {
	order, err := s.order()
	if err != nil {
		return selecting{}, err
	}
	return s.page(s.sorted(where, s.direct(), order)), nil
}

// listDistinct returns the query for the first row of each group, in the node's order. The rank of each row is
// computed beside its number in its group, so that the order is written once, where the tables are.
func (s *statement) listDistinct(where []expression) (selecting, error) {
	order, err := s.order()
	if err != nil {
		return selecting{}, err
	}
	within, err := s.orderAgain()
	if err != nil {
		return selecting{}, err
	}
	groups, err := s.groups()
	if err != nil {
		return selecting{}, err
	}
	carried, key := s.carried()
	inner := s.rows(where).columns(append(carried, rowNumber(nil, order, rank), rowNumber(groups, within, nth)))
	outer := s.from(inner.as(ranked)).where(s.first(ranked)).order(s.name(ranked, rank).Asc())
	if key == nil {
		return s.page(outer.columns(s.outer(ranked))), nil
	}
	page := s.page(outer.columns(append(s.passedKey(ranked, key), s.name(ranked, rank).As(rank))))
	return s.fetched(page, chosen, key).columns(s.direct()).order(s.name(chosen, rank).Asc()), nil
}

// page limits a root list. A limit is always bound, even the default, so that the text does not depend on settings;
// one extra row is read only for the default limit and for a page, to detect that further rows follow.
func (s *statement) page(q selecting) selecting {
	q = q.limit(s.count(s.limit(FromLimit)))
	if s.node.Offset != none {
		q = q.offset(s.count(s.offset()))
	}
	return q
}

func (s *statement) limit(kind ArgKind) Arg {
	a := Arg{Kind: kind}
	a.Slot, a.Default = s.node.Limit, s.options.Rows
	if s.node.Limit == none || s.node.Page != nil {
		a.Extra = 1
	}
	return a
}

func (s *statement) offset() Arg {
	a := Arg{Kind: FromOffset}
	a.Slot = s.node.Offset
	return a
}

// rows returns the rows of the node's table, with their joins, unsorted.
func (s *statement) rows(where []expression) selecting {
	n := s.node
	q := s.from(s.table(n.Table, alias(plan.Own)))
	if n.Link != nil && n.Link.Relation.Kind == catalog.Through {
		r := n.Link.Relation
		q = q.join(s.table(r.Junction.Table, alias(junction)),
			s.equal(alias(plan.Own), r.TargetColumns, alias(junction), r.Junction.Far, r.Junction.Comparisons))
	}
	if n.Link != nil && !s.sameKeys(n.Link.Relation) {
		r := n.Link.Relation
		from, columns := referring(r)
		q = q.join(s.table(r.Table, alias(parent)),
			s.equal(alias(parent), r.Columns, alias(from), columns, r.Comparisons))
	}
	q = s.joined(q)
	return q.where(append(slices.Clip(where), s.met...)...)
}

// joined adds the rows that to-one relations lead to, and the counts of related rows.
func (s *statement) joined(q selecting) selecting {
	for i, j := range s.node.Joins {
		r := j.Relation
		q = q.leftJoin(s.table(r.Target, alias(i)), s.ends(r, alias(j.From), alias(i)))
	}
	return s.joinedCounts(q)
}

// ends returns the conditions that link the two ends of a relation over a foreign key.
func (s *statement) ends(r *catalog.Relation, from, to string) []expression {
	if r.Backwards {
		return s.equal(from, r.Columns, to, r.TargetColumns, r.Comparisons)
	}
	return s.equal(to, r.TargetColumns, from, r.Columns, r.Comparisons)
}

// equal returns the conditions that the columns of a key equal those that refer to it, pair by pair, as the key
// compares.
func (s *statement) equal(
	key string, columns []*catalog.Column, other string, refs []*catalog.Column, by catalog.Comparisons,
) []expression {
	terms := make([]expression, len(columns))
	for i, c := range columns {
		terms[i] = s.equalBy(by.At(i), s.name(key, c.SQLName), s.name(other, refs[i].SQLName))
	}
	return terms
}

// equalBy returns the comparison of a column of a key with one that refers to it.
func (s *statement) equalBy(by catalog.Comparison, key, ref expression) expression {
	return spell("("+s.comparison(by).Equal+")", func(m dialect.Mark) []any {
		if m == dialect.MarkKey {
			return []any{key}
		}
		return []any{ref}
	})
}

// direct returns the cells as the driver reads them, straight from the tables.
func (s *statement) direct() []expression {
	return s.selected(func(_ int, c cell) literal { return s.column(c) })
}

// outer returns the cells as the driver reads them, from a derived table that has them by number.
func (s *statement) outer(from string) []expression {
	return s.selected(func(i int, _ cell) literal { return s.name(from, cellName(i)) })
}

func (s *statement) selected(column func(int, cell) literal) []expression {
	out := make([]expression, len(s.cells))
	for i, c := range s.cells {
		out[i] = s.read(c.column, column(i, c))
	}
	return out
}

// read returns a value of a column as the driver reads it.
func (g *generator) read(c *catalog.Column, value literal) literal {
	return around(cmp.Or(g.dialect.Storages[c.Type.Storage].Cell, g.dialect.Cell), value)
}

func cellName(i int) string { return "c" + strconv.Itoa(i) }

// first returns the condition that keeps the first row of each group of distinctOn.
func (s *statement) first(from string) expression {
	return text("(? = 1)", s.name(from, nth))
}

// groups returns the columns of distinctOn as rows are grouped by them. The order notes the cells of its own columns.
func (s *statement) groups() ([]expression, error) {
	var out []expression
	for _, c := range s.node.Distinct {
		order, err := s.orderOf(c)
		if err != nil {
			return nil, err
		}
		key := s.exact(c, s.column(cell{plan.Own, c}))
		ordered := slices.ContainsFunc(s.node.Order, func(t plan.Term) bool { return t.Source == plan.Own && t.Column == c && !t.Added })
		out = append(out, s.sortKey(c, order, key, !ordered))
	}
	return out, nil
}
