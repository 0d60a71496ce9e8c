package engine

import (
	"maps"
	"sync"
	"sync/atomic"

	"tiddly/internal/caller"
	"tiddly/internal/catalog"
)

// A view is what a role sees of the database: a snapshot with a catalogue and a schema of its own. So far there is
// only the view of the unnamed role, which sees everything.

// origin is the input for a role's catalogue: the source read from the database, and the options it is served
// with.
type origin struct {
	source  catalog.Source
	options Options
}

// View returns the caller's view of the snapshot.
func (s *Snapshot) View(*caller.Caller) *Snapshot { return s }

// View returns the caller's view of the current snapshot.
func (l *Live) View(who *caller.Caller) *Snapshot { return l.Current().View(who) }

// PerView caches an edge's value for the latest view of each role; a cached value is dropped with its view. The
// zero value is ready to use and safe for concurrent use.
type PerView[T any] struct {
	mu   sync.Mutex
	kept atomic.Pointer[map[string]made[T]]
}

// made is the value cached for a view.
type made[T any] struct {
	view *Snapshot
	of   T
}

// Of returns the value for the caller's current view, creating it once if the view is new. A request that was
// overtaken by a change does not restore the old one.
func (p *PerView[T]) Of(who *caller.Caller, view func(*caller.Caller) *Snapshot, create func(*Snapshot) T) T {
	if m, ok := p.find(view(who)); ok {
		return m.of
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	v := view(who)
	if m, ok := p.find(v); ok {
		return m.of
	}
	kept := map[string]made[T]{}
	if old := p.kept.Load(); old != nil {
		maps.Copy(kept, *old)
	}
	m := made[T]{v, create(v)}
	kept[v.role] = m
	p.kept.Store(&kept)
	return m.of
}

func (p *PerView[T]) find(v *Snapshot) (made[T], bool) {
	kept := p.kept.Load()
	if kept == nil {
		return made[T]{}, false
	}
	m, ok := (*kept)[v.role]
	return m, ok && m.view == v
}

// All returns the cached values of all roles.
func (p *PerView[T]) All() []T {
	kept := p.kept.Load()
	if kept == nil {
		return nil
	}
	all := make([]T, 0, len(*kept))
	for _, m := range *kept {
		all = append(all, m.of)
	}
	return all
}
