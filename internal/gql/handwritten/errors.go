package handwritten

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/operation"
)

// errTold stands for errors of the engine that are already in the answer: they set a parent of the field to null.
var errTold = errors.New("told before")

// present converts an error of Go code. Faults and errors of gqlerror are for the client; the text of any other
// error is for the log only.
func (c *Run) present(ctx context.Context, err error) *gqlerror.Error {
	if errors.Is(err, errTold) {
		return nil
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		return c.presentRefusal(ctx, r)
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

// presentRefusal records the refusal of a root field, which is then the answer of the request. Below, its errors are
// those of a field.
func (c *Run) presentRefusal(ctx context.Context, r *refusal) *gqlerror.Error {
	if len(graphql.GetPath(ctx)) == 1 {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.refused == nil {
			c.refused = r
		}
		return nil
	}
	for _, e := range r.errs[1:] {
		graphql.AddError(ctx, e)
	}
	return r.errs[0]
}

// Refused returns the errors of the engine that a resolver of a root field returned, as those of the whole request,
// and reports whether rows may have been written before. It returns nil if there are none.
func (c *Run) Refused() (errs gqlerror.List, begun bool) {
	if c.refused == nil {
		return nil, false
	}
	return c.refused.errs, c.refused.begun
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
	out.Extensions = map[string]any{"code": string(fault.RequestRefused)}
	maps.Copy(out.Extensions, e.Extensions)
	return &out
}

// refusal is the error of a read that the engine refused as a whole. If the resolver of a root field returns it, the
// request is answered as if the engine had answered the field.
type refusal struct {
	errs []*gqlerror.Error
	// begun is set if rows may have been written before.
	begun bool
}

// Error returns the text of the first error.
func (r *refusal) Error() string { return r.errs[0].Error() }

// Unwrap returns the fault of the first error.
func (r *refusal) Unwrap() error { return r.errs[0].Err }

// notPlanned returns the error of a read that cannot be planned.
func (c *Run) notPlanned(ctx context.Context, path ast.Path, faults []gqlfault.Located) error {
	out := &refusal{begun: c.wrote.Load()}
	for _, f := range faults[:min(len(faults), gqlfault.Max)] {
		c.runner.ReportFault(ctx, f.Fault)
		out.errs = append(out.errs, below(path, f.Present()))
	}
	return out
}

// below puts an error at the path of the field that was read instead of a root field.
func below(path ast.Path, e *gqlerror.Error) *gqlerror.Error {
	if len(e.Path) == 0 && len(path) > 1 {
		e.Path = path
	} else if len(e.Path) > 0 {
		e.Path = slices.Concat(path[:len(path)-1], e.Path)
	}
	return e
}

// taken returns the only member of an answer, and adds its errors at their paths.
func (c *Run) taken(ctx context.Context, path ast.Path, answer exec.Answer, writes bool) (json.RawMessage, error) {
	c.mu.Lock()
	c.omitted += answer.Omitted
	c.mu.Unlock()
	var errs []*gqlerror.Error
	for _, f := range answer.Errors {
		c.runner.ReportFault(ctx, f)
		errs = append(errs, below(path, Visible(gqlfault.Present(f, nil))))
	}
	if answer.Data == nil {
		if len(errs) == 0 {
			return nil, fault.New(fault.Internal, "internal error")
		}
		return nil, &refusal{errs: errs, begun: c.wrote.Load() || writes && answer.Statements > 0}
	}
	for _, e := range errs {
		graphql.AddError(ctx, e)
	}
	if writes {
		c.wrote.Store(true)
	}
	c.mu.Lock()
	c.cuts = append(c.cuts, answer.Cuts...)
	c.warnings = exec.Warned(c.warnings, answer.Warnings...)
	c.mu.Unlock()
	m := answer.Members[0]
	return json.RawMessage(answer.Data[m.Start:m.End]), nil
}

// Visible returns an error of the engine at a path that the client can see: the error of a column that was read for
// Go code, and was not selected, is at its row.
func Visible(e *gqlerror.Error) *gqlerror.Error {
	for i, step := range e.Path {
		if name, ok := step.(ast.PathName); ok && strings.HasPrefix(string(name), operation.HiddenKey) {
			e.Path = e.Path[:i]
			break
		}
	}
	return e
}
