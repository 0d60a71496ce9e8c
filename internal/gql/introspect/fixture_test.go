package introspect

import (
	"encoding/json"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/gql/document"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/operation"
	"tiddly/internal/schema"
)

// shown is a schema with its introspector.
type shown struct {
	*Introspector
	limits  limits.Limits
	planner *document.Planner
}

func show(s *schema.Schema, e *gqltest.Engine) *shown {
	l := limits.Default()
	return &shown{New(s.AST, s.Subgraph), l, &document.Planner{Model: operation.NewModel(s, operation.Options{Limits: l, Code: gqltest.NoCode{}}), Engine: e}}
}

// plan returns the context and the root fields of the first operation of a document.
func (s *shown) plan(t *testing.T, query string, variables map[string]any) (*graphql.OperationContext, []operation.RootField) {
	t.Helper()
	parsed, errs := document.Read(t.Context(), &s.limits, s.schema, query)
	if len(errs) > 0 {
		t.Fatal(gqlfault.Join(errs))
	}
	e := document.NewEntry(parsed)
	o := e.Find(parsed.Operations[0])
	p, _, faults := s.planner.Plan(t.Context(), e, o, variables)
	if len(faults) > 0 {
		t.Fatal(gqltest.PrintFaults(faults))
	}
	return &graphql.OperationContext{RawQuery: query, Doc: parsed, Operation: o.Definition}, p.Fields
}

// ask answers the introspecting root fields of a query one by one, and returns their values by response key.
func ask(t *testing.T, s *shown, query string, variables map[string]any, hidden bool) (map[string]json.RawMessage, gqlerror.List) {
	t.Helper()
	op, fields := s.plan(t, query, variables)
	op.DisableIntrospection = hidden
	values, errs, before := map[string]json.RawMessage{}, gqlerror.List(nil), 0
	for _, f := range fields {
		if f.Introspection == nil {
			continue
		}
		value, e := s.Answer(t.Context(), op, f.Introspection, variables, before)
		before += len(value)
		values[f.Key] = value
		if e != nil {
			errs = append(errs, e)
		}
	}
	return values, errs
}

func showMusic(t *testing.T) *shown {
	t.Helper()
	c := music()
	s, err := schema.Build(c, schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return show(&schema.Schema{AST: s.AST, Roots: s.Roots}, &gqltest.Engine{Catalog: c})
}

// showText returns the introspector of a schema given as text.
func showText(t *testing.T, sdl string) *shown {
	t.Helper()
	parsed, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	return show(&schema.Schema{AST: parsed}, nil)
}
