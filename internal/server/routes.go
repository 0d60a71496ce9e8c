package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"tiddly/internal/fault"
)

// methods are those asked for in Allow, in its order.
var methods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
}

// routes are all addresses of the server.
func (s *Server) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(s.observe, s.recoverPanic, s.checkHost, s.checkOrigin)
	read(r, "/", http.HandlerFunc(s.root))
	for _, path := range []string{"/tables", "/assets/*"} {
		read(r, path, http.HandlerFunc(s.page))
	}
	read(r, "/schema.graphqls", http.HandlerFunc(s.schema))
	read(r, "/healthz", http.HandlerFunc(healthy))
	read(r, "/readyz", http.HandlerFunc(s.answerReady))
	read(r, metricsPath, http.HandlerFunc(s.metrics))
	read(r, "/graphql", s.options.GraphQL)
	r.Method(http.MethodPost, "/graphql", s.options.GraphQL)
	r.NotFound(func(w http.ResponseWriter, q *http.Request) { notFound(w, q) })
	r.MethodNotAllowed(func(w http.ResponseWriter, q *http.Request) { otherMethod(r, w, q) })
	return r
}

// read serves GET and HEAD. A HEAD is answered as a GET is, without the body: net/http leaves that out.
func read(r chi.Router, path string, h http.Handler) {
	r.Method(http.MethodGet, path, h)
	r.Method(http.MethodHead, path, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		get := *q
		get.Method = http.MethodGet
		h.ServeHTTP(w, &get)
	}))
}

func notFound(w http.ResponseWriter, q *http.Request) {
	f := fault.New(fault.RequestPath, "there is nothing at this address").
		WithHint("GraphQL is served at /graphql")
	if path := strings.TrimRight(strings.ToLower(q.URL.Path), "/"); path != q.URL.Path && isRoute(path) {
		f = f.WithHint("did you mean %s?", path)
	}
	refuse(w, http.StatusNotFound, f)
}

func isRoute(path string) bool {
	return slices.Contains([]string{"/graphql", "/healthz", "/readyz", "/tables", "/schema.graphqls"}, path)
}

// otherMethod answers OPTIONS, and refuses every other method that the address does not take. It is
// also called for methods that chi has never heard of, whatever the address.
func otherMethod(r chi.Routes, w http.ResponseWriter, q *http.Request) {
	var allowed []string
	for _, m := range methods {
		if r.Match(chi.NewRouteContext(), m, q.URL.Path) {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) == 0 {
		notFound(w, q)
		return
	}
	allow := strings.Join(append(allowed, http.MethodOptions), ", ")
	w.Header().Set("Allow", allow)
	if q.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	refuse(w, http.StatusMethodNotAllowed, fault.New(fault.RequestMethod, "this address does not take the method").
		WithHint("use one of %s", allow))
}
