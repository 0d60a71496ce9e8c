package serve

import (
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"

	"tiddly/internal/engine"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/transport"
)

// Handler serves GraphQL over HTTP from the current snapshot. Each snapshot has a gqlgen server of
// its own, with its cache of documents and plans: a new snapshot drops both, and requests in flight end on the old one.
type Handler struct {
	current func() *engine.Snapshot
	project *handwritten.Project
	options Options

	mu    sync.Mutex
	serve atomic.Pointer[serving]
	// counts are those of the caches of all snapshots, renewed how many snapshots there were.
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
	if s := h.serve.Load(); s != nil {
		u.Documents = s.cache.Size()
	}
	return u
}

// serving is the server of a snapshot.
type serving struct {
	snapshot *engine.Snapshot
	server   http.Handler
	cache    *document.Cache
}

// NewHandler returns a handler that asks current which snapshot is served; it is called once a request. The project is
// what is written in Go.
func NewHandler(current func() *engine.Snapshot, p *handwritten.Project, o Options) *Handler {
	return &Handler{current: current, project: p, options: o}
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	snapshot := h.current()
	s := h.serve.Load()
	if s == nil || s.snapshot != snapshot {
		s = h.renew()
	}
	s.server.ServeHTTP(w, r)
}

// renew makes the server of a new snapshot, once. It asks for the snapshot again: a request that was overtaken by a
// change must not put the old one back.
func (h *Handler) renew() *serving {
	h.mu.Lock()
	defer h.mu.Unlock()
	snapshot := h.current()
	if s := h.serve.Load(); s != nil && s.snapshot == snapshot {
		return s
	}
	cache := document.NewCache(&h.counts)
	s := &serving{snapshot, newServer(NewExecutable(snapshot, h.project, h.options), cache, h.options), cache}
	h.renewed.Add(1)
	h.serve.Store(s)
	return s
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
