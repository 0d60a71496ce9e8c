//go:build linux

package soak_test

import (
	"net/http"
	"strconv"
	"sync"
)

// gate knows which requests the server runs: a client that has left one waits there for its end, so that it can tell
// what is kept, and a request that arrives after its client has left is not run.
type gate struct {
	next  http.Handler
	lanes [clients + 1]lane
}

// lane is that of one client, which sends one request at a time.
type lane struct {
	mu sync.Mutex
	// left is the number of the last request that was left.
	left int
	// running is closed at the end of the last request that ran; nil before the first.
	running chan struct{}
}

const (
	clientHeader = "Soak-Client"
	numberHeader = "Soak-Number"
)

// ServeHTTP runs a request.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	client, _ := strconv.Atoi(r.Header.Get(clientHeader))
	number, _ := strconv.Atoi(r.Header.Get(numberHeader))
	l := &g.lanes[client]
	l.mu.Lock()
	if number <= l.left {
		l.mu.Unlock()
		w.WriteHeader(http.StatusGone)
		return
	}
	running := make(chan struct{})
	l.running = running
	l.mu.Unlock()
	defer close(running)
	g.next.ServeHTTP(w, r)
}

// leave returns when a request that its client has left does not run, and never will.
func (g *gate) leave(client, number int) {
	l := &g.lanes[client]
	l.mu.Lock()
	l.left = number
	running := l.running
	l.mu.Unlock()
	if running != nil {
		<-running
	}
}
