package ending_test

import (
	"context"
	"testing"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
)

// TestWaiting checks that the stop of the server ends what waits, and nothing that has begun.
func TestWaiting(t *testing.T) {
	signal, stop := context.WithCancel(t.Context())
	request, leave := context.WithCancel(ending.WithStop(t.Context(), signal))
	defer leave()
	before, done := ending.Waiting(request)
	begun, ran := ending.Waiting(ending.Begun(request))
	defer ran()
	other, over := ending.Waiting(request)
	over()
	if before.Err() != nil || other.Err() == nil {
		t.Fatalf("before the stop: %v, %v", before.Err(), other.Err())
	}
	stop()
	<-before.Done()
	done()
	if f := ending.Fault(before, "late"); f == nil || f.Code != fault.InternalStopping || f.Hint == "" {
		t.Errorf("who waits gets %v", f)
	}
	if f := ending.Fault(other, "late"); f == nil || f.Code != fault.RequestLeft {
		t.Errorf("what was over before gets %v", f)
	}
	after, done := ending.Waiting(request)
	defer done()
	if after.Err() != nil {
		t.Errorf("what comes later ends: %v", after.Err())
	}
	if request.Err() != nil || begun.Err() != nil {
		t.Errorf("what runs ends: %v, %v", request.Err(), begun.Err())
	}
	leave()
	if f := ending.Fault(begun, "late"); f == nil || f.Code != fault.RequestLeft {
		t.Errorf("whose client left gets %v", f)
	}
}

// TestNobodyStops uses a context without a server.
func TestNobodyStops(t *testing.T) {
	waiting, done := ending.Waiting(t.Context())
	defer done()
	if waiting != t.Context() || ending.Begun(t.Context()) != t.Context() {
		t.Error("a context without a server is another one")
	}
}
