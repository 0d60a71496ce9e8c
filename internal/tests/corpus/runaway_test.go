package corpus_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// TestRunaway sends more endless queries than there are connections: each request ends at its deadline, and the
// connections keep serving.
func TestRunaway(t *testing.T) {
	s := serve(t, dbtest.Path(t, `
		CREATE TABLE small (id INTEGER PRIMARY KEY);
		INSERT INTO small VALUES (1);
		CREATE VIEW numbers AS WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n) SELECT value FROM n;
	`))
	h := gql.NewHandler(s.View, home.Plain(), gql.Options{Timeout: 50 * time.Millisecond})
	for range 10 {
		status, body := post(t, h, testCase{query: "{ numbers(orderBy: [{value: DESC}]) { value } }"})
		if status != http.StatusServiceUnavailable || !strings.Contains(string(body), `"LIMIT_TIME"`) {
			t.Fatalf("%d %s; want 503 with LIMIT_TIME", status, body)
		}
		status, body = post(t, h, testCase{query: "{ smalls { id } }"})
		if status != http.StatusOK || string(body) != `{"data":{"smalls":[{"id":1}]}}` {
			t.Fatalf("%d %s after a runaway request", status, body)
		}
	}
}
