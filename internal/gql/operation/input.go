package operation

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
)

// input is a value that a client gave: a literal of the document, or (a part of) a variable.
type input struct {
	// literal is set for a literal.
	literal *ast.Value
	// value is what JSON gave, where it comes from a variable; origin says from where.
	value  any
	origin *origin
	// position is where the document has the value or the variable.
	position *ast.Position
}

// origin is a variable, or the member or item of an origin.
type origin struct {
	parent *origin
	// name is the variable or the object's key; index is used where name is empty.
	name  string
	index int
	// depth is how many objects and lists are around it.
	depth int
}

// member returns the origin of a member of an object.
func (o *origin) member(name string) *origin {
	return &origin{parent: o, name: name, depth: o.depth + 1}
}

// item returns the origin of an item of a list.
func (o *origin) item(index int) *origin {
	return &origin{parent: o, index: index, depth: o.depth + 1}
}

// String writes the origin as an error shows it: $where.or[0].name.
func (o *origin) String() string {
	name, way := o.steps()
	b := append([]byte{'$'}, name...)
	for _, s := range way {
		if s.key != "" {
			b = append(append(b, '.'), s.key...)
		} else {
			b = append(strconv.AppendInt(append(b, '['), int64(s.index), 10), ']')
		}
	}
	return string(b)
}

// steps gives the variable and the way from its value to the origin's.
func (o *origin) steps() (variable string, way []step) {
	for ; o.parent != nil; o = o.parent {
		way = append(way, step{o.name, o.index})
	}
	slices.Reverse(way)
	return o.name, way
}

// step goes to a member, or to an item where key is empty.
type step struct {
	key   string
	index int
}

// member is a field of an input object.
type member struct {
	name string
	input
}

// resolve gives what an argument's or member's value stands for; false where it is absent: a variable
// that was not given and has no default.
func (b *builder) resolve(v *ast.Value) (input, bool) {
	if v == nil {
		return input{}, false
	}
	if v.Kind != ast.Variable {
		return input{literal: v, position: v.Position}, true
	}
	if value, given := b.Variables[v.Raw]; given {
		if value == nil && v.ExpectedType != nil && v.ExpectedType.NonNull {
			b.nullInPlace(v)
			return input{}, false
		}
		return input{value: value, origin: &origin{name: v.Raw}, position: v.Position}, true
	}
	if d := b.Definition.VariableDefinitions.ForName(v.Raw); d != nil && d.DefaultValue != nil {
		return input{literal: d.DefaultValue, position: v.Position}, true
	}
	return input{}, false
}

// nullInPlace notes that a variable is null where the place that it stands in takes no null. Its type allows null all
// the same where the variable has a default, or the place has.
func (b *builder) nullInPlace(v *ast.Value) {
	told := func(f gqlfault.Located) bool { return f.Position == v.Position }
	if b.full() || slices.ContainsFunc(b.faults, told) {
		return
	}
	f := fault.New(fault.RequestValue, "variable $%s: null is not a value of the type %s", gqlfault.Short(v.Raw), v.ExpectedType)
	b.faults = append(b.faults, gqlfault.Locate(f.WithHint("give a value, or leave the variable out to have the default").At(b.here()...), v.Position))
}

func (in input) null() bool {
	if in.literal != nil {
		return in.literal.Kind == ast.NullValue
	}
	return in.value == nil
}

// members gives the fields of an input object that are present. Those of a literal come as they are written,
// those of a variable by name, so that one shape gives one plan.
func (b *builder) members(in input) []member {
	if in.literal != nil {
		all := make([]member, 0, len(in.literal.Children))
		for _, child := range in.literal.Children {
			if value, present := b.resolve(child.Value); present {
				all = append(all, member{child.Name, value})
			}
		}
		return all
	}
	object, _ := in.value.(map[string]any)
	all := make([]member, 0, len(object))
	for _, name := range slices.Sorted(maps.Keys(object)) {
		from := in.origin.member(name)
		all = append(all, member{name, input{value: object[name], origin: from, position: in.position}})
	}
	return all
}

