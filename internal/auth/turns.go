package auth

import (
	"context"
	"hash/maphash"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
)

// turns serializes the logins of one account. Each counts as failed while it runs, so several right ones at once
// would otherwise exceed the limit.
type turns struct {
	seed maphash.Seed
	// lanes are far fewer than accounts; accounts that share one may wait for each other.
	lanes [64]chan struct{}
}

func newTurns() turns {
	t := turns{seed: maphash.MakeSeed()}
	for i := range t.lanes {
		t.lanes[i] = make(chan struct{}, 1)
	}
	return t
}

// take waits for the turn; done ends it. The error is fault.LimitRequests, or the reason why the client has left.
func (t *turns) take(ctx context.Context, of string) (done func(), err error) {
	lane := t.lanes[maphash.String(t.seed, of)%uint64(len(t.lanes))]
	select {
	case lane <- struct{}{}:
		return func() { <-lane }, nil
	case <-ctx.Done():
		if ending.Left(ctx) {
			return nil, ending.Fault(ctx, "")
		}
		return nil, fault.New(fault.LimitRequests, "the login waited too long for its turn").WithHint("try again in a second")
	}
}
