package server

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"tiddly/internal/caller"
	"tiddly/internal/observe"
)

// requestIDHeader names a request, in both directions.
const requestIDHeader = "X-Request-Id"

// maxRequestID is the most bytes of an id that is taken over from the client.
const maxRequestID = 64

// quiet are routes that programs ask every few seconds: their lines are for debugging.
var quiet = []string{"/healthz", "/readyz", metricsPath}

// Meter counts requests.
type Meter interface {
	// Began is told of a request before it is answered, Ended afterwards.
	Began()
	Ended(observe.Answered)
}

// Spans tell a collector of requests, their stages and statements.
type Spans interface {
	// Begin starts the span of a request, within the one that traceparent names.
	Begin(ctx context.Context, traceparent string) (o observe.Observer, end func(observe.Answered))
}

// observe gives every request an id, and tells the log, the meter and the spans of it. Where the log takes neither that
// nor slow statements, and there are no others, nobody watches the request.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := requestID(r.Header)
		w.Header()[requestIDHeader] = []string{id}
		ctx := observe.WithID(r.Context(), id)
		watcher := s.watcher(ctx)
		if watcher == nil {
			next.ServeHTTP(w, r.WithContext(ctx))
			return
		}
		if s.options.Meter != nil {
			s.options.Meter.Began()
		}
		start, t := time.Now(), tracked(w)
		by := &asker{}
		if s.options.Accounts != nil {
			ctx = context.WithValue(ctx, askerKey{}, by)
		}
		ctx, end := s.span(observe.With(ctx, watcher), r.Header)
		r = r.WithContext(ctx)
		defer func() {
			a := observe.Answered{
				Counts: watcher.Counts(), Route: route(r), Method: method(r), Status: t.outcome(), Bytes: t.bytes, Took: time.Since(start),
			}
			end(a)
			s.tell(r, a, by.caller)
		}()
		next.ServeHTTP(t, r)
		t.end()
	})
}

// span begins the span of a request, where there are spans.
func (s *Server) span(ctx context.Context, h http.Header) (context.Context, func(observe.Answered)) {
	if s.options.Spans == nil {
		return ctx, func(observe.Answered) {}
	}
	o, end := s.options.Spans.Begin(ctx, h.Get("Traceparent"))
	return observe.With(ctx, o), end
}

// watcher gives the observer of a request, nil where nobody would be told.
func (s *Server) watcher(ctx context.Context) *observe.Request {
	slow := s.options.Slow
	if !s.options.Log.Enabled(ctx, slog.LevelWarn) {
		slow = 0
	}
	if slow <= 0 && s.options.Meter == nil && s.options.Spans == nil && !s.options.Log.Enabled(ctx, slog.LevelInfo) {
		return nil
	}
	return observe.NewRequest(ctx, s.options.Log, slow)
}

// tell counts a request and writes its line. That names the route and not the path: in that, and in the query string,
// values can stand.
func (s *Server) tell(r *http.Request, a observe.Answered, by *caller.Caller) {
	if s.options.Meter != nil {
		s.options.Meter.Ended(a)
	}
	level := slog.LevelInfo
	if slices.Contains(quiet, a.Route) {
		level = slog.LevelDebug
	}
	if !s.options.Log.Enabled(r.Context(), level) {
		return
	}
	attributes := append(make([]slog.Attr, 0, 10), // as many as follow
		slog.String("method", a.Method), slog.String("route", a.Route), slog.Int("status", a.Status),
		slog.Int64("bytes", a.Bytes), slog.Any("milliseconds", observe.Milliseconds(a.Took)))
	if a.Operation != "" {
		attributes = append(attributes, slog.String("operation", a.Operation), slog.String("name", a.Name),
			slog.Int("statements", a.Statements), slog.Int("rows", a.Rows))
	}
	if by != nil {
		attributes = append(attributes, slog.String("principal", by.String()))
	}
	s.options.Log.LogAttrs(r.Context(), level, "answered", attributes...)
}

// route is the pattern of the address: a word of ours, never the client's.
func route(r *http.Request) string {
	if c := chi.RouteContext(r.Context()); c != nil {
		if pattern := c.RoutePattern(); pattern != "" {
			return pattern
		}
	}
	return "none"
}

// method gives the method where it is one that we know; any other word would be the client's.
func method(r *http.Request) string {
	if slices.Contains(methods, r.Method) {
		return r.Method
	}
	return "other"
}

// requestID takes the client's id over where it is short and plain, so that a request can be followed through several
// programs, and else makes one.
func requestID(h http.Header) string {
	if given := h[requestIDHeader]; len(given) == 1 && wellFormed(given[0]) {
		return given[0]
	}
	return rand.Text()
}

// wellFormed tells whether an id is of letters, digits and a few marks: no line of a log can be forged by it.
func wellFormed(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for _, c := range []byte(id) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return true
}
