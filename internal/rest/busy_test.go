package rest_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/rest"
)

// TestBusyServerEndsNoList requires that a list that has begun waits for its turn, and that one that waits too
// long ends with an error.
func TestBusyServerEndsNoList(t *testing.T) {
	path := dbtest.Path(t, `CREATE TABLE n(id INTEGER PRIMARY KEY); INSERT INTO n WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x WHERE i < 2500) SELECT i FROM x`)
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, path), engine.Options{Limits: engine.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		refused func(call int) bool
		status  int
		end     string
		rows    int
	}{
		{"now and then", func(call int) bool { return call > 1 && call < 4 }, 200, `],"status":"success","verb":"GET"}`, 2500},
		{"from the first page on", func(call int) bool { return call > 1 }, 200, `],"error":"no place","status":"error","verb":"GET"}`, 1000},
		{"at once", func(int) bool { return true }, 503, `{"error":"no place","status":"error","verb":"GET"}`, 0},
	} {
		calls := 0
		h := rest.NewHandler(s.View, rest.Options{Timeout: 300 * time.Millisecond, Enter: func(context.Context) (func(), error) {
			calls++
			if c.refused(calls) {
				return nil, fault.New(fault.LimitRequests, "no place")
			}
			return func() {}, nil
		}})
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/n", nil))
		body := strings.TrimSpace(w.Body.String())
		if w.Code != c.status || !strings.HasSuffix(body, c.end) || strings.Count(body, `"id"`) != c.rows {
			t.Errorf("%s: %d, %d rows, …%s", c.name, w.Code, strings.Count(body, `"id"`), body[max(0, len(body)-100):])
		}
	}
}
