package operation

import (
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/request"
)

// key translates the key of a single field into its slots.
func (s *slots) key(t *catalog.Table, in input) *request.By {
	m, ok := s.only(in, t.TypeName+"Key", "by")
	if !ok {
		return nil
	}
	argument := join("by", m.name)
	key := t.Key(m.name)
	if key == nil {
		s.fail(argument, m.position, fault.New(fault.SchemaUnknown, "%s has no key %s", t.TypeName, gqlfault.Short(m.name)))
		return nil
	}
	by := &request.By{Key: key.Name}
	if len(key.Columns) == 1 {
		by.Slots = []request.Slot{s.slot(m.input, targetOf(key.Columns[0]), argument)}
		return by
	}
	values := map[string]input{}
	for _, v := range s.members(m.input) {
		values[v.name] = v.input
	}
	for _, c := range key.Columns {
		value, given := values[c.Name]
		if !given || value.null() {
			s.fail(join(argument, c.Name), m.position, fault.New(fault.RequestValue, "the key needs a value for %s", c.Name))
			continue
		}
		by.Slots = append(by.Slots, s.slot(value, targetOf(c), join(argument, c.Name)))
	}
	return by
}
