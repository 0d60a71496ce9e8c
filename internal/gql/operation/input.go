package operation

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/jsontext"
)

// input is a value given by the client: a literal of the document, or (a part of) a variable.
type input struct {
	// literal is set for a literal.
	literal *ast.Value
	// value is the decoded JSON of a variable, or of a part of it, and origin where it is.
	value  any
	origin *origin
	// position is the position of the value or the variable in the document.
	position *ast.Position
}

// origin is a variable, or the member or item of an origin.
type origin struct {
	parent *origin
	// name is the name of the variable or the object's key; index is used if name is empty.
	name  string
	index int
	// depth is the number of surrounding objects and lists.
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

// String returns the origin as shown in errors: $where.or[0].name.
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

// steps returns the variable and the path from its value to the origin's.
func (o *origin) steps() (variable string, way []step) {
	for ; o.parent != nil; o = o.parent {
		way = append(way, step{o.name, o.index})
	}
	slices.Reverse(way)
	return o.name, way
}

// step leads to a member, or to an item if key is empty.
type step struct {
	key   string
	index int
}

// member is a field of an input object.
type member struct {
	name string
	input
}

func (in input) null() bool {
	if in.literal != nil {
		return in.literal.Kind == ast.NullValue
	}
	return in.value == nil
}

// name returns an enum value.
func (in input) name() string {
	if in.literal != nil {
		return in.literal.Raw
	}
	name, _ := in.value.(string)
	return name
}

// flag returns a Boolean.
func (in input) flag() bool {
	if in.literal != nil {
		return in.literal.Raw == "true"
	}
	flag, _ := in.value.(bool)
	return flag
}

// plain returns the value in the form of decoded JSON. Variables inside a literal (of the scalar JSON) are taken
// from variables.
func plain(v *ast.Value, variables jsontext.Value) any {
	switch v.Kind {
	case ast.Variable:
		return variables.Member(v.Raw).Decoded() // its default, if any, was already inserted
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

// dynamic reports whether a literal contains variables.
func dynamic(v *ast.Value) bool {
	return v.Kind == ast.Variable || slices.ContainsFunc(v.Children, func(c *ast.ChildValue) bool { return dynamic(c.Value) })
}

// join returns the path of an argument: where.name.
func join(path, name string) string {
	return strings.TrimPrefix(path+"."+name, ".")
}

// at returns the path of an item: where.or[0].
func at(path string, index int) string { return path + "[" + strconv.Itoa(index) + "]" }

// WithDefaults returns the variables that an operation defines, with the defaults of the absent ones.
func WithDefaults(definitions ast.VariableDefinitionList, variables map[string]any) map[string]any {
	all := make(map[string]any, len(definitions))
	for _, d := range definitions {
		if value, given := variables[d.Variable]; given {
			all[d.Variable] = value
		} else if d.DefaultValue != nil {
			all[d.Variable] = plain(d.DefaultValue, jsontext.Value{})
		}
	}
	return all
}
