package rest_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestFiltersAreBounded requires that conditions, regular expressions and time have the same limits as in GraphQL,
// and that the server keeps serving.
func TestFiltersAreBounded(t *testing.T) {
	columns := make([]string, 60)
	for i := range columns {
		columns[i] = fmt.Sprintf("c%d TEXT", i)
	}
	s := serve(t, `CREATE TABLE wide (id INTEGER PRIMARY KEY, `+strings.Join(columns, ", ")+`);
		CREATE TABLE long (id INTEGER PRIMARY KEY, s TEXT);
		INSERT INTO wide(id) VALUES (1); INSERT INTO long VALUES (1, replace(hex(zeroblob(524288)), '0', 'a'))`, "--timeout", "1s")
	conditions := func(columns int, operators string) string {
		all := make([]string, columns)
		for i := range all {
			all[i] = fmt.Sprintf(`"c%d": {%s}`, i, operators)
		}
		return `{"where": {` + strings.Join(all, ",") + `}}`
	}
	const ten = `"eq": "a", "ne": "b", "gt": "a", "lt": "z", "gte": "a", "lte": "z", "contains": "x", "startsWith": "y", "endsWith": "z", "iContains": "w"`
	for _, c := range []struct{ path, body, says string }{
		{"/wide", conditions(50, ten), `"data":[]`},
		{"/wide", conditions(51, ten), "more than 500 conditions"},
		{"/wide", conditions(60, `"regex": "((a?b){20}){10}"`), "regular expressions"},
		{"/long", `{"where": {"s": {"regex": "(a?){900}b$"}}}`, "exceeded its time limit"},
		{"/long", `{"where": {"s": {"like": "%` + strings.Repeat("a_", 4000) + `b%"}}}`, "exceeded its time limit"},
		{"/long", `{"where": {"s": {"endsWith": "ab"}}}`, `"data":[]`},
	} {
		if got := s.send(t, "FETCH", c.path, c.body); !strings.Contains(got.text, c.says) {
			t.Errorf("%s %.80s: %d %.300s, want %s", c.path, c.body, got.status, got.text, c.says)
		}
		if got := s.send(t, "GET", "/wide/1", ""); got.status != 200 || !strings.Contains(got.text, `"id":1`) {
			t.Fatalf("afterwards %d %.200s", got.status, got.text)
		}
	}
}

// TestManyOrders reads a table page by page, ordered by the maximum number of columns, with cells that are NULL or
// equal.
func TestManyOrders(t *testing.T) {
	columns, order := make([]string, 64), make([]string, 64)
	for i := range columns {
		columns[i] = fmt.Sprintf("c%d TEXT", i)
		order[i] = fmt.Sprintf("c%d %s", i, []string{"asc", "desc"}[i%2])
	}
	s := serve(t, `CREATE TABLE wide (id INTEGER PRIMARY KEY, `+strings.Join(columns, ", ")+`);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO wide(id, c0, c63) SELECT i, i % 3, nullif(i % 5, 0) FROM n`)
	got := s.send(t, "FETCH", "/wide", `{"orderby": "`+strings.Join(order, ", ")+`"}`)
	if got.status != 200 || strings.Count(got.text, `"id":`) != 5000 {
		t.Errorf("%d with %d rows: %.300s", got.status, strings.Count(got.text, `"id":`), got.text)
	}
}
