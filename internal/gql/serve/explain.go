package serve

import (
	"context"
	"errors"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/request"
)

// Explain explains an operation under the default bounds; see Limits.Explain.
func Explain(
	ctx context.Context, s *engine.Snapshot, code *handwritten.Project, document, operation string, variables map[string]any,
) (*engine.Prepared, request.Arguments, error) {
	return DefaultLimits().Explain(ctx, s, code, document, operation, variables)
}

// Explain prepares an operation of a document as a request would, and gives the plan and the arguments without a run.
// The plan is nil where all root fields introspect. The error joins all faults that an answer would show.
func (l Limits) Explain(
	ctx context.Context, s *engine.Snapshot, code *handwritten.Project, document, operation string, variables map[string]any,
) (*engine.Prepared, request.Arguments, error) {
	parsed, err := l.parse(ctx, s.Schema.AST, document)
	if err != nil {
		return nil, nil, err
	}
	definition := parsed.Operations.ForName(operation)
	if definition == nil {
		return nil, nil, unknownOperation(parsed, operation)
	}
	e := newEntry(parsed)
	served := newServed(s.Schema, s.Catalog, s, code, Options{Limits: l})
	p, arguments, faults := served.prepare(ctx, e, e.find(definition), variables, served.anybody())
	if len(faults) > 0 {
		faults = faults[:min(len(faults), maxErrors)]
		all := make([]error, len(faults))
		for i, f := range faults {
			all[i] = f.fault
		}
		return nil, nil, errors.Join(all...)
	}
	return p.engine, arguments, nil
}

// parse reads a document as the handler does. The error joins all that an answer would show.
func (l *Limits) parse(ctx context.Context, schema *ast.Schema, text string) (*ast.QueryDocument, error) {
	r := reading{limits: l, schema: schema}
	document, errs := r.read(ctx, text)
	if len(errs) > 0 {
		return nil, explained(errs)
	}
	return document, nil
}

// explained joins the errors of a document as faults.
func explained(errs gqlerror.List) error {
	all := make([]error, len(errs))
	for i, e := range errs {
		f, ours := errors.AsType[*fault.Fault](e.Err)
		if !ours {
			code, _ := e.Extensions["code"].(string)
			f = fault.Wrap(e, fault.Code(code), "%s", e.Message)
		}
		if len(e.Locations) > 0 && f.Details == "" {
			f = f.WithDetails("line %d, column %d", e.Locations[0].Line, e.Locations[0].Column)
		}
		all[i] = f
	}
	return errors.Join(all...)
}
