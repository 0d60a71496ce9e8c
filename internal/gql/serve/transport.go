package serve

import (
	"bytes"
	"context"
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
	"tiddly/internal/httpfault"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
)

// dataPrefix is what stands before the data of an answer.
const dataPrefix = `{"data":`

// transport is GraphQL over HTTP by POST and GET. It writes the bytes of the data as they are, once:
// gqlgen's own transports encode them a second time, which costs more than many a query.
type transport struct{ options *Options }

var _ graphql.Transport = transport{}

// Supports takes every request: those that are no GraphQL over HTTP are refused in its form.
func (transport) Supports(*http.Request) bool { return true }

// Do answers a request.
func (t transport) Do(w http.ResponseWriter, r *http.Request, executor graphql.GraphExecutor) {
	media, acceptable := negotiate(r.Header["Accept"])
	a := answer{w: w, media: media, trace: t.trace(r), share: outgoing.From(r.Context())}
	defer a.leaves()
	defer func() {
		if p := recover(); p != nil {
			t.panicked(r.Context(), p)
			a.refuse(http.StatusInternalServerError, fault.New(fault.Internal, "internal error"))
		}
	}()
	if !acceptable {
		a.refuse(http.StatusNotAcceptable, fault.New(fault.RequestMediaType, "none of the media types of Accept is served").
			WithHint("accept %s or %s", mediaGraphQL, mediaJSON))
		return
	}
	params, f := t.options.Limits.read(w, r)
	if f != nil {
		if f.Code == fault.RequestMethod {
			w.Header().Set("Allow", "GET, POST")
		}
		a.refuse(httpfault.GraphQL(f.Code), f)
		return
	}
	t.execute(&a, r, executor, params)
}

func (t transport) execute(a *answer, r *http.Request, executor graphql.GraphExecutor, params *graphql.RawParams) {
	a.wellFormed = true
	ctx := watched(r.Context(), a.trace)
	if f := t.enter(ctx, a); f != nil {
		a.refuse(httpfault.GraphQL(f.Code), f)
		return
	}
	// The work begins here: what follows shares one deadline.
	ctx, cancel := context.WithTimeout(ctx, t.options.Timeout)
	defer cancel()
	op, errs := executor.CreateOperationContext(ctx, params)
	st := stateOf(op)
	tellParsing(ctx, op, st)
	if st != nil {
		defer st.release()
	}
	hidden := t.options.HideSchema != nil && t.options.HideSchema(r)
	op.DisableIntrospection = hidden
	get := r.Method == http.MethodGet
	if len(errs) > 0 {
		if get && mutates(params.Query, params.OperationName, &t.options.Limits) {
			a.refuseMutation()
			return
		}
		list := normalise(op, errs)
		if hidden {
			list = conceal(list)
		}
		response := executor.DispatchError(graphql.WithOperationContext(ctx, op), list)
		a.write(&state{status: statusOfAll(list), more: st != nil && st.more}, response)
		return
	}
	if get && op.Operation.Operation != ast.Query {
		a.refuseMutation()
		return
	}
	responses, ctx := executor.DispatchOperation(ctx, op)
	response := responses(ctx)
	if hidden && response != nil {
		response.Errors = conceal(response.Errors)
	}
	switch {
	case response != nil && st.packed != nil && a.trace == nil && len(response.Errors)+len(response.Extensions) == 0:
		a.sendPacked(st.packed, r)
	case response != nil:
		if st.packed != nil {
			unpacked(st.packed, response)
		}
		a.write(st, response)
	default:
		f := stopped(ctx) // gqlgen gives nothing only where the request is over
		if f == nil {
			f = fault.New(fault.Internal, "internal error")
		}
		a.refuse(httpfault.GraphQL(f.Code), f)
	}
}

// enter takes a place among the requests that are worked on.
func (t transport) enter(ctx context.Context, a *answer) *fault.Fault {
	if t.options.Enter == nil {
		return nil
	}
	enter := func(ctx context.Context) (err error) {
		a.leave, err = t.options.Enter(ctx)
		return err
	}
	if err := enter(ctx); err != nil {
		return fault.From(err)
	}
	a.share.Yield(a.leaves, func(ctx context.Context) error { return enter(ending.Begun(ctx)) })
	return nil
}

