package introspect

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/gql/operation"
)

// named writes a named type, or null.
func (d *description) named(t *ast.Definition, of *operation.SchemaField) {
	if t == nil {
		d.null()
		return
	}
	d.object("__Type", of, func(f *operation.SchemaField) {
		switch f.Name {
		case "kind":
			d.text(string(t.Kind))
		case "name":
			d.text(t.Name)
		case "description":
			d.optional(t.Description)
		case "specifiedByURL":
			d.specifiedBy(t)
		case "isOneOf":
			if t.Kind != ast.InputObject {
				d.null()
				return
			}
			d.flag(t.Directives.ForName("oneOf") != nil)
		default:
			d.parts(t, f)
		}
	})
}

// parts writes one of the lists of a type; null if its kind has no such list.
func (d *description) parts(t *ast.Definition, f *operation.SchemaField) {
	composed := t.Kind == ast.Object || t.Kind == ast.Interface
	switch {
	case f.Name == "fields" && composed:
		all := slices.DeleteFunc(slices.Clone(t.Fields), func(v *ast.FieldDefinition) bool { return strings.HasPrefix(v.Name, "__") })
		each(d, visible(all, f, directivesOfField), func(v *ast.FieldDefinition) { d.field(v, f) })
	case f.Name == "inputFields" && t.Kind == ast.InputObject:
		each(d, visible(t.Fields, f, directivesOfField), func(v *ast.FieldDefinition) {
			d.input(givenInput{v.Name, v.Description, v.Type, v.DefaultValue, v.Directives}, f)
		})
	case f.Name == "enumValues" && t.Kind == ast.Enum:
		all := visible(t.EnumValues, f, func(v *ast.EnumValueDefinition) ast.DirectiveList { return v.Directives })
		each(d, all, func(v *ast.EnumValueDefinition) { d.enumValue(v, f) })
	case f.Name == "interfaces" && composed:
		each(d, t.Interfaces, func(name string) { d.named(d.schema.Types[name], f) })
	case f.Name == "possibleTypes" && t.IsAbstractType():
		each(d, d.schema.GetPossibleTypes(t), func(v *ast.Definition) { d.named(v, f) })
	default:
		d.null()
	}
}

func directivesOfField(f *ast.FieldDefinition) ast.DirectiveList { return f.Directives }

func (d *description) specifiedBy(t *ast.Definition) {
	by := t.Directives.ForName("specifiedBy")
	if t.Kind != ast.Scalar || by == nil || by.Arguments.ForName("url") == nil {
		d.null()
		return
	}
	d.text(by.Arguments.ForName("url").Value.Raw)
}

// typ writes a type reference: a named type, or a wrapper of another.
func (d *description) typ(t *ast.Type, of *operation.SchemaField) {
	if !t.NonNull && t.Elem == nil {
		d.named(d.schema.Types[t.NamedType], of)
		return
	}
	kind, inner := "LIST", t.Elem
	if t.NonNull {
		nullable := *t
		nullable.NonNull = false
		kind, inner = "NON_NULL", &nullable
	}
	d.object("__Type", of, func(f *operation.SchemaField) {
		switch f.Name {
		case "kind":
			d.text(kind)
		case "ofType":
			d.typ(inner, f)
		default:
			d.null()
		}
	})
}

func (d *description) field(v *ast.FieldDefinition, of *operation.SchemaField) {
	d.object("__Field", of, func(f *operation.SchemaField) {
		switch f.Name {
		case "name":
			d.text(v.Name)
		case "description":
			d.optional(v.Description)
		case "args":
			d.arguments(v.Arguments, f)
		case "type":
			d.typ(v.Type, f)
		default:
			d.deprecation(v.Directives, f)
		}
	})
}

// deprecation writes whether something is deprecated, or the reason.
func (d *description) deprecation(directives ast.DirectiveList, f *operation.SchemaField) {
	deprecated := directives.ForName("deprecated")
	switch {
	case f.Name == "isDeprecated":
		d.flag(deprecated != nil)
	case deprecated == nil:
		d.null()
	case deprecated.Arguments.ForName("reason") != nil:
		d.text(deprecated.Arguments.ForName("reason").Value.Raw)
	default:
		d.text("No longer supported")
	}
}

// givenInput is an argument, or a field of an input.
type givenInput struct {
	name, description string
	typ               *ast.Type
	value             *ast.Value
	directives        ast.DirectiveList
}

func (d *description) arguments(all ast.ArgumentDefinitionList, of *operation.SchemaField) {
	all = visible(all, of, func(v *ast.ArgumentDefinition) ast.DirectiveList { return v.Directives })
	each(d, all, func(v *ast.ArgumentDefinition) {
		d.input(givenInput{v.Name, v.Description, v.Type, v.DefaultValue, v.Directives}, of)
	})
}

func (d *description) input(v givenInput, of *operation.SchemaField) {
	d.object("__InputValue", of, func(f *operation.SchemaField) {
		switch f.Name {
		case "name":
			d.text(v.name)
		case "description":
			d.optional(v.description)
		case "type":
			d.typ(v.typ, f)
		case "defaultValue":
			if v.value == nil {
				d.null()
				return
			}
			d.text(v.value.String())
		default:
			d.deprecation(v.directives, f)
		}
	})
}

func (d *description) enumValue(v *ast.EnumValueDefinition, of *operation.SchemaField) {
	d.object("__EnumValue", of, func(f *operation.SchemaField) {
		switch f.Name {
		case "name":
			d.text(v.Name)
		case "description":
			d.optional(v.Description)
		default:
			d.deprecation(v.Directives, f)
		}
	})
}

func (d *description) directive(v *ast.DirectiveDefinition, of *operation.SchemaField) {
	d.object("__Directive", of, func(f *operation.SchemaField) {
		switch f.Name {
		case "name":
			d.text(v.Name)
		case "description":
			d.optional(v.Description)
		case "isRepeatable":
			d.flag(v.IsRepeatable)
		case "locations":
			each(d, v.Locations, func(l ast.DirectiveLocation) { d.text(string(l)) })
		case "args":
			d.arguments(v.Arguments, f)
		}
	})
}
