// Package server is the HTTP side of the program: routes, timeouts, the check of the Host header, health, panics
// and the orderly stop. What answers GraphQL and what tells the health of the database are
// given to it; it knows no SQL and no GraphQL.
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

// The bounds of a connection. A body has to arrive within readTimeout. An answer has no bound of time, but one of
// pace; see paces.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 30 * time.Second
	idleTimeout       = 60 * time.Second
	maxHeaderBytes    = 32 << 10
	// drainTime is how long requests in flight may take to finish when the server stops.
	drainTime = 25 * time.Second
)

// Options are what a server is made of.
type Options struct {
	// GraphQL answers POST and GET at /graphql.
	GraphQL http.Handler
	// Pages serves the pages for browsers at /, /tables and /schema.graphqls, and what they load below /assets/; nil is
	// none.
	Pages http.Handler
	// SDL returns the schema that a caller sees as text; nil is never.
	SDL func(*caller.Caller) string
	// Database is the name of the database, for people; empty is not told.
	Database string
	// Tables answers /{table} and /{table}/{id}, for every method, and refuses what is no such address; nil is none. The
	// addresses of the server come first: a table that has the name of one is at /_rest/{table}.
	Tables http.Handler
	// About is the application and its version, and what it is made with, at /_info; empty is never.
	About [2]string
	// Shows tells whether a request may have the pages, and Introspects whether it may have the schema; nil is never.
	// Others are told that there is nothing.
	Shows, Introspects func(*http.Request) bool
	// Near tells whether a request came from this machine and by no proxy; nil is never. Then pages of this machine may
	// use the server, besides those of CORS.
	Near func(*http.Request) bool
	CORS CORS
	// Accounts say who is asking; nil asks nobody.
	Accounts Accounts
	// Required refuses strangers everything that could tell them of the database.
	Required bool
	// Login and Logout answer /login and /logout; nil is never.
	Login, Logout http.Handler
	// Ready tells whether the database answers.
	Ready func(context.Context) error
	// OurHost tells whether a host name, without port, is one under which the server is to be
	// reached. Another name is refused: a foreign page can point a name of its own to this machine and
	// would then read answers as if they were its own (DNS rebinding).
	OurHost func(host string) bool
	// Outgoing bounds the bytes that wait to be sent, nil does not.
	Outgoing *outgoing.Budget
	// Client returns the address that a request comes from, by which it has its turns and its share; nil has all
	// requests come from one.
	Client func(*http.Request) string
	// Slow is how long a statement may take that is not logged; 0 logs none.
	Slow time.Duration
	// Meter counts the requests; it may be nil.
	Meter Meter
	// Spans tell a collector of the requests; they may be nil.
	Spans Spans
	// Metrics serves /metrics to the requests that Measures lets through; nil is never.
	Metrics  http.Handler
	Measures func(*http.Request) bool
	Log      *slog.Logger
}

// Server answers HTTP.
type Server struct {
	options  Options
	handler  http.Handler
	ready    readiness
	stopping atomic.Bool
	drain    time.Duration
	// protection tells what browsers send for pages of other origins.
	protection *http.CrossOriginProtection
}

// New makes a server.
func New(options Options) *Server {
	s := &Server{options: options, ready: readiness{check: options.Ready, log: options.Log}, drain: drainTime, protection: http.NewCrossOriginProtection()}
	s.handler = s.routes()
	return s
}

// Handler gives all routes.
func (s *Server) Handler() http.Handler { return s.handler }

// Serve answers on the listener until ctx ends; then it accepts no more, refuses the requests that have not begun to
// run, lets the others finish and returns nil. What runs does not end with ctx.
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
	return errors.Join(fault.New(fault.InternalStopping, "requests were cut off: they had not finished after %s", s.drain), web.Close())
}
