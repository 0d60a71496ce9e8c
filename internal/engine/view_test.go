package engine

import (
	"sync"
	"testing"

	"tiddly/internal/caller"
)

// TestPerViewKeepsTheLatestOfEachRole creates one value for each view of two roles, also under concurrent calls,
// and another when a view is replaced.
func TestPerViewKeepsTheLatestOfEachRole(t *testing.T) {
	views := map[string]*Snapshot{"": {}, "clerk": {role: "clerk"}}
	view := func(who *caller.Caller) *Snapshot {
		if who == nil {
			return views[""]
		}
		return views[who.Role]
	}
	clerk := &caller.Caller{Role: "clerk"}
	var p PerView[*int]
	made := 0
	create := func(*Snapshot) *int { made++; n := made; return &n }
	if len(p.All()) != 0 {
		t.Error("something is kept of nothing")
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { p.Of(nil, view, create); p.Of(clerk, view, create) })
	}
	all.Wait()
	if made != 2 || len(p.All()) != 2 || p.Of(nil, view, create) == p.Of(clerk, view, create) {
		t.Errorf("made %d, kept %d", made, len(p.All()))
	}
	before, other := p.Of(nil, view, create), p.Of(clerk, view, create)
	// A request with an outdated view gets the value of the new one, and does not restore the old one.
	old, asked := views[""], 0
	views[""] = &Snapshot{}
	now := p.Of(nil, view, create)
	late := p.Of(nil, func(who *caller.Caller) *Snapshot {
		if asked++; asked == 1 {
			return old
		}
		return view(who)
	}, create)
	if now == before || late != now || made != 3 || len(p.All()) != 2 || p.Of(clerk, view, create) != other {
		t.Errorf("made %d, kept %d", made, len(p.All()))
	}
	if n := testing.AllocsPerRun(100, func() { p.Of(clerk, view, create) }); n > 0 {
		t.Errorf("a look costs %v allocations", n)
	}
}
