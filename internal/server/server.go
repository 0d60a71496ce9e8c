// Package server is the HTTP side of the program: routes, timeouts, the check of the Host header, health, panics
// and the orderly stop. The handlers of GraphQL and REST and the health check of the database are passed to it; it
// knows no SQL and no GraphQL.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"tiddly/internal/caller"
	"tiddly/internal/ending"
	"tiddly/internal/fault"
	"tiddly/internal/outgoing"
)

// The limits of a connection. A body has to arrive within readTimeout. An answer has no time limit, only a minimum
// pace; see paces.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 30 * time.Second
	idleTimeout       = 60 * time.Second
	maxHeaderBytes    = 32 << 10
	// drainTime is how long requests in flight may run when the server stops.
	drainTime = 25 * time.Second
)

// Options configure a server.
type Options struct {
	// GraphQL answers POST, GET and QUERY at /graphql.
	GraphQL http.Handler
	// Pages serves the pages for browsers at /, /tables and /schema.graphqls, and their assets below /assets/; nil
	// serves none.
	Pages http.Handler
	// SDL returns the schema that a caller sees as text; nil serves none.
	SDL func(*caller.Caller) string
	// Database is the display name of the database; empty hides it.
	Database string
	// Tables answers /{table} and /{table}/{id}, for every method, and refuses other addresses; nil serves no tables.
	// The addresses of the server come first: a table with the name of one is at /_rest/{table}.
	Tables http.Handler
	// About holds the application with its version, and the toolchain, for /_info; empty disables it.
	About [2]string
	// Shows reports whether a request may have the pages, Introspects whether it may have the schema; nil is never.
	// Other requests get 404.
	Shows, Introspects func(*http.Request) bool
	// Near reports whether a request came from this machine without a proxy; nil is never. If it did, pages of this
	// machine may use the server, besides those of CORS.
	Near func(*http.Request) bool
	CORS CORS
	// Accounts identifies callers; nil treats every caller as a stranger.
	Accounts Accounts
	// Required refuses strangers everything that discloses the database.
	Required bool
	// Login and Logout answer /login and /logout; nil disables them.
	Login, Logout http.Handler
	// Ready returns an error if the database does not answer.
	Ready func(context.Context) error
	// OurHost reports whether a host name, without port, is one of this server. Other names are refused: a foreign
	// page can point its own name to this machine and would then read answers as same-origin (DNS rebinding).
	OurHost func(host string) bool
	// Compress sends answers in gzip to clients that accept it.
	Compress bool
	// Outgoing limits the bytes that wait to be sent; nil is no limit.
	Outgoing *outgoing.Budget
	// Client returns the client address of a request, by which turns and shares are allotted; with nil all requests
	// share one.
	Client func(*http.Request) string
	// Slow is the duration above which a statement is logged; 0 logs none.
	Slow time.Duration
	// Meter counts the requests; it may be nil.
	Meter Meter
	// Spans sends spans of the requests to a collector; it may be nil.
	Spans Spans
	// Metrics serves /metrics to the requests that Measures permits; nil disables it.
	Metrics  http.Handler
	Measures func(*http.Request) bool
	Log      *slog.Logger
}

// Server answers HTTP requests.
type Server struct {
	options  Options
	handler  http.Handler
	ready    readiness
	stopping atomic.Bool
	drain    time.Duration
	// protection checks the headers that browsers send for pages of other origins.
	protection *http.CrossOriginProtection
}

// New returns a server.
func New(options Options) *Server {
	s := &Server{options: options, ready: readiness{check: options.Ready, log: options.Log}, drain: drainTime, protection: http.NewCrossOriginProtection()}
	s.handler = s.routes()
	return s
}

// Handler returns the handler of all routes.
func (s *Server) Handler() http.Handler { return s.handler }

// Serve answers requests on the listener until ctx ends; then it accepts no more, refuses the requests that have
// not begun to run, waits for the others and returns nil. Running requests do not end with ctx.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	requests, cut := context.WithCancelCause(ending.WithStop(context.WithoutCancel(ctx), ctx))
	defer cut(nil)
	web := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ConnContext:       keepConn,
		ErrorLog:          slog.NewLogLogger(s.options.Log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(newPaces(listener, s.options.Outgoing.Dropped)) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.stopping.Store(true)
	s.options.Log.Info("stopping: requests in flight may finish", "within", s.drain.String())
	return s.shutDown(requests, cut, web)
}

// shutDown waits for the requests in flight, and cuts off those that take too long.
func (s *Server) shutDown(requests context.Context, cut func(error), web *http.Server) error {
	drain, done := context.WithTimeout(requests, s.drain)
	defer done()
	err := web.Shutdown(drain)
	if err == nil {
		return nil
	}
	cut(ending.Stopping())
	if !errors.Is(err, context.DeadlineExceeded) {
		return errors.Join(err, web.Close())
	}
	return errors.Join(fault.New(fault.InternalStopping, "requests were canceled: they had not finished after %s", s.drain), web.Close())
}
