package sqlgen

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// Where the database does not keep the cells of a column to its kind, cells of other classes stray into it: texts among
// numbers. They match no comparison and are noted. How that is spelled depends on whether an index is searched, since
// one finds only the cells that match: then a subquery looks for stray ones in it.

// within sets the surroundings of the children of p, and returns a function that restores them.
func (s *statement) within(p *plan.Predicate) (restore func()) {
	beside, negated := s.beside, s.negated
	s.beside = p.Children
	if p.Kind == plan.Or {
		s.beside = nil
	}
	switch p.Kind {
	case plan.Not:
		s.negated = true
	case plan.Related:
		s.negated = p.Quantifier == request.Every // no index serves what stands in IS NOT TRUE
	}
	return func() { s.beside, s.negated = beside, negated }
}

// spelled returns how the comparison is spelled where it stands, and reports whether the storage has it.
func (s *statement) spelled(p *plan.Predicate, storage *dialect.Storage) (dialect.Fragment, bool) {
	if f, ok := storage.Kept[p.Op]; ok && (p.Column.Kept || p.Keyed) {
		return f, true
	}
	bare, avoidable := storage.Pure.Ops[p.Op]
	if avoidable && s.assume(p.Column) {
		return bare, true
	}
	if f, ok := storage.Sought[p.Op]; ok && !s.negated {
		if _, sought := s.sought(p); sought {
			return f, true
		}
	}
	s.strays = s.strays || avoidable
	f, ok := storage.Ops[p.Op]
	return f, ok
}

// sought reports whether an index finds the cells of the column by their values, among the rows that match the
// predicates before it.
func (s *statement) sought(p *plan.Predicate) (before []*plan.Predicate, ok bool) {
	if p.Column.Sought {
		return nil, true
	}
	for _, index := range p.Column.Table.Indexes {
		if before, ok := s.beforeIn(index, p.Column); ok {
			return before, true
		}
	}
	for i := range p.Column.Table.Partial {
		if before, ok := s.beforeInPartial(&p.Column.Table.Partial[i], p); ok {
			return before, true
		}
	}
	return nil, false
}

// beforeInPartial returns the predicates that give the columns before that of p in a partial index their values, with
// the one that says that its rows are meant, and reports whether there is one for each.
func (s *statement) beforeInPartial(index *catalog.Partial, p *plan.Predicate) (before []*plan.Predicate, ok bool) {
	if before, ok = s.beforeIn(index.Columns, p.Column); !ok {
		return nil, false
	}
	if !index.Null {
		// What compares the column by a value finds no NULL.
		return before, p.Column == index.Column || slices.ContainsFunc(before, func(b *plan.Predicate) bool { return b.Column == index.Column })
	}
	i := slices.IndexFunc(s.beside, func(b *plan.Predicate) bool {
		return b.Kind == plan.Compare && b.Op == request.IsNull && b.Flag && b.Column == index.Column && !b.Column.Type.ReadsNull
	})
	if i < 0 {
		return nil, false
	}
	return append(slices.Clip(before), s.beside[i]), true
}

// beforeIn returns the predicates that give the columns before c in the index their values, and reports whether there is
// one for each.
func (s *statement) beforeIn(index []*catalog.Column, c *catalog.Column) (before []*plan.Predicate, ok bool) {
	for _, other := range index {
		if other == c {
			return before, true
		}
		i := slices.IndexFunc(s.beside, func(p *plan.Predicate) bool { return p.Column == other && s.given(p) })
		if i < 0 {
			return nil, false
		}
		before = append(before, s.beside[i])
	}
	return nil, false
}

// given reports whether a predicate gives its column a value by which an index is searched.
func (s *statement) given(p *plan.Predicate) bool {
	storage := s.dialect.Storages[p.Column.Type.Storage]
	_, bare := storage.Kept[p.Op]
	return p.Kind == plan.Compare && (p.Op == request.Eq || p.Op == request.In && p.Count > 0) && (bare || storage.Sought[p.Op].SQL == "")
}

// stray returns the subquery that notes a stray cell of the column, among the rows that match the predicates before it
// in the index. It depends on no row, so it runs once.
func (s *statement) stray(p *plan.Predicate) (expression, error) {
	storage, err := s.storage(p.Column)
	if err != nil {
		return nil, err
	}
	at := s.fresh()
	before, _ := s.sought(p)
	var where []expression
	for _, b := range before {
		given := *b
		given.Keyed = true
		condition, err := s.compare(&given, at)
		if err != nil {
			return nil, err
		}
		where = append(where, condition)
	}
	column := s.name(at, p.Column.SQLName)
	where = append(where, around("("+storage.Stray+")", column))
	note := s.sortKey(p.Column, s.dialect.Strayed, column, true)
	return s.from(s.table(p.Column.Table, at)).columns([]expression{note}).where(where...).subquery(), nil
}

// orderOf returns what is put around a column where rows are sorted by it. Stray cells sort as NULL, except where an
// index may sort the rows, and where the column has a collation of its own, which no expression keeps.
func (s *statement) orderOf(c *catalog.Column) (string, error) {
	storage, err := s.storage(c)
	if err == nil && storage.Pure.Unless != "" && !kept(c, &storage) {
		if s.assume(c) {
			return storage.Pure.Order, nil
		}
		s.strays = true
	}
	if err != nil || storage.Order != "" || storage.Stray == "" || kept(c, &storage) || indexed(c) || c.Collated {
		return storage.Order, err
	}
	return "CASE WHEN " + storage.StrayScan + " THEN " + s.dialect.Unread + " ELSE {column} END", nil
}

// meet notes stray cells of a column by which rows are sorted as they are.
func (s *statement) meet(c *catalog.Column, column literal) {
	storage := s.dialect.Storages[c.Type.Storage]
	if storage.Stray == "" || kept(c, &storage) || s.pure && storage.Pure.Unless != "" {
		return
	}
	note := "((" + storage.StrayScan + ") IS NOT TRUE OR " + s.dialect.Unread + " IS NULL)"
	s.met = append(s.met, s.sortKey(c, note, column, true))
}

func kept(c *catalog.Column, storage *dialect.Storage) bool { return c.Kept && storage.Kept != nil }

// indexed reports whether the column is in an index.
func indexed(c *catalog.Column) bool {
	return c.Sought || slices.ContainsFunc(c.Table.Indexes, func(index []*catalog.Column) bool { return slices.Contains(index, c) })
}
