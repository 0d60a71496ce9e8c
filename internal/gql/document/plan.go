package document

import (
	"context"

	"tiddly/internal/ending"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/operation"
	"tiddly/internal/jsontext"
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
	var scratch [shapeRoom]byte
	plan, arguments, shape, fits := p.cached(scratch[:0], e, o, jsontext.Of(variables))
	if plan != nil {
		return plan, arguments, nil
	}
	plan, arguments, faults := p.compile(ctx, o, variables)
	switch {
	case len(faults) > 0:
	case len(o.Definition.VariableDefinitions) == 0:
		o.plain.Store(plan)
	case fits:
		e.keep(shape, plan)
	}
	return plan, arguments, faults
}

// shapeRoom is the length of most shapes.
const shapeRoom = 256

// cached returns the plan of an operation with its arguments if it is cached and the variables are valid, and the shape
// of the variables, appended to dst. It reports whether a plan for it can be kept.
func (p *Planner) cached(
	dst []byte, e *Entry, o *Operation, variables jsontext.Value,
) (plan *Plan, arguments request.Arguments, shape []byte, fits bool) {
	if len(o.Definition.VariableDefinitions) == 0 {
		// An operation without variables has only one shape.
		plan, variables = o.plain.Load(), jsontext.Value{}
	} else {
		shape, fits = p.Model.AppendShape(dst, o.number, o.Definition.VariableDefinitions, variables)
		if fits = fits && len(shape) <= operation.MaxShape; !fits {
			return nil, nil, shape, false
		}
		plan = e.plan(shape)
	}
	if plan == nil {
		return nil, nil, shape, fits
	}
	arguments, valid := plan.filler.Fill(variables)
	if !valid {
		return nil, nil, shape, false // building it finds out which value is invalid
	}
	return plan, arguments, shape, fits
}

// Ready is an operation of a cached document with its cached plan, which the engine alone answers.
type Ready struct {
	Operation *Operation
	Plan      *Plan
	Arguments request.Arguments
}

// Ready returns an operation of a document with its plan. It reports false if the document or the plan is not cached, a
// variable is invalid, or fields are answered by others than the engine; then the request is read and planned.
func (p *Planner) Ready(c *Cache, text, name string, variables jsontext.Value) (Ready, bool) {
	e := c.peek(text)
	if e == nil {
		return Ready{}, false
	}
	o := e.Find(e.document.Operations.ForName(name))
	if o == nil {
		return Ready{}, false
	}
	var scratch [shapeRoom]byte
	plan, arguments, _, _ := p.cached(scratch[:0], e, o, variables)
	if plan == nil || plan.Stitched || plan.Engine == nil {
		return Ready{}, false
	}
	c.counts.Hits.Add(1)
	return Ready{Operation: o, Plan: plan, Arguments: arguments}, true
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
