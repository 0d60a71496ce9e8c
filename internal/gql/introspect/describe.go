package introspect

import (
	"bufio"
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/operation"
)

// The limits in bytes of answers about the schema. The answer about a thousand tables, requested as tools do,
// takes tens of megabytes, and is compressed.
const (
	maxPackedBytes = 64 << 20
	maxDescribed   = 16 << 20
)

// description writes a description of a schema, like the reference implementation: null for what a kind of type
// does not have. It holds only a buffer, and ends with the request.
type description struct {
	*bufio.Writer
	ctx    context.Context //nolint:containedctx // it lives as long as one call
	schema *ast.Schema
	// limited counts and limits the bytes.
	limited *bounded
	// objects counts the written objects.
	objects int
	fault   *fault.Fault
}

// bounded passes bytes on up to a limit.
type bounded struct {
	to   io.Writer
	left int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, io.ErrShortWrite
	}
	return b.to.Write(p)
}

// describe writes the value of a field __schema or _service, or of a field __type with the name of a type, to w, which
// must not fail. A fault means that the output is incomplete.
func (i *Introspector) describe(ctx context.Context, w io.Writer, f *operation.SchemaField, name string, most int) *fault.Fault {
	limited := &bounded{w, most}
	d := &description{Writer: bufio.NewWriterSize(limited, 64<<10), ctx: ctx, schema: i.schema, limited: limited}
	switch f.Name {
	case "__type":
		d.named(i.schema.Types[name], f)
	case operation.Service:
		d.object(operation.ServiceType, f, func(*operation.SchemaField) { d.text(i.subgraph()) })
	default:
		d.whole(f)
	}
	_ = d.Flush() // an exceeded limit is recognised by what is left
	if d.fault == nil && limited.left < 0 {
		d.fault = tooMuchSchema()
	}
	return d.fault
}

func tooMuchSchema() *fault.Fault {
	return fault.New(fault.LimitCost, "the introspection is larger than an answer may be").
		WithHint("select each field once, or query __type for one type by its name")
}

// over reports whether writing has ended early.
func (d *description) over() bool {
	const every = 256
	if d.objects++; d.fault == nil && d.objects%every == 0 {
		d.fault = limits.Stopped(d.ctx)
	}
	return d.fault != nil || d.limited.left < 0
}

// object writes the selected fields of an object.
func (d *description) object(on string, of *operation.SchemaField, member func(*operation.SchemaField)) {
	if d.over() {
		return
	}
	_ = d.WriteByte('{')
	for i, f := range of.Fields {
		if i > 0 {
			_ = d.WriteByte(',')
		}
		d.text(f.Key)
		_ = d.WriteByte(':')
		if f.Name == "__typename" {
			d.text(on)
			continue
		}
		member(f)
	}
	_ = d.WriteByte('}')
}

func (d *description) text(s string) { graphql.MarshalString(s).MarshalGQL(d) }

func (d *description) flag(b bool) { graphql.MarshalBoolean(b).MarshalGQL(d) }

func (d *description) null() { _, _ = d.WriteString("null") }

// optional writes a text, or null if it is empty.
func (d *description) optional(s string) {
	if s == "" {
		d.null()
		return
	}
	d.text(s)
}

// each writes a list.
func each[T any](d *description, all []T, write func(T)) {
	_ = d.WriteByte('[')
	for i, item := range all {
		if i > 0 {
			_ = d.WriteByte(',')
		}
		if d.fault != nil || d.limited.left < 0 {
			break
		}
		write(item)
	}
	_ = d.WriteByte(']')
}

// visible returns the items that are not deprecated, or all if requested.
func visible[T any](all []T, f *operation.SchemaField, directives func(T) ast.DirectiveList) []T {
	old := func(v T) bool { return directives(v).ForName("deprecated") != nil }
	if f.Deprecated || !slices.ContainsFunc(all, old) {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), old)
}

func (d *description) whole(of *operation.SchemaField) {
	d.object("__Schema", of, func(f *operation.SchemaField) {
		switch f.Name {
		case "description":
			d.optional(d.schema.Description)
		case "types":
			each(d, slices.Sorted(maps.Keys(d.schema.Types)), func(name string) { d.named(d.schema.Types[name], f) })
		case "queryType":
			d.named(d.schema.Query, f)
		case "mutationType":
			d.named(d.schema.Mutation, f)
		case "subscriptionType":
			d.named(d.schema.Subscription, f)
		case "directives":
			each(d, sortedDirectives(d.schema), func(v *ast.DirectiveDefinition) { d.directive(v, f) })
		}
	})
}

func sortedDirectives(schema *ast.Schema) []*ast.DirectiveDefinition {
	all := make([]*ast.DirectiveDefinition, 0, len(schema.Directives))
	for _, v := range schema.Directives {
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b *ast.DirectiveDefinition) int { return strings.Compare(a.Name, b.Name) })
	return all
}

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
