package outgoing

import (
	"context"
	"sync/atomic"
)

// Usual remembers the size of answers to the same question: the largest of the recent ones. The zero value has seen
// none.
type Usual struct{ bytes atomic.Int64 }

// forgets is the approximate number of answers after which a large one is forgotten.
const forgets = 16

// Estimate returns the likely size of the next answer.
func (u *Usual) Estimate() int {
	if n := u.bytes.Load(); n > 0 {
		return int(n)
	}
	return First
}

// Learn records the size of an answer. Of concurrent answers one may be lost.
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

// Exceeding returns a context in which the request takes what it needs without waiting, because it already holds
// something that others might wait for.
func Exceeding(ctx context.Context) context.Context {
	return context.WithValue(ctx, exceedsKey{}, true)
}

// Exceeds reports whether the request takes what it needs without waiting.
func Exceeds(ctx context.Context) bool {
	exceeds, _ := ctx.Value(exceedsKey{}).(bool)
	return exceeds
}
