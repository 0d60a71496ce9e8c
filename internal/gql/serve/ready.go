package serve

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/caller"
	"tiddly/internal/fault"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/transport"
)

// runReady answers an operation that the engine alone answers, as respond does.
func (s *served) runReady(ctx context.Context, ready document.Ready, out *transport.Answer) (response *graphql.Response) {
	defer func() {
		if r := recover(); r != nil {
			s.report(ctx, fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
			response = out.Refuse(gqlfault.Present(fault.New(fault.Internal, "internal error"), nil))
		}
	}()
	out.Personal = ready.Plan.Personal
	answer := s.engine.Run(ctx, caller.From(ctx), ready.Plan.Engine, ready.Arguments, out.Begin())
	response = s.response(ctx, &answer, ready.Operation.Definition.Operation, out)
	if answer.Data == nil || len(answer.Cuts)+len(answer.Warnings) == 0 {
		return response
	}
	response.Extensions = map[string]any{}
	if len(answer.Cuts) > 0 {
		response.Extensions["limits"] = cuts(answer.Cuts)
	}
	if len(answer.Warnings) > 0 {
		response.Extensions["warnings"] = warnings(answer.Warnings)
	}
	return response
}
