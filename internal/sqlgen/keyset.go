package sqlgen

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/plan"
)

// place is a term of an order in which a row can be found again by its stored values.
type place struct {
	// term is the index of the term in the node's order, whose stored value cell holds.
	term                       int
	cell                       cell
	desc, nullable, nullsFirst bool
	// form returns the value by which rows are sorted, of the stored one; nil where that is the stored one itself.
	form func(literal) literal
}

// key returns the value of a row of the statement by which it is sorted.
func (s *statement) key(p *place) literal {
	if p.form == nil {
		return s.column(p.cell)
	}
	return p.form(s.column(p.cell))
}

// places returns the places of the node's order. Where two different keys can sort as equal (an instant has several
// forms, a column may have another collation than its key), the cell itself follows.
func (s *statement) places() ([]place, error) {
	var places, raw []place
	for i := range s.node.Order {
		t := &s.node.Order[i]
		p := place{term: i, desc: t.Desc, nullable: t.Nullable, nullsFirst: t.NullsFirst, cell: cell{t.Source, t.Column}}
		if t.Column == nil {
			p.cell.column = s.rowID()
			places = append(places, p)
			continue
		}
		by, err := s.orderOf(t.Column)
		if err != nil {
			return nil, err
		}
		inKey, finer := s.inKey(t)
		also := p
		switch {
		case by != "":
			p.nullable = s.nullable(t)
			p.form = func(v literal) literal { return s.sortKey(t.Column, by, v, false) }
		case finer:
			also.form = func(v literal) literal { return s.exact(t.Column, v) }
		default:
			inKey = false
		}
		places = append(places, p)
		if inKey {
			raw = append(raw, also)
		}
	}
	return append(places, raw...), nil
}

// tieBreaks returns the places of an order beyond its terms, as further terms.
func (s *statement) tieBreaks() ([]ordering, error) {
	places, err := s.places()
	if err != nil {
		return nil, err
	}
	var out []ordering
	for _, p := range places[len(s.node.Order):] {
		out = append(out, direct(s.key(&p), p.desc))
	}
	return out, nil
}

// rowID returns the row id of the node's table as a column.
func (s *statement) rowID() *catalog.Column {
	if s.rowIDs == nil {
		s.rowIDs = &catalog.Column{
			SQLName: s.node.Table.RowID, Table: s.node.Table, Type: catalog.Type{Kind: catalog.BigInt, Storage: s.dialect.RowID}, NotNull: true,
		}
	}
	return s.rowIDs
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

// sortCells returns the positions in a row of the stored values of the terms of the node's order.
func (s *statement) sortCells(places []place) []int {
	cells := make([]cell, len(s.node.Order))
	for i := range cells {
		cells[i] = places[i].cell
	}
	return s.positions(cells)
}

// keyset compares the rows of a statement with one whose stored values are bound: whatever became of that row, the
// others are where they were.
type keyset struct {
	*statement
	places []place
	// value returns the stored value of a term of the order.
	value func(term int) Arg
}

// turned returns the keyset for the opposite order.
func (k keyset) turned() keyset {
	k.places = slices.Clone(k.places)
	for i := range k.places {
		p := &k.places[i]
		p.desc, p.nullsFirst = !p.desc, !p.nullsFirst
	}
	return k
}

// bound returns the bound value at a place in the form by which rows are sorted.
func (k keyset) bound(i int) literal {
	v := text("?", k.bind(k.value(k.places[i].term)))
	if k.places[i].form == nil {
		return v
	}
	return k.places[i].form(v)
}

// beyond returns the condition for the rows behind the bound one; with orEqual also for that row itself.
func (k keyset) beyond(orEqual bool) expression {
	if k.uniform() {
		return k.row(orEqual)
	}
	var ways []expression
	for i := range k.places {
		ways = append(ways, all(append(k.sameUpTo(i), k.behind(i))...))
	}
	if orEqual {
		ways = append(ways, all(k.sameUpTo(len(k.places))...))
	}
	condition := anyOf(ways...)
	if len(k.places) > 1 && !k.places[0].nullable {
		// This is redundant, but an index can serve it.
		condition = all(k.against(0, "="), condition)
	}
	return condition
}

// uniform reports whether the order has one direction and no nulls: then a comparison of rows says the same, and an
// index over all its columns can serve it.
func (k keyset) uniform() bool {
	return !slices.ContainsFunc(k.places, func(p place) bool {
		return p.nullable || p.desc != k.places[0].desc
	})
}

func (k keyset) row(orEqual bool) expression {
	var keys, bound []any
	for i := range k.places {
		keys = append(keys, k.key(&k.places[i]))
		bound = append(bound, k.bound(i))
	}
	list := marks(len(keys))
	if len(keys) > 1 {
		list = "(" + list + ")"
	}
	return text("("+list+" "+k.operator(0)+equals(orEqual)+" "+list+")", append(keys, bound...)...)
}

// sameUpTo returns the conditions that the keys at the places before n equal the bound ones.
func (k keyset) sameUpTo(n int) []expression {
	out := make([]expression, n, n+1)
	for i := range out {
		out[i] = k.same(i)
	}
	return out
}

// same returns the condition that a key equals the bound one, where NULL equals NULL.
func (k keyset) same(i int) expression {
	p, operator := &k.places[i], "="
	if p.nullable {
		operator = k.dialect.Identical
	}
	return text("(? "+operator+" ?)", k.key(p), k.bound(i))
}

// behind returns the condition that a key sorts after the bound one.
func (k keyset) behind(i int) expression {
	if !k.places[i].nullable {
		return k.against(i, "")
	}
	return text("(? OR ?)", k.against(i, ""), k.acrossNulls(i, k.isNotNull(i)))
}

// against compares a key with the bound one in the direction of the order; orEqual is "=" or empty.
func (k keyset) against(i int, orEqual string) expression {
	return text("(? "+k.operator(i)+orEqual+" ?)", k.key(&k.places[i]), k.bound(i))
}

func (k keyset) operator(i int) string {
	if k.places[i].desc {
		return "<"
	}
	return ">"
}

func equals(orEqual bool) string {
	if orEqual {
		return "="
	}
	return ""
}
