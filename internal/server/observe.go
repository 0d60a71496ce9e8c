package server

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"tiddly/internal/observe"
)

// requestIDHeader names a request, in both directions.
const requestIDHeader = "X-Request-Id"

// maxRequestID is the most bytes of an id that is taken over from the client.
const maxRequestID = 64

// quiet are routes that programs ask every few seconds: their lines are for debugging.
var quiet = []string{"/healthz", "/readyz", "/metrics"}

// observe gives every request an id, and tells the log of its end. Where the log takes neither that nor slow
// statements, nobody watches the request.
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
		start, t := time.Now(), track(w)
		r = r.WithContext(observe.With(ctx, watcher))
		defer func() { s.tell(r, t, watcher, time.Since(start)) }()
		next.ServeHTTP(t, r)
		t.begin(http.StatusOK) // what net/http sends where nothing was written
	})
}

// watcher gives the observer of a request, nil where nobody would be told.
func (s *Server) watcher(ctx context.Context) *observe.Request {
	slow := s.options.Slow
	if !s.options.Log.Enabled(ctx, slog.LevelWarn) {
		slow = 0
	}
	if slow <= 0 && !s.options.Log.Enabled(ctx, slog.LevelInfo) {
		return nil
	}
	return observe.NewRequest(ctx, s.options.Log, slow)
}

// tell writes the line of a request. Status 0 is an answer that was broken off before it began. The line names the route and not the path: in that, and in the query string, values can stand.
func (s *Server) tell(r *http.Request, t *tracker, watcher *observe.Request, took time.Duration) {
	route, level := route(r), slog.LevelInfo
	if slices.Contains(quiet, route) {
		level = slog.LevelDebug
	}
	if !s.options.Log.Enabled(r.Context(), level) {
		return
	}
	c := watcher.Counts()
	attributes := append(make([]slog.Attr, 0, 9), //nolint:mnd // all that follow
		slog.String("method", method(r)), slog.String("route", route), slog.Int("status", t.status),
		slog.Int64("bytes", t.bytes), slog.Any("milliseconds", observe.Milliseconds(took)))
	if c.Operation != "" {
		attributes = append(attributes, slog.String("operation", c.Operation), slog.String("name", c.Name),
			slog.Int("statements", c.Statements), slog.Int("rows", c.Rows))
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
