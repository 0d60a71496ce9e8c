package document

import (
	"context"
	"sync/atomic"
	"testing"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
)

// looking is a context that calls then at its nth check.
type looking struct {
	context.Context
	looks atomic.Int64
	at    int64
	then  func()
}

// Err implements context.Context.
func (l *looking) Err() error {
	if l.looks.Add(1) == l.at {
		l.then()
	}
	return l.Context.Err()
}

// long returns a valid document that takes many steps to check.
func long(t *testing.T) (string, limits.Limits) {
	t.Helper()
	l := gqltest.Tenfold()
	return gqltest.Hostile["equal arguments"](6000), l
}

// TestDocumentsEndWithTheirRequests ends the request, or stops the server, at each of the checks during reading
// and planning: they end there, with the reason, and nothing is cached.
func TestDocumentsEndWithTheirRequests(t *testing.T) {
	text, l := long(t)
	s, _ := newShelf(t, l)
	read := func(ctx context.Context) (steps int, code string) {
		r := reading{limits: s.limits, schema: s.schema}
		document, errs := r.read(ctx, text)
		if len(errs) > 0 {
			return r.steps, errs[0].Extensions["code"].(string)
		}
		e := NewEntry(document)
		if _, _, faults := s.planner.Plan(ctx, e, e.operations[0], nil); len(faults) > 0 {
			return r.steps, string(faults[0].Fault.Code)
		}
		return r.steps, ""
	}
	all := &looking{Context: t.Context()}
	whole, code := read(all)
	if looks := all.looks.Load(); code != "" || looks < 20 {
		t.Fatalf("%s after %d steps and %d looks", code, whole, looks)
	}
	// A context sometimes checks its parent by itself, so the count can be off by one.
	for at := int64(1); at < all.looks.Load(); at += 1 + at/8 {
		gone, leave := context.WithCancel(t.Context())
		if _, code := read(&looking{Context: gone, at: at, then: leave}); code != string(fault.RequestLeft) {
			t.Errorf("whose client left at the look %d gets %q", at, code)
		}
		signal, stop := context.WithCancel(t.Context())
		stopping, done := ending.Waiting(ending.WithStop(t.Context(), signal))
		// Begun, so that nothing stands between the context and its user.
		halt := &looking{Context: ending.Begun(stopping), at: at, then: func() { stop(); <-stopping.Done() }}
		if _, code := read(halt); code != string(fault.InternalStopping) {
			t.Errorf("who is stopped at the look %d gets %q", at, code)
		}
		done()
		leave()
	}
}

// TestValidationStopsInTheMiddle stops the server at the first check of the walk over a document of 20,000 tokens.
func TestValidationStopsInTheMiddle(t *testing.T) {
	text, l := long(t)
	s, _ := newShelf(t, l)
	r := reading{limits: s.limits, schema: s.schema}
	if _, errs := r.read(t.Context(), text); len(errs) > 0 {
		t.Fatal(errs)
	}
	gone, leave := context.WithCancel(t.Context())
	// The earlier checks are before parsing, before validation, and at its beginning.
	halted := reading{limits: s.limits, schema: s.schema}
	if _, errs := halted.read(&looking{Context: gone, at: 4, then: leave}, text); len(errs) != 1 || errs[0].Extensions["code"] != string(fault.RequestLeft) {
		t.Fatalf("got %v", errs)
	}
	var v survey
	v.limits = s.limits
	document, err := s.read(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	v.survey(document)
	if walked := halted.steps - v.steps; walked < between || walked > 2*between {
		t.Errorf("%d steps were taken of %d, want some %d", walked, r.steps-v.steps, between)
	}
}
