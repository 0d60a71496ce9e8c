package operation

import (
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/request"
)

// orderBy turns the terms of an order into columns, their directions and the relations on the way to them.
func (b *builder) orderBy(t *catalog.Table, in input) []request.Order {
	var all []request.Order
	for i, item := range b.items(in) {
		if o, ok := b.term(t, item, nil, at("orderBy", i)); ok {
			all = append(all, o)
		}
	}
	return all
}

func (b *builder) term(t *catalog.Table, in input, path []string, argument string) (request.Order, bool) {
	m, ok := b.only(in, t.TypeName+"OrderBy", argument)
	if !ok {
		return request.Order{}, false
	}
	argument = join(argument, m.name)
	if c := t.Column(m.name); c != nil {
		return direction(c.Name, m.input, path), true
	}
	if r := t.Relation(m.name); r != nil && r.Kind == catalog.ToOne {
		return b.term(r.Target, m.input, append(path, r.Name), argument)
	}
	b.fail(argument, m.position, fault.New(fault.SchemaUnknown, "%s cannot be ordered by %s", t.TypeName, gqlfault.Short(m.name)))
	return request.Order{}, false
}

// direction reads ASC, DESC and their forms that say where nulls go; nulls are last unless said.
func direction(column string, in input, path []string) request.Order {
	name := in.name()
	o := request.Order{Path: path, Column: column, Desc: strings.HasPrefix(name, "DESC")}
	if strings.HasSuffix(name, "_NULLS_FIRST") {
		o.Nulls = request.NullsFirst
	}
	return o
}

// only gives the one field of a @oneOf input. Literals were checked before, but for the variables in them.
func (b *builder) only(in input, typeName, argument string) (member, bool) {
	members := b.members(in)
	if len(members) != 1 || members[0].null() {
		b.fail(argument, in.position, oneOf(typeName))
		return member{}, false
	}
	return members[0], true
}

// distinctOn turns enum values into the columns they stand for.
func (b *builder) distinctOn(t *catalog.Table, in input) []string {
	var all []string
	for i, item := range b.items(in) {
		name := item.name()
		column := columnOf(t, name)
		if column == nil {
			b.fail(at("distinctOn", i), item.position,
				fault.New(fault.RequestValue, "%s has no column %s", t.TypeName, gqlfault.Short(name)))
			continue
		}
		all = append(all, column.Name)
	}
	return all
}

// columnOf gives the column that an enum value stands for, or nil.
func columnOf(t *catalog.Table, enumValue string) *catalog.Column {
	for _, c := range t.Readable() {
		if c.EnumValue == enumValue {
			return c
		}
	}
	return nil
}

// by turns the key that a single field is given into its slots.
func (b *builder) by(t *catalog.Table, in input) *request.By {
	m, ok := b.only(in, t.TypeName+"Key", "by")
	if !ok {
		return nil
	}
	argument := join("by", m.name)
	key := t.Key(m.name)
	if key == nil {
		b.fail(argument, m.position, fault.New(fault.SchemaUnknown, "%s has no key %s", t.TypeName, gqlfault.Short(m.name)))
		return nil
	}
	by := &request.By{Key: key.Name}
	if len(key.Columns) == 1 {
		by.Slots = []request.Slot{b.slot(m.input, targetOf(key.Columns[0]), argument)}
		return by
	}
	values := map[string]input{}
	for _, v := range b.members(m.input) {
		values[v.name] = v.input
	}
	for _, c := range key.Columns {
		value, given := values[c.Name]
		if !given || value.null() {
			b.fail(join(argument, c.Name), m.position, fault.New(fault.RequestValue, "the key needs a value for %s", c.Name))
			continue
		}
		by.Slots = append(by.Slots, b.slot(value, targetOf(c), join(argument, c.Name)))
	}
	return by
}

func targetOf(c *catalog.Column) target { return target{kind: c.Type.Kind, enum: c.Enum} }
