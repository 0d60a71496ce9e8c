package sqlgen

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
)

// place is a term of the order of a list that is read page by page.
type place struct {
	key                        literal
	desc, nullable, nullsFirst bool
	// cell is the cell that holds the key; known is false where the key is computed from its column.
	cell  cell
	known bool
}

// scroll writes the statements of a list that is read page by page. A page starts after the last row of the previous
// one, by the values of the sort keys: these are read as they are, whatever their column's kind, and bound again.
// Where rows cannot be distinguished, pages use an offset.
func (s *statement) scroll(q *Query, where []expression) error {
	order, places, err := s.places()
	if err != nil {
		return err
	}
	q.Scroll = &Scroll{}
	if s.node.Total {
		q.Scroll.Sort = s.sortCells(places)
	}
	first := s.rows(where).columns(s.withKeys(places)).order(order...).limit(s.count(Arg{Kind: FromPage}))
	skip := s.offset()
	switch {
	case !s.node.Total:
		skip.Kind = FromSkip
		first = first.offset(s.count(skip))
	case s.node.Offset != none:
		first = first.offset(s.count(skip))
	}
	if q.SQL, q.Args, err = s.compile(first.written()); err != nil {
		return err
	}
	defer func() { q.Places = s.noted }() // both statements have the same
	if err := s.checkArgs(q.Args); err != nil || !s.node.Total {
		return err
	}
	next := s.rows(append(slices.Clip(where), s.after(places))).columns(s.withKeys(places)).order(order...).
		limit(s.count(Arg{Kind: FromPage}))
	n := &Statement{}
	if n.SQL, n.Args, err = s.compile(next.written()); err != nil {
		return err
	}
	q.Scroll.Next = n
	return s.checkArgs(n.Args)
}

// places returns the order of the node and the sort key of each of its terms. Where two different keys can sort as
// equal (an instant has several forms, a column may have another collation than its key), the cell itself is added.
func (s *statement) places() ([]ordering, []place, error) {
	order, err := s.order()
	if err != nil {
		return nil, nil, err
	}
	var places, raw []place
	for i := range s.node.Order {
		t := &s.node.Order[i]
		p := place{desc: t.Desc, nullable: t.Nullable, nullsFirst: t.NullsFirst, cell: cell{t.Source, t.Column}, known: true}
		if t.Column == nil {
			p.key, p.known = s.name(alias(plan.Own), s.node.Table.RowID), false
			places = append(places, p)
			continue
		}
		p.key = s.column(p.cell)
		by, err := s.orderOf(t.Column)
		if err != nil {
			return nil, nil, err
		}
		inKey, finer := s.inKey(t)
		switch {
		case by != "":
			if inKey {
				raw = append(raw, p)
				order = append(order, direct(p.key, p.desc))
			}
			p.nullable = s.nullable(t)
			p.key, p.known = s.sortKey(t.Column, by, p.key, false), false
		case finer:
			also := p
			also.key = s.exact(t.Column, p.key)
			raw = append(raw, also)
			order = append(order, direct(also.key, p.desc))
		}
		places = append(places, p)
	}
	return order, append(places, raw...), nil
}

// inKey reports whether a term is of a column of the node key, and whether the key distinguishes values that the
// column treats as equal.
func (s *statement) inKey(t *plan.Term) (in, finer bool) {
	if t.Source != plan.Own {
		return false, false
	}
	return s.keyColumn(t.Column)
}

// keyColumn reports the same of a column of the node's own table.
func (s *statement) keyColumn(column *catalog.Column) (in, finer bool) {
	key := s.node.Table.NodeKey()
	if key == nil {
		return false, false
	}
	i := slices.Index(key.Columns, column)
	if i < 0 {
		return false, false
	}
	c := s.comparison(key.Comparisons.At(i))
	return true, c.Finer
}

// sortCells returns the positions of the sort keys in a row, adding those that are cells; the others follow the cells.
func (s *statement) sortCells(places []place) []int {
	for _, p := range places {
		if p.known {
			s.position(p.cell)
		}
	}
	positions := make([]int, len(places))
	next := max(len(s.cells), 1)
	for i, p := range places {
		if p.known {
			positions[i] = s.position(p.cell)
			continue
		}
		positions[i] = next
		next++
	}
	return positions
}

// withKeys returns the cells, followed by the needed sort keys that are not cells.
func (s *statement) withKeys(places []place) []expression {
	out := s.direct()
	if !s.node.Total {
		return out
	}
	for _, p := range places {
		if !p.known {
			out = append(out, around(s.dialect.Cell, p.key))
		}
	}
	return out
}

// after returns the condition for the rows behind the bound keys: rows equal to them in the first terms and behind
// them in the next one.
func (s *statement) after(places []place) expression {
	var ways []expression
	for i, p := range places {
		way := make([]expression, 0, i+1)
		for j := range i {
			way = append(way, s.same(&places[j], j))
		}
		ways = append(ways, all(append(way, s.behind(&p, i))...))
	}
	condition := anyOf(ways...)
	if len(places) > 1 && !places[0].nullable {
		// This is redundant, but an index can serve it.
		condition = all(s.compareKey(&places[0], 0, "="), condition)
	}
	return condition
}

func (s *statement) sort(i int) int64 {
	a := Arg{Kind: FromSort}
	a.Item = i
	return s.bind(a)
}

// same returns the condition that a key equals the bound one, where NULL equals NULL.
func (s *statement) same(p *place, i int) expression {
	switch {
	case !p.nullable:
		return text("(? = ?)", p.key, s.sort(i))
	case s.dialect.TypedValues:
		return text("(? IS NOT DISTINCT FROM ?)", p.key, s.sort(i))
	}
	return text("(? = ? OR (? IS NULL AND ? IS NULL))", p.key, s.sort(i), p.key, s.sort(i))
}

// behind returns the condition that a key sorts after the bound one.
func (s *statement) behind(p *place, i int) expression {
	beyond := s.compareKey(p, i, "")
	switch {
	case !p.nullable:
		return beyond
	case s.dialect.TypedValues && p.nullsFirst:
		// Whether a key equals NULL is unknown.
		return text("(? OR (? IS NOT NULL AND (? = ?) IS NULL))", beyond, p.key, p.key, s.sort(i))
	case s.dialect.TypedValues:
		return text("(? OR (? IS NULL AND ? IS DISTINCT FROM ?))", beyond, p.key, p.key, s.sort(i))
	case p.nullsFirst:
		return text("(? OR (? IS NOT NULL AND ? IS NULL))", beyond, p.key, s.sort(i))
	default:
		return text("(? OR (? IS NULL AND ? IS NOT NULL))", beyond, p.key, s.sort(i))
	}
}

// compareKey compares a key with the bound one in the direction of the order; orEqual is "=" or empty.
func (s *statement) compareKey(p *place, i int, orEqual string) expression {
	op := ">"
	if p.desc {
		op = "<"
	}
	return text("(? "+op+orEqual+" ?)", p.key, s.sort(i))
}
