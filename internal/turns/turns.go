// Package turns shares places among the addresses that requests come from: no address holds more than three quarters
// of them, and waiting requests are served in turns between addresses. It is a leaf: it knows neither what a place is
// for nor how an address was found.
package turns

import (
	"context"
	"sync"
)

// Most returns the maximum number of places of one address: three quarters of all, and at least one.
func Most(places int) int { return max(1, places/4*3+places%4*3/4) }

// Key is the key under which the context of a request holds its address, as a *string.
type Key struct{}

// With returns a context whose request comes from an address.
func With(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, Key{}, &address)
}

// From returns the address that a request comes from. It is empty for the program's own work, and the empty address
// counts as any other.
func From(ctx context.Context) string {
	if address, _ := ctx.Value(Key{}).(*string); address != nil {
		return *address
	}
	return ""
}

// Line is a number of places, and the queue for them. It is safe for concurrent use.
type Line struct {
	places, most int

	mu sync.Mutex
	// free is the number of places that nobody holds, parked that of places held back. While one is free, only addresses
	// at their limit wait.
	free, parked int
	// held are the places by address. Only that of recent, the address last asked for, may be none.
	held   map[string]*places
	recent *places
	queue  Queue[*Waiter]
	// emptied is closed when the line was closed and nobody holds a place; nil while the line is open.
	emptied chan struct{}
}

// places is the number of places that an address holds.
type places struct {
	address string
	count   int
	// leave returns one of them; nil if nobody has asked for it.
	leave func()
}

// Waiter waits for a place.
type Waiter struct {
	address string
	granted chan struct{}
}

// New returns a line with that many places.
func New(total int) *Line {
	none := &places{}
	return &Line{places: total, most: Most(total), free: total, held: map[string]*places{"": none}, recent: none}
}

// Places returns the number of places.
func (l *Line) Places() int { return l.places }

// Held returns the number of places that are held, or held back.
func (l *Line) Held() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.places - l.free
}

// Waiting returns the number of waiters.
func (l *Line) Waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.queue.Len()
}

// Take takes a place for an address, and reports whether there was one.
func (l *Line) Take(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.try(address) != nil
}

// try takes a place for an address, and returns the places of the address; nil if there was none.
func (l *Line) try(address string) *places {
	if l.emptied != nil || l.free == 0 || !l.may(address) {
		return nil
	}
	l.take(address)
	return l.of(address)
}

// Enter is Take that returns how to leave the place, which has to be done once; nil if there is none.
func (l *Line) Enter(address string) (leave func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.try(address)
	if p == nil {
		return nil
	}
	if p.leave == nil {
		p.leave = func() { l.Leave(address) }
	}
	return p.leave
}

// Wait begins to wait for a place, mostly after Take has found none. At most waiting waiters are allowed, three
// quarters of them of one address; at the limit it returns nil.
func (l *Line) Wait(address string, waiting int) *Waiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.queue.Len() >= waiting || l.queue.WaitsOf(address) >= Most(waiting) {
		return nil
	}
	w := &Waiter{address: address, granted: make(chan struct{})}
	l.queue.Push(address, w)
	l.grant()
	return w
}

// Granted returns a channel that is closed when the waiter has its place.
func (w *Waiter) Granted() <-chan struct{} { return w.granted }

// GiveUp ends the wait of w, and reports whether that was in time: otherwise w has its place.
func (l *Line) GiveUp(w *Waiter) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.queue.Remove(w.address, func(other *Waiter) bool { return other == w }) > 0
}

// Leave returns a place of an address.
func (l *Line) Leave(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.give(address)
	l.free++
	l.freed()
}

// Park takes a place of an address out of use. It reports false for the last place, which stays in use.
func (l *Line) Park(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.parked == l.places-1 {
		return false
	}
	l.give(address)
	l.parked++
	l.freed() // its address may take another one
	return true
}

// Unpark returns all parked places to use.
func (l *Line) Unpark() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.free += l.parked
	l.parked = 0
	l.freed()
}

// Close stops the granting of places, and returns when nobody holds one.
func (l *Line) Close() {
	l.mu.Lock()
	if l.emptied == nil {
		l.emptied = make(chan struct{})
		l.freed()
	}
	emptied := l.emptied
	l.mu.Unlock()
	<-emptied
}

// freed grants free places to waiters, or records that the closed line is empty.
func (l *Line) freed() {
	if l.emptied == nil {
		l.grant()
		return
	}
	if l.free+l.parked == l.places {
		select {
		case <-l.emptied:
		default:
			close(l.emptied)
		}
	}
}

// grant grants free places to waiters.
func (l *Line) grant() {
	if l.emptied != nil {
		return
	}
	for l.free > 0 && l.queue.Len() > 0 {
		w, ok := l.queue.Pop(l.may)
		if !ok {
			return
		}
		l.take(w.address)
		close(w.granted)
	}
}

// of returns the places of an address. The address last asked for is found without a search: one client that asks
// again and again is the usual case.
func (l *Line) of(address string) *places {
	if l.recent.address == address {
		return l.recent
	}
	if l.recent.count == 0 {
		delete(l.held, l.recent.address)
	}
	p := l.held[address]
	if p == nil {
		p = &places{address: address}
		l.held[address] = p
	}
	l.recent = p
	return p
}

// may reports whether an address may hold one more place.
func (l *Line) may(address string) bool { return l.of(address).count < l.most }

func (l *Line) take(address string) {
	l.free--
	l.of(address).count++
}

func (l *Line) give(address string) {
	p := l.of(address)
	if p.count == 0 {
		panic("invariant broken: an address gives back a place that it does not hold")
	}
	p.count--
}
