package ending

import (
	"context"

	"tiddly/internal/fault"
)

type stopKey struct{}

// Stopping returns the fault of a request that ends because the server stops.
func Stopping() *fault.Fault {
	return fault.New(fault.InternalStopping, "the server is stopping").WithHint("try again in a moment")
}

// WithStop returns a context for requests whose Waiting contexts end when stop does.
func WithStop(ctx, stop context.Context) context.Context {
	return context.WithValue(ctx, stopKey{}, stop)
}

// Begun returns a context for a request that has begun to run: it continues while the server stops.
func Begun(ctx context.Context) context.Context {
	if stopOf(ctx) == nil {
		return ctx
	}
	return context.WithValue(ctx, stopKey{}, context.Context(nil))
}

// Waiting returns a context for work that a request does before it begins to run: it ends with ctx, and when the server
// begins to stop in the middle of that work. Nothing is kept of a request that ends there, so its client can ask
// another server. A request that gets here after the server began to stop is one of the last, and goes on. The caller
// calls cancel when that work is over.
func Waiting(ctx context.Context) (waiting context.Context, cancel context.CancelFunc) {
	stop := stopOf(ctx)
	if stop == nil || stop.Err() != nil {
		return ctx, func() {}
	}
	waiting, end := context.WithCancelCause(ctx)
	forget := context.AfterFunc(stop, func() { end(Stopping()) })
	return waiting, func() {
		forget()
		end(nil)
	}
}

func stopOf(ctx context.Context) context.Context {
	stop, _ := ctx.Value(stopKey{}).(context.Context)
	return stop
}
