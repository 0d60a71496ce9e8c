package server

import (
	"context"
	"time"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
	"tiddly/internal/turns"
)

// Gate bounds how many requests are worked on at the same time. Those beyond wait, by turns between the addresses that
// they come from, no more of them and no longer than is set, and are refused then: a server that is asked for too much
// stays quick in what it does, and quick in saying no. No address has more than three quarters of the places, or of
// those to wait. A request asks for its place when it has arrived whole and gives it back before its answer is sent, so
// that no slow client holds one.
type Gate struct {
	line    *turns.Line
	waiting int
	wait    time.Duration
}

// NewGate returns a gate with so many places at work, so many waiting, and the longest wait.
func NewGate(atWork, waiting int, wait time.Duration) *Gate {
	return &Gate{line: turns.New(atWork), waiting: waiting, wait: wait}
}

// Enter takes a place; leave is called once to give it back. The error is fault.LimitRequests, or why ctx has ended.
func (g *Gate) Enter(ctx context.Context) (leave func(), err error) {
	address := turns.From(ctx)
	if !g.line.Take(address) {
		if err := g.await(ctx, address); err != nil {
			return nil, err
		}
	}
	return func() { g.line.Leave(address) }, nil
}

// await waits for a place. Who has none yet has not begun, and ends where the server stops.
func (g *Gate) await(ctx context.Context, address string) error {
	ctx, done := ending.Waiting(ctx)
	defer done()
	w := g.line.Wait(address, g.waiting)
	if w == nil {
		return busy("as many requests are at work, and wait, as may be")
	}
	timer := time.NewTimer(g.wait)
	defer timer.Stop()
	var err error
	select {
	case <-w.Granted():
		return nil
	case <-timer.C:
		err = busy("the request has waited as long as it may for its turn")
	case <-ctx.Done():
		err = ending.Fault(ctx, "the request was given up while it waited for its turn")
	}
	if g.line.GiveUp(w) {
		return err
	}
	return nil // it got its place meanwhile
}

// AtWork returns how many requests are worked on.
func (g *Gate) AtWork() int { return g.line.Held() }

// Waiting returns how many requests wait for a place.
func (g *Gate) Waiting() int { return g.line.Waiting() }

func busy(message string) *fault.Fault {
	return fault.New(fault.LimitRequests, "%s", message).WithHint("try again in a second")
}
