package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/caller"
	"tiddly/internal/ending"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/introspect"
	"tiddly/internal/gql/operation"
	"tiddly/internal/gql/transport"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// runner is the part of an engine.Snapshot that the edge uses.
type runner interface {
	Prepare(context.Context, *request.Request) (*engine.Prepared, error)
	Run(context.Context, *caller.Caller, *engine.Prepared, request.Arguments, []byte) exec.Answer
	Afford(*caller.Caller, *engine.Prepared, request.Arguments) error
}

// served is the executable schema of a snapshot: it answers every root field from the engine, except those that
// introspect and those that are written in Go.
type served struct {
	schema     *ast.Schema
	planner    *document.Planner
	engine     runner
	introspect *introspect.Introspector
	code       *handwritten.Runner
	options    Options
	// sessions returns a session for a caller, asks whether the project's code may ask for more than it gets.
	sessions func(*caller.Caller) session
	asks     func() bool
}

// newView returns the executable schema of a snapshot. It requires the query cache and the extension that newServer
// installs.
func newView(s *engine.Snapshot, p *handwritten.Project, o Options) *served {
	out := newServed(s.Schema, s, p, o)
	out.sessions = func(who *caller.Caller) session { return s.Session(who) }
	out.code.Questions = sync.OnceValue(func() *handwritten.Questions {
		return handwritten.NewQuestions(s.Schema, s, s.Limits.Rows)
	})
	return out
}

func newServed(s *schema.Schema, r runner, p *handwritten.Project, o Options) *served {
	o = o.filled()
	model := operation.NewModel(s, operation.Options{
		Limits: o.Limits, Code: p, Generated: p.Generated, Everything: o.Generated,
	})
	out := &served{
		schema: s.AST, engine: r, introspect: introspect.New(s.AST, s.Subgraph), options: o,
		planner: &document.Planner{Model: model, Engine: r}, asks: p.Asks,
	}
	out.sessions = func(who *caller.Caller) session { return direct{out.engine, who} }
	out.code = &handwritten.Runner{
		Schema: s.AST, Executable: p.Executable(s.AST), Planner: out.planner, Asked: p.Asked, Report: out.report, ReportFault: out.reportFault,
	}
	return out
}

// Schema returns the schema that documents are validated against.
func (s *served) Schema() *ast.Schema { return s.schema }

// Complexity returns no weights: the engine limits rows and bytes.
func (s *served) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

// Exec returns the handler that answers the operation once. All work happens in it: gqlgen drops the data of a
// schema that reports errors earlier.
func (s *served) Exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	done := false
	return func(ctx context.Context) *graphql.Response {
		if done {
			return nil
		}
		done = true
		return s.respond(ctx, op)
	}
}

