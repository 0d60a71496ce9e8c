package outgoing

import (
	"context"
	"sync/atomic"
)

// Usual remembers what answers to the same question take: the most of late. The zero value knows nothing yet.
type Usual struct{ bytes atomic.Int64 }

// forgets is how many answers it takes, about, until a large one is forgotten.
const forgets = 16

// Estimate returns what the next answer is likely to take.
func (u *Usual) Estimate() int {
	if n := u.bytes.Load(); n > 0 {
		return int(n)
	}
	return First
}

// Learn notes what an answer took. Of answers at the same time one may be lost.
func (u *Usual) Learn(bytes int) {
	before, now := u.bytes.Load(), int64(bytes)
	if now < before {
		now = before - (before-now+forgets-1)/forgets
	}
	if now != before {
		u.bytes.Store(max(now, 1))
	}
}

type exceedsKey struct{}

// Exceeding returns a context in which the request takes what it needs and waits for nothing: because it holds
// something already, for which others might wait.
func Exceeding(ctx context.Context) context.Context {
	return context.WithValue(ctx, exceedsKey{}, true)
}

// Exceeds reports whether the request takes what it needs.
func Exceeds(ctx context.Context) bool {
	exceeds, _ := ctx.Value(exceedsKey{}).(bool)
	return exceeds
}
