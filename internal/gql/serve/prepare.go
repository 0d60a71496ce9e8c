package serve

import (
	"context"

	"tiddly/internal/ending"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// prepared is a plan of an operation for one shape of its variables, with the way to its arguments.
type prepared struct {
	// engine is nil where every root field introspects.
	engine *engine.Prepared
	// sources give the arguments; where all are constants, they are arguments.
	sources   []source
	arguments request.Arguments
	// checks are values that are only looked at.
	checks []source
	// order is the root fields of the answer; it is read where stitched is true: then some introspect, or Go answers them.
	order    []rootField
	stitched bool
}

// prepare finds the plan of an operation and fills its arguments. On a hit the document is not looked at.
func (s *served) prepare(
	ctx context.Context, e *entry, o *operation, variables map[string]any, who account,
) (*prepared, request.Arguments, []located) {
	if !o.asksMe {
		who = nil
	}
	if len(o.definition.VariableDefinitions) == 0 {
		return s.prepareBare(ctx, o, who)
	}
	var scratch [256]byte
	shape, fits := s.appendShape(scratch[:0], o, variables, who != nil)
	fits = fits && len(shape) <= maxShape
	if fits {
		if p := e.plan(shape); p != nil {
			if arguments, ok := p.fill(variables, who); ok {
				return p, arguments, nil
			}
			// A value is wrong; what follows says which ones are.
			fits = false
		}
	}
	p, arguments, faults := s.compile(ctx, o, variables, who)
	if fits && len(faults) == 0 {
		e.keep(shape, p)
	}
	return p, arguments, faults
}

// prepareBare is prepare for an operation without variables.
func (s *served) prepareBare(ctx context.Context, o *operation, who account) (*prepared, request.Arguments, []located) {
	kept := &o.plain
	if who != nil {
		kept = &o.known
	}
	if p := kept.Load(); p != nil {
		if arguments, ok := p.fill(nil, who); ok {
			return p, arguments, nil
		}
	}
	p, arguments, faults := s.compile(ctx, o, nil, who)
	if len(faults) == 0 {
		kept.Store(p)
	}
	return p, arguments, faults
}

// fill makes the arguments for these variables and this account; false where one is not acceptable.
func (p *prepared) fill(variables map[string]any, who account) (request.Arguments, bool) {
	for i := range p.checks {
		if _, err := p.checks[i].value(variables); err != nil {
			return nil, false
		}
	}
	if p.sources == nil {
		return p.arguments, true
	}
	arguments := make(request.Arguments, len(p.sources))
	for i := range p.sources {
		if n := p.sources[i].account; n > 0 {
			arguments[i] = who[n-1]
			continue
		}
		v, err := p.sources[i].value(variables)
		if err != nil {
			return nil, false
		}
		arguments[i] = v
	}
	return arguments, true
}

// compile builds the request of an operation and has the engine prepare it, unless the request is over before, or the
// server stops.
func (s *served) compile(
	ctx context.Context, o *operation, variables map[string]any, who account,
) (*prepared, request.Arguments, []located) {
	ctx, done := ending.Waiting(ctx)
	defer done()
	b := builder{
		ctx: ctx, schema: s.schema, catalog: s.catalog, roots: s.roots, mutations: s.mutations, rows: s.rows, limits: &s.options.Limits, project: s.project,
		definition: o.definition, variables: variables, who: who, leaves: map[string]leaf{},
		straight: o.straight, generated: s.options.Generated,
	}
	out := b.build()
	if f := stopped(ctx); f != nil {
		return nil, nil, []located{{f, nil}}
	}
	if len(b.faults) > 0 {
		return nil, nil, b.faults
	}
	p := &prepared{order: out.order, checks: b.checks(), stitched: out.stitched && !o.straight}
	if len(out.request.Fields) > 0 {
		prepared, err := s.engine.Prepare(ctx, out.request)
		if err != nil {
			return nil, nil, []located{{fault.From(err), nil}}
		}
		p.engine = prepared
	}
	p.keepSources(b.sources, b.arguments)
	return p, b.arguments, nil
}

// keepSources keeps how arguments are made, or the arguments themselves where none depends on variables.
func (p *prepared) keepSources(sources []source, arguments request.Arguments) {
	for i := range sources {
		if !sources[i].fixed() {
			p.sources = sources
			return
		}
	}
	p.arguments = arguments
}
