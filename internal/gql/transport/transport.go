package transport

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"tiddly/internal/fault"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/persisted"
	"tiddly/internal/httpfault"
	"tiddly/internal/jsontext"
	"tiddly/internal/outgoing"
)

// Options configure the transport.
type Options struct {
	// Timeout limits the work on one request: its document, its plan and its run together.
	Timeout time.Duration
	// Limits bound bodies and documents.
	Limits *limits.Limits
	// Enter is called before a request runs, when all of it has arrived, and leave when its answer is ready to be
	// sent: slow clients hold no place. It may be nil.
	Enter func(context.Context) (leave func(), err error)
	// HideSchema reports whether the schema is hidden from a request: no introspection, and no names in errors except
	// the client's own. Nil is never.
	HideSchema func(*http.Request) bool
	// Traces reports whether a request may get a trace; nil is never.
	Traces func(*http.Request) bool
	// Documents are those that requests can name; nil has none.
	Documents *persisted.Documents
	// CacheControl is the Cache-Control of good answers to GET and QUERY; empty sets none.
	CacheControl string
	// Report is called with panics and their stacks. It may be nil.
	Report func(context.Context, error)
	// Ready returns an operation that can run at once; it reports false if it has to be read or planned. Run runs it.
	// Both may be nil: then every request takes the way of one that nobody has sent before.
	Ready func(text, name string, variables jsontext.Value) (document.Ready, bool)
	Run   func(context.Context, document.Ready, *Answer) *graphql.Response
}

// Transport is GraphQL over HTTP by POST, GET and QUERY. It writes the bytes of the data unchanged: gqlgen's own
// transports encode them a second time, which costs more than many a query.
type Transport struct {
	options Options
	caching caching
}

var _ graphql.Transport = (*Transport)(nil)

// New returns the transport.
func New(o Options) *Transport { return &Transport{o, newCaching(o.CacheControl)} }

// Supports accepts every request: those that are not GraphQL over HTTP are refused in its form.
func (*Transport) Supports(*http.Request) bool { return true }

// Do answers a request.
func (t *Transport) Do(w http.ResponseWriter, r *http.Request, executor graphql.GraphExecutor) {
	media, acceptable := negotiate(r.Header["Accept"])
	a := &sender{w: w, r: r, caching: t.caching, media: media, trace: t.trace(r), share: outgoing.From(r.Context())}
	defer a.place.Leave()
	defer func() {
		if p := recover(); p != nil {
			t.panicked(r.Context(), p)
			a.refuse(http.StatusInternalServerError, fault.New(fault.Internal, "internal error"))
		}
	}()
	if !acceptable {
		a.refuse(http.StatusNotAcceptable, fault.New(fault.RequestMediaType, "none of the media types in Accept is supported").
			WithHint("accept %s or %s", mediaGraphQL, mediaJSON))
		return
	}
	tree := trees.Get().(*jsontext.Tree)
	defer forget(tree)
	if f := t.read(a, tree); f != nil {
		if f.Code == fault.RequestMethod {
			w.Header().Set("Allow", "GET, POST, QUERY")
		}
		a.refuse(httpfault.GraphQL(f.Code), f)
		return
	}
	a.wellFormed = true
	if a.asked.all != nil {
		t.executeAll(a, executor, a.asked.all)
		return
	}
	t.execute(a, executor, &a.asked.one)
}

// execute answers one request in a place among the running ones.
func (t *Transport) execute(a *sender, executor graphql.GraphExecutor, asked *question) {
	if asked.refused != nil {
		a.refuse(httpfault.GraphQL(asked.refused.Code), asked.refused)
		return
	}
	if f := t.enter(a.r.Context(), a); f != nil {
		a.refuse(httpfault.GraphQL(f.Code), f)
		return
	}
	t.run(a, executor, asked)
}

// run answers one request. The work begins here: all of it shares one deadline.
func (t *Transport) run(a *sender, executor graphql.GraphExecutor, asked *question) {
	r := a.r
	a.within.Begin(watched(r.Context(), a.trace), t.options.Timeout)
	defer a.within.End()
	hidden := t.options.HideSchema != nil && t.options.HideSchema(r)
	if t.runReady(&a.within, a, asked, hidden) {
		return
	}
	ctx := graphql.StartOperationTrace(&a.within)
	asked.own()
	op, errs := executor.CreateOperationContext(ctx, &asked.RawParams)
	lookup := document.LookupOf(op)
	tellParsing(ctx, op, lookup)
	if lookup != nil {
		defer lookup.Release()
	}
	op.DisableIntrospection = hidden && !asked.document.Listed
	reads := isSafe(r.Method)
	if len(errs) > 0 {
		if reads && mutates(asked.Query, asked.OperationName, t.options.Limits) {
			a.refuseMutation()
			return
		}
		list := normalise(op, errs)
		if hidden {
			list = conceal(list)
		}
		response := executor.DispatchError(graphql.WithOperationContext(ctx, op), list)
		a.write(&Answer{status: StatusOf(list), More: lookup != nil && lookup.More}, response)
		return
	}
	if reads && op.Operation.Operation != ast.Query {
		a.refuseMutation()
		return
	}
	t.options.Documents.Valid(asked.document)
	answer := newAnswer(op)
	answer.wrote = wrote(op)
	defer answer.release()
	responses, ctx := executor.DispatchOperation(ctx, op)
	response := responses(ctx)
	if hidden && response != nil {
		response.Errors = conceal(response.Errors)
	}
	switch {
	case response != nil && answer.packed != nil && a.trace == nil && a.array == nil && len(response.Errors)+len(response.Extensions) == 0:
		a.sendPacked(answer)
	case response != nil:
		if answer.packed != nil {
			unpacked(answer.packed, response)
		}
		a.write(answer, response)
	default:
		a.refuseEnded(ctx) // gqlgen returns nothing only if the request is over
	}
}

// enter takes a place among the running requests.
func (t *Transport) enter(ctx context.Context, a *sender) *fault.Fault {
	if t.options.Enter == nil {
		return nil
	}
	if err := a.place.Take(ctx, t.options.Enter); err != nil {
		return fault.From(err)
	}
	a.share.Yield(&a.place)
	return nil
}

// mutates reports whether the operation of a refused document is one that only POST may run, which is then the error
// to report.
func mutates(query, name string, l *limits.Limits) bool {
	parsed, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, l.Tokens)
	if err != nil || parsed == nil {
		return false
	}
	o := parsed.Operations.ForName(name)
	return o != nil && o.Operation == ast.Mutation
}

// panicked reports a panic outside of serve.
func (t *Transport) panicked(ctx context.Context, p any) {
	if t.options.Report != nil {
		t.options.Report(ctx, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}
