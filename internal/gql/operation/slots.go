package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// target is what a value is coerced to.
type target struct {
	kind catalog.Kind
	enum *catalog.EnumType
	// path asks for a JSON path instead.
	path bool
	// null takes null for a value too, which becomes nil.
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
	default:
		return request.Coerce(t.kind, t.enum, v)
	}
}

// String names the target in an error.
func (t target) String() string {
	switch {
	case t.path:
		return "a JSON path"
	case t.enum != nil:
		return "a value of " + t.enum.TypeName
	default:
		return "a value of the type " + t.kind.String()
	}
}

// source tells where an argument of the request comes from, so that a known shape fills its
// arguments without a look at the document.
type source struct {
	// constant is the argument itself where nothing else is set.
	constant any
	// variable and way lead to the value; list tells that it is a list, each item of which is coerced.
	variable string
	way      []step
	list     bool
	// items are those of a list literal that has variables in it.
	items []source
	// literal is a value of the scalar JSON that has variables in it.
	literal *ast.Value
	// rows makes rows out of the variable's value; literalRows are those of a literal that has variables in it.
	rows        *rowSource
	literalRows []literalRow
	// account is the number, from 1, of the value of the key of whoever asks. It is no value of the client's.
	account int
	to      target
}

func (s *source) fixed() bool {
	return s.variable == "" && s.items == nil && s.literal == nil && s.literalRows == nil && s.account == 0
}

// value gives the argument for these variables.
func (s *source) value(variables map[string]any) (any, error) {
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

// from takes the step. A single value stands for a list of one, so its item is itself.
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

// slot makes an argument of a single value.
func (b *builder) slot(in input, to target, argument string) request.Slot {
	return b.argument(b.source(in, to, argument), in, argument)
}

// list makes an argument of a list and gives the length that stands in the shape.
func (b *builder) list(in input, to target, argument string) (request.Slot, int) {
	if in.literal == nil {
		b.used(in.origin)
		n := 1
		if list, ok := in.value.([]any); ok {
			n = len(list)
		}
		variable, way := in.origin.steps()
		s := source{variable: variable, way: way, list: true, to: to}
		return b.argument(s, in, argument), request.RoundCount(n)
	}
	items := b.items(in)
	s := source{items: make([]source, len(items))}
	fixed := true
	for i, item := range items {
		s.items[i] = b.source(item, to, argument)
		fixed = fixed && s.items[i].fixed()
	}
	if fixed {
		list := make([]any, len(items))
		for i := range s.items {
			list[i] = s.items[i].constant
		}
		s = source{constant: list}
	}
	return b.argument(s, in, argument), request.RoundCount(len(items))
}

// source says where a single value comes from. A literal is coerced at once.
func (b *builder) source(in input, to target, argument string) source {
	if in.literal == nil {
		b.used(in.origin)
		variable, way := in.origin.steps()
		return source{variable: variable, way: way, to: to}
	}
	if name := bareName(in.literal); name != "" && to.kind == catalog.JSON {
		b.fail(argument, in.position, fault.New(fault.RequestValue, "expected a JSON value, got the name %s", name).
			WithHint("write a string, number, Boolean, list or object"))
		return source{}
	}
	if dynamic(in.literal) {
		return source{literal: b.settled(in.literal), to: to}
	}
	v, err := to.coerce(plain(in.literal, nil))
	if err != nil {
		b.fail(argument, in.position, fault.From(err))
	}
	return source{constant: v}
}

// settled returns a literal with the defaults of this operation in place of variables that are absent. What validation
// notes at a variable is of the last operation that leads to it.
func (b *builder) settled(v *ast.Value) *ast.Value {
	if v.Kind == ast.Variable {
		if _, given := b.Variables[v.Raw]; !given {
			if d := b.Definition.VariableDefinitions.ForName(v.Raw); d != nil && d.DefaultValue != nil {
				return d.DefaultValue
			}
		}
		return &ast.Value{Kind: ast.Variable, Raw: v.Raw, Position: v.Position}
	}
	out := *v
	out.Children = make(ast.ChildValueList, len(v.Children))
	for i, child := range v.Children {
		out.Children[i] = &ast.ChildValue{Name: child.Name, Value: b.settled(child.Value), Position: child.Position}
	}
	return &out
}

// bareName gives an enum value that stands in a literal: JSON has no such thing.
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

// argument appends an argument and its source.
func (b *builder) argument(s source, in input, argument string) request.Slot {
	v, err := s.value(b.Variables)
	if err != nil {
		b.fail(argument, in.position, fault.From(err))
	}
	b.sources = append(b.sources, s)
	b.arguments = append(b.arguments, v)
	return request.Slot(len(b.arguments) - 1)
}
