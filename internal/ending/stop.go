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

// Waiting returns a context for the part of a request before it begins to run: it ends with ctx, and as soon as the
// server begins to stop. Nothing is kept of a request that ends there, so its client can retry with another server.
// The caller calls cancel when that part is over.
func Waiting(ctx context.Context) (waiting context.Context, cancel context.CancelFunc) {
	stop := stopOf(ctx)
	if stop == nil {
		return ctx, func() {}
	}
	waiting, end := context.WithCancelCause(ctx)
	if stop.Err() != nil {
		end(Stopping())
		return waiting, func() {}
	}
	forget := context.AfterFunc(stop, func() { end(Stopping()) })
	return waiting, func() {
		forget()
		end(nil)
	}
}

// OnStop calls f in a goroutine of its own once the server begins to stop, and immediately where it has. The caller
// calls cancel when f is no longer wanted; f may be running then.
func OnStop(ctx context.Context, f func()) (cancel func() bool) {
	stop := stopOf(ctx)
	if stop == nil {
		return func() bool { return true }
	}
	return context.AfterFunc(stop, f)
}

func stopOf(ctx context.Context) context.Context {
	stop, _ := ctx.Value(stopKey{}).(context.Context)
	return stop
}
