package introspect

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/operation"
)

// Introspector answers the root fields __schema and __type of a served schema, and _service where it is a subgraph. Each
// schema has its own, so the cached answers are never out of date.
type Introspector struct {
	schema *ast.Schema
	// subgraph returns the schema as a subgraph, written once; nil where it is none.
	subgraph func() string
	// mostPacked and most are the size limits of answers in bytes: of cached ones, which are compressed while they
	// are written, and of all introspection in another request.
	mostPacked, most int
	kept             kept
}

// New returns the introspector of a served schema. Subgraph writes it as a subgraph; it is nil where it is none.
func New(served *ast.Schema, subgraph func() string) *Introspector {
	i := &Introspector{schema: served, mostPacked: maxPackedBytes, most: maxDescribed}
	if subgraph != nil {
		i.subgraph = sync.OnceValue(subgraph)
	}
	return i
}

// Answer returns the value of a root field that introspects, or nil if an error leaves the whole answer without
// data. Before is the number of bytes that the request has already written of the schema.
func (i *Introspector) Answer(
	ctx context.Context, op *graphql.OperationContext, f *operation.Introspection, variables map[string]any, before int,
) (json.RawMessage, *gqlerror.Error) {
	if op.DisableIntrospection {
		e := gqlfault.Present(fault.New(fault.RequestInvalid, "introspection disabled").At(f.Key), f.Position)
		if f.Name == "__type" {
			return json.RawMessage("null"), e
		}
		return nil, e
	}
	name, err := f.TypeName(variables)
	if err != nil {
		return nil, gqlfault.Present(fault.From(err).At(f.Key), f.Position)
	}
	var whole bytes.Buffer
	if wrong := i.describe(ctx, &whole, f.SchemaField, name, i.most-before); wrong != nil {
		return nil, gqlfault.Present(wrong.At(f.Key), f.Position)
	}
	return whole.Bytes(), nil
}
