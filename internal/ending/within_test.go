package ending_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
)

// TestWithin checks each way to end, for work that is waited for and for work that is not.
func TestWithin(t *testing.T) {
	type key struct{}
	for _, waits := range []bool{false, true} {
		outer, cancel := context.WithCancelCause(context.WithValue(t.Context(), key{}, 1))
		begin := func(limit time.Duration) *ending.Within {
			w := &ending.Within{}
			w.Begin(outer, limit)
			if waits {
				w.Done()
			}
			return w
		}
		late, stopped, done := begin(-1), begin(time.Hour), begin(time.Hour)
		done.End()
		done.End()
		if at, ok := stopped.Deadline(); !ok || time.Until(at) > time.Hour {
			t.Errorf("the deadline is %v", at)
		}
		if stopped.Err() != nil || stopped.Value(key{}) != 1 {
			t.Errorf("it has ended: %v; the value is %v", stopped.Err(), stopped.Value(key{}))
		}
		if err := late.Err(); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waits %v: what is late ended by %v", waits, err)
		}
		below, forget := context.WithCancel(stopped)
		cancel(fault.New(fault.InternalStopping, "the server is stopping"))
		<-below.Done()
		forget()
		for _, c := range []struct {
			ctx  context.Context
			want error
			code fault.Code
		}{
			{late, context.DeadlineExceeded, fault.LimitTime}, {stopped, context.Canceled, fault.InternalStopping}, {done, context.Canceled, ""},
		} {
			if err := c.ctx.Err(); !errors.Is(err, c.want) {
				t.Errorf("waits %v: it ended by %v, want %v", waits, err, c.want)
			}
			if f := ending.Fault(c.ctx, "too long"); c.code != "" && f.Code != c.code {
				t.Errorf("waits %v: the fault is %v, want %s", waits, f, c.code)
			}
			<-c.ctx.Done()
		}
		// What ended by its time stays so.
		if late.End(); !errors.Is(late.Err(), context.DeadlineExceeded) {
			t.Errorf("the error has become %v", late.Err())
		}
	}
}

// TestWithinEarlierDeadline checks that the earlier of two deadlines counts.
func TestWithinEarlierDeadline(t *testing.T) {
	at := time.Now().Add(time.Minute)
	outer, cancel := context.WithDeadline(t.Context(), at)
	defer cancel()
	w := &ending.Within{}
	w.Begin(outer, time.Hour)
	defer w.End()
	if got, ok := w.Deadline(); !ok || !got.Equal(at) {
		t.Errorf("the deadline is %v, want %v", got, at)
	}
}
