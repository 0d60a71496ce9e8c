package server

import (
	"context"
	"time"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
	"tiddly/internal/turns"
)

// Gate limits how many requests run at the same time. Excess requests wait, by turns between the client addresses;
// beyond the configured number and time of waiting they are refused, so that an overloaded server stays fast in
// what it does and refuses quickly. No address has more than three quarters of the places to run or to wait. A
// request takes its place when it has arrived whole and releases it before its answer is sent, so that slow
// clients hold none.
type Gate struct {
	line    *turns.Line
	waiting int
	wait    time.Duration
}

// NewGate returns a gate with the given numbers of running and waiting requests, and the maximum wait.
func NewGate(atWork, waiting int, wait time.Duration) *Gate {
	return &Gate{line: turns.New(atWork), waiting: waiting, wait: wait}
}

// Enter takes a place; leave must be called once to release it. The error is fault.LimitRequests, or the reason
// why ctx has ended.
func (g *Gate) Enter(ctx context.Context) (leave func(), err error) {
	address := turns.From(ctx)
	if free := g.line.Enter(address); free != nil {
		return free, nil
	}
	if err := g.await(ctx, address); err != nil {
		return nil, err
	}
	return func() { g.line.Leave(address) }, nil
}

// await waits for a place.
func (g *Gate) await(ctx context.Context, address string) error {
	w := g.line.Wait(address, g.waiting)
	if w == nil {
		return busy("too many requests are running or waiting")
	}
	timer := time.NewTimer(g.wait)
	defer timer.Stop()
	var err error
	select {
	case <-w.Granted():
		return nil
	case <-timer.C:
		err = busy("the request waited too long for its turn")
	case <-ctx.Done():
		err = ending.Fault(ctx, "the request was canceled while it waited for its turn")
	}
	if g.line.GiveUp(w) {
		return err
	}
	return nil // it got its place meanwhile
}

// AtWork returns the number of running requests.
func (g *Gate) AtWork() int { return g.line.Held() }

// Waiting returns the number of requests that wait for a place.
func (g *Gate) Waiting() int { return g.line.Waiting() }

func busy(message string) *fault.Fault {
	return fault.New(fault.LimitRequests, "%s", message).WithHint("try again in a second")
}
