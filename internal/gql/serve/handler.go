package serve

import (
	"net/http"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql/executor"

	"tiddly/internal/caller"
	"tiddly/internal/engine"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/transport"
	"tiddly/internal/jsontext"
)

// Handler serves GraphQL over HTTP from the caller's view. Each view has its own gqlgen server, with its cache of
// documents and plans: a new snapshot drops both, and requests in flight end on the old one.
type Handler struct {
	view    func(*caller.Caller) *engine.Snapshot
	project *handwritten.Project
	options Options

	serving engine.PerView[*serving]
	// counts are the hits and misses of all views' caches, renewed the number of views so far.
	counts  document.Counts
	renewed atomic.Uint64
}

// Usage is the usage of the cache of documents and plans since the start.
type Usage struct {
	// Hits are requests whose document was cached, Misses those for which it was parsed and validated.
	Hits, Misses uint64
	// Documents is the number of cached documents.
	Documents int
	// Schemas counts the schemas served so far.
	Schemas uint64
}

// Usage returns the usage of the cache of documents and plans.
func (h *Handler) Usage() Usage {
	u := Usage{Hits: h.counts.Hits.Load(), Misses: h.counts.Misses.Load(), Schemas: h.renewed.Load()}
	for _, s := range h.serving.All() {
		u.Documents += s.cache.Size()
	}
	return u
}

// serving is the server of a view.
type serving struct {
	server http.Handler
	cache  *document.Cache
}

// NewHandler returns a handler that calls view once a request for the caller's view. The project is what is
// written in Go.
func NewHandler(view func(*caller.Caller) *engine.Snapshot, p *handwritten.Project, o Options) *Handler {
	return &Handler{view: view, project: p, options: o}
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.serving.Of(caller.From(r.Context()), h.view, h.renew).server.ServeHTTP(w, r)
}

// renew returns the server of a new view.
func (h *Handler) renew(view *engine.Snapshot) *serving {
	cache := document.NewCache(&h.counts)
	h.renewed.Add(1)
	return &serving{newServer(newView(view, h.project, h.options), cache, h.options), cache}
}

// viewServer answers the requests of a view: by the transport alone what is cached and the engine answers, and through
// gqlgen's executor everything else.
type viewServer struct {
	transport *transport.Transport
	executor  *executor.Executor
}

// ServeHTTP answers a request.
func (s *viewServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.transport.Do(w, r, s.executor)
}

// newServer returns the server of a view, with our cache, document reader and transport.
func newServer(view *served, cache *document.Cache, o Options) *viewServer {
	o = o.filled()
	e := executor.New(view)
	e.SetQueryCache(cache)
	e.Use(document.Extension{Cache: cache, Limits: &o.Limits, Schema: view.schema})
	options := o.transport()
	if !o.Unready {
		options.Run = view.runReady
		options.Ready = func(text, name string, variables jsontext.Value) (document.Ready, bool) {
			return view.planner.Ready(cache, text, name, variables)
		}
	}
	return &viewServer{transport.New(options), e}
}
