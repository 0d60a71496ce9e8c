package metrics_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tiddly/internal/kept"
	"tiddly/internal/observe"
	"tiddly/internal/observe/metrics"
	"tiddly/internal/outgoing"
)

func shown(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body.String())
	}
	return w.Body.String()
}

func TestSeries(t *testing.T) {
	var usage observe.Usage
	m := metrics.New(metrics.Sources{
		Database: func() observe.Usage { return usage },
		Plans:    func() metrics.Plans { return metrics.Plans{Hits: 5, Misses: 2, Documents: 1, Schemas: 3} },
		Turns:    func() metrics.Turns { return metrics.Turns{AtWork: 11, Waiting: 12} },
		Outgoing: func() outgoing.Usage { return outgoing.Usage{Bytes: 13, Waiting: 14, Refused: 15, Dropped: 16} },
		Kept:     func() kept.Usage { return kept.Usage{Hits: 17, Misses: 18, Answers: 19, Bytes: 20} },
	})
	m.Began()
	m.Began()
	a := observe.Answered{Route: "/graphql", Method: http.MethodPost, Status: http.StatusOK, Took: 3 * time.Millisecond}
	a.Operation, a.Name, a.Statements, a.Rows = "query", "NotAName", 2, 9
	a.Stages[observe.Exec], a.Ran[observe.Exec] = 2*time.Millisecond, true
	m.Ended(a)
	usage = observe.Usage{Readers: 4, ReadersInUse: 3, Waiting: 2, Waits: 6, WaitTime: 1500 * time.Millisecond, Queued: 8}
	for _, size := range []int{1, 2, 3, 4, 5, 128} {
		usage.Committed(size)
	}
	text := shown(t, m)
	for _, want := range []string{
		`tiddly_request_seconds_count{method="POST",operation="query",route="/graphql",status="200"} 1`,
		`tiddly_request_seconds_bucket{method="POST",operation="query",route="/graphql",status="200",le="0.0025"} 0`,
		`tiddly_request_seconds_bucket{method="POST",operation="query",route="/graphql",status="200",le="0.005"} 1`,
		`tiddly_requests_in_flight 1`, `tiddly_statements_total 2`, `tiddly_rows_total 9`,
		`tiddly_stage_seconds_sum{stage="exec"} 0.002`, `tiddly_stage_seconds_count{stage="parse"} 0`,
		`tiddly_readers 4`, `tiddly_readers_in_use 3`, `tiddly_readers_waiting 2`, `tiddly_reader_waits_total 6`,
		`tiddly_reader_wait_seconds_total 1.5`, `tiddly_writes_waiting 8`,
		`tiddly_commit_writes_bucket{le="1"} 1`, `tiddly_commit_writes_bucket{le="2"} 2`, `tiddly_commit_writes_bucket{le="4"} 4`,
		`tiddly_commit_writes_bucket{le="8"} 5`, `tiddly_commit_writes_bucket{le="128"} 6`,
		`tiddly_commit_writes_sum 143`, `tiddly_commit_writes_count 6`,
		`tiddly_plan_cache_hits_total 5`, `tiddly_plan_cache_misses_total 2`, `tiddly_plan_cache_documents 1`, `tiddly_schemas_total 3`,
		`tiddly_requests_at_work 11`, `tiddly_requests_waiting 12`,
		`tiddly_outgoing_bytes 13`, `tiddly_outgoing_waiting 14`, `tiddly_outgoing_refused_total 15`, `tiddly_clients_dropped_total 16`,
		`tiddly_kept_hits_total 17`, `tiddly_kept_misses_total 18`, `tiddly_kept_answers 19`, `tiddly_kept_bytes 20`,
		`go_goroutines `, `process_cpu_seconds_total `,
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("there is no %s", want)
		}
	}
	if strings.Contains(text, "NotAName") {
		t.Error("the client's name of an operation is a label")
	}
}
