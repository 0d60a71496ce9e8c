package server

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tiddly/internal/observe"
	"tiddly/internal/observe/metrics"
)

// BenchmarkObserving measures the cost of observation for a request that runs one statement: without log and
// metrics, and with both.
func BenchmarkObserving(b *testing.B) {
	for _, c := range []struct {
		name    string
		level   slog.Level
		metered bool
	}{{"nobody", slog.LevelError, false}, {"metrics", slog.LevelError, true}, {"log", slog.LevelInfo, false}, {"log and metrics", slog.LevelInfo, true}} {
		b.Run(c.name, func(b *testing.B) {
			o := options(io.Discard)
			o.Log = slog.New(observe.NamesRequests(slog.NewJSONHandler(io.Discard, &slog.HandlerOptions{Level: c.level})))
			o.GraphQL = http.HandlerFunc(pretend)
			if c.metered {
				o.Meter = metrics.New(metrics.Sources{})
			}
			h := New(o).Handler()
			r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", http.NoBody)
			r.Host = "127.0.0.1:8080"
			w := silent{}
			b.ReportAllocs()
			for b.Loop() {
				clear(w)
				h.ServeHTTP(w, r)
			}
		})
	}
}

// pretend reports all stages and one statement, like a request answered from the plan cache.
func pretend(w http.ResponseWriter, r *http.Request) {
	if o := observe.From(r.Context()); o != nil {
		o.Operation("query", "Names")
		for stage := range observe.Stages {
			start := time.Now()
			o.Stage(stage, observe.Since(start))
		}
		start := time.Now()
		o.Statement(observe.Statement{Span: observe.Since(start), SQL: "SELECT 1", Kinds: []string{"text"}, Field: []string{"users"}, Rows: 7})
	}
	_, _ = w.Write([]byte("{}"))
}

// silent is a client that discards the answer.
type silent http.Header

func (s silent) Header() http.Header       { return http.Header(s) }
func (silent) Write(b []byte) (int, error) { return len(b), nil }
func (silent) WriteHeader(int)             {}
