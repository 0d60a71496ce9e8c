package gqltest

import (
	"context"
	"errors"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/caller"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/plan"
	"tiddly/internal/request"
)

// Engine plans but has no database: a test sets its answers.
type Engine struct {
	Catalog *catalog.Catalog
	// Prepares counts the prepared requests, which Requests holds; Arguments are those of the runs.
	Prepares  int
	Requests  []*request.Request
	Arguments []request.Arguments
	// Answer returns the answer of a run; without it every root field has a constant value.
	Answer func(context.Context, request.Arguments, []byte) exec.Answer

	mu sync.Mutex
}

// Prepare plans a request.
func (f *Engine) Prepare(_ context.Context, r *request.Request) (*engine.Prepared, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Prepares++
	f.Requests = append(f.Requests, r)
	p, err := plan.Compile(f.Catalog, r, plan.Options{Rows: 1000})
	if err != nil {
		return nil, err
	}
	return &engine.Prepared{Plan: p}, nil
}

// Afford returns nil.
func (f *Engine) Afford(*caller.Caller, *engine.Prepared, request.Arguments) error { return nil }

// Run answers a request.
func (f *Engine) Run(ctx context.Context, _ *caller.Caller, p *engine.Prepared, a request.Arguments, dst []byte) exec.Answer {
	f.mu.Lock()
	f.Arguments = append(f.Arguments, a)
	f.mu.Unlock()
	if err := p.Plan.CheckArguments(a); err != nil {
		return exec.Failed(err)
	}
	if f.Answer != nil {
		return f.Answer(ctx, a, dst)
	}
	answer := exec.Answer{}
	base := len(dst)
	dst = append(dst, '{')
	for i, field := range p.Plan.Fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, `"`+field.Key+`":`...)
		start := len(dst) - base
		dst = append(dst, `"`+field.Constant+`"`...)
		answer.Members = append(answer.Members, exec.Member{Key: field.Key, Start: start, End: len(dst) - base})
	}
	dst = append(dst, '}')
	answer.Data = dst[base:]
	return answer
}

// Fault returns a fault with a cause.
func Fault(code fault.Code) *fault.Fault {
	return fault.Wrap(errors.New("driver says no"), code, "a message")
}

// NoCode is a project without fields written in Go.
type NoCode struct{}

// Answers returns false.
func (NoCode) Answers(string, *ast.Field) bool { return false }

// Edits returns false.
func (NoCode) Edits(string, string) bool { return false }
