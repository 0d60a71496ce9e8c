package serve

import (
	"context"
	"errors"
	"slices"

	"tiddly/internal/engine"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/limits"
	"tiddly/internal/request"
)

// Explain explains an operation under the default limits; see ExplainWithin.
func Explain(
	ctx context.Context, s *engine.Snapshot, code *handwritten.Project, text, name string, variables map[string]any,
) (*engine.Prepared, request.Arguments, error) {
	return ExplainWithin(ctx, limits.Default(), s, code, text, name, variables)
}

// ExplainWithin prepares an operation of a document as a request would, and returns the plan and the arguments
// without running it. The plan is nil if all root fields introspect. The error joins all faults that an answer
// would show.
func ExplainWithin(
	ctx context.Context, l limits.Limits, s *engine.Snapshot, code *handwritten.Project, text, name string, variables map[string]any,
) (*engine.Prepared, request.Arguments, error) {
	parsed, errs := document.Read(ctx, &l, s.Schema.AST, text)
	if len(errs) > 0 {
		return nil, nil, gqlfault.Join(errs)
	}
	definition := parsed.Operations.ForName(name)
	if definition == nil {
		return nil, nil, document.UnknownOperation(parsed, name)
	}
	entry := document.NewEntry(parsed)
	planner := newServed(s.Schema, s, code, Options{Limits: l}).planner
	p, arguments, faults := planner.Plan(ctx, entry, entry.Find(definition), variables)
	if len(faults) > 0 {
		faults = faults[:min(len(faults), gqlfault.Max)]
		all := make([]error, len(faults))
		for i, f := range faults {
			all[i] = f.Fault
		}
		return nil, nil, errors.Join(all...)
	}
	return p.Engine, explained(p.Engine, arguments), nil
}

// explained returns the arguments of a plan with placeholders for what would come from the caller.
func explained(p *engine.Prepared, arguments request.Arguments) request.Arguments {
	if p == nil {
		return arguments
	}
	out := slices.Clone(arguments)
	for i := range p.Plan.Slots {
		if s := &p.Plan.Slots[i]; s.Source.Kind == request.FromAccount {
			out[i] = "(" + s.Column.Name + " of the caller)"
		}
	}
	return out
}
