package corpus_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// repeated returns variables with a filter that repeats a condition.
func repeated(t *testing.T, times int, op string, value any, more ...any) []byte {
	t.Helper()
	all := make([]any, 0, times+len(more))
	for range times {
		all = append(all, map[string]any{"s": map[string]any{op: value}})
	}
	text, err := json.Marshal(map[string]any{"w": map[string]any{"or": append(all, more...)}})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestDeadlineHoldsInsideOfARow runs comparisons that take far longer than the time limit, over a large cell: each
// is refused before it begins or ends at its deadline, and the only connection keeps serving.
func TestDeadlineHoldsInsideOfARow(t *testing.T) {
	s := serve(t, dbtest.Path(t, `
		CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT, j JSON);
		INSERT INTO t VALUES (1, replace(hex(zeroblob(524288)), '0', 'a'), NULL);
		INSERT INTO t VALUES (2, replace(hex(zeroblob(1500)), '0', 'a'), NULL);
	`))
	short := gql.NewHandler(s.View, home.Plain(), gql.Options{Timeout: 30 * time.Millisecond})
	h := handler(s)
	const query = `query($w: TWhere) { ts(where: $w) { id } }`
	for _, c := range []struct {
		name      string
		variables []byte
		code      string
	}{
		{"many expressions", repeated(t, 499, "regex", "(((a?){10}){10}){9}", map[string]any{"s": map[string]any{"regex": "b"}}), "LIMIT_REGEX"},
		{"a large expression", repeated(t, 4, "regex", "(a?){900}b$"), "LIMIT_REGEX"},
		{"an expression", repeated(t, 2, "regex", "(a?){900}b$"), "LIMIT_TIME"},
		{"a part", repeated(t, 500, "contains", strings.Repeat("a", 1500)+"b"), "LIMIT_TIME"},
		{"a folded part", repeated(t, 500, "iContains", strings.Repeat("A", 1500)+"b"), "LIMIT_TIME"},
		{"a pattern", repeated(t, 100, "like", "%"+strings.Repeat("a_", 3000)+"b%"), "LIMIT_TIME"},
		{"a folded pattern", repeated(t, 100, "ilike", "%"+strings.Repeat("a_", 3000)+"b%"), "LIMIT_TIME"},
	} {
		limited := h
		if c.code == "LIMIT_TIME" {
			limited = short
		}
		status, body := post(t, limited, testCase{query: query, rawVariables: c.variables})
		if !strings.Contains(string(body), `"`+c.code+`"`) || c.code == "LIMIT_TIME" && status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d %.300s; want %s", c.name, status, body, c.code)
		}
		status, body = post(t, h, testCase{query: "{ ts(where: {id: {eq: 2}}) { id } }"})
		if status != http.StatusOK || string(body) != `{"data":{"ts":[{"id":2}]}}` {
			t.Fatalf("%d %.300s after %s", status, body, c.name)
		}
	}
}
