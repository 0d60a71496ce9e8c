package document

import (
	"context"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/operation"
	"tiddly/internal/request"
)

// shelf reads and plans documents for the shop, over an engine without a database.
type shelf struct {
	schema  *ast.Schema
	limits  *limits.Limits
	planner *Planner
}

func newShelf(t testing.TB, l limits.Limits) (*shelf, *gqltest.Engine) {
	t.Helper()
	s, c := gqltest.Schema(t)
	e := &gqltest.Engine{Catalog: c}
	return &shelf{s.AST, &l, &Planner{Model: operation.NewModel(s, operation.Options{Limits: l, Code: gqltest.NoCode{}}), Engine: e}}, e
}

func (s *shelf) read(ctx context.Context, text string) (*ast.QueryDocument, error) {
	parsed, errs := Read(ctx, s.limits, s.schema, text)
	if len(errs) > 0 {
		return nil, gqlfault.Join(errs)
	}
	return parsed, nil
}

// asked returns the request and the arguments of a document, or its faults, as text.
func asked(t testing.TB, document, variables string) string {
	t.Helper()
	s, f := newShelf(t, limits.Default())
	parsed, err := s.read(t.Context(), document)
	if err != nil {
		return "invalid: " + err.Error()
	}
	e := NewEntry(parsed)
	_, arguments, faults := s.planner.Plan(t.Context(), e, e.operations[0], gqltest.JSONObject(t, variables))
	if len(faults) > 0 {
		return gqltest.PrintFaults(faults)
	}
	if len(f.Requests) == 0 {
		return "nothing"
	}
	return gqltest.PrintRequest(f.Requests[0], arguments)
}

// value returns arguments as text.
func value(a request.Arguments) string { return gqltest.Value([]any(a)) }
