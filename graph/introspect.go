package graph

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// introspector answers the root fields __schema and __type of a served schema by the
// generated executor, which describes whatever schema it is given, but for the whole of a schema, which it writes itself. It
// lives and dies with one schema, so what it keeps of its answers is never out of date.
type introspector struct {
	executable graphql.ExecutableSchema
	packed     packed
}

// newIntrospector makes the introspector of a served schema.
func newIntrospector(served *ast.Schema) *introspector {
	return &introspector{executable: NewExecutableSchema(Config{Schema: served}), packed: packed{schema: served}}
}

// introspects tells whether a root field is for an introspector.
func introspects(name string) bool { return name == "__schema" || name == "__type" }

// answer gives the value of one root field that introspects, or nil where an error leaves the
// whole answer without data. The executor panics on root fields that it was not generated
// for, so it sees an operation of that field alone.
func (i *introspector) answer(
	ctx context.Context, op *graphql.OperationContext, field *graphql.CollectedField,
) (value json.RawMessage, errs gqlerror.List) {
	inner := alone(op, field)
	ctx = graphql.WithOperationContext(ctx, inner)
	ctx = graphql.WithResponseContext(ctx, graphql.DefaultErrorPresenter, inner.RecoverFunc)
	defer func() {
		if r := recover(); r != nil {
			graphql.AddError(ctx, inner.RecoverFunc(ctx, r))
			value, errs = nil, graphql.GetErrors(ctx)
		}
	}()
	if field.Name == "__schema" && !op.DisableIntrospection && asksForTypes(op, field) {
		var whole bytes.Buffer
		if describe(&whole, i.packed.schema, op, field) {
			return whole.Bytes(), nil
		}
	}
	response := i.executable.Exec(ctx)(ctx)
	value = onlyValue(response.Data, field.Alias)
	// The generated code takes __schema for nullable.
	if string(value) == "null" && field.Definition != nil && field.Definition.Type.NonNull {
		value = nil
	}
	return value, graphql.GetErrors(ctx)
}

// alone gives the context of an operation that selects nothing but field, whose
// selections are merged and whose directives have been applied already.
func alone(op *graphql.OperationContext, field *graphql.CollectedField) *graphql.OperationContext {
	only := *field.Field
	only.Directives = nil
	only.SelectionSet = field.Selections
	operation := *op.Operation
	operation.SelectionSet = ast.SelectionSet{&only}
	inner := &graphql.OperationContext{
		RawQuery:               op.RawQuery,
		Variables:              op.Variables,
		OperationName:          op.OperationName,
		Doc:                    op.Doc,
		Operation:              &operation,
		DisableIntrospection:   op.DisableIntrospection,
		RecoverFunc:            op.RecoverFunc,
		ResolverMiddleware:     op.ResolverMiddleware,
		RootResolverMiddleware: op.RootResolverMiddleware,
		Stats:                  op.Stats,
	}
	if inner.RecoverFunc == nil {
		inner.RecoverFunc = graphql.DefaultRecover
	}
	return inner
}

// onlyValue takes the value out of an object that has one field, or gives nil where there is no object.
// Keys are GraphQL names, which JSON does not escape.
func onlyValue(data json.RawMessage, key string) json.RawMessage {
	value, ok := bytes.CutPrefix(data, []byte(`{"`+key+`":`))
	if !ok {
		return nil
	}
	return bytes.TrimSuffix(value, []byte("}"))
}