// items gives the items of a list. A single value stands for a list of one.
func (b *builder) items(in input) []input {
	if in.literal != nil {
		if in.literal.Kind != ast.ListValue {
			return []input{in}
		}
		all := make([]input, 0, len(in.literal.Children))
		for _, child := range in.literal.Children {
			value, present := b.resolve(child.Value)
			switch {
			case present:
			case child.Value.ExpectedType != nil && child.Value.ExpectedType.NonNull:
				continue // null stood there, which has been said
			default:
				value = input{literal: &ast.Value{Kind: ast.NullValue}, position: child.Position}
			}
			all = append(all, value)
		}
		return all
	}
	list, ok := in.value.([]any)
	if !ok {
		list = []any{in.value}
	}
	all := make([]input, len(list))
	for i, value := range list {
		all[i] = input{value: value, origin: in.origin.item(i), position: in.position}
	}
	return all
}

// name gives an enum value.
func (in input) name() string {
	if in.literal != nil {
		return in.literal.Raw
	}
	name, _ := in.value.(string)
	return name
}

// flag gives a Boolean.
func (in input) flag() bool {
	if in.literal != nil {
		return in.literal.Raw == "true"
	}
	flag, _ := in.value.(bool)
	return flag
}

// plain gives the value as a JSON decoder would have. Variables inside a literal (of the scalar JSON)
// are taken from variables.
func plain(v *ast.Value, variables map[string]any) any {
	switch v.Kind {
	case ast.Variable:
		return variables[v.Raw] // its default, where it has one, was put in its place
	case ast.IntValue, ast.FloatValue:
		return json.Number(v.Raw)
	case ast.BooleanValue:
		return v.Raw == "true"
	case ast.NullValue:
		return nil
	case ast.ListValue:
		list := make([]any, len(v.Children))
		for i, child := range v.Children {
			list[i] = plain(child.Value, variables)
		}
		return list
	case ast.ObjectValue:
		object := make(map[string]any, len(v.Children))
		for _, child := range v.Children {
			object[child.Name] = plain(child.Value, variables)
		}
		return object
	default:
		return v.Raw
	}
}

// dynamic tells whether a literal has variables in it.
func dynamic(v *ast.Value) bool {
	return v.Kind == ast.Variable || slices.ContainsFunc(v.Children, func(c *ast.ChildValue) bool { return dynamic(c.Value) })
}

// join writes the path of an argument: where.name.
func join(path, name string) string {
	return strings.TrimPrefix(path+"."+name, ".")
}

// at writes the path of an item: where.or[0].
func at(path string, index int) string { return path + "[" + strconv.Itoa(index) + "]" }

// value returns a value as JSON would have it; false where it is absent.
func (b *builder) value(v *ast.Value) (any, bool) {
	in, present := b.resolve(v)
	switch {
	case !present:
		return nil, false
	case in.literal == nil:
		return in.value, true
	}
	switch in.literal.Kind {
	case ast.ListValue:
		list := make([]any, len(in.literal.Children))
		for i, child := range in.literal.Children {
			list[i], _ = b.value(child.Value) // an absent item is null
		}
		return list, true
	case ast.ObjectValue:
		object := make(map[string]any, len(in.literal.Children))
		for _, child := range in.literal.Children {
			if value, present := b.value(child.Value); present {
				object[child.Name] = value
			}
		}
		return object, true
	default:
		return plain(in.literal, nil), true
	}
}

// Value returns the value that an argument or a member has as JSON would have it; false where it is absent.
func (a Asked) Value(v *ast.Value) (any, bool) {
	b := builder{Asked: a}
	return b.value(v)
}

// WithDefaults returns the variables of an operation that it defines, with the defaults of those that are absent.
func WithDefaults(definitions ast.VariableDefinitionList, variables map[string]any) map[string]any {
	all := make(map[string]any, len(definitions))
	for _, d := range definitions {
		if value, given := variables[d.Variable]; given {
			all[d.Variable] = value
		} else if d.DefaultValue != nil {
			all[d.Variable] = plain(d.DefaultValue, nil)
		}
	}
	return all
}
