package plan

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// where plans a filter over rows of t and folds what its structure alone decides. The folding keeps SQL's third truth
// value: a predicate is fixed only where it is true for every row, or false for every row, and unknown for none. All
// children are planned, even those that folding drops, so that the errors of a request do not depend on its other
// parts. Without a filter it returns the fixed true.
func (c *compiler) where(t *catalog.Table, w *request.Where) (*Predicate, error) {
	if w == nil {
		return fixed(true), nil
	}
	switch w.Kind {
	case request.And, request.Or:
		return c.group(t, w)
	case request.Not:
		if len(w.Children) != 1 {
			return nil, c.broken("not has %d children", len(w.Children))
		}
		child, err := c.where(t, w.Children[0])
		if err != nil {
			return nil, err
		}
		return negate(child), nil
	case request.Compare, request.CompareJSON, request.Counted:
		if c.conditions++; c.conditions > MaxConditions {
			return nil, c.at(in(fault.New(fault.LimitList, "the filters have more than %d conditions", MaxConditions), w.Argument).
				WithHint("use in for many values of one column"))
		}
		switch w.Kind {
		case request.CompareJSON:
			return c.compareJSON(t, w)
		case request.Counted:
			return c.counted(t, w)
		default:
			return c.compare(t, w)
		}
	case request.Related:
		return c.related(t, w)
	default:
		return nil, c.broken("there is no kind %d of filter", w.Kind)
	}
}

func fixed(value bool) *Predicate {
	return &Predicate{Kind: Fixed, Value: value}
}

// negate folds a double negation and the negation of a fixed value; both hold for unknown too.
func negate(p *Predicate) *Predicate {
	switch p.Kind {
	case Fixed:
		return fixed(!p.Value)
	case Not:
		return p.Children[0]
	default:
		return &Predicate{Kind: Not, Children: []*Predicate{p}}
	}
}

// group plans And and Or, flattened: a child of the same kind is replaced by its children.
func (c *compiler) group(t *catalog.Table, w *request.Where) (*Predicate, error) {
	kind := And
	if w.Kind == request.Or {
		kind = Or
	}
	// neutral is the value that changes nothing; its opposite decides the whole.
	neutral := kind == And
	decided := false
	var children []*Predicate
	for _, child := range w.Children {
		p, err := c.where(t, child)
		if err != nil {
			return nil, err
		}
		switch p.Kind {
		case Fixed:
			decided = decided || p.Value != neutral
		case kind:
			children = append(children, p.Children...)
		default:
			children = append(children, p)
		}
	}
	switch {
	case decided:
		return fixed(!neutral), nil
	case len(children) == 0:
		return fixed(neutral), nil
	case len(children) == 1:
		return children[0], nil
	default:
		return &Predicate{Kind: kind, Children: children}, nil
	}
}

func (c *compiler) compare(t *catalog.Table, w *request.Where) (*Predicate, error) {
	column := t.Column(w.Column)
	if w.Op == request.Eq || w.Column == catalog.RowIDName {
		column = c.readable(t, w.Column)
	}
	if column == nil {
		return nil, c.unknownColumn(t, w.Column, w.Argument)
	}
	return c.comparison(column, w)
}

// counted plans a comparison of a number of related rows.
func (c *compiler) counted(t *catalog.Table, w *request.Where) (*Predicate, error) {
	r := t.Relation(w.Relation)
	if r == nil || r.Kind == catalog.ToOne {
		return nil, c.unknownRelation(t, w.Relation, w.Argument)
	}
	p, err := c.comparison(r.CountColumn(), w)
	if err == nil && p.Kind == Compare {
		p.Kind, p.Relation = Counted, r
	}
	return p, err
}

// comparison plans the comparison of a column.
func (c *compiler) comparison(column *catalog.Column, w *request.Where) (*Predicate, error) {
	if allowed := request.Operators(column.Type.Kind); !slices.Contains(allowed, w.Op) {
		return nil, c.notAnOperator(column, w, "a "+column.Type.Kind.String()+" column", allowed)
	}
	p := &Predicate{Kind: Compare, Column: column, Op: w.Op, Slot: w.Slot}
	switch {
	case w.Op == request.IsNull:
		p.Slot, p.Flag = request.None, w.Flag
		if column.NotNull && !column.Type.ReadsNull {
			return fixed(!w.Flag), nil
		}
		return p, nil
	case w.Op.TakesList():
		p.Count = w.Count
		return c.compareList(p, w)
	default:
		use := Value
		switch w.Op {
		case request.HasKey:
			use = JSONKey
		case request.Has:
			use = Item
		case request.IsEmpty:
			use = Truth
		default:
		}
		return p, c.slot(w.Slot, Slot{Use: use, Column: column, Argument: w.Argument, Regex: w.Op == request.Regex})
	}
}

