package sqlgen

import (
	"slices"
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
)

// ranges returns conditions that together say the same as beyond, of which no two hold for one row. An index on the
// place after the places that a condition sets equal serves it as one range, which beyond as a whole is not.
func (k keyset) ranges(orEqual bool) []expression {
	last := len(k.places) - 1
	var out []expression
	for i := last; i >= 0; i-- {
		before := k.sameUpTo(i)
		add := func(e expression) { out = append(out, all(append(slices.Clone(before), e)...)) }
		if orEqual && i == last && k.places[i].nullable {
			add(k.same(i))
		}
		if orEqual && i == last && !k.places[i].nullable {
			add(k.against(i, "="))
		} else {
			add(k.against(i, ""))
		}
		if k.places[i].nullable {
			add(k.acrossNulls(i, k.notNull(i)))
		}
	}
	return out
}

// acrossNulls returns the condition that a key sorts after the bound one because one of the two is NULL. NotNull is the
// condition that the key is not.
func (k keyset) acrossNulls(i int, notNull expression) expression {
	p := &k.places[i]
	switch {
	case k.dialect.TypedValues && p.nullsFirst:
		// Whether a key equals NULL is unknown.
		return text("(? AND (? = ?) IS NULL)", notNull, k.key(p), k.bound(i))
	case k.dialect.TypedValues:
		return text("(? IS NULL AND ? IS DISTINCT FROM ?)", k.key(p), k.key(p), k.bound(i))
	case p.nullsFirst:
		return text("(? AND ? IS NULL)", notNull, k.bound(i))
	default:
		return text("(? IS NULL AND ? IS NOT NULL)", k.key(p), k.bound(i))
	}
}

// isNotNull returns the condition that a key is not NULL.
func (k keyset) isNotNull(i int) expression { return text("? IS NOT NULL", k.key(&k.places[i])) }

// notNull returns the same condition as a range of an index, where one begins with the column.
func (k keyset) notNull(i int) expression {
	if p := &k.places[i]; i == 0 && k.node.Link == nil {
		smallest := text("(SELECT min(?) FROM ?)", k.name(least, p.cell.column.SQLName), k.table(k.node.Table, least))
		return text("? >= ?", k.key(p), smallest)
	}
	return k.isNotNull(i)
}

// inRanges reports whether an index finds the rows beyond a cursor range by range, but not all of them as one: those of
// several columns are one range only where the index has all of them, and those around NULL never are.
func (s *statement) inRanges(places []place) bool {
	first, link := places[0], []*catalog.Column(nil)
	if n := s.node; n.Link != nil {
		if n.Link.Relation.Kind == catalog.Through || !s.ofEach() {
			return false
		}
		link = n.Link.Relation.TargetColumns
	}
	if first.form != nil || first.cell.source != plan.Own || !s.node.Table.Indexed(append(slices.Clone(link), first.cell.column)) {
		return false
	}
	return slices.ContainsFunc(places, func(p place) bool { return p.nullable || p.desc != first.desc }) ||
		!slices.ContainsFunc(s.node.Table.Indexes, func(index []*catalog.Column) bool { return s.inOneRange(index, link, places) })
}

// inOneRange reports whether an index that begins with the columns of the link has the rows beyond a cursor in one
// range: it has all places, or those that it has distinguish all rows.
func (s *statement) inOneRange(index, link []*catalog.Column, places []place) bool {
	for _, c := range link {
		if len(index) < len(link) || !slices.Contains(index[:len(link)], c) {
			return false
		}
	}
	n := 0
	for n < len(places) && len(link)+n < len(index) && places[n].cell.column == index[len(link)+n] {
		n++
	}
	has := func(c *catalog.Column) bool { return slices.Contains(index[:len(link)+n], c) }
	return n == len(places) || slices.ContainsFunc(s.node.Table.Keys, func(k *catalog.Key) bool {
		return !slices.ContainsFunc(k.Columns, func(c *catalog.Column) bool { return !has(c) })
	})
}

// parts returns the conditions for the rows beyond the bound one; with orEqual also for that row itself. A row matches
// one of them.
func (k keyset) parts(orEqual bool) []expression {
	if k.inRanges(k.places) {
		return k.ranges(orEqual)
	}
	return []expression{k.beyond(orEqual)}
}

// seek makes the statement read the rows beyond the bound one: by the condition that it returns, or range by range.
func (s *statement) seek(k keyset) []expression {
	parts := k.parts(false)
	if len(parts) > 1 {
		s.ranges = parts
		return nil
	}
	return parts
}

// sorted returns rows in the node's order. Where the statement has ranges, the terms of the order are further columns.
func (s *statement) sorted(where, columns []expression, order []ordering) selecting {
	if len(s.ranges) == 0 {
		return s.rows(where).columns(columns).order(order...)
	}
	parts := make([]selecting, len(s.ranges))
	for i, r := range s.ranges {
		parts[i] = s.rows(append(slices.Clip(where), r)).columns(columns)
	}
	return s.inTurn(parts, order)
}

// inTurn returns the rows of several SELECTs, which have no row in common, in the order of one of them. Its terms are
// further columns of each, after those selected.
func (s *statement) inTurn(parts []selecting, order []ordering) selecting {
	sorted := make([]ordering, len(order))
	for i, o := range order {
		sorted[i] = resorted(o, s.name(sortName(i)))
	}
	whole := parts[0].also(sortColumns(order))
	for _, part := range parts[1:] {
		whole = whole.unionAll(part.also(sortColumns(order)))
	}
	return whole.order(sorted...)
}

func sortName(i int) string { return "s" + strconv.Itoa(i) }
