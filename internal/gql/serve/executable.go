package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/catalog"
	"tiddly/internal/ending"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/httpfault"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// DefaultTimeout is how long a request may be worked on unless Options say so.
const DefaultTimeout = 10 * time.Second

// Options are what the edge leaves to whoever runs it. The zero value is the default.
type Options struct {
	// Timeout bounds the work on one request: its document, its plan and its run together; 0 is DefaultTimeout.
	Timeout time.Duration
	// Limits bound the document; their zero value is DefaultLimits.
	Limits Limits
	// Enter is asked before a request is worked on, when all of it has arrived, and leave is called when its answer
	// is ready to be sent: no slow client holds a place. It may be nil.
	Enter func(context.Context) (leave func(), err error)
	// Generated has the generated code answer every root field that it knows, also those that the engine could answer
	// alone: the answers are the same.
	Generated bool
	// HideSchema tells for which requests the schema is not told: no introspection, and no names in errors that
	// the client did not give. Nil is for none.
	HideSchema func(*http.Request) bool
	// Report is told of what the log should have and the client does not get: faults with a
	// cause, and panics with their stacks. It may be nil.
	Report func(context.Context, error)
	// Traces tells whether a request may be answered with what the server did for it; nil is never.
	Traces func(*http.Request) bool
}

// filled gives the options with defaults in place of what is not set.
func (o Options) filled() Options {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	return o
}

// runner is what the edge needs of an engine.Snapshot.
type runner interface {
	Prepare(context.Context, *request.Request) (*engine.Prepared, error)
	Run(context.Context, *engine.Prepared, request.Arguments, []byte) exec.Answer
}

// served is the executable schema of a snapshot: it answers every root field from the engine, but for
// those that introspect.
type served struct {
	schema     *ast.Schema
	catalog    *catalog.Catalog
	roots      map[string]schema.Root
	mutations  map[string]schema.Root
	rows       map[string]*rowInput
	engine     runner
	introspect *introspector
	// code is the generated executor, for root fields below which something is written in Go.
	code    graphql.ExecutableSchema
	project *handwritten.Project
	options Options
}

// NewExecutable makes the executable schema of a snapshot. It needs the query cache and
// the extension that NewHandler installs.
func NewExecutable(s *engine.Snapshot, p *handwritten.Project, o Options) graphql.ExecutableSchema {
	return newServed(s.Schema, s.Catalog, s, p, o)
}

func newServed(s *schema.Schema, c *catalog.Catalog, r runner, p *handwritten.Project, o Options) *served {
	return &served{
		schema: s.AST, catalog: c, roots: s.Roots, mutations: s.Mutations, rows: newRowInputs(s),
		engine: r, introspect: newIntrospector(s.AST), options: o.filled(),
		code: p.Executable(s.AST), project: p,
	}
}

// Schema gives the schema that documents are validated against.
func (s *served) Schema() *ast.Schema { return s.schema }

// Complexity knows no weights: the engine bounds rows and bytes.
func (s *served) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

// Exec gives the handler that answers the operation once. All work happens in it: gqlgen drops
// the data of a schema that reports errors earlier.
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

