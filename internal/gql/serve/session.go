package serve

import (
	"context"
	"slices"

	"tiddly/internal/caller"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
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
