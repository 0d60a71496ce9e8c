package ending_test

import (
	"context"
	"testing"
	"time"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
)

func TestFault(t *testing.T) {
	if f := ending.Fault(t.Context(), "too long"); f != nil {
		t.Errorf("a context that goes on has ended: %v", f)
	}
	left, leave := context.WithCancel(t.Context())
	leave()
	late, done := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer done()
	stopped, stop := context.WithCancelCause(t.Context())
	stop(fault.New(fault.InternalStopping, "the server is stopping"))
	for _, c := range []struct {
		ctx    context.Context
		code   fault.Code
		caused bool
	}{{left, fault.RequestLeft, false}, {late, fault.LimitTime, true}, {stopped, fault.InternalStopping, false}} {
		// A wait mostly has a deadline of its own.
		inner, done := context.WithTimeout(c.ctx, time.Minute)
		f := ending.Fault(inner, "too long")
		done()
		if f == nil || f.Code != c.code || (f.Cause() != nil) != c.caused {
			t.Errorf("got %v, want %s", f, c.code)
		}
		if ending.Left(inner) != (c.code == fault.RequestLeft) {
			t.Errorf("%s: who left is not told apart", c.code)
		}
	}
}
