package cli

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
)

// foreverRead is a view whose reading never ends, and a table beside it.
const foreverRead = `
CREATE TABLE dual (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO dual VALUES (1, 'one');
CREATE VIEW counted AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000000000) SELECT max(i) AS last FROM n;`

// answered is the answer to a request, or how its connection ended.
type answered struct {
	status      int
	text, again string
	err         error
}

// asks sends a document and returns the channel of its answer.
func (r *running) asks(t *testing.T, ctx context.Context, from, document string) <-chan answered { //nolint:revive // t comes first in helpers
	t.Helper()
	got := make(chan answered, 1)
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+r.address+"/graphql", strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("X-Forwarded-For", from)
	go func() {
		response, err := http.DefaultClient.Do(q)
		if err != nil {
			got <- answered{err: err}
			return
		}
		defer func() { _ = response.Body.Close() }()
		var text strings.Builder
		_ = response.Write(&text) // as far as it came
		got <- answered{status: response.StatusCode, text: text.String(), again: response.Header.Get("Retry-After")}
	}()
	return got
}

// TestStopEndsTheCheckOfADocument has the program stop while a statement runs that never ends, and while a document is
// checked that takes seconds: that one is refused with 503 while the statement goes on, and the program ends with 0 once
// the client of the statement has left. A machine that has other work may end the check before the stop: then another
// program is stopped.
func TestStopEndsTheCheckOfADocument(t *testing.T) {
	for range 10 {
		if got := stopInTheCheck(t); got.status != http.StatusOK {
			if got.err != nil || got.status != http.StatusServiceUnavailable || got.again == "" || !strings.Contains(got.text, "INTERNAL_STOPPING") {
				t.Errorf("what was checked got %d %q %v %.300s", got.status, got.again, got.err, got.text)
			}
			return
		}
	}
	t.Error("no stop ended the check of a document")
}

// stopInTheCheck stops a program that checks a document, and returns how that was answered.
func stopInTheCheck(t *testing.T) answered {
	t.Helper()
	r := start(t, "--db", dbtest.Path(t, foreverRead), "--limit-tokens", "1000000", "--limit-fields", "100000", "--limit-body", "64MiB",
		"--timeout", "5m")
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	runs := r.asks(t, ctx, "203.0.113.5", `{"query": "{ counteds { last } }"}`)
	r.untilSeries(t, "tiddly_readers_in_use 1")
	// 30,000 fields that must be merged: several seconds of validation.
	document := `{"query": "{ ` + strings.Repeat(`duals(where: {id: {in: [1, 2, 3]}, text: {eq: \"a\"}}) { id } `, 30_000) + `}"}`
	checked := r.asks(t, t.Context(), "203.0.113.6", document)
	for r.series(t, "tiddly_requests_at_work") < 2 && len(checked) == 0 {
		time.Sleep(time.Millisecond)
	}
	r.cancel()
	was := <-checked
	select {
	case got := <-runs:
		t.Errorf("what runs got %d %v %.300s", got.status, got.err, got.text)
	default:
	}
	leave()
	if code := r.stop(t); code != 0 {
		t.Errorf("it ended with %d:\n%s", code, r.stderr.String())
	}
	return was
}

// TestReadersAreShared sends more endless requests from one address than there are readers: three of four readers
// run them, and requests of another address are answered. All are free once the clients have disconnected.
func TestReadersAreShared(t *testing.T) {
	r := start(t, "--db", dbtest.Path(t, foreverRead), "--timeout", "5m")
	readers := r.series(t, "tiddly_readers")
	most := readers * 3 / 4
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	var all []<-chan answered
	ask := func(n int) {
		for range n {
			all = append(all, r.asks(t, ctx, "203.0.113.5", `{"query": "{ counteds { last } }"}`))
		}
	}
	ask(most)
	r.untilSeries(t, fmt.Sprintf("tiddly_readers_in_use %d", most))
	ask(10)
	r.untilSeries(t, "tiddly_readers_waiting 10")
	for range 20 {
		if got := <-r.asks(t, t.Context(), "198.51.100.7", `{"query": "{ duals { text } }"}`); got.status != http.StatusOK || !strings.Contains(got.text, "one") {
			t.Errorf("another address got %d %v %.200s", got.status, got.err, got.text)
		}
	}
	if in := r.series(t, "tiddly_readers_in_use"); in != most {
		t.Errorf("%d of %d readers are at work", in, readers)
	}
	leave()
	for _, got := range all {
		if a := <-got; a.err == nil {
			t.Errorf("what never ends was answered with %d %.200s", a.status, a.text)
		}
	}
	r.untilSeries(t, "tiddly_readers_in_use 0")
}

// series returns the value of a series of the metrics.
func (r *running) series(t *testing.T, name string) int {
	t.Helper()
	_, _, text := r.send(t, "GET", "/metrics", "")
	_, value, _ := strings.Cut(text, "\n"+name+" ")
	value, _, _ = strings.Cut(value, "\n")
	n, err := strconv.Atoi(value)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}
