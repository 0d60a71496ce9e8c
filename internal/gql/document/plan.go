package document

import (
	"context"

	"tiddly/internal/ending"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/operation"
	"tiddly/internal/request"
)

// Plan is the plan of an operation for one shape of its variables, with the filler of its arguments.
type Plan struct {
	// Engine is the engine's part; nil if every root field introspects.
	Engine *engine.Prepared
	// Fields are the root fields of the answer. They are only used if Stitched is set: then some introspect, or are
	// answered by Go.
	Fields   []operation.RootField
	Stitched bool
	// Personal is set if the answer shows who the caller is.
	Personal bool
	filler   operation.Filler
}

// Preparer is the part of an engine that planning uses.
type Preparer interface {
	Prepare(context.Context, *request.Request) (*engine.Prepared, error)
}

// Planner plans operations against one schema, and caches the plans with their documents.
type Planner struct {
	Model  *operation.Model
	Engine Preparer
}

// Plan returns the plan of an operation with its arguments. If the plan is cached the document is not examined.
func (p *Planner) Plan(
	ctx context.Context, e *Entry, o *Operation, variables map[string]any,
) (*Plan, request.Arguments, []gqlfault.Located) {
	if len(o.Definition.VariableDefinitions) == 0 {
		return p.planBare(ctx, o)
	}
	var scratch [256]byte
	shape, fits := p.Model.AppendShape(scratch[:0], o.number, o.Definition.VariableDefinitions, variables)
	fits = fits && len(shape) <= operation.MaxShape
	if fits {
		if plan := e.plan(shape); plan != nil {
			if arguments, ok := plan.filler.Fill(variables); ok {
				return plan, arguments, nil
			}
			// A value is invalid; the following finds out which.
			fits = false
		}
	}
	plan, arguments, faults := p.compile(ctx, o, variables)
	if fits && len(faults) == 0 {
		e.keep(shape, plan)
	}
	return plan, arguments, faults
}

// planBare is Plan for an operation without variables.
func (p *Planner) planBare(ctx context.Context, o *Operation) (*Plan, request.Arguments, []gqlfault.Located) {
	if plan := o.plain.Load(); plan != nil {
		if arguments, ok := plan.filler.Fill(nil); ok {
			return plan, arguments, nil
		}
	}
	plan, arguments, faults := p.compile(ctx, o, nil)
	if len(faults) == 0 {
		o.plain.Store(plan)
	}
	return plan, arguments, faults
}

// compile builds the request of an operation and lets the engine prepare it, unless the request ends first, or the
// server stops.
func (p *Planner) compile(
	ctx context.Context, o *Operation, variables map[string]any,
) (*Plan, request.Arguments, []gqlfault.Located) {
	ctx, done := ending.Waiting(ctx)
	defer done()
	built, faults := p.Model.Build(operation.Asked{
		Definition: o.Definition, Variables: variables, Straight: o.straight, Exact: o.exact, Whole: o.whole, Counts: o.counts, Given: o.given,
		Over: func() bool { return ctx.Err() != nil },
	})
	if f := limits.Stopped(ctx); f != nil {
		return nil, nil, []gqlfault.Located{{Fault: f}}
	}
	if len(faults) > 0 {
		return nil, nil, faults
	}
	plan := &Plan{Fields: built.Fields, Stitched: built.Stitched, Personal: built.Personal, filler: built.Filler}
	if len(built.Request.Fields) > 0 {
		prepared, err := p.Engine.Prepare(ctx, built.Request)
		if err != nil {
			return nil, nil, []gqlfault.Located{{Fault: fault.From(err)}}
		}
		plan.Engine = prepared
	}
	return plan, built.Arguments, nil
}

// size returns the approximate size of a plan in bytes, beyond the minimum of any plan.
func (p *Plan) size() int64 {
	if p.Engine == nil || p.Engine.Program == nil {
		return 0
	}
	return int64(p.Engine.Program.Size())
}
