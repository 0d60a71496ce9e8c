// Package ending returns why a request's context ended: its time is over, its client has left, or the server stops. It
// is a leaf, so that every place where a request can wait reports the same.
package ending

import (
	"context"
	"errors"

	"tiddly/internal/fault"
)

// Fault returns the fault of a request whose context has ended, or nil where it has not. Late describes what took too
// long, for a deadline. A cause that is a fault is returned as it is. A client that left has a fault without a cause,
// so that there is nothing to log.
func Fault(ctx context.Context, late string) *fault.Fault {
	if ctx.Err() == nil {
		return nil
	}
	cause := context.Cause(ctx)
	if f, ok := errors.AsType[*fault.Fault](cause); ok {
		return f
	}
	if errors.Is(cause, context.Canceled) {
		return fault.New(fault.RequestLeft, "the client left before the answer was ready").
			WithHint("wait for the answer, or request less")
	}
	return fault.Wrap(cause, fault.LimitTime, "%s", late).
		WithHint("request fewer rows, or filter by a column that has an index")
}

// Left reports whether a context has ended because the client has gone.
func Left(ctx context.Context) bool {
	f := Fault(ctx, "")
	return f != nil && f.Code == fault.RequestLeft
}
