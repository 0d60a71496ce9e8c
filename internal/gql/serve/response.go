package serve

import (
	"context"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/transport"
	"tiddly/internal/httpfault"
)

// response returns the response of a run, without its extensions.
func (s *served) response(ctx context.Context, answer *exec.Answer, kind ast.Operation, out *transport.Answer) *graphql.Response {
	response := &graphql.Response{Data: answer.Data}
	for _, f := range answer.Errors {
		s.reportFault(ctx, f)
		response.Errors = append(response.Errors, handwritten.Visible(gqlfault.Present(f, nil)))
	}
	out.Omitted = answer.Omitted
	switch {
	case answer.Data != nil:
		return response
	case len(answer.Errors) == 0:
		return out.Refuse(gqlfault.Present(fault.New(fault.Internal, "internal error"), nil))
	}
	return failed(out, kind, answer.Statements > 0, response)
}

// failed returns the response of a run that has errors and no data; begun is set if it had run statements.
func failed(out *transport.Answer, kind ast.Operation, begun bool, response *graphql.Response) *graphql.Response {
	status := httpfault.GraphQL(gqlfault.CodeOf(response.Errors[0]))
	if status == http.StatusBadRequest && kind == ast.Mutation && begun {
		// It failed during execution and was rolled back, so this is an answer whose data is null.
		status = 0
	}
	out.Fail(status)
	return response
}

// cut is a list that was cut, as shown in extensions.limits.
type cut struct {
	Path []any `json:"path"`
	Rows int   `json:"rows"`
}

func cuts(all []exec.Cut) []cut {
	out := make([]cut, len(all))
	for i, c := range all {
		out[i] = cut(c)
	}
	return out
}

// warning is a column with cells that a filter or an order could not read, as shown in extensions.warnings.
type warning struct {
	Table  string `json:"table"`
	Column string `json:"column"`
	Cells  int    `json:"cells"`
}

func warnings(all []exec.Warning) []warning {
	out := make([]warning, len(all))
	for i, w := range all {
		out[i] = warning{w.Column.Table.TypeName, w.Column.Name, w.Cells}
	}
	return out
}

// reportFault reports the cause of a fault if it belongs into the log.
func (s *served) reportFault(ctx context.Context, f *fault.Fault) {
	if httpfault.ForLog(f) {
		s.report(ctx, f)
	}
}

func (s *served) report(ctx context.Context, err error) {
	if s.options.Report != nil {
		s.options.Report(ctx, err)
	}
}
