package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// selections reads selections of rows, and the arguments of lists.
type selections struct {
	*fields
	slots   *slots
	filters *filters
	orders  orders
	inGo    *goFields
	// deep is set if the selections are nested too deep, which is reported once.
	deep bool
}

// Names of fields that every object has, or may have.
const (
	typename = "__typename"
)

// none returns a query without arguments.
func none() *request.Query { return &request.Query{} }

// chosen reads the arguments that choose and sort rows.
func (s *selections) chosen(t *catalog.Table, c *collected) *request.Query {
	q := none()
	if in, present := s.argument(c.field, "where"); present {
		q.Where = s.filters.where(t, in, "where")
	}
	if in, present := s.argument(c.field, catalog.RowIDName); present {
		q.Where = &request.Where{Kind: request.Compare, Column: catalog.RowIDName, Op: request.In, Argument: catalog.RowIDName}
		q.Where.Slot, q.Where.Count = s.slots.list(in, target{kind: catalog.BigInt}, catalog.RowIDName)
	}
	if in, present := s.argument(c.field, "orderBy"); present {
		q.OrderBy = s.orders.orderBy(t, in)
	}
	return q
}

// list reads the arguments and the selection of a list.
func (s *selections) list(t *catalog.Table, c *collected) *request.Query {
	q := s.chosen(t, c)
	if in, present := s.argument(c.field, "limit"); present {
		q.Limit = s.slots.slot(in, target{kind: catalog.Int}, "limit")
	}
	if in, present := s.argument(c.field, "offset"); present {
		q.Offset = s.slots.slot(in, target{kind: catalog.Int}, "offset")
	}
	if in, present := s.argument(c.field, "distinctOn"); present {
		q.DistinctOn = s.orders.distinctOn(t, in)
	}
	q.Select = s.of(t, c.sets)
	return q
}

// of reads the selection of each row of a table.
func (s *selections) of(t *catalog.Table, sets []ast.SelectionSet) []request.Selection {
	if len(s.path) >= s.limits.Depth {
		if !s.deep {
			s.deep = true
			s.note(s.limits.TooDeep().At(s.here()...), nil)
		}
		return nil
	}
	all := s.collect(t.TypeName, sets)
	out, hides := make([]request.Selection, 0, len(all)), false
	for _, c := range all {
		s.inGo.met = s.inGo.met || c.directed
		s.below(c.key, func() {
			if schema.Handwritten(c.field.Definition) {
				s.inGo.met = true
				s.inGo.check(c.field, c.sets)
				out, hides = hidden(out, t, c.field.Definition), true
			} else if one, ok := s.field(t, c); ok {
				out = append(out, one)
			}
		})
	}
	if hides {
		return withoutSelected(out)
	}
	return out
}

// field reads one field of a row; false if it is not the table's.
func (s *selections) field(t *catalog.Table, c *collected) (request.Selection, bool) {
	out := request.Selection{Key: c.key, Name: c.field.Name}
	switch c.field.Name {
	case typename:
		out.Kind, out.Name = request.Typename, ""
		return out, true
	case t.Naming().ID:
		out.Kind, out.Name = request.NodeID, ""
		return out, true
	}
	if t.Column(c.field.Name) != nil || c.field.Name == catalog.RowIDName {
		out.Kind = request.Column
		return out, true
	}
	if r := t.Connection(c.field.Name); r != nil {
		out.Kind, out.Name, out.Query = request.Relation, r.Name, s.connection(r.Target, c)
		return out, true
	}
	r := t.Relation(c.field.Name)
	if r == nil {
		s.note(fault.New(fault.Internal, "the field %s of %s has no column", c.field.Name, t.TypeName).At(s.here()...), c.field.Position)
		return out, false
	}
	out.Kind = request.Relation
	if r.Kind == catalog.ToOne {
		out.Query = none()
		out.Query.Select = s.of(r.Target, c.sets)
		return out, true
	}
	out.Query = s.list(r.Target, c)
	return out, true
}
