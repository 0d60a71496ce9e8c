package engine

import (
	"maps"
	"sync"
	"sync/atomic"

	"tiddly/internal/caller"
	"tiddly/internal/catalog"
)

// A view is what a role sees of what is served: a snapshot with a catalogue and a schema of its own. There is one view
// yet, that of the role without a name, which sees everything.

// origin is what the catalogue of a role is made of: what was read of the database, and how it is served.
type origin struct {
	source  catalog.Source
	options Options
}

// View returns what a caller sees of the snapshot.
func (s *Snapshot) View(*caller.Caller) *Snapshot { return s }

// View returns what a caller sees of what is served now.
func (l *Live) View(who *caller.Caller) *Snapshot { return l.Current().View(who) }

// PerView keeps what an edge makes of views, for the latest view of each role: its caches go with the view. The zero
// value is ready to use, by any number of goroutines.
type PerView[T any] struct {
	mu   sync.Mutex
	kept atomic.Pointer[map[string]made[T]]
}

// made is what was made of a view.
type made[T any] struct {
	view *Snapshot
	of   T
}

// Of returns what was made of the view that a caller has now. Where that is another than before it is made, once. A
// request that was overtaken by a change does not put the old one back.
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

// All returns what is kept, of each role.
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
