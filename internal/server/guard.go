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

// checkHost refuses requests whose Host header does not name this server.
func (s *Server) checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(health, r.URL.Path) && !s.options.OurHost(hostOnly(r.Host)) {
			refuse(w, fault.New(fault.RequestHost, "the Host of the request is not one of this server").
				WithHint("use localhost or 127.0.0.1; the operator can add a name with the setting hosts"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostOnly returns a Host header without its port and without the brackets of an IPv6 address.
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

// recoverPanic keeps the process alive when a handler panics. The client gets an internal error, the log the
// details.
func (s *Server) recoverPanic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := tracked(w)
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(http.ErrAbortHandler)
			}
			s.options.Log.ErrorContext(r.Context(), "a handler panicked", "route", t.visit.pattern(), "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
			if t.started {
				// Part of the answer was sent: only a broken connection shows the client that it is incomplete.
				panic(http.ErrAbortHandler)
			}
			id := w.Header()[requestIDHeader]
			clear(w.Header())
			w.Header()[requestIDHeader] = id
			refuse(w, fault.New(fault.Internal, "internal error").
				WithHint("the server's log has the details"))
		}()
		next.ServeHTTP(t, r)
	})
}
