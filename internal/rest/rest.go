// Package rest is the REST edge: the verbs and the envelope of the original Tiddly, over every served table. It
// translates requests for the engine; it has no SQL and no errors of its own.
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

// DefaultTimeout is the default time limit of a request, or of a page of one; DefaultBody is the default size
// limit of a body in bytes.
const (
	DefaultTimeout = 10 * time.Second
	DefaultBody    = 1 << 20
)

// Options configure the edge. The zero value is the default.
type Options struct {
	// Timeout limits the run of one request, and of each page of a whole table; 0 is DefaultTimeout.
	Timeout time.Duration
	// Body is the maximum size of a request body in bytes; 0 is DefaultBody.
	Body int
	// Enter is called before a request, or a page, runs, and leave when its answer is ready to be sent. It may be
	// nil.
	Enter func(context.Context) (leave func(), err error)
	// Required closes every table to strangers (see caller.From).
	Required bool
	// Warn is called with warnings for the operator. It may be nil.
	Warn func(ctx context.Context, message string, attributes ...any)
	// Report is called with errors for the log that the client does not get. It may be nil.
	Report func(context.Context, error)
}

// Handler serves /{table} and /{table}/{id}.
type Handler struct {
	view    func(*caller.Caller) *engine.Snapshot
	options Options

	plans engine.PerView[*plans]
}

// NewHandler returns a handler that calls view once a request for the caller's view.
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

// exchange is one request and the state of its answer.
type exchange struct {
	*Handler
	w    http.ResponseWriter
	r    *http.Request
	verb verb
	// snapshot is the caller's view, plans its cached plans, table the one that the path names.
	snapshot *engine.Snapshot
	plans    *plans
	table    *catalog.Table
	// share is the request's part of the bytes that wait to be sent.
	share *outgoing.Share
	// place is that of the request among the running ones.
	place outgoing.Place
	// begun is set once a part of the answer was sent.
	begun bool
}

// ServeHTTP answers a request for a table or a row of one, and refuses any other: whatever the path, the answer
// has the form of REST.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, id, isRow, odd := split(r.URL.EscapedPath())
	v, isRow, known := verbOf(r, id, isRow)
	x := &exchange{Handler: h, w: w, r: r, verb: v, share: outgoing.From(r.Context())}
	if !known {
		x.verb = fetch // the envelope then has no verb
	}
	switch {
	case odd:
		x.refuse(fault.New(fault.RequestPath, "there is nothing at this address").WithHint("tables are at /{table}, their rows at /{table}/{id}"))
		return
	case isRow && id == "":
		x.refuse(fault.New(fault.RequestPath, "there is nothing at this address").WithHint("remove the slash at its end"))
		return
	case r.Method == http.MethodOptions:
		x.tell(name, isRow)
		return
	case !utf8.ValidString(r.URL.Path):
		x.refuse(fault.New(fault.RequestMalformed, "the address is not UTF-8").WithHint("percent-encode the bytes of UTF-8, such as %%C3%%A9 for é"))
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

// stranger reports whether the caller is unknown although authentication is required.
func (x *exchange) stranger() bool { return x.options.Required && caller.From(x.r.Context()) == nil }

// answer executes the verb. If it returns an error, nothing was answered yet.
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

// run runs a prepared request; a failure of the whole request is returned as an error.
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
	default:
		x.tellUnread(a.Warnings)
	}
	return a, err
}

// work runs f within the time limit of a request, after taking a place to run. While the server stops, only
// requests that have begun get one.
func (x *exchange) work(f func(context.Context) error) error {
	ctx := x.r.Context()
	if x.begun {
		ctx = ending.Begun(ctx)
	}
	if err := x.place.Take(ctx, x.options.Enter); err != nil {
		return err
	}
	defer x.place.Leave()
	x.share.Yield(&x.place)
	within := &ending.Within{}
	within.Begin(ctx, x.options.Timeout)
	defer within.End()
	return f(within)
}

// split returns the parts of a path: the name of the table, and the id as written. Odd is set for a path of no
// table and no row: it has more parts, or its first is empty.
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
