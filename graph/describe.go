package graph

import (
	"bufio"
	"io"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2/ast"
)

// description writes a whole schema as an introspection asks for it, as the generated executor would, byte by byte: that
// keeps a value, a function and a context for every field of every type until it writes them, which took 365 MB for a thousand tables.
type description struct {
	*bufio.Writer
	op *graphql.OperationContext
	// selected are the fields of each selection: types by the thousand share a few of them.
	selected map[selectionKey][]graphql.CollectedField
	// strange tells that something was selected that is not known here, so that the whole is not to be used.
	strange bool
}

// selectionKey is a selection, whose memory tells it from others, on a type.
type selectionKey struct {
	first *ast.Selection
	on    string
}

// describe writes the value of a field __schema to w, which takes everything; false where what is written is not to be
// used, and the executor has to answer.
func describe(w io.Writer, schema *ast.Schema, op *graphql.OperationContext, field *graphql.CollectedField) bool {
	d := &description{Writer: bufio.NewWriterSize(w, 64<<10), op: op, selected: map[selectionKey][]graphql.CollectedField{}}
	d.schema(introspection.WrapSchema(schema), field.Selections)
	return d.Flush() == nil && !d.strange
}

// object writes the fields that are selected of an object of a type.
func (d *description) object(on string, set ast.SelectionSet, member func(*graphql.CollectedField)) {
	if len(set) == 0 {
		d.strange = true
		return
	}
	key := selectionKey{&set[0], on}
	fields, known := d.selected[key]
	if !known {
		fields = graphql.CollectFields(d.op, set, []string{on})
		d.selected[key] = fields
	}
	_ = d.WriteByte('{')
	for i := range fields {
		if i > 0 {
			_ = d.WriteByte(',')
		}
		d.text(fields[i].Alias)
		_ = d.WriteByte(':')
		if fields[i].Name == "__typename" {
			d.text(on)
			continue
		}
		member(&fields[i])
	}
	_ = d.WriteByte('}')
}

func (d *description) text(s string) { graphql.MarshalString(s).MarshalGQL(d) }

func (d *description) flag(b bool) { graphql.MarshalBoolean(b).MarshalGQL(d) }

func (d *description) optional(s *string) {
	if s == nil {
		_, _ = d.WriteString("null")
		return
	}
	d.text(*s)
}

// unknown is for a field that a later introspection has.
func (d *description) unknown() { d.strange = true }

// deprecated tells whether a field asks for what is deprecated too.
func (d *description) deprecated(f *graphql.CollectedField) bool {
	all, _ := f.ArgumentMap(d.op.Variables)["includeDeprecated"].(bool)
	return all
}

// each writes a list.
func each[T any](d *description, all []T, write func(*T)) {
	if all == nil {
		_, _ = d.WriteString("null")
		return
	}
	_ = d.WriteByte('[')
	for i := range all {
		if i > 0 {
			_ = d.WriteByte(',')
		}
		write(&all[i])
	}
	_ = d.WriteByte(']')
}

func (d *description) schema(s *introspection.Schema, set ast.SelectionSet) {
	d.object("__Schema", set, func(f *graphql.CollectedField) {
		switch f.Name {
		case "description":
			d.optional(s.Description())
		case "types":
			each(d, s.Types(), func(t *introspection.Type) { d.typ(t, f.Selections) })
		case "queryType":
			d.typ(s.QueryType(), f.Selections)
		case "mutationType":
			d.typ(s.MutationType(), f.Selections)
		case "subscriptionType":
			d.typ(s.SubscriptionType(), f.Selections)
		case "directives":
			each(d, s.Directives(), func(v *introspection.Directive) { d.directive(v, f.Selections) })
		default:
			d.unknown()
		}
	})
}

func (d *description) typ(t *introspection.Type, set ast.SelectionSet) {
	if t == nil {
		_, _ = d.WriteString("null")
		return
	}
	types := func(all []introspection.Type, f *graphql.CollectedField) {
		each(d, all, func(o *introspection.Type) { d.typ(o, f.Selections) })
	}
	d.object("__Type", set, func(f *graphql.CollectedField) {
		switch f.Name {
		case "kind":
			d.text(t.Kind())
		case "name":
			d.optional(t.Name())
		case "description":
			d.optional(t.Description())
		case "specifiedByURL":
			d.optional(t.SpecifiedByURL())
		case "isOneOf":
			d.flag(t.IsOneOf())
		case "fields":
			each(d, t.Fields(d.deprecated(f)), func(v *introspection.Field) { d.field(v, f.Selections) })
		case "inputFields":
			d.inputs(t.InputFields(), f)
		case "enumValues":
			each(d, t.EnumValues(d.deprecated(f)), func(v *introspection.EnumValue) { d.enumValue(v, f.Selections) })
		case "interfaces":
			types(t.Interfaces(), f)
		case "possibleTypes":
			types(t.PossibleTypes(), f)
		case "ofType":
			d.typ(t.OfType(), f.Selections)
		default:
			d.unknown()
		}
	})
}

func (d *description) field(v *introspection.Field, set ast.SelectionSet) {
	d.object("__Field", set, func(f *graphql.CollectedField) {
		switch f.Name {
		case "name":
			d.text(v.Name)
		case "description":
			d.optional(v.Description())
		case "args":
			d.inputs(v.Args, f)
		case "type":
			d.typ(v.Type, f.Selections)
		case "isDeprecated":
			d.flag(v.IsDeprecated())
		case "deprecationReason":
			d.optional(v.DeprecationReason())
		default:
			d.unknown()
		}
	})
}

// inputs writes arguments and input fields. The executor gives those that are deprecated whether or not they are asked for.
func (d *description) inputs(all []introspection.InputValue, field *graphql.CollectedField) {
	each(d, all, func(v *introspection.InputValue) {
		d.object("__InputValue", field.Selections, func(f *graphql.CollectedField) {
			switch f.Name {
			case "name":
				d.text(v.Name)
			case "description":
				d.optional(v.Description())
			case "type":
				d.typ(v.Type, f.Selections)
			case "defaultValue":
				d.optional(v.DefaultValue)
			case "isDeprecated":
				d.flag(v.IsDeprecated())
			case "deprecationReason":
				d.optional(v.DeprecationReason())
			default:
				d.unknown()
			}
		})
	})
}

func (d *description) enumValue(v *introspection.EnumValue, set ast.SelectionSet) {
	d.object("__EnumValue", set, func(f *graphql.CollectedField) {
		switch f.Name {
		case "name":
			d.text(v.Name)
		case "description":
			d.optional(v.Description())
		case "isDeprecated":
			d.flag(v.IsDeprecated())
		case "deprecationReason":
			d.optional(v.DeprecationReason())
		default:
			d.unknown()
		}
	})
}

func (d *description) directive(v *introspection.Directive, set ast.SelectionSet) {
	d.object("__Directive", set, func(f *graphql.CollectedField) {
		switch f.Name {
		case "name":
			d.text(v.Name)
		case "description":
			d.optional(v.Description())
		case "isRepeatable":
			d.flag(v.IsRepeatable)
		case "locations":
			each(d, v.Locations, func(l *string) { d.text(*l) })
		case "args":
			d.inputs(v.Args, f)
		default:
			d.unknown()
		}
	})
}
