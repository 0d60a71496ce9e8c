package server

import (
	"context"
	"sync/atomic"
	"time"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
)

// Gate bounds how many requests are worked on at the same time. Those beyond wait in their order, no more of them and
// no longer than is set, and are refused then: a server that is asked for too much stays quick in what it does, and
// quick in saying no. A request asks for its place when it has arrived whole and gives it back before its answer is
// sent, so that no slow client holds one.
type Gate struct {
	places  chan struct{}
	waiting atomic.Int64
	most    int64
	wait    time.Duration
	leave   func()
}

// NewGate makes a gate with so many places at work, so many waiting, and the longest wait.
func NewGate(atWork, waiting int, wait time.Duration) *Gate {
	g := &Gate{places: make(chan struct{}, atWork), most: int64(waiting), wait: wait}
	g.leave = func() { <-g.places }
	return g
}

// Enter takes a place; leave is called once to give it back. The error is fault.LimitRequests, or why ctx has ended.
func (g *Gate) Enter(ctx context.Context) (leave func(), err error) {
	select {
	case g.places <- struct{}{}:
		return g.leave, nil
	default:
	}
	defer g.waiting.Add(-1)
	if g.waiting.Add(1) > g.most {
		return nil, busy("as many requests are at work, and wait, as may be")
	}
	timer := time.NewTimer(g.wait)
	defer timer.Stop()
	select {
	case g.places <- struct{}{}:
		return g.leave, nil
	case <-timer.C:
		return nil, busy("the request has waited as long as it may for its turn")
	case <-ctx.Done():
		return nil, ending.Fault(ctx, "the request was given up while it waited for its turn")
	}
}

// AtWork is how many requests are worked on.
func (g *Gate) AtWork() int { return len(g.places) }

// Waiting is how many requests wait for a place.
func (g *Gate) Waiting() int { return int(g.waiting.Load()) }

func busy(message string) *fault.Fault {
	return fault.New(fault.LimitRequests, "%s", message).WithHint("try again in a second")
}
