package auth

import (
	"context"
	"hash/maphash"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
)

// turns let logins of one account follow each other. Each counts as failed while it is under way, so several right ones
// at the same time would otherwise be too many.
type turns struct {
	seed maphash.Seed
	// lanes are far fewer than accounts; that two share one costs a wait.
	lanes [64]chan struct{}
}

func newTurns() turns {
	t := turns{seed: maphash.MakeSeed()}
	for i := range t.lanes {
		t.lanes[i] = make(chan struct{}, 1)
	}
	return t
}

// take waits for the turn; done ends it. The error is fault.LimitRequests, or that the client has left.
func (t *turns) take(ctx context.Context, of string) (done func(), err error) {
	lane := t.lanes[maphash.String(t.seed, of)%uint64(len(t.lanes))]
	select {
	case lane <- struct{}{}:
		return func() { <-lane }, nil
	case <-ctx.Done():
		if ending.Left(ctx) {
			return nil, ending.Fault(ctx, "")
		}
		return nil, fault.New(fault.LimitRequests, "the login has waited as long as it may for its turn").WithHint("try again in a second")
	}
}
