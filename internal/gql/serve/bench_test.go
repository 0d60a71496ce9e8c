package serve

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tiddly/internal/caller"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/request"
)

// discard is a ResponseWriter that keeps nothing.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

// overhead runs a request over an engine that takes no time, and discards the answer.
func overhead(b testing.TB, body string) func() {
	b.Helper()
	s, f := newFake(b, Options{})
	data := []byte(`{"albums":"` + strings.Repeat("x", 12_500) + `"}`)
	server := newServer(s, newCache(), Options{})
	quiet := quietRunner{f, data}
	s.over(quiet)
	return func() {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header["Content-Type"] = []string{"application/json"}
		server.ServeHTTP(discard{http.Header{}}, r)
	}
}

type quietRunner struct {
	*gqltest.Engine
	data []byte
}

func (q quietRunner) Run(_ context.Context, _ *caller.Caller, _ *engine.Prepared, _ request.Arguments, dst []byte) exec.Answer {
	return exec.Answer{Data: append(dst, q.data...)[len(dst):]}
}

var overheads = map[string]string{
	"constants": `{"query": "{ albums(where: {title: {like: \"a%\"}}, orderBy: [{title: ASC}], limit: 100) { id title price live released genre } }"}`,
	"variables": `{"query": "query($t: String, $l: Int) { albums(where: {title: {like: $t}}, orderBy: [{title: ASC}], limit: $l) { id title price live released genre } }", "variables": {"t": "a%", "l": 100}}`,
	"filter":    `{"query": "query($w: AlbumWhere) { albums(where: $w) { id title artist { name } } }", "variables": {"w": {"title": {"like": "a%"}, "id": {"in": [1, 2, 3]}}}}`,
}

func BenchmarkOverhead(b *testing.B) {
	for name, body := range overheads {
		b.Run(name, func(b *testing.B) {
			run := overhead(b, body)
			b.ReportAllocs()
			for b.Loop() {
				run()
			}
		})
	}
}

// TestOverheadAllocations limits the allocations that GraphQL adds to a request with a cached plan.
func TestOverheadAllocations(t *testing.T) {
	const most = 40 // some 24, and more where the race detector drops what is kept for reuse
	for name, body := range overheads {
		run := overhead(t, body)
		run()
		got := testing.AllocsPerRun(100, run)
		t.Logf("%s: %.0f allocations", name, got)
		if got > most {
			t.Errorf("%s: %.0f allocations, want at most %d", name, got, most)
		}
	}
}
