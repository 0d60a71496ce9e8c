package serve

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// introspector answers the root fields __schema and __type of a served schema. It lives and dies with one schema, so
// what it keeps of its answers is never out of date.
type introspector struct {
	schema *ast.Schema
	// mostPacked and most are the largest answers in bytes: of those that are kept, which are packed while they are
	// written, and of all that one other request asks for.
	mostPacked, most int
	packed           packed
}

// newIntrospector makes the introspector of a served schema.
func newIntrospector(served *ast.Schema) *introspector {
	return &introspector{schema: served, mostPacked: maxPackedBytes, most: maxDescribed}
}

// introspects tells whether a root field is for an introspector.
func introspects(name string) bool { return name == "__schema" || name == "__type" }

// described is a root field that introspects, as the plan has it.
type described struct {
	*askedField
	// typeName gives the name that __type is asked for.
	typeName source
	position *ast.Position
}

// describedField reads a root field that introspects.
func (b *builder) describedField(c *collected) *described {
	i := &described{askedField: b.introspected(c), position: c.field.Position}
	if in, present := b.argumentOf(c.field, "name"); present {
		i.typeName = b.source(in, target{kind: catalog.String}, "name")
	}
	return i
}

// answer returns the value of one root field that introspects, or nil where an error leaves the whole answer without
// data. Before is how many bytes the request has had of the schema.
func (i *introspector) answer(
	ctx context.Context, op *graphql.OperationContext, f *described, variables map[string]any, before int,
) (json.RawMessage, *gqlerror.Error) {
	if op.DisableIntrospection {
		e := present(fault.New(fault.RequestInvalid, "introspection disabled").At(f.key), f.position)
		if f.name == "__type" {
			return json.RawMessage("null"), e
		}
		return nil, e
	}
	var name string
	if f.name == "__type" {
		value, err := f.typeName.value(variables)
		if err != nil {
			return nil, present(fault.From(err).At(f.key), f.position)
		}
		name, _ = value.(string)
	}
	var whole bytes.Buffer
	if wrong := describe(ctx, &whole, i.schema, f.askedField, name, i.most-before); wrong != nil {
		return nil, present(wrong.At(f.key), f.position)
	}
	return whole.Bytes(), nil
}
