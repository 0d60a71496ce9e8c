package server

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"tiddly/internal/fault"
)

// checkHost refuses requests for a host that is not ours.
func (s *Server) checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(health, r.URL.Path) && !s.options.OurHost(hostOnly(r.Host)) {
			refuse(w, http.StatusMisdirectedRequest, fault.New(fault.RequestHost, "the Host of the request is not one of this server").
				WithHint("ask for localhost or 127.0.0.1; the operator can add a name with the setting hosts"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostOnly cuts the port off a Host header, and the brackets of an IPv6 address.
func hostOnly(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	if inner, ok := strings.CutPrefix(host, "["); ok {
		if address, ok := strings.CutSuffix(inner, "]"); ok {
			return address
		}
	}
	return host
}

// recoverPanic keeps the process alive when a handler fails in a way nobody thought of. The
// client learns that it was our fault, the log learns the rest.
func (s *Server) recoverPanic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := track(w)
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(http.ErrAbortHandler)
			}
			s.options.Log.ErrorContext(r.Context(), "a handler panicked", "route", route(r), "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
			if t.started {
				// Half an answer is out: only a broken connection tells the client that it is not whole.
				panic(http.ErrAbortHandler)
			}
			id := w.Header()[requestIDHeader]
			clear(w.Header())
			w.Header()[requestIDHeader] = id
			refuse(w, http.StatusInternalServerError, fault.New(fault.Internal, "internal error").
				WithHint("the log of the server says more"))
		}()
		next.ServeHTTP(t, r)
	})
}

// tracker knows whether an answer has begun, with which status, and how many bytes of its body were written.
type tracker struct {
	http.ResponseWriter
	started bool
	// status is 0 before the answer has begun.
	status int
	bytes  int64
}

// track gives the tracker of an answer; there is one.
func track(w http.ResponseWriter) *tracker {
	if t, ok := w.(*tracker); ok {
		return t
	}
	return &tracker{ResponseWriter: w}
}

// begin notes the status, which is the first one that is no 1xx.
func (t *tracker) begin(status int) {
	if status < http.StatusOK || t.started {
		return
	}
	t.started, t.status = true, status
}

// WriteHeader begins the answer.
func (t *tracker) WriteHeader(status int) {
	t.begin(status)
	t.ResponseWriter.WriteHeader(status)
}

// Write begins the answer, if it has not begun.
func (t *tracker) Write(b []byte) (int, error) {
	t.begin(http.StatusOK)
	n, err := t.ResponseWriter.Write(b)
	t.bytes += int64(n)
	return n, err
}

// Flush sends what was written so far.
func (t *tracker) Flush() {
	t.begin(http.StatusOK)
	_ = http.NewResponseController(t.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (t *tracker) Unwrap() http.ResponseWriter { return t.ResponseWriter }
