package document

import (
	"errors"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"tiddly/internal/gql/gqlfault"
)

// valueRule checks literals against their expected types, each by itself. Its messages contain no values.
var valueRule = core.Rule{Name: rules.ValuesOfCorrectTypeRule.Name, RuleFunc: func(observers *core.Events, add core.AddErrFunc) {
	observers.OnValue(func(_ *core.Walker, v *ast.Value) {
		if v.Definition == nil || v.ExpectedType == nil || v.Kind == ast.Variable {
			return
		}
		c := valueCheck{v, add}
		switch {
		case v.Kind == ast.NullValue:
			if v.ExpectedType.NonNull {
				c.fail(`Expected value of type "`+v.ExpectedType.String()+`"`, v.Position, "")
			}
		case v.Definition.Kind == ast.Scalar && !v.Definition.OneOf("Int", "Float", "String", "Boolean", "ID"):
			// Other scalars are read when the request is planned.
		default:
			c.check()
		}
	})
}}

// valueCheck checks a literal and reports its errors.
type valueCheck struct {
	*ast.Value
	add core.AddErrFunc
}

func (c valueCheck) check() {
	fits := true
	switch c.Kind {
	case ast.ListValue:
		fits = c.ExpectedType.Elem != nil
	case ast.IntValue:
		fits = c.Definition.OneOf("Float", "ID") || c.Definition.Name == "Int" && !tooLong(c.Raw)
	case ast.FloatValue:
		_, err := strconv.ParseFloat(c.Raw, 64)
		fits = err == nil && c.Definition.Name == "Float"
	case ast.StringValue, ast.BlockValue:
		fits = c.Definition.OneOf("String", "ID")
	case ast.BooleanValue:
		fits = c.Definition.Name == "Boolean"
	case ast.EnumValue:
		c.enum()
	case ast.ObjectValue:
		if c.Definition.Kind == ast.InputObject {
			c.object()
		} else {
			fits = false
		}
	}
	if !fits {
		c.fail(c.expectation(), c.Position, c.Raw)
	}
}

// tooLong reports whether an integer has more than 64 bits; the limit of 32 bits is checked when the value is
// read.
func tooLong(raw string) bool {
	_, err := strconv.ParseInt(raw, 10, 64)
	return errors.Is(err, strconv.ErrRange)
}

// expectation describes what is expected in place of a value of another kind.
func (c valueCheck) expectation() string {
	expected := c.ExpectedType.String()
	switch expected {
	case "Int", "Int!":
		if c.Kind == ast.IntValue {
			return "Int cannot represent non 32-bit signed integer value"
		}
		return "Int cannot represent non-integer value"
	case "String", "String!", "[String]":
		return "String cannot represent a non string value"
	case "Boolean", "Boolean!":
		return "Boolean cannot represent a non boolean value"
	case "Float", "Float!":
		return "Float cannot represent non numeric value"
	case "ID", "ID!":
		return "ID cannot represent a non-string and non-integer value"
	}
	if c.Definition.Kind == ast.Enum {
		return `Enum "` + expected + `" cannot represent non-enum value`
	}
	return `Expected value of type "` + expected + `"`
}

func (c valueCheck) enum() {
	switch {
	case c.Definition.Kind != ast.Enum:
		c.fail(c.expectation(), c.Position, "")
	case c.Definition.EnumValues.ForName(c.Raw) == nil:
		message := `Value "` + gqlfault.Short(c.Raw) + `" does not exist in "` + c.ExpectedType.String() + `" enum.`
		c.fail(message, c.Position, c.Raw, suggesting(func() string {
			return suggestion("Did you mean the enum value", c.Raw, enumNames(c.Definition))
		}))
	}
}

func (c valueCheck) object() {
	given := make(map[string]bool, len(c.Children))
	for _, child := range c.Children {
		given[child.Name] = true
	}
	for _, f := range c.Definition.Fields {
		if f.Type.NonNull && f.DefaultValue == nil && !given[f.Name] {
			c.fail(`Field "`+c.Definition.Name+"."+f.Name+`" of required type "`+f.Type.String()+`" was not provided.`, c.Position, "")
		}
	}
	if c.Definition.Directives.ForName("oneOf") != nil {
		c.oneOf()
	}
	for _, child := range c.Children {
		if c.Definition.Fields.ForName(child.Name) == nil {
			message := `Field "` + gqlfault.Short(child.Name) + `" is not defined by type "` + c.Definition.Name + `".`
			c.fail(message, child.Position, child.Name, suggesting(func() string {
				return suggestion("Did you mean", child.Name, allFields(c.Definition))
			}))
		}
	}
}

// oneOf requires exactly one field that is not null; variables are checked when they have values.
func (c valueCheck) oneOf() {
	switch {
	case len(c.Children) != 1:
		c.fail(`OneOf Input Object "`+c.Definition.Name+`" must specify exactly one key.`, c.Position, "")
	case c.Children[0].Value.Kind == ast.NullValue:
		c.fail(`Field "`+c.Definition.Name+"."+gqlfault.Short(c.Children[0].Name)+`" must be non-null.`, c.Children[0].Value.Position, "")
	}
}

// fail reports an error with a hint: the form of the expected type, and the members of an input object or an enum.
func (c valueCheck) fail(message string, position *ast.Position, name string, more ...core.ErrorOption) {
	if c.Definition.Kind != ast.InputObject || c.Kind != ast.ObjectValue {
		more = append(more, fixedHint(c.form()))
	}
	c.add(append(more, core.Message("%s", message), core.At(position), withHint(func() string { return c.members(name) }))...)
}

func enumNames(definition *ast.Definition) []string {
	names := make([]string, len(definition.EnumValues))
	for i, v := range definition.EnumValues {
		names[i] = v.Name
	}
	return names
}
