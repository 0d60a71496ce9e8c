package rest

import (
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"tiddly/internal/ending"
	"tiddly/internal/engine"
	"tiddly/internal/request"
)

// maxPlans and maxPlanBytes limit the cached plans of a snapshot by number and approximate total size: a filter
// with long lists makes a large plan, and a client can write filters of any number of shapes.
const (
	maxPlans     = 1000
	maxPlanBytes = 16 << 20
)

// plans caches the prepared requests of a snapshot by their shape.
type plans struct {
	snapshot *engine.Snapshot
	kept     *lru.Cache[string, *engine.Prepared]
	bytes    atomic.Int64
}

func newPlans(s *engine.Snapshot) *plans {
	p := &plans{snapshot: s}
	var err error
	p.kept, err = lru.NewWithEvict(maxPlans, func(_ string, gone *engine.Prepared) { p.bytes.Add(-int64(gone.Program.Size())) })
	if err != nil {
		panic("invariant broken: a cache of plans has no size: " + err.Error())
	}
	return p
}

// keep adds a plan, and evicts the least recently used ones while the total is too large.
func (p *plans) keep(shape string, prepared *engine.Prepared) {
	if there, _ := p.kept.ContainsOrAdd(shape, prepared); there {
		return
	}
	p.bytes.Add(int64(prepared.Program.Size()))
	for p.bytes.Load() > maxPlanBytes && p.kept.Len() > 1 {
		p.kept.RemoveOldest()
	}
}

// plan returns the prepared request of a shape, and prepares it if it is not cached.
func (x *exchange) plan(shape []byte, build func() *request.Request) (*engine.Prepared, error) {
	p := x.plans
	if found, ok := p.kept.Get(string(shape)); ok {
		return found, nil
	}
	ctx, done := ending.Waiting(x.r.Context())
	defer done()
	prepared, err := x.snapshot.Prepare(ctx, build())
	if err != nil {
		return nil, err
	}
	p.keep(string(shape), prepared)
	return prepared, nil
}
