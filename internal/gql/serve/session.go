package serve

import (
	"context"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/caller"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/operation"
	"tiddly/internal/request"
)

// session runs the requests that make up one answer.
type session interface {
	handwritten.Session
	// Spend counts an answer of the engine that is a part of the session's.
	Spend(*exec.Answer)
	Close()
}

// direct is a session of an engine that has no snapshots.
type direct struct {
	engine runner
	who    *caller.Caller
}

// Run implements handwritten.Session.
func (d direct) Run(ctx context.Context, p *engine.Prepared, a request.Arguments, dst []byte) exec.Answer {
	return d.engine.Run(ctx, d.who, p, a, dst)
}

// Transact implements handwritten.Session.
func (d direct) Transact(_ context.Context, f func() error) error { return f() }

// Spend implements session.
func (d direct) Spend(*exec.Answer) {}

// Close implements session.
func (d direct) Close() {}

// session returns the session of the answer; nil if nothing of it is written in Go.
func (e *exchange) session(ctx context.Context) session {
	if !e.plan.Stitched || !slices.ContainsFunc(e.plan.Fields, func(f operation.RootField) bool { return f.Go != nil }) {
		return nil
	}
	return e.sessions(caller.From(ctx))
}

// afford returns the fault of a request that could read too many rows, as the engine has it without the code: what a
// resolver asks for a root field of a table is planned by itself, and no plan knows what all of them cost together.
func (e *exchange) afford(ctx context.Context) error {
	edited := slices.ContainsFunc(e.plan.Fields, func(f operation.RootField) bool { return f.Go != nil && !f.Read })
	if !edited || len(e.plan.Fields) == 1 && e.op.Operation.Operation == ast.Query {
		return nil
	}
	o := e.found.Entry.Extra("whole "+e.op.OperationName, true, func() document.Question {
		return document.Question{Definition: e.op.Operation, Whole: true}
	})
	p, arguments, faults := e.planner.Plan(ctx, e.found.Entry, o, e.found.Variables)
	if len(faults) > 0 || p.Engine == nil {
		return nil // the plans of the resolvers name what is wrong
	}
	return e.engine.Afford(caller.From(ctx), p.Engine, arguments)
}

// read runs the engine's part of the plan. Code that may ask for more reads the same snapshot, which is held until
// the answer is made; without such code, no connection is held while code runs.
func (e *exchange) read(ctx context.Context, in session, buffer []byte) exec.Answer {
	if in != nil && e.asks() {
		return in.Run(ctx, e.plan.Engine, e.arguments, buffer)
	}
	answer := e.engine.Run(ctx, caller.From(ctx), e.plan.Engine, e.arguments, buffer)
	if in != nil {
		in.Spend(&answer)
	}
	return answer
}