// respond answers an operation. A panic anywhere becomes one error: gqlgen would let it end the process.
func (s *served) respond(ctx context.Context, op *graphql.OperationContext) (response *graphql.Response) {
	st := stateOf(op)
	defer func() {
		if r := recover(); r != nil {
			s.report(ctx, fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
			response = st.refuse(present(fault.New(fault.Internal, "internal error"), nil))
		}
	}()
	if st == nil || st.entry == nil {
		st = &state{}
		return st.refuse(present(fault.New(fault.Internal, "internal error"), nil))
	}
	observer := observe.From(ctx)
	start := now(observer)
	o := st.entry.find(op.Operation)
	p, arguments, faults := s.prepare(ctx, st.entry, o, st.variables, s.account(ctx, o))
	tellPlanning(observer, start, p)
	if len(faults) > 0 {
		if st.more = len(faults) > maxErrors; st.more {
			faults = faults[:maxErrors]
		}
		list := make(gqlerror.List, len(faults))
		for i, f := range faults {
			s.reportFault(ctx, f.fault)
			list[i] = present(f.fault, f.position)
		}
		return st.refuse(list...)
	}
	return s.run(ctx, op, st, p, arguments)
}

// refuse is the answer of a request that failed as a whole.
func (s *state) refuse(errs ...*gqlerror.Error) *graphql.Response {
	if s != nil {
		s.status = statusOfAll(errs)
	}
	return &graphql.Response{Errors: errs}
}

// run answers an operation within the request's share of what waits to be sent. What the engine reads has room before
// it is read; of what Go answers, introspection too, it is known afterwards: where there is none, it is thrown away,
// waited for, and answered anew.
func (s *served) run(
	ctx context.Context, op *graphql.OperationContext, st *state, p *prepared, arguments request.Arguments,
) *graphql.Response {
	share := outgoing.From(ctx)
	if share == nil || !p.stitched {
		return s.once(ctx, op, st, p, arguments)
	}
	if p.engine == nil {
		if f := fault.From(share.Wait(ctx, outgoing.First)); f != nil {
			return st.refuse(present(f, nil))
		}
	}
	response := s.once(ctx, op, st, p, arguments)
	size := len(response.Data)
	if st.packed != nil || op.Operation.Operation == ast.Mutation || share.Adjust(size) {
		return response
	}
	*response, st.buffer = graphql.Response{}, nil
	if f := fault.From(share.Wait(ctx, size)); f != nil {
		return st.refuse(present(f, nil))
	}
	return s.once(outgoing.Exceeding(ctx), op, st, p, arguments)
}

// once answers an operation once.
func (s *served) once(
	ctx context.Context, op *graphql.OperationContext, st *state, p *prepared, arguments request.Arguments,
) *graphql.Response {
	if p.engine == nil && p.stitched {
		whole, f := s.introspect.whole(ctx, op, p.order)
		if f != nil {
			return st.refuse(present(f.At(p.order[0].key), nil))
		}
		if st.packed = whole; whole != nil {
			return &graphql.Response{Data: noData}
		}
	}
	st.buffer = append(st.buffer[:0], dataPrefix...)
	answer := exec.Answer{Data: append(st.buffer, '{', '}')[len(dataPrefix):]}
	if p.engine != nil {
		answer = s.engine.Run(ctx, p.engine, arguments, st.buffer)
	}
	response := &graphql.Response{Data: answer.Data}
	for _, f := range answer.Errors {
		s.reportFault(ctx, f)
		response.Errors = append(response.Errors, present(f, nil))
	}
	st.omitted = answer.Omitted
	if answer.Data == nil {
		if len(answer.Errors) == 0 {
			return st.refuse(present(fault.New(fault.Internal, "internal error"), nil))
		}
		st.status = httpfault.GraphQL(answer.Errors[0].Code)
		if st.status == http.StatusBadRequest && op.Operation.Operation == ast.Mutation && answer.Statements > 0 {
			// It failed at work and was rolled back, so that this is an answer, whose data is null.
			st.status = 0
		}
		return response
	}
	if p.stitched {
		s.stitch(ending.Begun(ctx), op, st, p, &answer, response)
	}
	if len(answer.Cuts) > 0 && graphql.GetExtension(ctx, "limits") == nil {
		graphql.RegisterExtension(ctx, "limits", cuts(answer.Cuts))
	}
	return response
}

// cut is a list that was cut, as extensions.limits shows it.
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

// stitch puts the fields that introspect or that Go answers between those of the engine.
func (s *served) stitch(
	ctx context.Context, op *graphql.OperationContext, st *state, p *prepared, answer *exec.Answer, response *graphql.Response,
) {
	c := s.newCode(op, st, p, answer)
	op.Variables = withDefaults(op)
	defer func() { st.omitted += c.omitted }()
	data := []byte{'{'}
	for i, f := range p.order {
		if i > 0 {
			data = append(data, ',')
		}
		data = append(append(append(data, '"'), f.key...), '"', ':')
		value, errs := s.member(ctx, c, f)
		response.Errors = append(response.Errors, errs...)
		if value == nil {
			response.Data = nil
			if p.engine == nil && codeOfError(errs).Family() == "LIMIT" {
				st.status = statusOfAll(errs)
			}
			return
		}
		data = append(data, value...)
	}
	data = append(data, '}')
	response.Data = data
	answer.Cuts = append(answer.Cuts, c.cuts...)
}

// member gives the value of a root field; nil where the whole answer has no data.
func (s *served) member(ctx context.Context, c *code, f rootField) (json.RawMessage, gqlerror.List) {
	switch {
	case f.introspection != nil:
		value, e := s.introspect.answer(ctx, c.op, f.introspection, c.variables, c.described)
		c.described += len(value)
		if e != nil {
			return value, gqlerror.List{e}
		}
		return value, nil
	case f.code != nil:
		return c.answer(ctx, f.code)
	default:
		return c.members[f.key], nil
	}
}

// withDefaults gives the variables with the defaults of those that are absent, for gqlgen's executor.
func withDefaults(op *graphql.OperationContext) map[string]any {
	all := make(map[string]any, len(op.Operation.VariableDefinitions))
	for _, d := range op.Operation.VariableDefinitions {
		if value, given := op.Variables[d.Variable]; given {
			all[d.Variable] = value
		} else if d.DefaultValue != nil {
			all[d.Variable] = plain(d.DefaultValue, nil)
		}
	}
	return all
}

// reportFault reports what stands behind a fault, where the log should have it.
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
