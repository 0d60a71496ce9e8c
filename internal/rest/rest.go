// Package rest is the REST edge: the verbs and the envelope of the original Tiddly, over every table that is served. It
// makes a request of what a client sent and has the engine answer it; it has no SQL and no errors of its own.
package rest

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"tiddly/internal/caller"
	"tiddly/internal/catalog"
	"tiddly/internal/ending"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
	"tiddly/internal/request"
)

// DefaultTimeout is how long a request, or a page of one, may run unless Options say so; DefaultBody is the most bytes
// of a body.
const (
	DefaultTimeout = 10 * time.Second
	DefaultBody    = 1 << 20
)

// Options are what the edge leaves to whoever runs it. The zero value is the default.
type Options struct {
	// Timeout bounds the run of one request, and of each page of a whole table; 0 is DefaultTimeout.
	Timeout time.Duration
	// Body is the most bytes of a request; 0 is DefaultBody.
	Body int
	// Enter is asked before a request, or a page, is worked on, and leave is called when its answer is ready to be
	// sent. It may be nil.
	Enter func(context.Context) (leave func(), err error)
	// Required closes every table to strangers (see caller.From).
	Required bool
	// Warn is told of what an operator should know and is no error. It may be nil.
	Warn func(ctx context.Context, message string, attributes ...any)
	// Report is told of what the log should have and the client does not get. It may be nil.
	Report func(context.Context, error)
}

// Handler serves /{table} and /{table}/{id}.
type Handler struct {
	view    func(*caller.Caller) *engine.Snapshot
	options Options

	plans engine.PerView[*plans]
}

// NewHandler returns a handler that asks view what a caller sees; it is called once a request.
func NewHandler(view func(*caller.Caller) *engine.Snapshot, o Options) *Handler {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Body <= 0 {
		o.Body = DefaultBody
	}
	if o.Enter == nil {
		o.Enter = func(context.Context) (func(), error) { return func() {}, nil }
	}
	return &Handler{view: view, options: o}
}

// exchange is one request and what answers it.
type exchange struct {
	*Handler
	w    http.ResponseWriter
	r    *http.Request
	verb verb
	// snapshot is what the caller sees, plans those of it, table what the path names.
	snapshot *engine.Snapshot
	plans    *plans
	table    *catalog.Table
	// share is what the request holds of the bytes that wait to be sent.
	share *outgoing.Share
	// begun reports that a part of the answer was sent.
	begun bool
}

// ServeHTTP answers a request for a table or a row of one, and refuses any other: whatever the path looks like, the
// answer is REST's.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, id, isRow, odd := split(r.URL.EscapedPath())
	v, isRow, known := verbOf(r, id, isRow)
	x := &exchange{Handler: h, w: w, r: r, verb: v, share: outgoing.From(r.Context())}
	if !known {
		x.verb = fetch // the envelope names none
	}
	switch {
	case odd:
		x.refuse(fault.New(fault.RequestPath, "there is nothing at this address").WithHint("tables are at /{table}, their rows at /{table}/{id}"))
		return
	case isRow && id == "":
		x.refuse(fault.New(fault.RequestPath, "there is nothing at this address").WithHint("leave the slash at its end out"))
		return
	case r.Method == http.MethodOptions:
		x.tell(name, isRow)
		return
	case !utf8.ValidString(r.URL.Path):
		x.refuse(fault.New(fault.RequestMalformed, "the address is not UTF-8").WithHint("escape the bytes of UTF-8, such as %%C3%%A9 for é"))
		return
	case !known:
		w.Header().Set("Allow", allowed(isRow))
		x.refuse(fault.New(fault.RequestMethod, "Unrecognized verb."))
		return
	case x.stranger():
		x.refuse(fault.New(fault.RequestInvalid, "%s", unauthorized))
		return
	}
	x.plans = h.plans.Of(caller.From(r.Context()), h.view, newPlans)
	x.snapshot = x.plans.snapshot
	if x.table = tableOf(x.snapshot, name); x.table == nil {
		x.refuse(noTable(name))
		return
	}
	if o := observe.From(r.Context()); o != nil {
		o.Operation(v.kind(), x.table.SQLName)
	}
	if err := x.answer(id); err != nil {
		x.refuse(fault.From(err))
	}
}

// stranger reports whether nobody is known to ask where everybody has to be.
func (x *exchange) stranger() bool { return x.options.Required && caller.From(x.r.Context()) == nil }

// answer does what the verb says. An error has not been answered yet.
func (x *exchange) answer(id string) error {
	p, err := x.readParameters()
	switch {
	case err != nil:
		return err
	case x.r.Method == http.MethodHead:
		x.begin(http.StatusOK)
		return nil
	}
	switch x.verb {
	case getAll, fetch:
		return x.rows(p)
	case getOne:
		return x.getOne(id)
	case post:
		return x.post()
	case put:
		return x.put(id)
	default:
		return x.remove(id)
	}
}

// run runs a prepared request; what fails as a whole is an error.
func (x *exchange) run(p *engine.Prepared, arguments request.Arguments) (a exec.Answer, err error) {
	err = x.work(func(ctx context.Context) error {
		a = x.snapshot.Run(ctx, caller.From(x.r.Context()), p, arguments, x.buffer())
		return nil
	})
	switch {
	case err != nil:
	case a.Data == nil && len(a.Errors) == 0:
		err = fault.New(fault.Internal, "internal error")
	case a.Data == nil:
		err = a.Errors[0]
	}
	return a, err
}

// work runs f within the time of a request, at a place among those that are at work. While the server stops only a
// request that has begun has one.
func (x *exchange) work(f func(context.Context) error) error {
	var leave func()
	leaves := func() {
		if leave != nil {
			leave()
			leave = nil
		}
	}
	enter := func(ctx context.Context) (err error) {
		leave, err = x.options.Enter(ctx)
		return err
	}
	ctx := x.r.Context()
	if x.begun {
		ctx = ending.Begun(ctx)
	}
	if err := enter(ctx); err != nil {
		return err
	}
	defer leaves()
	x.share.Yield(leaves, func(ctx context.Context) error { return enter(ending.Begun(ctx)) })
	ctx, cancel := context.WithTimeout(ctx, x.options.Timeout)
	defer cancel()
	return f(ctx)
}

// split takes the path apart: the name of the table, and the id as it is written. An odd path is that of no table and
// no row: it has more parts, or its first is empty.
func split(path string) (table, id string, isRow, odd bool) {
	table, id, isRow = strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if table != "" && !strings.Contains(id, "/") {
		return table, id, isRow, false
	}
	return "", "", true, true
}

func tableOf(s *engine.Snapshot, escaped string) *catalog.Table {
	name, ok := unescape(escaped)
	if !ok {
		return nil
	}
	return s.Catalog.TableBySQL(name)
}
