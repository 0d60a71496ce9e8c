package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"tiddly/internal/compress"
	"tiddly/internal/fault"
)

// methodQuery is the method of RFC 10008, a GET with a body, which the router does not know by itself.
const methodQuery = "QUERY"

func init() { chi.RegisterMethod(methodQuery) }

// methods lists the methods in the order of the Allow header.
var methods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, "FETCH", methodQuery, http.MethodOptions,
}

// sessionPaths are the paths that begin and end sessions.
var sessionPaths = []string{"/login", "/logout"}

// routes returns the handler of all addresses of the server.
func (s *Server) routes() http.Handler {
	around := []func(http.Handler) http.Handler{s.attend, s.observe, s.recoverPanic, s.checkHost, s.checkOrigin, s.checkAddress}
	if s.options.Compress {
		around = append(around, compress.New().Handler)
	}
	h := s.routed(s.router(), s.identify(s.known(s.options.GraphQL)))
	for _, outer := range slices.Backward(around) {
		h = outer(h)
	}
	return h
}

// graphqlPath is the address of GraphQL.
const graphqlPath = "/graphql"

// routed returns the handler that passes requests of GraphQL on, and has the router route all others.
func (s *Server) routed(router, graphql http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitOf(r.Context())
		if r.URL.Path == graphqlPath && r.URL.RawPath == "" && (r.Method == http.MethodPost || r.Method == http.MethodGet || r.Method == methodQuery) {
			v.route = graphqlPath
			graphql.ServeHTTP(w, r)
			return
		}
		v.routed()
		router.ServeHTTP(w, r)
	})
}

// router returns the router of all addresses of the server.
func (s *Server) router() http.Handler {
	r := chi.NewRouter()
	read(r, "/", http.HandlerFunc(s.root))
	for _, path := range []string{"/tables", "/assets/*"} {
		read(r, path, http.HandlerFunc(s.page))
	}
	closed := r.With(s.identify, s.known)
	read(r, "/schema.graphqls", s.schemaOrPage(s.identify(s.known(http.HandlerFunc(s.schema)))))
	read(r, "/healthz", http.HandlerFunc(healthy))
	read(r, "/readyz", http.HandlerFunc(s.answerReady))
	read(r, metricsPath, http.HandlerFunc(s.metrics))
	read(closed, graphqlPath, s.options.GraphQL) // its other methods are not routed here, but listed in Allow
	closed.Method(http.MethodPost, graphqlPath, s.options.GraphQL)
	closed.Method(methodQuery, graphqlPath, s.options.GraphQL)
	for i, h := range []http.Handler{s.options.Login, s.options.Logout} {
		if h != nil {
			r.Method(http.MethodPost, sessionPaths[i], h)
		}
	}
	if s.options.About[0] != "" {
		read(r, "/_info", http.HandlerFunc(s.info))
	}
	r.NotFound(s.orTable(notFound))
	r.MethodNotAllowed(s.orTable(func(w http.ResponseWriter, q *http.Request) { otherMethod(r, w, q) }))
	return r
}

// read routes GET and HEAD. A HEAD is answered like a GET; net/http leaves out the body.
func read(r chi.Router, path string, h http.Handler) {
	r.Method(http.MethodGet, path, h)
	r.Method(http.MethodHead, path, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		get := *q
		get.Method = http.MethodGet
		h.ServeHTTP(w, &get)
	}))
}

// tablesPrefix is the path prefix of tables whose names collide with the server's own addresses.
const tablesPrefix = "/_rest"

// own lists the first segments of the server's own addresses. No table is served below them.
var own = []string{
	"", "graphql", "tables", "assets", "schema.graphqls", "healthz", "readyz", "metrics", "login", "logout", "_info", tablesPrefix[1:],
}

// TableAddress returns the path, without escapes, at which a table is served by REST.
func TableAddress(name string) string {
	if slices.Contains(own, name) {
		return tablesPrefix + "/" + name
	}
	return "/" + name
}

// orTable passes every request to the handler of tables, except those whose address begins like one of the
// server's own, which h answers. It is called if no route matches, so that no table name can shadow an address of
// the server.
func (s *Server) orTable(h http.HandlerFunc) http.HandlerFunc {
	if s.options.Tables == nil {
		return h
	}
	tables := s.identify(s.options.Tables)
	below := http.StripPrefix(tablesPrefix, tables)
	return func(w http.ResponseWriter, q *http.Request) {
		path := q.URL.EscapedPath()
		segment, _, _ := strings.Cut(strings.TrimLeft(path, "/"), "/")
		inner, prefixed := strings.CutPrefix(path, tablesPrefix)
		prefixed = prefixed && (inner == "" || inner[0] == '/')
		if !prefixed && slices.Contains(own, segment) {
			h(w, q)
			return
		}
		if c := chi.RouteContext(q.Context()); c != nil {
			if pattern := tablePattern(inner); pattern != "" {
				c.RoutePatterns = []string{strings.TrimSuffix(path, inner) + pattern}
			}
		}
		if prefixed {
			below.ServeHTTP(w, q)
			return
		}
		tables.ServeHTTP(w, q)
	}
}

// tablePattern returns the pattern of a path to a table or one of its rows; empty for other paths.
func tablePattern(path string) string {
	table, id, isRow := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch {
	case table == "" || strings.Contains(id, "/"):
		return ""
	case isRow:
		return "/{table}/{id}"
	}
	return "/{table}"
}

// info answers with the application's name and version, in the original's form.
func (s *Server) info(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"Application": s.options.About[0], "Powered By": s.options.About[1]})
}

func notFound(w http.ResponseWriter, q *http.Request) {
	f := fault.New(fault.RequestPath, "there is nothing at this address").
		WithHint("GraphQL is served at /graphql")
	if path := strings.TrimRight(strings.ToLower(q.URL.Path), "/"); path != q.URL.Path && isRoute(path) {
		f = f.WithHint("did you mean %s?", path)
	}
	refuse(w, f)
}

func isRoute(path string) bool {
	return slices.Contains([]string{"/graphql", "/healthz", "/readyz", "/tables", "/schema.graphqls"}, path)
}

// otherMethod answers OPTIONS, and refuses every other method that the address does not take. It is also called
// for methods unknown to chi, whatever the address.
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
	refuse(w, fault.New(fault.RequestMethod, "this address does not support the method").
		WithHint("use one of %s", allow))
}
