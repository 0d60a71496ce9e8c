package ending

import (
	"sync"
	"sync/atomic"
	"time"
)

// Interval is the time between two rounds of a Watchman.
const Interval = 10 * time.Millisecond

// Watched is work whose request may end before it.
type Watched interface {
	// Look interrupts the work if its request has ended, and reports whether there is any. Each round looks again, as an
	// interruption may come when there is nothing to be interrupted.
	Look() bool
}

// Watchman looks at work again and again, as long as there is some. A context that somebody waits for, with a timer and
// a function of its own for each request, costs a short request more than its statement. The zero value is ready.
type Watchman struct {
	mu  sync.Mutex
	all map[Watched]bool
	// awake reports whether a round is to come. Idle counts the rounds that have found nothing to watch.
	awake atomic.Bool
	idle  int
}

// maxIdle is the number of rounds without work after which the watchman sleeps. To wake it costs more than a round, so
// it does not sleep between two requests of a busy server.
const maxIdle = 100

// Add adds what is watched from now on. What is added must be able to be the key of a map.
func (m *Watchman) Add(w Watched) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[Watched]bool{}
	}
	m.all[w] = true
}

// Remove removes what is watched no longer. Nothing looks at it once it has returned.
func (m *Watchman) Remove(w Watched) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.all, w)
}

// Wake makes the rounds begin, if they have not. It must be called when there is work.
func (m *Watchman) Wake() {
	if !m.awake.Load() && m.awake.CompareAndSwap(false, true) {
		time.AfterFunc(Interval, m.round)
	}
}

// round looks at everything once.
func (m *Watchman) round() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.look() {
		m.idle = 0
	}
	if m.idle++; m.idle <= maxIdle {
		time.AfterFunc(Interval, m.round)
		return
	}
	m.idle = 0
	m.awake.Store(false)
	// Who came before that did not wake the watchman.
	if m.look() {
		m.Wake()
	}
}

// look reports whether there is work.
func (m *Watchman) look() bool {
	some := false
	for w := range m.all {
		some = w.Look() || some
	}
	return some
}
