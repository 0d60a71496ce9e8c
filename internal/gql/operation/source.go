package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// target is the type that a value is coerced to.
type target struct {
	kind catalog.Kind
	enum *catalog.EnumType
	// element is the kind of the items of a list.
	element catalog.Kind
	// path makes it a JSON path instead.
	path bool
	// id also accepts numbers for text, as GraphQL's ID does.
	id bool
	// representation makes it a representation of a row instead.
	representation bool
	// null also accepts null, which becomes nil.
	null bool
}

func (t target) coerce(v any) (any, error) {
	switch {
	case v == nil && t.null:
		return nil, nil //nolint:nilnil // nil is the value that null stands for
	case v == nil:
		return nil, fault.New(fault.RequestValue, "expected %s, got null", t)
	case t.path:
		text, ok := v.(string)
		if !ok {
			return nil, fault.New(fault.RequestValue, "expected a JSON path, got %s", request.Describe(v))
		}
		return request.ParseJSONPath(text)
	case t.representation:
		return request.Representation(v)
	case t.id:
		return coerceID(v)
	default:
		return request.CoerceTo(&catalog.Type{Kind: t.kind, Element: t.element}, t.enum, v)
	}
}

// coerceValue is coerce for a value of the variables. Numbers, of which there are many, need no memory but that of what
// they become.
func (t target) coerceValue(v jsontext.Value) (any, error) {
	if n, ok := v.Number(); ok && !t.path && !t.id && !t.representation {
		if coerced, numeric, err := request.CoerceNumber(t.kind, n); numeric {
			return coerced, err
		}
	}
	return t.coerce(v.Decoded())
}

// String returns the name of the target in errors.
func (t target) String() string {
	switch {
	case t.path:
		return "a JSON path"
	case t.representation:
		return "a representation"
	case t.id:
		return "a value of type ID"
	case t.kind == catalog.List:
		return "a list"
	case t.enum != nil:
		return "a value of " + t.enum.TypeName
	default:
		return "a value of type " + t.kind.String()
	}
}

// source is the source of an argument of the request, so that a known shape fills its arguments without using the
// document.
type source struct {
	// constant is the argument itself if nothing else is set.
	constant any
	// variable and way lead to the value; list is set if it is a list whose items are coerced.
	variable string
	way      []step
	list     bool
	// items are the items of a list literal that contains variables.
	items []source
	// literal is a value of the scalar JSON that contains variables.
	literal *ast.Value
	// rows reads the rows in the variable's value; literalRows are the rows of a literal that contains variables.
	rows        *rowSource
	literalRows []literalRow
	// decode is set for global ids and representations, of which it makes the argument.
	decode func(any) (any, error)
	to     target
}

func (s *source) fixed() bool {
	return s.variable == "" && s.items == nil && s.literal == nil && s.literalRows == nil
}

// value returns the argument for the variables.
func (s *source) value(variables jsontext.Value) (any, error) {
	v, err := s.plain(variables)
	if s.decode == nil || err != nil {
		return v, err
	}
	return s.decode(v)
}

// plain returns the argument before it is decoded.
func (s *source) plain(variables jsontext.Value) (any, error) {
	switch {
	case s.variable != "":
		v := variables.Member(s.variable)
		for i := range s.way {
			v = s.way[i].from(v)
		}
		if s.rows != nil {
			return s.rows.rows(v)
		}
		if s.list {
			return s.to.coerceList(v)
		}
		return s.to.coerceValue(v)
	case s.items != nil:
		list := make([]any, len(s.items))
		for i := range s.items {
			v, err := s.items[i].value(variables)
			if err != nil {
				return nil, err
			}
			list[i] = v
		}
		return list, nil
	case s.literalRows != nil:
		return rowsOf(s.literalRows, variables)
	case s.literal != nil:
		return s.to.coerce(plain(s.literal, variables))
	default:
		return s.constant, nil
	}
}

// from applies the step. A single value counts as a list of one, so its item is itself.
func (s step) from(v jsontext.Value) jsontext.Value {
	if s.key == "" {
		return itemOf(v, s.index)
	}
	return v.Member(s.key)
}

// itemsOf returns the number of items of a list. A single value counts as a list of one.
func itemsOf(v jsontext.Value) int {
	if n, ok := v.List(); ok {
		return n
	}
	return 1
}

// itemOf returns an item of a list, or null where it has fewer.
func itemOf(v jsontext.Value, i int) jsontext.Value {
	if _, ok := v.List(); ok {
		return v.Item(i)
	}
	return v
}

func (t target) coerceList(v jsontext.Value) (any, error) {
	list := make([]any, itemsOf(v))
	for i := range list {
		coerced, err := t.coerceValue(itemOf(v, i))
		if err != nil {
			return nil, err
		}
		list[i] = coerced
	}
	return list, nil
}

// targetOf returns the target of a column's values.
func targetOf(c *catalog.Column) target {
	return target{kind: c.Type.Kind, enum: c.Enum, element: c.Type.Element}
}
