package operation_test

import (
	"testing"

	"tiddly/internal/gql/document"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/operation"
)

// asked returns the request and the arguments of a document, or its faults, as text. The request is planned too.
func asked(t testing.TB, text, variables string) string {
	t.Helper()
	s, c := gqltest.Schema(t)
	l := limits.Default()
	parsed, errs := document.Read(t.Context(), &l, s.AST, text)
	if len(errs) > 0 {
		return "invalid: " + gqlfault.Join(errs).Error()
	}
	engine := &gqltest.Engine{Catalog: c}
	planner := document.Planner{Model: operation.NewModel(s, operation.Options{Limits: l, Code: gqltest.NoCode{}}), Engine: engine}
	e := document.NewEntry(parsed)
	_, arguments, faults := planner.Plan(t.Context(), e, e.Find(parsed.Operations[0]), gqltest.JSONObject(t, variables))
	if len(faults) > 0 {
		return gqltest.PrintFaults(faults)
	}
	if len(engine.Requests) == 0 {
		return "nothing"
	}
	return gqltest.PrintRequest(engine.Requests[0], arguments)
}
