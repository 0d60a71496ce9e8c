package server

import (
	"context"
	"sync"

	"github.com/go-chi/chi/v5"

	"tiddly/internal/caller"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
	"tiddly/internal/turns"
)

// visit is the context of an exchange. It holds what a request has or gets on its way, in one allocation with its
// tracker: a context for each would cost an allocation each, and two more for the request that carries it.
type visit struct {
	context.Context //nolint:containedctx // it is a context
	// address is the client's.
	address string
	// id is that of the request, as the value of a header.
	id [1]string
	// share may be nil.
	share *outgoing.Share
	// observer may be nil.
	observer observe.Observer
	// caller is nil until the caller is identified, and for a stranger.
	caller *caller.Caller
	// route is the pattern of the address, routing the state of the router; each is empty where the other is used.
	route   string
	routing *chi.Context
}

var routings = sync.Pool{New: func() any { return chi.NewRouteContext() }}

// routed begins the state of the router, unrouted ends it.
func (v *visit) routed() { v.routing = routings.Get().(*chi.Context) }

func (v *visit) unrouted() {
	if v.routing == nil {
		return
	}
	v.routing.Reset()
	routings.Put(v.routing)
	v.routing = nil
}

type visitKey struct{}

// visitOf returns the visit of an exchange.
func visitOf(ctx context.Context) *visit {
	v, ok := ctx.Value(visitKey{}).(*visit)
	if !ok {
		panic("invariant broken: an exchange has no visit")
	}
	return v
}

// Value implements context.Context.
func (v *visit) Value(key any) any {
	switch key.(type) {
	case visitKey:
		return v
	case turns.Key:
		return &v.address
	case outgoing.Key:
		return v.share
	case observe.IDKey:
		return &v.id[0]
	case observe.Key:
		return v.observer
	case caller.ContextKey:
		return v.caller
	}
	if key == chi.RouteCtxKey {
		return v.routing
	}
	return v.Context.Value(key)
}

// pattern returns the route pattern of the address, which never contains the client's text.
func (v *visit) pattern() string {
	if v.route != "" {
		return v.route
	}
	if v.routing != nil {
		if pattern := v.routing.RoutePattern(); pattern != "" {
			return pattern
		}
	}
	return "none"
}
