package rest

import (
	lru "github.com/hashicorp/golang-lru/v2"

	"tiddly/internal/engine"
	"tiddly/internal/request"
)

// maxPlans is how many plans of a snapshot are kept.
const maxPlans = 1000

// plans are the prepared requests of a snapshot, by their shape.
type plans struct {
	snapshot *engine.Snapshot
	kept     *lru.Cache[string, *engine.Prepared]
}

// plan gives the prepared request of a shape, and makes it where there is none.
func (x *exchange) plan(shape []byte, build func() *request.Request) (*engine.Prepared, error) {
	p := x.plansOf()
	if found, ok := p.kept.Get(string(shape)); ok {
		return found, nil
	}
	prepared, err := x.snapshot.Prepare(build())
	if err != nil {
		return nil, err
	}
	p.kept.Add(string(shape), prepared)
	return prepared, nil
}

// plansOf gives the plans of the snapshot: a new one has none, and those of the old one go.
func (x *exchange) plansOf() *plans {
	h := x.Handler
	if p := h.plans.Load(); p != nil && p.snapshot == x.snapshot {
		return p
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if p := h.plans.Load(); p != nil && p.snapshot == x.snapshot {
		return p
	}
	kept, err := lru.New[string, *engine.Prepared](maxPlans)
	if err != nil {
		panic("invariant broken: a cache of plans has no size: " + err.Error())
	}
	p := &plans{x.snapshot, kept}
	h.plans.Store(p)
	return p
}
