package server

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"tiddly/internal/caller"
	"tiddly/internal/observe"
)

// requestIDHeader carries the id of a request, in both directions.
const requestIDHeader = "X-Request-Id"

// maxRequestID is the maximum length in bytes of an id accepted from the client.
const maxRequestID = 64

// quiet lists routes that are polled every few seconds; they are logged at debug level.
var quiet = []string{"/healthz", "/readyz", metricsPath}

// Meter counts requests.
type Meter interface {
	// Began is called before a request is answered, Ended afterwards.
	Began()
	Ended(observe.Answered)
}

// Spans sends spans of requests, their stages and statements to a collector.
type Spans interface {
	// Begin starts the span of a request, as a child of the one in traceparent.
	Begin(ctx context.Context, traceparent string) (o observe.Observer, end func(observe.Answered))
}

// observe shows every request its id and reports it to the log, the meter and the spans. If the log wants neither
// requests nor slow statements, and there is no meter and no spans, the request is not observed.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t, ctx := tracked(w), r.Context()
		w.Header()[requestIDHeader] = t.visit.id[:]
		watcher := s.watcher(ctx)
		if watcher == nil {
			next.ServeHTTP(w, r)
			return
		}
		if s.options.Meter != nil {
			s.options.Meter.Began()
		}
		start := time.Now()
		t.visit.observer = watcher
		end := s.span(&t.visit, r.Header)
		defer func() {
			a := observe.Answered{
				Counts: watcher.Counts(), Route: t.visit.pattern(), Method: method(r), Status: t.outcome(), Bytes: t.bytes, Took: time.Since(start),
			}
			end(a)
			s.tell(r, a, t.visit.caller)
		}()
		next.ServeHTTP(t, r)
		t.end()
	})
}

// span starts the span of a request, if spans are configured.
func (s *Server) span(v *visit, h http.Header) (end func(observe.Answered)) {
	if s.options.Spans == nil {
		return func(observe.Answered) {}
	}
	o, end := s.options.Spans.Begin(v, h.Get("Traceparent"))
	v.observer = observe.From(observe.With(v, o))
	return end
}

// watcher returns the observer of a request; nil if nothing would be reported.
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

// tell counts a request and logs it. The log line has the route, not the path or the query string: those can
// contain values.
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

// method returns the method if it is a known one; any other would be the client's text.
func method(r *http.Request) string {
	if slices.Contains(methods, r.Method) {
		return r.Method
	}
	return "other"
}

// requestID returns the client's id if it is short and well-formed, so that a request can be followed through
// several programs, and a new id otherwise.
func requestID(h http.Header) string {
	if given := h[requestIDHeader]; len(given) == 1 && wellFormed(given[0]) {
		return given[0]
	}
	return rand.Text()
}

// wellFormed reports whether an id consists of letters, digits and a few marks, so that it cannot forge a log
// line.
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
