package sqlgen

import (
	"strconv"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// where returns the conditions on a row: that it belongs to one of the parents, and that it matches the filter.
func (s *statement) where() ([]expression, error) {
	var terms []expression
	if len(s.link) > 0 {
		condition, err := s.linked()
		if err != nil {
			return nil, err
		}
		terms = append(terms, condition)
		if s.node.Link != nil {
			terms = append(terms, s.narrow(s.node.Link.Relation)...)
		}
	}
	filter, err := s.filtered()
	return append(terms, filter...), err
}

// filtered returns the condition that a row matches the filter, if there is one.
func (s *statement) filtered() ([]expression, error) {
	if s.node.Where == nil {
		return nil, nil
	}
	filter, err := s.filter(s.node.Where)
	if err != nil {
		return nil, err
	}
	return []expression{filter}, nil
}

// linked returns the condition that a row belongs to one of the parents, or was touched by the write.
func (s *statement) linked() (expression, error) {
	columns := make([]literal, len(s.link))
	of := make([]*catalog.Column, len(s.link))
	for i, c := range s.link {
		columns[i], of[i] = s.column(c), c.column
		if s.node.Link != nil {
			of[i] = s.node.Link.Relation.Columns[i] // the keys are the parents' cells
		} else if _, finer := s.keyColumn(c.column); finer {
			columns[i] = s.exact(c.column, s.column(c)) // the rows of a write are found by their key
		}
	}
	return s.keysIn(s.link, columns, of)
}

// predicate returns a condition on the table at alias. It brings its own parentheses, so it can stand anywhere in an
// expression.
func (s *statement) predicate(p *plan.Predicate, at string) (expression, error) {
	switch p.Kind {
	case plan.Fixed:
		return truth(p.Value), nil
	case plan.Compare:
		return s.compare(p, at)
	case plan.CompareJSON:
		return s.comparePath(p, s.name(at, p.Column.SQLName))
	case plan.Related:
		return s.related(p, at)
	case plan.Counted:
		return s.counted(p, at), nil
	}
	terms, err := s.predicates(p, at)
	if err != nil {
		return nil, err
	}
	switch p.Kind {
	case plan.Or:
		return anyOf(terms...), nil
	case plan.Not:
		return not(all(terms...)), nil
	default:
		return all(terms...), nil
	}
}

// predicates returns the children of a predicate.
func (s *statement) predicates(p *plan.Predicate, at string) ([]expression, error) {
	defer s.within(p)()
	terms := make([]expression, len(p.Children))
	for i, c := range p.Children {
		var err error
		if terms[i], err = s.predicate(c, at); err != nil {
			return nil, err
		}
	}
	return terms, nil
}

// compare returns a comparison as the column's storage spells it.
func (s *statement) compare(p *plan.Predicate, at string) (expression, error) {
	column := s.name(at, p.Column.SQLName)
	if p.Op == request.IsNull && !p.Column.Type.ReadsNull {
		return nullness(column, p.Flag), nil
	}
	if p.Op.TakesList() && p.Count == 0 {
		// Engines differ on an empty IN; nothing is in it, and so NULL is not in it either.
		return truth(p.Op == request.NotIn), nil
	}
	storage, err := s.storage(p.Column)
	if err != nil {
		return nil, err
	}
	f, err := s.comparing(p, &storage)
	if err != nil {
		return nil, err
	}
	if p.Op == request.IsNull {
		return s.readsNull(&f, column, p.Flag), nil
	}
	return s.bound(p, &f, column)
}

// comparing returns the fragment of a comparison as the column's storage spells it.
func (s *statement) comparing(p *plan.Predicate, storage *dialect.Storage) (dialect.Fragment, error) {
	f, ok := s.spelled(p, storage)
	if !ok {
		return f, s.missing(p, p.Slot, storage.Ops)
	}
	if p.Op == request.IsNull {
		return f, nil
	}
	s.comparison(p.By) // records a comparison that the dialect lacks
	if byKey, ok := storage.ByKey[p.By]; ok {
		f = byKey
	}
	if p.Column.Type.Finer {
		f.SQL = dialect.Numbered(f.SQL, p.Column.Type.Scale)
	}
	return f, nil
}

// bound returns a comparison with its values bound.
func (s *statement) bound(p *plan.Predicate, f *dialect.Fragment, column literal) (expression, error) {
	var failed error
	condition := filled(f, filler{
		column: column,
		place:  s.place(p.Column),
		value:  func(i int) any { return s.bindSlot(p.Slot, f.EncodeAt(i)) },
		list:   func() []any { return values(s.bindList(p, f.Each)) },
		stray: func() expression {
			stray, err := s.stray(p)
			if err != nil {
				failed = err
			}
			return stray
		},
	})
	return condition, failed
}

// readsNull returns the condition that a cell reads as null, or that it does not.
func (s *statement) readsNull(f *dialect.Fragment, column literal, null bool) expression {
	condition := expression(fragment(f, column, nil))
	if !null {
		condition = not(condition)
	}
	return condition
}

// comparePath returns a comparison of a value inside JSON: the first {value} is the path, those after it the value.
func (s *statement) comparePath(p *plan.Predicate, column literal) (expression, error) {
	storage, err := s.storage(p.Column)
	if err != nil {
		return nil, err
	}
	f, ok := storage.Path[p.Op]
	if !ok {
		return nil, s.missing(p, p.JSONPath, storage.Path)
	}
	condition := expression(filled(&f, filler{column: column, place: s.place(p.Column), value: func(i int) any {
		slot := p.Slot
		if i == 0 {
			slot = p.JSONPath
		}
		return s.bindSlot(slot, f.EncodeAt(i))
	}}))
	if p.Op == request.IsNull && !p.Flag {
		condition = not(condition)
	}
	return condition, nil
}

func (s *statement) bindSlot(slot request.Slot, encode dialect.Encoding) int64 {
	return s.bind(Arg{Kind: FromSlot, Slot: slot, Encode: encode})
}

// bindList binds every item of a list, or the single value, in each of the forms that it may have in a cell.
func (s *statement) bindList(p *plan.Predicate, each []dialect.Encoding) []int64 {
	if len(each) == 0 {
		each = []dialect.Encoding{nil}
	}
	var markers []int64
	if !p.Op.TakesList() {
		for _, e := range each {
			markers = append(markers, s.bindSlot(p.Slot, e))
		}
		return markers
	}
	// The count is rounded up, so it can exceed the length of any accepted list.
	for item := range min(p.Count, plan.MaxList) {
		for _, e := range each {
			markers = append(markers, s.bind(Arg{Kind: FromItem, Slot: p.Slot, Item: item, Encode: e}))
		}
	}
	return markers
}

// related returns a test for related rows by a correlated subquery, which never multiplies rows of the outer table.
func (s *statement) related(p *plan.Predicate, outer string) (expression, error) {
	every := p.Quantifier == request.Every
	if every && len(p.Children) == 0 {
		return truth(true), nil
	}
	rows, target, near := s.relatedRows(p.Relation)
	terms, err := s.predicates(p, target)
	if err != nil {
		return nil, err
	}
	if every {
		for i, condition := range terms {
			// A row for which the condition is unknown does not match it either.
			terms[i] = text("(? IS NOT TRUE)", condition)
		}
	}
	if set := s.inSet(p.Relation, outer, near, rows, terms); set != nil {
		if p.Quantifier == request.Some {
			return text("(? IS TRUE)", set), nil
		}
		return text("(? IS NOT TRUE)", set), nil
	}
	rows = rows.columns(nil).where(append(s.tie(p.Relation, outer, near), terms...)...)
	if p.Quantifier == request.Some {
		return text("(EXISTS ?)", rows.subquery()), nil
	}
	return text("(NOT EXISTS ?)", rows.subquery()), nil
}

// relatedRows returns the rows behind a relation, the alias of the relation's target and that of the table that links
// them to the outer row.
func (s *statement) relatedRows(r *catalog.Relation) (rows selecting, target, near string) {
	target = s.fresh()
	from := s.table(r.Target, target)
	if r.Kind != catalog.Through {
		return s.from(from), target, target
	}
	near = s.fresh()
	rows = s.from(s.table(r.Junction.Table, near)).
		join(from, s.equal(target, r.TargetColumns, near, r.Junction.Far, r.Junction.Comparisons))
	return rows, target, near
}

// tie returns the conditions that link related rows to the outer one.
func (s *statement) tie(r *catalog.Relation, outer, near string) []expression {
	if r.Kind == catalog.Through {
		return s.equal(outer, r.Columns, near, r.Junction.Near, r.Comparisons)
	}
	return s.ends(r, outer, near)
}

// inSet returns the condition that the key of the outer row is in the set of referenced keys, or nil where an index
// finds the rows by the key.
func (s *statement) inSet(r *catalog.Relation, outer, near string, rows selecting, terms []expression) expression {
	if r.Junction == nil && !r.Backwards || len(r.Columns) > 1 {
		return nil
	}
	c := s.comparison(r.Comparisons.At(0))
	_, columns := referring(r)
	if c.Key == "" && s.foundEach(r, columns) {
		return nil
	}
	rows = rows.columns([]expression{around(c.Ref, s.name(near, columns[0].SQLName))}).where(terms...)
	return text("(? IN ?)", around(c.Key, s.name(outer, r.Columns[0].SQLName)), rows.subquery())
}

func (s *statement) fresh() string {
	s.aliases++
	return "e" + strconv.Itoa(s.aliases-1)
}

func nullness(column literal, null bool) expression {
	if null {
		return text("(? IS NULL)", column)
	}
	return text("(? IS NOT NULL)", column)
}

func (s *statement) storage(c *catalog.Column) (dialect.Storage, error) {
	name := c.Type.Storage
	if c == c.Table.RowIDColumn() {
		name = s.dialect.RowID
	}
	storage, ok := s.dialect.Storages[name]
	if !ok {
		return storage, fault.New(fault.Internal, "no storage %q is known, which column %s has", c.Type.Storage, c.Name)
	}
	return storage, nil
}

// missing returns the fault of a comparison that the column's storage does not have; its hint lists those it has.
func (s *statement) missing(p *plan.Predicate, slot request.Slot, ops map[request.Op]dialect.Fragment) error {
	var names []string
	for _, op := range request.Operators(catalog.String) {
		if _, ok := ops[op]; ok {
			names = append(names, op.String())
		}
	}
	f := fault.New(fault.RequestInvalid, "column %s cannot be compared by %s", p.Column.Name, p.Op).
		WithNames(fault.Names{Hint: "it can be compared by " + fault.List(append(names, request.IsNull.String()))})
	f.Table, f.Columns = p.Column.Table.TypeName, []string{p.Column.Name}
	return s.locate(slot, f)
}
