package ending

import (
	"context"
	"sync/atomic"
	"time"
)

// Within is the context of work that has to end by a time. It has a timer only once somebody waits for its end: most
// work is done long before, and looks at Err alone.
type Within struct {
	context.Context //nolint:containedctx // it is a context

	until time.Time
	timed atomic.Pointer[timed]
}

// timed is the context that somebody waits for.
type timed struct {
	context.Context //nolint:containedctx // it is a context

	cancel context.CancelFunc
}

// over is in place of the context of work that ended before anybody waited.
var over = func() *timed {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return &timed{ctx, cancel}
}()

// Begin sets the context up: within ctx, for that long. End must be called when the work is done.
func (w *Within) Begin(ctx context.Context, limit time.Duration) {
	w.Context, w.until = ctx, time.Now().Add(limit)
}

// End ends the context.
func (w *Within) End() {
	if !w.timed.CompareAndSwap(nil, over) {
		w.timed.Load().cancel()
	}
}

// Deadline implements context.Context.
func (w *Within) Deadline() (time.Time, bool) {
	if outer, ok := w.Context.Deadline(); ok && outer.Before(w.until) {
		return outer, true
	}
	return w.until, true
}

// Done implements context.Context.
func (w *Within) Done() <-chan struct{} { return w.waited().Done() }

// waited returns the context with a timer.
func (w *Within) waited() *timed {
	if t := w.timed.Load(); t != nil {
		return t
	}
	ctx, cancel := context.WithDeadline(w.Context, w.until)
	if !w.timed.CompareAndSwap(nil, &timed{ctx, cancel}) {
		cancel()
	}
	return w.timed.Load()
}

// Err implements context.Context.
func (w *Within) Err() error {
	if t := w.timed.Load(); t != nil {
		return t.Err()
	}
	if w.Context.Err() == nil && time.Until(w.until) > 0 {
		return nil
	}
	return w.waited().Err() // which stays what it is
}

// Value implements context.Context.
func (w *Within) Value(key any) any {
	if t := w.timed.Load(); t != nil && t != over {
		return t.Value(key) // contexts below join it, with what ends them
	}
	return w.Context.Value(key)
}
