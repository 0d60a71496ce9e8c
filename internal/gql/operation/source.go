package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// target is the type that a value is coerced to.
type target struct {
	kind catalog.Kind
	enum *catalog.EnumType
	// path makes it a JSON path instead.
	path bool
	// id also accepts numbers for text, as GraphQL's ID does.
	id bool
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
	case t.id:
		return coerceID(v)
	default:
		return request.Coerce(t.kind, t.enum, v)
	}
}

// String returns the name of the target in errors.
func (t target) String() string {
	switch {
	case t.path:
		return "a JSON path"
	case t.id:
		return "a value of type ID"
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
	rows *rowSource
	// table is set for global ids, which it decodes: it returns a table by the name of its type, or nil.
	table       func(typeName string) *catalog.Table
	literalRows []literalRow
	to          target
}

func (s *source) fixed() bool {
	return s.variable == "" && s.items == nil && s.literal == nil && s.literalRows == nil
}

// value returns the argument for the variables.
func (s *source) value(variables map[string]any) (any, error) {
	if s.table == nil {
		return s.plain(variables)
	}
	v, err := s.plain(variables)
	if err != nil {
		return nil, err
	}
	return s.nodeIDs(v)
}

// plain returns the argument before global ids are decoded.
func (s *source) plain(variables map[string]any) (any, error) {
	switch {
	case s.variable != "":
		v := variables[s.variable]
		for i := range s.way {
			v = s.way[i].from(v)
		}
		if s.rows != nil {
			return s.rows.rows(v)
		}
		if s.list {
			return s.to.coerceList(v)
		}
		return s.to.coerce(v)
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
func (s step) from(v any) any {
	if s.key != "" {
		object, _ := v.(map[string]any)
		return object[s.key]
	}
	if list, ok := v.([]any); ok {
		if s.index < len(list) {
			return list[s.index]
		}
		return nil
	}
	return v
}

func (t target) coerceList(v any) (any, error) {
	given, ok := v.([]any)
	if !ok {
		one, err := t.coerce(v)
		return []any{one}, err
	}
	list := make([]any, len(given))
	for i, item := range given {
		coerced, err := t.coerce(item)
		if err != nil {
			return nil, err
		}
		list[i] = coerced
	}
	return list, nil
}

// targetOf returns the target of a column's values.
func targetOf(c *catalog.Column) target { return target{kind: c.Type.Kind, enum: c.Enum} }
