package operation

import (
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// The limits of the objects in the filters of a request, of those with conditions, and of their nesting.
const (
	MaxObjects = 2000
	MaxNested  = 500
)

// filters reads the filters of a request.
type filters struct {
	*slots
	// objects and conditions count those of the request's filters, nested the open objects.
	objects, conditions, nested int
}

// where translates a filter over rows of t into a tree. Null counts as absent; the result is then nil.
func (f *filters) where(t *catalog.Table, in input, argument string) *request.Where {
	if in.null() || !f.bounded(&f.objects, MaxObjects, "objects", argument, in) {
		return nil
	}
	if f.nested++; f.nested > MaxNested {
		f.fail(argument[:strings.IndexAny(argument+".", ".[")], in.position, fault.New(fault.LimitDepth, "the filter is nested more than %d levels deep", MaxNested).
			WithHint("nest it less deeply; and inside and, or or inside or, can be flattened"))
		f.objects = MaxObjects + 1 // nothing more is read
		return nil
	}
	defer func() { f.nested-- }()
	var all []*request.Where
	for _, m := range f.members(in) {
		if m.null() {
			continue
		}
		if w := f.member(t, m, join(argument, m.name)); w != nil {
			all = append(all, w)
		}
	}
	return conjunction(all, argument)
}

// bounded counts an object or condition; false if there are too many, which is reported once.
func (f *filters) bounded(count *int, most int, what, argument string, in input) bool {
	*count++
	if *count == most+1 {
		f.fail(argument, in.position, fault.New(fault.LimitList, "the filters have more than %d %s", most, what).
			WithHint("use in for many values of one column"))
	}
	return *count <= most && !f.over()
}

// conjunction is true if all are; a single one stands for itself.
func conjunction(all []*request.Where, argument string) *request.Where {
	if len(all) == 1 {
		return all[0]
	}
	return new(request.Where{Kind: request.And, Children: all, Argument: argument})
}

// member reads one member of a filter.
func (f *filters) member(t *catalog.Table, m member, argument string) *request.Where {
	switch m.name {
	case "and":
		return new(request.Where{Kind: request.And, Children: f.all(t, m.input, argument), Argument: argument})
	case "or":
		return new(request.Where{Kind: request.Or, Children: f.all(t, m.input, argument), Argument: argument})
	case "not":
		child := f.where(t, m.input, argument)
		if child == nil {
			return nil
		}
		return new(request.Where{Kind: request.Not, Children: []*request.Where{child}, Argument: argument})
	}
	if c := t.Column(m.name); c != nil {
		return f.column(c, m.input, argument)
	}
	if r := t.Relation(m.name); r != nil {
		return f.related(r, m.input, argument)
	}
	if r := t.Aggregated(m.name); r != nil {
		return f.aggregated(r, m.input, argument)
	}
	f.fail(argument, m.position, fault.New(fault.SchemaUnknown, "%s has no column or relation %s", t.TypeName, gqlfault.Short(m.name)))
	return nil
}

func (f *filters) all(t *catalog.Table, in input, argument string) []*request.Where {
	var all []*request.Where
	for i, item := range f.items(in) {
		if w := f.where(t, item, at(argument, i)); w != nil {
			all = append(all, w)
		}
	}
	return all
}

// related translates a filter over related rows: to-one relations nest a filter, to-many ones have quantifiers.
func (f *filters) related(r *catalog.Relation, in input, argument string) *request.Where {
	if r.Kind == catalog.ToOne {
		return f.quantified(r, request.Some, in, argument)
	}
	var all []*request.Where
	for _, m := range f.members(in) {
		if m.null() {
			continue
		}
		quantifier := request.Some
		switch m.name {
		case "none":
			quantifier = request.NoneOf
		case "every":
			quantifier = request.Every
		}
		if w := f.quantified(r, quantifier, m.input, join(argument, m.name)); w != nil {
			all = append(all, w)
		}
	}
	return conjunction(all, argument)
}

// aggregated translates conditions on what is computed over related rows.
func (f *filters) aggregated(r *catalog.Relation, in input, argument string) *request.Where {
	var all []*request.Where
	for _, m := range f.members(in) {
		if m.null() {
			continue
		}
		path := join(argument, m.name)
		var counts []*request.Where
		for _, c := range f.members(m.input) {
			if w := f.compare("", target{kind: catalog.Int}, c, join(path, c.name)); w != nil {
				w.Kind, w.Relation = request.Counted, r.Name
				counts = append(counts, w)
			}
		}
		all = append(all, conjunction(counts, path))
	}
	return conjunction(all, argument)
}

func (f *filters) quantified(r *catalog.Relation, q request.Quantifier, in input, argument string) *request.Where {
	child := f.where(r.Target, in, argument)
	if child == nil {
		return nil
	}
	return new(request.Where{
		Kind: request.Related, Children: []*request.Where{child}, Relation: r.Name, Quantifier: q, Argument: argument,
	})
}

// column translates the comparisons with one column into conditions that must all hold.
func (f *filters) column(c *catalog.Column, in input, argument string) *request.Where {
	var all []*request.Where
	for _, m := range f.members(in) {
		path := join(argument, m.name)
		switch {
		case m.name == "path" && c.Type.Kind == catalog.JSON:
			if !m.null() {
				all = append(all, f.jsonPaths(c, m.input, path)...)
			}
		default:
			if w := f.compare(c.Name, targetOf(c), m, path); w != nil {
				all = append(all, w)
			}
		}
	}
	return conjunction(all, argument)
}

// compare translates one comparison; nil if it is absent.
func (f *filters) compare(column string, to target, m member, argument string) *request.Where {
	op, known := request.OpNamed(m.name)
	if !known {
		f.fail(argument, m.position, fault.New(fault.RequestInvalid, "there is no comparison %s", gqlfault.Short(m.name)))
		return nil
	}
	if m.null() {
		if op == request.Eq {
			f.fail(argument, m.position, fault.New(fault.RequestValue, "null cannot be compared with eq").WithHint("use isNull: true"))
		}
		return nil
	}
	if !f.bounded(&f.conditions, plan.MaxConditions, "conditions", argument, m.input) {
		return nil
	}
	w := new(request.Where{Kind: request.Compare, Column: column, Op: op, Argument: argument})
	switch {
	case op == request.IsNull:
		w.Flag = m.flag()
	case op.TakesList():
		w.Slot, w.Count = f.list(m.input, to, argument)
	case op == request.HasKey:
		w.Slot = f.slot(m.input, target{kind: catalog.String}, argument)
	case op == request.Has:
		w.Slot = f.slot(m.input, target{kind: to.element, enum: to.enum}, argument)
	case op == request.IsEmpty:
		w.Slot = f.slot(m.input, target{kind: catalog.Boolean}, argument)
	default:
		w.Slot = f.slot(m.input, to, argument)
	}
	return w
}

// jsonPaths translates conditions on values inside a JSON column into comparisons.
func (f *filters) jsonPaths(c *catalog.Column, in input, argument string) []*request.Where {
	var all []*request.Where
	for i, item := range f.items(in) {
		all = append(all, f.jsonPath(c, item, at(argument, i))...)
	}
	return all
}

func (f *filters) jsonPath(c *catalog.Column, in input, argument string) []*request.Where {
	var all []*request.Where
	path := request.None
	members := f.members(in)
	for _, m := range members {
		if m.name == "path" {
			path = f.slot(m.input, target{kind: catalog.String, path: true}, join(argument, m.name))
		}
	}
	for _, m := range members {
		if m.name == "path" {
			continue
		}
		if w := f.compare(c.Name, target{kind: catalog.JSON}, m, join(argument, m.name)); w != nil {
			w.Kind, w.JSONPath = request.CompareJSON, path
			all = append(all, w)
		}
	}
	return all
}
