// Package turns shares places among the addresses that requests come from: no address holds more than three quarters of
// them, and those that wait are served by turns between addresses. It is a leaf: it knows neither what a place is for
// nor how an address was found.
package turns

import (
	"context"
	"sync"
)

// Most returns how many of so many places an address may hold: three quarters, and one at least.
func Most(places int) int { return max(1, places/4*3+places%4*3/4) }

type addressKey struct{}

// With returns a context whose request comes from an address.
func With(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

// From returns the address that a request comes from. What comes from nowhere, as what the program does by itself, has
// the empty one, which counts as any other.
func From(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}

// Line is a number of places, and who waits for one. It is safe for concurrent use.
type Line struct {
	places, most int

	mu sync.Mutex
	// free are the places that nobody holds, parked those that are held back. As long as one is free, those that wait
	// are of addresses that hold as many as they may.
	free, parked int
	held         map[string]int
	queue        Queue[*Waiter]
	// emptied is closed when the line was closed and nobody holds a place; nil while it is open.
	emptied chan struct{}
}

// Waiter waits for a place.
type Waiter struct {
	address string
	granted chan struct{}
}

// New returns a line of so many places.
func New(places int) *Line {
	return &Line{places: places, most: Most(places), free: places, held: map[string]int{}}
}

// Places returns how many places there are.
func (l *Line) Places() int { return l.places }

// Held returns how many places are held, or held back.
func (l *Line) Held() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.places - l.free
}

// Waiting returns how many wait.
func (l *Line) Waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.queue.Len()
}

// Take takes a place for an address, and reports whether there was one.
func (l *Line) Take(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.emptied != nil || l.free == 0 || !l.may(address) {
		return false
	}
	l.take(address)
	return true
}

// Wait begins to wait for a place, which mostly Take has not found. At most so many may wait, three quarters of them of
// one address; it returns nil where as many do.
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

// GiveUp ends the wait of w, and reports whether that came in time: else w has its place.
func (l *Line) GiveUp(w *Waiter) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.queue.Remove(w.address, func(other *Waiter) bool { return other == w }) > 0
}

// Leave gives a place of an address back.
func (l *Line) Leave(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.give(address)
	l.free++
	l.freed()
}

// Park holds a place of an address back, so that nobody has it. The last that is left is not; then it reports false.
func (l *Line) Park(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.parked == l.places-1 {
		return false
	}
	l.give(address)
	l.parked++
	l.freed() // its address may have another one
	return true
}

// Unpark gives back all places that were held back.
func (l *Line) Unpark() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.free += l.parked
	l.parked = 0
	l.freed()
}

// Close has nobody get a place any more, and returns when nobody holds one.
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

// freed hands free places on, or notes that the closed line is empty.
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

// grant hands free places to those that wait.
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

// may reports whether an address may hold one place more.
func (l *Line) may(address string) bool { return l.held[address] < l.most }

func (l *Line) take(address string) {
	l.free--
	l.held[address]++
}

func (l *Line) give(address string) {
	if l.held[address] == 0 {
		panic("invariant broken: an address gives back a place that it does not hold")
	}
	if l.held[address]--; l.held[address] == 0 {
		delete(l.held, address)
	}
}
