package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// slots are the arguments of a request, each with its source.
type slots struct {
	*given
	unread    *unread
	sources   []source
	arguments request.Arguments
	// callers are the slots filled from the caller.
	callers map[request.Slot]request.Source
}

// slot makes an argument of a single value.
func (s *slots) slot(in input, to target, argument string) request.Slot {
	return s.add(s.source(in, to, argument), in, argument)
}

// list makes an argument of a list and returns the length that is in the shape.
func (s *slots) list(in input, to target, argument string) (request.Slot, int) {
	if in.literal == nil {
		s.unread.used(in.origin)
		n := 1
		if list, ok := in.value.([]any); ok {
			n = len(list)
		}
		variable, way := in.origin.steps()
		return s.add(source{variable: variable, way: way, list: true, to: to}, in, argument), request.RoundCount(n)
	}
	items := s.items(in)
	from := source{items: make([]source, len(items))}
	fixed := true
	for i, item := range items {
		from.items[i] = s.source(item, to, argument)
		fixed = fixed && from.items[i].fixed()
	}
	if fixed {
		list := make([]any, len(items))
		for i := range from.items {
			list[i] = from.items[i].constant
		}
		from = source{constant: list}
	}
	return s.add(from, in, argument), request.RoundCount(len(items))
}

// source returns the source of a single value. A literal is coerced at once.
func (s *slots) source(in input, to target, argument string) source {
	if in.literal == nil {
		s.unread.used(in.origin)
		variable, way := in.origin.steps()
		return source{variable: variable, way: way, to: to}
	}
	if name := bareName(in.literal); name != "" && to.kind == catalog.JSON {
		s.fail(argument, in.position, fault.New(fault.RequestValue, "expected a JSON value, got the name %s", name).
			WithHint("write a string, number, Boolean, list or object"))
		return source{}
	}
	if dynamic(in.literal) {
		return source{literal: s.settled(in.literal), to: to}
	}
	v, err := to.coerce(plain(in.literal, jsontext.Value{}))
	if err != nil {
		s.fail(argument, in.position, fault.From(err))
	}
	return source{constant: v}
}

// bareName returns an enum value in a literal, where JSON has no such thing.
func bareName(v *ast.Value) string {
	if v.Kind == ast.EnumValue {
		return v.Raw
	}
	for _, child := range v.Children {
		if name := bareName(child.Value); name != "" {
			return name
		}
	}
	return ""
}

// add appends an argument and its source.
func (s *slots) add(from source, in input, argument string) request.Slot {
	v, err := from.value(jsontext.Of(s.variables))
	if err != nil {
		s.fail(argument, in.position, fault.From(err))
	}
	s.sources = append(s.sources, from)
	s.arguments = append(s.arguments, v)
	return request.SlotAt(len(s.arguments) - 1)
}

// account returns the key of the caller's account. It comes from the identified caller, and never from the
// document or its variables.
func (s *slots) account(t *catalog.Table) *request.By {
	key := t.PrimaryKey()
	by := &request.By{Key: key.Name}
	for i := range key.Columns {
		slot := s.add(source{}, input{}, "")
		if s.callers == nil {
			s.callers = map[request.Slot]request.Source{}
		}
		s.callers[slot] = request.Source{Kind: request.FromAccount, Part: i, Parts: len(key.Columns)}
		by.Slots = append(by.Slots, slot)
	}
	return by
}
