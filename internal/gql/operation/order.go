package operation

import (
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/request"
)

// orders reads orders and distinct columns.
type orders struct{ *given }

// orderBy translates the terms of an order into columns, their directions and the relations that lead to them.
func (o *orders) orderBy(t *catalog.Table, in input) []request.Order {
	var all []request.Order
	for i, item := range o.items(in) {
		if term, ok := o.term(t, item, nil, at("orderBy", i)); ok {
			all = append(all, term)
		}
	}
	return all
}

func (o *orders) term(t *catalog.Table, in input, path []string, argument string) (request.Order, bool) {
	m, ok := o.only(in, t.TypeName+"OrderBy", argument)
	if !ok {
		return request.Order{}, false
	}
	argument = join(argument, m.name)
	if c := t.Column(m.name); c != nil {
		return direction(c.Name, m.input, path), true
	}
	if r := t.Relation(m.name); r != nil && r.Kind == catalog.ToOne {
		return o.term(r.Target, m.input, append(path, r.Name), argument)
	}
	if r := t.Aggregated(m.name); r != nil {
		return o.counted(r, m.input, path, argument)
	}
	o.fail(argument, m.position, fault.New(fault.SchemaUnknown, "%s cannot be ordered by %s", t.TypeName, gqlfault.Short(m.name)))
	return request.Order{}, false
}

// counted translates an order by a number of related rows.
func (o *orders) counted(r *catalog.Relation, in input, path []string, argument string) (request.Order, bool) {
	m, ok := o.only(in, r.Target.TypeName+"RelationAggregateOrderBy", argument)
	if !ok {
		return request.Order{}, false
	}
	term := direction("", m.input, path)
	term.Counted = r.Name
	return term, true
}

// direction reads ASC, DESC and their forms that place nulls, which are last by default.
func direction(column string, in input, path []string) request.Order {
	name := in.name()
	o := request.Order{Path: path, Column: column, Desc: strings.HasPrefix(name, "DESC")}
	if strings.HasSuffix(name, "_NULLS_FIRST") {
		o.Nulls = request.NullsFirst
	}
	return o
}

// distinctOn translates enum values into columns.
func (o *orders) distinctOn(t *catalog.Table, in input) []string {
	var all []string
	for i, item := range o.items(in) {
		name := item.name()
		column := columnOf(t, name)
		if column == nil {
			o.fail(at("distinctOn", i), item.position,
				fault.New(fault.RequestValue, "%s has no column %s", t.TypeName, gqlfault.Short(name)))
			continue
		}
		all = append(all, column.Name)
	}
	return all
}

// columnOf returns the column of an enum value, or nil.
func columnOf(t *catalog.Table, enumValue string) *catalog.Column {
	for _, c := range t.Readable() {
		if c.EnumValue == enumValue {
			return c
		}
	}
	return nil
}