// respond answers an operation. A panic becomes one error: gqlgen would let it end the process.
func (s *served) respond(ctx context.Context, op *graphql.OperationContext) (response *graphql.Response) {
	found, out := document.LookupOf(op), transport.AnswerOf(op)
	defer func() {
		if r := recover(); r != nil {
			s.report(ctx, fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
			response = out.Refuse(gqlfault.Present(fault.New(fault.Internal, "internal error"), nil))
		}
	}()
	if found == nil || found.Entry == nil {
		return out.Refuse(gqlfault.Present(fault.New(fault.Internal, "internal error"), nil))
	}
	observer := observe.From(ctx)
	start := now(observer)
	p, arguments, faults := s.planner.Plan(ctx, found.Entry, found.Entry.Find(op.Operation), found.Variables)
	tellPlanning(observer, start, p)
	if len(faults) > 0 {
		if out.More = len(faults) > gqlfault.Max; out.More {
			faults = faults[:gqlfault.Max]
		}
		list := make(gqlerror.List, len(faults))
		for i, f := range faults {
			s.reportFault(ctx, f.Fault)
			list[i] = f.Present()
		}
		return out.Refuse(list...)
	}
	out.Personal = p.Personal
	e := exchange{served: s, op: op, found: found, plan: p, arguments: arguments, out: out}
	return e.run(ctx)
}

// exchange is one request that has a plan.
type exchange struct {
	*served
	op        *graphql.OperationContext
	found     *document.Lookup
	plan      *document.Plan
	arguments request.Arguments
	out       *transport.Answer
}

// run answers an operation within the request's share of the outgoing bytes. Room for what the engine reads is
// taken before; the size of what Go answers, and of introspection, is only known afterwards: without room the
// answer is discarded, and made again after a wait.
func (e *exchange) run(ctx context.Context) *graphql.Response {
	share := outgoing.From(ctx)
	if share == nil || !e.plan.Stitched {
		return e.once(ctx)
	}
	if e.plan.Engine == nil {
		if f := fault.From(share.Wait(ctx, outgoing.First)); f != nil {
			return e.out.Refuse(gqlfault.Present(f, nil))
		}
	}
	response := e.once(ctx)
	size := len(response.Data)
	if e.out.Kept() || e.op.Operation.Operation == ast.Mutation || share.Adjust(size) {
		return response
	}
	*response = graphql.Response{}
	e.out.Forget()
	if f := fault.From(share.Wait(ctx, size)); f != nil {
		return e.out.Refuse(gqlfault.Present(f, nil))
	}
	return e.once(outgoing.Exceeding(ctx))
}

// once answers an operation once.
func (e *exchange) once(ctx context.Context) *graphql.Response {
	if e.plan.Engine == nil && e.plan.Stitched {
		whole, f := e.introspect.Whole(ctx, e.op, e.plan.Fields)
		if f != nil {
			return e.out.Refuse(gqlfault.Present(f.At(e.plan.Fields[0].Key), nil))
		}
		if whole != nil {
			return e.out.Keep(whole)
		}
	}
	in := e.session(ctx)
	if in != nil {
		defer in.Close()
	}
	buffer := e.out.Begin()
	answer := exec.Answer{Data: append(buffer, '{', '}')[len(buffer):]}
	if err := e.afford(ctx); err != nil {
		answer = exec.Failed(err)
	} else if e.plan.Engine != nil {
		answer = e.read(ctx, in, buffer)
	}
	response := e.response(ctx, &answer, e.op.Operation.Operation, e.out)
	if answer.Data == nil {
		return response
	}
	if e.plan.Stitched {
		e.stitch(ending.Begun(ctx), in, &answer, response)
	}
	if len(answer.Cuts) > 0 && graphql.GetExtension(ctx, "limits") == nil {
		graphql.RegisterExtension(ctx, "limits", cuts(answer.Cuts))
	}
	if len(answer.Warnings) > 0 && graphql.GetExtension(ctx, "warnings") == nil {
		graphql.RegisterExtension(ctx, "warnings", warnings(answer.Warnings))
	}
	return response
}

// stitch inserts the fields that introspect or that Go answers between those of the engine.
func (e *exchange) stitch(ctx context.Context, in session, answer *exec.Answer, response *graphql.Response) {
	code := e.code.Begin(in, e.op, e.found, e.plan.Fields, answer)
	e.op.Variables = operation.WithDefaults(e.op.Operation.VariableDefinitions, e.op.Variables)
	defer func() { e.out.Omitted += code.Omitted() }()
	data, described := []byte{'{'}, 0
	for i, f := range e.plan.Fields {
		if i > 0 {
			data = append(data, ',')
		}
		data = append(append(append(data, '"'), f.Key...), '"', ':')
		value, errs := e.member(ctx, code, f, described)
		if refused, begun := code.Refused(); refused != nil {
			answer.Cuts, answer.Warnings = nil, nil
			*response = *failed(e.out, e.op.Operation.Operation, begun, &graphql.Response{Errors: refused})
			return
		}
		if f.Introspection != nil {
			described += len(value)
		}
		response.Errors = append(response.Errors, errs...)
		if value == nil {
			response.Data = nil
			if e.plan.Engine == nil && len(errs) > 0 && gqlfault.CodeOf(errs[0]).Family() == "LIMIT" {
				e.out.Fail(transport.StatusOf(errs))
			}
			return
		}
		data = append(data, value...)
	}
	data = append(data, '}')
	response.Data = data
	answer.Cuts = append(answer.Cuts, code.Cuts()...)
	answer.Warnings = exec.Warned(answer.Warnings, code.Warnings()...)
}

// member returns the value of a root field; nil if the whole answer has no data. Described is the number of bytes
// about the schema in the answer.
func (e *exchange) member(
	ctx context.Context, code *handwritten.Run, f operation.RootField, described int,
) (json.RawMessage, gqlerror.List) {
	switch {
	case f.Introspection != nil:
		value, wrong := e.introspect.Answer(ctx, e.op, f.Introspection, e.found.Variables, described)
		if wrong != nil {
			return value, gqlerror.List{wrong}
		}
		return value, nil
	case f.Go != nil:
		return code.Answer(ctx, f.Go)
	default:
		return code.Member(f.Key), nil
	}
}
