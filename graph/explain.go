package graph

import (
	"errors"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// Explain explains an operation under the default bounds; see Limits.Explain.
func Explain(
	s *engine.Snapshot, document, operation string, variables map[string]any,
) (*engine.Prepared, request.Arguments, error) {
	return DefaultLimits().Explain(s, document, operation, variables)
}

// Explain prepares an operation of a document as a request would, and gives the plan and the arguments
// without a run. The plan is nil where all root fields introspect. The error joins all faults that an answer would show.
func (l Limits) Explain(
	s *engine.Snapshot, document, operation string, variables map[string]any,
) (*engine.Prepared, request.Arguments, error) {
	parsed, err := l.parse(s.Schema.AST, document)
	if err != nil {
		return nil, nil, err
	}
	definition := parsed.Operations.ForName(operation)
	if definition == nil {
		return nil, nil, unknownOperation(parsed, operation)
	}
	e := newEntry(parsed)
	served := newServed(s.Schema, s.Catalog, s, Options{Limits: l})
	p, arguments, faults := served.prepare(e, e.find(definition), variables, served.anybody())
	if len(faults) > 0 {
		all := make([]error, len(faults))
		for i, f := range faults {
			all[i] = f.fault
		}
		return nil, nil, errors.Join(all...)
	}
	return p.engine, arguments, nil
}

// parse reads and validates a document under the bounds and rules of the handler.
func (l *Limits) parse(schema *ast.Schema, text string) (*ast.QueryDocument, error) {
	if f := guard(text, l); f != nil {
		return nil, f
	}
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, l.Tokens)
	if err != nil {
		var e *gqlerror.Error
		if !errors.As(err, &e) {
			e = gqlerror.Wrap(err)
		}
		return nil, explained(fault.RequestSyntax, gqlerror.List{e})
	}
	if len(document.Operations) == 0 {
		return nil, fault.New(fault.RequestInvalid, "no operation provided")
	}
	if errs := validator.ValidateWithRules(schema, document, newRules()); len(errs) > 0 {
		return nil, explained(fault.RequestInvalid, errs)
	}
	return document, nil
}

// explained joins errors of gqlparser as faults.
func explained(code fault.Code, errs gqlerror.List) error {
	all := make([]error, 0, len(errs))
	for _, e := range errs[:min(len(errs), maxErrors)] {
		f := fault.Wrap(e, code, "%s", tidy(e.Message))
		if len(e.Locations) > 0 {
			f = f.WithDetails("line %d, column %d", e.Locations[0].Line, e.Locations[0].Column)
		}
		if hint, ok := e.Extensions["hint"].(string); ok {
			f = f.WithHint("%s", hint)
		}
		all = append(all, f)
	}
	if more := len(errs) - len(all); more > 0 {
		all = append(all, fault.New(code, "%d more errors are left out", more))
	}
	return errors.Join(all...)
}