// compareList plans in and notIn. Over the empty list they are fixed even for a null, as nothing is compared.
func (c *compiler) compareList(p *Predicate, w *request.Where) (*Predicate, error) {
	if w.Count < 0 {
		return nil, c.broken("%s has a list of %d items", w.Argument, w.Count)
	}
	if w.Count > request.RoundCount(MaxList) {
		return nil, c.at(tooLong(w.Argument))
	}
	if w.Count > 0 || w.Slot != request.None {
		is := Slot{Use: Values, Column: p.Column, Count: w.Count, Argument: w.Argument}
		if err := c.slot(w.Slot, is); err != nil {
			return nil, err
		}
	}
	if w.Count == 0 {
		return fixed(w.Op == request.NotIn), nil
	}
	return p, nil
}

func (c *compiler) compareJSON(t *catalog.Table, w *request.Where) (*Predicate, error) {
	column := t.Column(w.Column)
	if column == nil {
		return nil, c.unknownColumn(t, w.Column, w.Argument)
	}
	if kind := column.Type.Kind; kind != catalog.JSON {
		f := fault.New(fault.RequestValue, "%s is a %s column: it has no paths", column.Name, kind)
		return nil, c.at(about(f, column, w.Argument).WithHint("use path with a JSON column"))
	}
	if allowed := request.PathOperators(); !slices.Contains(allowed, w.Op) {
		return nil, c.notAnOperator(column, w, "a value inside JSON", allowed)
	}
	if err := c.slot(w.JSONPath, Slot{Use: Path, Column: column, Argument: w.Argument}); err != nil {
		return nil, err
	}
	p := &Predicate{Kind: CompareJSON, Column: column, Op: w.Op, Slot: w.Slot, JSONPath: w.JSONPath}
	if w.Op == request.IsNull {
		p.Slot, p.Flag = request.None, w.Flag
		return p, nil
	}
	return p, c.slot(w.Slot, Slot{Use: JSONValue, Column: column, Argument: w.Argument})
}

// related plans a test for related rows. It is true or false, never unknown: a related row for which the child is
// unknown does not match. A relation cannot be folded by its foreign key alone, since databases can hold dangling
// keys.
func (c *compiler) related(t *catalog.Table, w *request.Where) (*Predicate, error) {
	r := t.Relation(w.Relation)
	if r == nil {
		return nil, c.unknownRelation(t, w.Relation, w.Argument)
	}
	if len(w.Children) > 1 {
		return nil, c.broken("the filter over %q has %d children", w.Relation, len(w.Children))
	}
	child := fixed(true)
	if len(w.Children) == 1 {
		var err error
		if child, err = c.where(r.Target, w.Children[0]); err != nil {
			return nil, err
		}
	}
	p := &Predicate{Kind: Related, Relation: r, Quantifier: w.Quantifier}
	if child.Kind != Fixed {
		p.Children = []*Predicate{child}
	}
	switch {
	case w.Quantifier > request.Every:
		return nil, c.broken("there is no quantifier %d", w.Quantifier)
	case child.Kind != Fixed:
		return p, nil
	case w.Quantifier == request.Every && child.Value:
		return fixed(true), nil
	case w.Quantifier == request.Every:
		// Every row must match a condition that none can: there must be no row.
		p.Quantifier = request.NoneOf
		return p, nil
	case !child.Value:
		return fixed(w.Quantifier == request.NoneOf), nil
	default:
		return p, nil
	}
}

func (c *compiler) notAnOperator(column *catalog.Column, w *request.Where, of string, allowed []request.Op) error {
	if w.Op > request.IsEmpty {
		return c.broken("there is no operator %d", w.Op)
	}
	f := fault.New(fault.RequestValue, "%s is not an operator of %s", w.Op, of)
	return c.at(about(f, column, w.Argument).
		WithNames(fault.Names{Hint: column.Name + " takes " + names(allowed, request.Op.String)}))
}

// about sets the column and the argument of a fault.
func about(f *fault.Fault, column *catalog.Column, argument string) *fault.Fault {
	f.Table, f.Columns = column.Table.TypeName, []string{column.Name}
	return in(f, argument)
}

// in adds the argument to the message of a fault.
func in(f *fault.Fault, argument string) *fault.Fault {
	if f == nil || argument == "" {
		return f
	}
	f.Message = argument + ": " + f.Message
	return f
}
