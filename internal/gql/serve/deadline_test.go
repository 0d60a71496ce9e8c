package serve

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/request"
)

// TestOneDeadlineForAllWork sends requests to a server whose time limit is over when they begin: none reaches the
// engine, whatever stage it would be in.
func TestOneDeadlineForAllWork(t *testing.T) {
	for name, query := range map[string]string{
		"list": `{ albums { id } }`, "constant": `{ __typename }`, "schema": gqltest.FullIntrospection, "type": `{ __type(name: "Album") { name } }`,
		"wrong": `{ albums { nobody } }`, "write": `mutation { insertTag(input: {label: "a"}) { affectedRows } }`,
	} {
		s, f := newFake(t, Options{Timeout: time.Nanosecond})
		h := newServer(s, newCache(), Options{Timeout: time.Nanosecond})
		body, _ := json.Marshal(map[string]string{"query": query})
		requests := []*http.Request{httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(string(body)))}
		if name != "write" {
			requests = append(requests, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query="+url.QueryEscape(query), nil))
		}
		for _, r := range requests {
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "LIMIT_TIME") {
				t.Errorf("%s by %s: %d %s", name, r.Method, w.Code, w.Body)
			}
		}
		if len(f.Arguments) > 0 {
			t.Errorf("%s: the engine was asked", name)
		}
	}
}

// TestDeadlineBeginsWithTheWork checks the deadline that the engine gets, for new and for cached documents, and
// that nothing runs for a client that has left.
func TestDeadlineBeginsWithTheWork(t *testing.T) {
	s, f := newFake(t, Options{})
	entered := time.Time{}
	var left []time.Duration
	f.Answer = func(ctx context.Context, _ request.Arguments, dst []byte) exec.Answer {
		deadline, has := ctx.Deadline()
		if !has || deadline.Before(entered.Add(time.Hour)) {
			t.Errorf("the deadline is %v, and the work began at %v", deadline, entered)
		}
		left = append(left, time.Until(deadline))
		return exec.Answer{Data: append(dst, `{}`...)[len(dst):]}
	}
	h := newServer(s, newCache(), Options{Timeout: time.Hour, Enter: func(context.Context) (func(), error) {
		entered = time.Now()
		return func() {}, nil
	}})
	for range 2 {
		if a := sent(t, h, `{ albums { id } }`); a.Code != http.StatusOK {
			t.Fatalf("%d %s", a.Code, a.Body)
		}
	}
	if len(left) != 2 || left[0] > time.Hour || left[1] > time.Hour {
		t.Errorf("%v are left", left)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	r := httptest.NewRequestWithContext(gone, http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ artists { id } }"}`))
	r.Header.Set("Content-Type", "application/json")
	h.ServeHTTP(httptest.NewRecorder(), r)
	if len(left) != 2 {
		t.Error("the engine worked for one who has left")
	}
}
