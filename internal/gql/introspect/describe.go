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
