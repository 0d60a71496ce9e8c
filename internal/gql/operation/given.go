package operation

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/jsontext"
)

// given holds the client's literals and variables of an operation.
type given struct {
	*report
	definition *ast.OperationDefinition
	variables  map[string]any
}

// resolve returns the value of an argument or member; false if it is absent: a variable that was not given and has
// no default.
func (g *given) resolve(v *ast.Value) (input, bool) {
	if v == nil {
		return input{}, false
	}
	if v.Kind != ast.Variable {
		return input{literal: v, position: v.Position}, true
	}
	if value, given := g.variables[v.Raw]; given {
		if value == nil && v.ExpectedType != nil && v.ExpectedType.NonNull {
			g.nullInPlace(v)
			return input{}, false
		}
		return input{value: value, origin: &origin{name: v.Raw}, position: v.Position}, true
	}
	if d := g.definition.VariableDefinitions.ForName(v.Raw); d != nil && d.DefaultValue != nil {
		return input{literal: d.DefaultValue, position: v.Position}, true
	}
	return input{}, false
}

// nullInPlace reports a null variable in a place that takes no null. Its type allows null if the variable has a
// default, or the place has.
func (g *given) nullInPlace(v *ast.Value) {
	told := func(f gqlfault.Located) bool { return f.Position == v.Position }
	if g.full() || slices.ContainsFunc(g.faults, told) {
		return
	}
	f := fault.New(fault.RequestValue, "variable $%s: null is not a value of type %s", gqlfault.Short(v.Raw), v.ExpectedType)
	g.note(f.WithHint("specify a value, or omit the variable to use its default").At(g.here()...), v.Position)
}

// members returns the present fields of an input object. Those of a literal are in written order, those of a
// variable sorted by name, so that one shape has one plan.
func (g *given) members(in input) []member {
	if in.literal != nil {
		all := make([]member, 0, len(in.literal.Children))
		for _, child := range in.literal.Children {
			if value, present := g.resolve(child.Value); present {
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

// items returns the items of a list. A single value stands for a list of one.
func (g *given) items(in input) []input {
	if in.literal != nil {
		if in.literal.Kind != ast.ListValue {
			return []input{in}
		}
		all := make([]input, 0, len(in.literal.Children))
		for _, child := range in.literal.Children {
			value, present := g.resolve(child.Value)
			switch {
			case present:
			case child.Value.ExpectedType != nil && child.Value.ExpectedType.NonNull:
				continue // a null, which was reported
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

// argument returns an argument that is present and not null.
func (g *given) argument(field *ast.Field, name string) (input, bool) {
	argument := field.Arguments.ForName(name)
	if argument == nil {
		return input{}, false
	}
	in, present := g.resolve(argument.Value)
	return in, present && !in.null()
}

// only returns the only field of a @oneOf input. Literals were checked before, except for variables in them.
func (g *given) only(in input, typeName, argument string) (member, bool) {
	members := g.members(in)
	if len(members) != 1 || members[0].null() {
		g.fail(argument, in.position, oneOfFault(typeName).WithHint("a variable in it has no value, or is null: specify it, or remove the field"))
		return member{}, false
	}
	return members[0], true
}

// settled returns a literal with absent variables replaced by the defaults of this operation. The definition that
// validation attaches to a variable is of the last operation that reaches it.
func (g *given) settled(v *ast.Value) *ast.Value {
	if v.Kind == ast.Variable {
		if _, given := g.variables[v.Raw]; !given {
			if d := g.definition.VariableDefinitions.ForName(v.Raw); d != nil && d.DefaultValue != nil {
				return d.DefaultValue
			}
		}
		return &ast.Value{Kind: ast.Variable, Raw: v.Raw, Position: v.Position}
	}
	out := *v
	out.Children = make(ast.ChildValueList, len(v.Children))
	for i, child := range v.Children {
		out.Children[i] = &ast.ChildValue{Name: child.Name, Value: g.settled(child.Value), Position: child.Position}
	}
	return &out
}

// value returns a value in the form of decoded JSON; false if it is absent.
func (g *given) value(v *ast.Value) (any, bool) {
	in, present := g.resolve(v)
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
			list[i], _ = g.value(child.Value) // an absent item is null
		}
		return list, true
	case ast.ObjectValue:
		object := make(map[string]any, len(in.literal.Children))
		for _, child := range in.literal.Children {
			if value, present := g.value(child.Value); present {
				object[child.Name] = value
			}
		}
		return object, true
	default:
		return plain(in.literal, jsontext.Value{}), true
	}
}

// Value returns the value of an argument or a member in the form of decoded JSON; false if it is absent.
func (a Asked) Value(v *ast.Value) (any, bool) {
	g := given{report: &report{}, definition: a.Definition, variables: a.Variables}
	return g.value(v)
}
