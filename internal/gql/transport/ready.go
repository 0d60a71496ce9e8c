package transport

import (
	"context"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/httpfault"
	"tiddly/internal/observe"
)

// runReady answers a request whose document and plan are cached, and reports whether they are. It does without gqlgen's
// executor, which has nothing to do here; everything else is as in run.
func (t *Transport) runReady(ctx context.Context, a *sender, asked *question, hidden bool) bool {
	if t.options.Ready == nil {
		return false
	}
	o := observe.From(ctx)
	var start time.Time
	if o != nil {
		start = time.Now()
	}
	ready, ok := t.options.Ready(asked.Query, asked.OperationName, asked.variables)
	if !ok {
		return false
	}
	definition := ready.Operation.Definition
	if o != nil {
		o.Operation(string(definition.Operation), definition.Name)
	}
	if isSafe(a.r.Method) && definition.Operation != ast.Query {
		a.refuseMutation()
		return true
	}
	t.options.Documents.Valid(asked.document)
	if ctx.Err() != nil {
		a.refuseEnded(ctx)
		return true
	}
	if o != nil {
		o.Stage(observe.Plan, observe.Since(start))
	}
	answer := answers.Get().(*Answer)
	answer.wrote = definition.Operation != ast.Query
	defer answer.release()
	response := t.options.Run(ctx, ready, answer)
	if hidden {
		response.Errors = conceal(response.Errors)
	}
	a.write(answer, response)
	return true
}

// refuseEnded answers a request whose time is over, or whose client has left.
func (a *sender) refuseEnded(ctx context.Context) {
	f := limits.Stopped(ctx)
	if f == nil {
		f = fault.New(fault.Internal, "internal error")
	}
	a.refuse(httpfault.GraphQL(f.Code), f)
}
