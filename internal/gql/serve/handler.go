package serve

import (
	"net/http"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"

	"tiddly/internal/caller"
	"tiddly/internal/engine"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/transport"
)

// Handler serves GraphQL over HTTP from the view that a caller has. Each view has a gqlgen server of its own, with its
// cache of documents and plans: a new snapshot drops both, and requests in flight end on the old one.
type Handler struct {
	view    func(*caller.Caller) *engine.Snapshot
	project *handwritten.Project
	options Options

	serving engine.PerView[*serving]
	// counts are those of the caches of all views, renewed how many views there were.
	counts  document.Counts
	renewed atomic.Uint64
}

// Usage is what the cache of documents and plans did since the start.
type Usage struct {
	// Hits are requests whose document was known, Misses those for which it was parsed and validated.
	Hits, Misses uint64
	// Documents are those that are kept now.
	Documents int
	// Schemas counts the schemas that were served one after the other.
	Schemas uint64
}

// Usage returns what the cache of documents and plans did.
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

// NewHandler returns a handler that asks view what a caller sees; it is called once a request. The project is what is
// written in Go.
func NewHandler(view func(*caller.Caller) *engine.Snapshot, p *handwritten.Project, o Options) *Handler {
	return &Handler{view: view, project: p, options: o}
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.serving.Of(caller.From(r.Context()), h.view, h.renew).server.ServeHTTP(w, r)
}

// renew makes the server of a new view.
func (h *Handler) renew(view *engine.Snapshot) *serving {
	cache := document.NewCache(&h.counts)
	h.renewed.Add(1)
	return &serving{newServer(NewExecutable(view, h.project, h.options), cache, h.options), cache}
}

// newServer returns gqlgen's server over an executable schema, with our cache, reading of documents and transport.
func newServer(schema graphql.ExecutableSchema, cache *document.Cache, o Options) *handler.Server {
	o = o.filled()
	server := handler.New(schema)
	server.SetQueryCache(cache)
	server.Use(document.Extension{Cache: cache, Limits: &o.Limits, Schema: schema.Schema()})
	server.AddTransport(transport.New(o.transport()))
	return server
}
