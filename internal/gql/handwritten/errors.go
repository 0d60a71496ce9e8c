package handwritten

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
)

// errTold stands for errors of the engine that are already in the answer: they set a parent of the field to null.
var errTold = errors.New("told before")

// present converts an error of Go code. Faults and errors of gqlerror are for the client; the text of any other
// error is for the log only.
func (c *Run) present(ctx context.Context, err error) *gqlerror.Error {
	if errors.Is(err, errTold) {
		return nil
	}
	shown := ofClient(err)
	if shown == nil {
		f := fault.From(err)
		c.runner.ReportFault(ctx, f)
		shown = gqlfault.Present(f, nil)
	}
	if shown.Path == nil {
		shown.Path = graphql.GetPath(ctx)
	}
	return shown
}

// ofClient returns the error of gqlerror that a field returned, or that represents the engine's fault, with a
// code; nil for others. gqlgen wraps errors in one that has the path.
func ofClient(err error) *gqlerror.Error {
	e, ok := err.(*gqlerror.Error) //nolint:errorlint // an error below it would not be what was meant for clients
	if !ok {
		return nil
	}
	if inner, ok := e.Err.(*gqlerror.Error); ok { //nolint:errorlint // likewise
		e = inner
	}
	_, ours := e.Err.(*fault.Fault) //nolint:errorlint // present makes such errors
	if e.Err != nil && (!ours || e.Extensions == nil) {
		return nil
	}
	out := *e
	out.Extensions = map[string]any{"code": string(fault.Internal)}
	maps.Copy(out.Extensions, e.Extensions)
	return &out
}

// taken returns the only member of an answer, and adds its errors at their paths.
func (c *Run) taken(ctx context.Context, path ast.Path, answer exec.Answer) (json.RawMessage, error) {
	prefix := path[:len(path)-1]
	c.mu.Lock()
	c.omitted += answer.Omitted
	c.mu.Unlock()
	for _, f := range answer.Errors {
		e := gqlfault.Present(f, nil)
		e.Path = slices.Concat(prefix, e.Path)
		if len(f.Path) == 0 {
			e.Path = path
		}
		c.runner.ReportFault(ctx, f)
		if answer.Data == nil && len(answer.Errors) == 1 {
			return nil, e
		}
		graphql.AddError(ctx, e)
	}
	if answer.Data == nil {
		return json.RawMessage("null"), nil
	}
	c.mu.Lock()
	c.cuts = append(c.cuts, answer.Cuts...)
	c.warnings = exec.Warned(c.warnings, answer.Warnings...)
	c.mu.Unlock()
	m := answer.Members[0]
	return json.RawMessage(answer.Data[m.Start:m.End]), nil
}
