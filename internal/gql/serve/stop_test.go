package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"tiddly/internal/ending"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
	"tiddly/internal/request"
	"tiddly/internal/server"
)

// long returns a valid document that takes many steps to check.
func long(t *testing.T) (string, limits.Limits) {
	t.Helper()
	l := gqltest.Tenfold()
	return gqltest.Hostile["equal arguments"](6000), l
}

// TestWhoLeavesFreesThePlace occupies the only place with a document whose client leaves before it is read:
// nothing of it is read, and the next request gets the place.
func TestWhoLeavesFreesThePlace(t *testing.T) {
	text, l := long(t)
	gate := server.NewGate(1, 0, 0)
	gone, leave := context.WithCancel(t.Context())
	o := Options{Limits: l, Enter: func(ctx context.Context) (func(), error) {
		free, err := gate.Enter(ctx)
		leave()
		return free, err
	}}
	s, _ := newFake(t, o)
	cache := newCache()
	h := newServer(s, cache, o)
	body, err := json.Marshal(map[string]string{"query": text})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(gone, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), string(fault.RequestLeft)) || gate.AtWork() != 0 || cache.Size() != 0 {
		t.Errorf("got %d %.200s, %d are at work", w.Code, w.Body, gate.AtWork())
	}
	if w := sent(t, h, "{ __typename }"); w.Code != http.StatusOK {
		t.Errorf("the next one gets %d %.200s", w.Code, w.Body)
	}
}

// halting is an engine that stops the server whenever it plans.
type halting struct {
	*gqltest.Engine
	once sync.Once
	stop func()
}

// Prepare implements runner.
func (h *halting) Prepare(ctx context.Context, _ *request.Request) (*engine.Prepared, error) {
	h.once.Do(h.stop)
	<-ctx.Done()
	return nil, ending.Fault(ctx, "late")
}

// TestPlanningStops stops the server while the engine plans: the answer is 503, with a time to retry.
func TestPlanningStops(t *testing.T) {
	signal, stop := context.WithCancel(t.Context())
	s, f := newFake(t, Options{})
	s.over(&halting{Engine: f, stop: stop})
	h := newServer(s, newCache(), Options{})
	r := httptest.NewRequestWithContext(ending.WithStop(t.Context(), signal), http.MethodPost, "/graphql",
		strings.NewReader(`{"query": "{ albums { id } }"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), string(fault.InternalStopping)) {
		t.Errorf("got %d %v %s", w.Code, w.Header(), w.Body)
	}
}

// TestMoreErrors requires that an answer reports further errors beyond ten if the check of a document, or of its
// variables, ended before it had counted them.
func TestMoreErrors(t *testing.T) {
	s, _ := newFake(t, Options{})
	h := newServer(s, newCache(), Options{})
	wrong := func(n int) string {
		return "{ albums { " + gqltest.Numbered(n, func(i int) string { return "x" + strings.Repeat("y", i) + " " }) + "} }"
	}
	conflicts := func(n int) string {
		return "{ albums { " + gqltest.Numbered(n, func(i int) string {
			key := "k" + strings.Repeat("y", i)
			return key + ": id " + key + ": title "
		}) + "} }"
	}
	repeated := gqltest.Numbered(8, func(i int) string { return "query Q" + strings.Repeat("y", i) + " { ...F } " }) + "fragment F on Query { a b c d e f g h i j }"
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