// mutates tells whether the operation of a document that was refused is one that GET may not
// ask for: then that is what has to be said first.
func mutates(query, name string, limits *Limits) bool {
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, limits.Tokens)
	if err != nil || document == nil {
		return false
	}
	o := document.Operations.ForName(name)
	return o != nil && o.Operation == ast.Mutation
}

// answer writes one response.
type answer struct {
	w http.ResponseWriter
	// media is the Content-Type.
	media []string
	// wellFormed tells that the request was one of GraphQL: as application/json its errors have status 200.
	wellFormed bool
	written    bool
	// leave gives back the place that the request has among those at work; nil where it has none.
	leave func()
	// trace is what is shown of the work, nil where nobody may see it.
	trace *observe.Trace
	// share is what the request holds of the bytes that wait to be sent.
	share *outgoing.Share
}

// leaves gives the place back, once.
func (a *answer) leaves() {
	if a.leave != nil {
		a.leave()
		a.leave = nil
	}
}

func (a *answer) refuseMutation() {
	a.w.Header().Set("Allow", http.MethodPost)
	a.wellFormed = false
	a.refuse(http.StatusMethodNotAllowed, fault.New(fault.RequestMethod, "GET takes queries only").
		WithHint("send mutations by POST"))
}

// refuse answers with one fault.
func (a *answer) refuse(status int, f *fault.Fault) {
	a.write(&state{status: status}, &graphql.Response{Errors: gqlerror.List{present(f, nil)}})
}

// write sends the response: Content-Length and all bytes in one go. A second response, after a panic in
// the middle of the first, is dropped: part of an answer was sent.
func (a *answer) write(st *state, response *graphql.Response) {
	if a.written {
		return
	}
	a.showTrace(response)
	leaveOut(response, st.omitted, st.more)
	body := st.lean(st.body(response))
	a.share.Settle(len(body))
	a.written = true
	a.leaves()
	h := a.w.Header()
	h["Content-Type"] = a.media
	if len(response.Errors) == 1 {
		httpfault.SetRetryAfter(h, codeOfError(response.Errors))
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	if status := a.status(st.status); status != http.StatusOK {
		a.w.WriteHeader(status)
	}
	_, _ = a.w.Write(body) //nolint:gosec // it is JSON and says so; where it cannot be written, nobody is left to tell
}

// status gives the status of the answer. In application/json, errors of a well-formed request are answers like
// others; what the server could not do, also because nobody waited for it, is an error in both media types.
func (a *answer) status(failed int) int {
	if failed == 0 || (a.wellFormed && failed < httpfault.StatusLeft && a.media[0] == contentJSON[0]) {
		return http.StatusOK
	}
	return failed
}

// A buffer is not held for an answer that takes less than one of spare parts of it, beyond maxSpare.
const (
	spare    = 4
	maxSpare = 64 << 10
)

// lean returns the body in memory of its own size where it lies in a buffer that is much larger, which others can
// have then: a client may take its time for it.
func (s *state) lean(body []byte) []byte {
	if cap(body) <= spare*len(body)+maxSpare {
		return body
	}
	buffer := s.buffer
	s.buffer = bytes.Clone(body)
	if cap(buffer) <= maxKept {
		states.Put(&state{buffer: buffer[:0]})
	}
	return s.buffer
}

// body puts the response together, in the state's buffer, where the engine's data mostly lies already.
func (s *state) body(r *graphql.Response) []byte {
	body := s.buffer[:0]
	switch {
	case s.status != 0:
		body = append(body, '{')
	case r.Data == nil:
		body = append(append(body, dataPrefix...), "null,"...)
	default:
		body = append(s.around(r.Data), ',')
	}
	if len(r.Errors) > 0 {
		body = append(appendJSON(append(body, `"errors":`...), r.Errors), ',')
	}
	if len(r.Extensions) > 0 {
		body = append(appendJSON(append(body, `"extensions":`...), r.Extensions), ',')
	}
	body[len(body)-1] = '}'
	s.buffer = body
	return body
}

// around gives the data with the prefix before it: in place where the data was written behind it, and
// else copied into the buffer, which then is large enough for the next answer of that size.
func (s *state) around(data []byte) []byte {
	const n = len(dataPrefix)
	if len(s.buffer) == n && cap(s.buffer) >= n+len(data) && len(data) > 0 && &s.buffer[:n+1][n] == &data[0] {
		return s.buffer[:n+len(data)]
	}
	return append(append(s.buffer[:0], dataPrefix...), data...)
}
