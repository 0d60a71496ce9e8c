package server

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"tiddly/internal/fault"
	"tiddly/internal/turns"
)

func wantBusy(t *testing.T, err error) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != fault.LimitRequests || f.Hint == "" {
		t.Errorf("got %v, want %s with a hint", err, fault.LimitRequests)
	}
}

func TestGate(t *testing.T) {
	g := NewGate(2, 1, time.Minute)
	var leave [2]func()
	for i := range leave {
		var err error
		if leave[i], err = g.Enter(turns.With(t.Context(), strconv.Itoa(i))); err != nil {
			t.Fatal(err)
		}
	}
	in := make(chan error)
	go func() {
		_, err := g.Enter(context.WithoutCancel(t.Context()))
		in <- err
	}()
	for g.Waiting() < 1 {
		time.Sleep(time.Millisecond)
	}
	_, err := g.Enter(t.Context()) // one may wait, and one does
	wantBusy(t, err)
	leave[0]()
	if err := <-in; err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	// A client that leaves while waiting gets RequestLeft, not LimitRequests.
	if _, err = g.Enter(ctx); fault.From(err).Code != fault.RequestLeft {
		t.Errorf("got %v, want %s", err, fault.RequestLeft)
	}
	if g.AtWork() != 2 || g.Waiting() != 0 {
		t.Errorf("%d are at work and %d wait", g.AtWork(), g.Waiting())
	}
}

func TestGateWaitsNoLonger(t *testing.T) {
	g := NewGate(1, 10, time.Millisecond)
	if _, err := g.Enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := g.Enter(t.Context())
	wantBusy(t, err)
}

// TestGateHoldsItsBounds runs many requests at once: the limit is never exceeded, and all places are free at the
// end.
func TestGateHoldsItsBounds(t *testing.T) {
	g := NewGate(3, 1000, time.Minute)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			for range 50 {
				leave, err := g.Enter(context.WithoutCancel(t.Context()))
				if err != nil {
					t.Error(err)
					return
				}
				if g.AtWork() > 3 {
					t.Error("more than three are at work")
				}
				leave()
			}
		})
	}
	all.Wait()
	if g.AtWork() != 0 || g.Waiting() != 0 {
		t.Errorf("%d are at work and %d wait", g.AtWork(), g.Waiting())
	}
}

// TestGateTakesNoMemory checks that the requests of one client, one after the other, enter and leave without allocations.
func TestGateTakesNoMemory(t *testing.T) {
	g := NewGate(3, 1, time.Minute)
	ctx := turns.With(t.Context(), "a")
	enter := func() {
		leave, err := g.Enter(ctx)
		if err != nil {
			t.Fatal(err)
		}
		leave()
	}
	enter()
	if n := testing.AllocsPerRun(100, enter); n > 0 || g.AtWork() != 0 {
		t.Errorf("%v allocations, and %d are at work", n, g.AtWork())
	}
}
