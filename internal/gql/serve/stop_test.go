package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tiddly/internal/ending"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/request"
	"tiddly/internal/server"
)

// looking is a context that calls then at the nth look whether it has ended.
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

// long is a document that is valid and takes many steps to check.
func long(t *testing.T) (string, Limits) {
	t.Helper()
	l := tenfold()
	return hostile["equal arguments"](6000), l
}

// TestDocumentsEndWithTheirRequests has the client leave, and the server stop, at each of the looks that reading and
// planning take: they end there, with why, and nothing is kept.
func TestDocumentsEndWithTheirRequests(t *testing.T) {
	text, limits := long(t)
	s, _ := newFake(t, Options{Limits: limits})
	read := func(ctx context.Context) (steps int, code string) {
		r := reading{limits: &s.options.Limits, schema: s.schema}
		document, errs := r.read(ctx, text)
		if len(errs) > 0 {
			return r.steps, errs[0].Extensions["code"].(string)
		}
		e := newEntry(document)
		if _, _, faults := s.prepare(ctx, e, e.operations[0], nil, nil); len(faults) > 0 {
			return r.steps, string(faults[0].fault.Code)
		}
		return r.steps, ""
	}
	all := &looking{Context: t.Context()}
	whole, code := read(all)
	if looks := all.looks.Load(); code != "" || looks < 20 {
		t.Fatalf("%s after %d steps and %d looks", code, whole, looks)
	}
	// Sometimes a context looks at the one around it by itself, so that a look can be one later.
	for at := int64(1); at < all.looks.Load(); at += 1 + at/8 {
		gone, leave := context.WithCancel(t.Context())
		if _, code := read(&looking{Context: gone, at: at, then: leave}); code != string(fault.RequestLeft) {
			t.Errorf("whose client left at the look %d gets %q", at, code)
		}
		signal, stop := context.WithCancel(t.Context())
		stopping, done := ending.Waiting(ending.WithStop(t.Context(), signal))
		// Begun, so that nothing stands between the context and who looks at it.
		halt := &looking{Context: ending.Begun(stopping), at: at, then: func() { stop(); <-stopping.Done() }}
		if _, code := read(halt); code != string(fault.InternalStopping) {
			t.Errorf("who is stopped at the look %d gets %q", at, code)
		}
		done()
		leave()
	}
}

// TestValidationStopsInTheMiddle has the server stop at the first look of the walk over a document of 20,000 tokens.
func TestValidationStopsInTheMiddle(t *testing.T) {
	text, limits := long(t)
	s, _ := newFake(t, Options{Limits: limits})
	r := reading{limits: &s.options.Limits, schema: s.schema}
	if _, errs := r.read(t.Context(), text); len(errs) > 0 {
		t.Fatal(errs)
	}
	gone, leave := context.WithCancel(t.Context())
	// The looks before are: before parsing, before validation, and at its begin.
	halted := reading{limits: &s.options.Limits, schema: s.schema}
	if _, errs := halted.read(&looking{Context: gone, at: 4, then: leave}, text); len(errs) != 1 || errs[0].Extensions["code"] != string(fault.RequestLeft) {
		t.Fatalf("got %v", errs)
	}
	var v survey
	v.limits = &s.options.Limits
	document, err := s.options.Limits.parse(t.Context(), s.schema, text)
	if err != nil {
		t.Fatal(err)
	}
	v.survey(document)
	if walked := halted.steps - v.steps; walked < between || walked > 2*between {
		t.Errorf("%d steps were taken of %d, want some %d", walked, r.steps-v.steps, between)
	}
}

// TestWhoLeavesFreesThePlace has the one place be taken by a document whose client leaves before it is read: nothing of
// it is read, and the next request has the place.
func TestWhoLeavesFreesThePlace(t *testing.T) {
	text, limits := long(t)
	gate := server.NewGate(1, 0, 0)
	gone, leave := context.WithCancel(t.Context())
	o := Options{Limits: limits, Enter: func(ctx context.Context) (func(), error) {
		free, err := gate.Enter(ctx)
		leave()
		return free, err
	}}
	s, _ := newFake(t, o)
	cache := NewCache()
	h := newServer(s, cache, o)
	body, err := json.Marshal(map[string]string{"query": text})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(gone, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), string(fault.RequestLeft)) || gate.AtWork() != 0 || cache.size() != 0 {
		t.Errorf("got %d %.200s, %d are at work", w.Code, w.Body, gate.AtWork())
	}
	if w := sent(t, h, "{ __typename }"); w.Code != http.StatusOK {
		t.Errorf("the next one gets %d %.200s", w.Code, w.Body)
	}
}

// halting is an engine that has the server stop while it plans, as often as it is asked.
type halting struct {
	*fake
	once sync.Once
	stop func()
}

// Prepare implements runner.
func (h *halting) Prepare(ctx context.Context, _ *request.Request) (*engine.Prepared, error) {
	h.once.Do(h.stop)
	<-ctx.Done()
	return nil, ending.Fault(ctx, "late")
}

// TestPlanningStops has the server stop while the engine plans: the answer is 503, with when to try again.
func TestPlanningStops(t *testing.T) {
	signal, stop := context.WithCancel(t.Context())
	s, f := newFake(t, Options{})
	s.engine = &halting{fake: f, stop: stop}
	h := newServer(s, NewCache(), Options{})
	r := httptest.NewRequestWithContext(ending.WithStop(t.Context(), signal), http.MethodPost, "/graphql",
		strings.NewReader(`{"query": "{ albums { id } }"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), string(fault.InternalStopping)) {
		t.Errorf("got %d %v %s", w.Code, w.Header(), w.Body)
	}
}

// TestMoreErrors says that there are more errors than ten where the check of a document, or of its variables, ended
// before it had counted them.
func TestMoreErrors(t *testing.T) {
	s, _ := newFake(t, Options{})
	h := newServer(s, NewCache(), Options{})
	wrong := func(n int) string {
		return "{ albums { " + numbered(n, func(i int) string { return "x" + strings.Repeat("y", i) + " " }) + "} }"
	}
	conflicts := func(n int) string {
		return "{ albums { " + numbered(n, func(i int) string {
			key := "k" + strings.Repeat("y", i)
			return key + ": id " + key + ": title "
		}) + "} }"
	}
	repeated := numbered(8, func(i int) string { return "query Q" + strings.Repeat("y", i) + " { ...F } " }) + "fragment F on Query { a b c d e f g h i j }"
	for name, c := range map[string]struct {
		text   string
		errors int
		more   bool
	}{
		"nine fields": {wrong(9), 9, false}, "ten fields": {wrong(10), 10, false}, "eleven fields": {wrong(11), 10, true}, "many": {wrong(100), 10, true},
		"ten conflicts": {conflicts(10), 10, false}, "eleven conflicts": {conflicts(11), 10, true},
		"ten, of many operations": {repeated, 10, true},
	} {
		w := sent(t, h, c.text)
		var answer struct {
			Errors     []any
			Extensions map[string]map[string]any
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		if more := answer.Extensions["errors"]["more"] == true; len(answer.Errors) != c.errors || more != c.more || (answer.Extensions != nil) != c.more {
			t.Errorf("%s: %d errors, more %v; want %d, %v: %.300s", name, len(answer.Errors), more, c.errors, c.more, w.Body)
		}
	}
}
