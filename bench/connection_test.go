package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"tiddly/db/dbtest"
)

// BenchmarkConnection measures connections beside what they are compared with, turn by turn: the list of as many rows,
// and the first page of a million rows beside page 5,000. Its figure is the median of the ratios.
func BenchmarkConnection(b *testing.B) {
	const rows = 1_000_000
	handler := newOurs(b, dbtest.Path(b, fmt.Sprintf(`CREATE TABLE row (id INTEGER PRIMARY KEY, name TEXT NOT NULL, few INTEGER NOT NULL, maybe INTEGER);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO row SELECT i, printf('name %%07d', i * 7919 %% 1000003), i %% 25, nullif(i %% 25, 3) FROM n;
		CREATE INDEX row_name ON row (name); CREATE INDEX row_few ON row (few);
		CREATE INDEX row_maybe ON row (maybe);`, rows)))
	const list = "{ rows(limit: 100) { id name few } }"
	for _, c := range []struct{ name, query string }{
		{"nodes", "{ rowsConnection(first: 100) { nodes { id name few } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"},
		{"edges", "{ rowsConnection(first: 100) { edges { cursor node { id name few } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"},
	} {
		b.Run(c.name, func(b *testing.B) { ratio(b, handler, c.query, list) })
	}
	for _, order := range []string{"id", "name", "few", "maybe"} {
		page := func(arguments, selected string) string {
			return fmt.Sprintf("{ rowsConnection(orderBy: [{%s: ASC}], %s) { %s } }", order, arguments, selected)
		}
		const selected = "edges { cursor node { id name few } } pageInfo { hasNextPage endCursor }"
		after := endCursor(b, handler, page(fmt.Sprintf("first: 1, where: {id: {gte: %d}}", rows/2), "pageInfo { endCursor }"))
		later := page(fmt.Sprintf("first: 100, after: %q", after), selected)
		b.Run("page 5000 by "+order, func(b *testing.B) { ratio(b, handler, later, page("first: 100", selected)) })
	}
}

// BenchmarkConnectionOfEach measures the first rows of each of 20 parents of a million children together.
func BenchmarkConnectionOfEach(b *testing.B) {
	handler := newOurs(b, dbtest.Path(b, `CREATE TABLE parent (id INTEGER PRIMARY KEY);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) INSERT INTO parent SELECT i FROM n;
		CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent, v INTEGER NOT NULL);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
			INSERT INTO child SELECT i, i % 20 + 1, i FROM n;
		CREATE INDEX child_parent ON child (parent_id);`))
	after := endCursor(b, handler, "{ childrenConnection(first: 1, where: {id: {gte: 500000}}) { pageInfo { endCursor } } }")
	for name, arguments := range map[string]string{"first": "first: 3", "after": fmt.Sprintf("first: 3, after: %q", after)} {
		r := request{status: http.StatusOK, query: "{ parents { id childrenConnection(" + arguments +
			") { edges { cursor node { id v } } pageInfo { hasNextPage hasPreviousPage } } } }"}
		b.Run(name, func(b *testing.B) {
			c := newCaller(b, handler, r.body(b, nil))
			for b.Loop() {
				c.call()
			}
		})
	}
}

// ratio reports the median of how long a query takes, as a multiple of another that is asked in turn with it.
func ratio(b *testing.B, handler http.Handler, query, other string) {
	b.Helper()
	first, second := request{query: query, status: http.StatusOK}, request{query: other, status: http.StatusOK}
	one, two := newCaller(b, handler, first.body(b, nil)), newCaller(b, handler, second.body(b, nil))
	one.call()
	two.call()
	var ratios []float64
	for b.Loop() {
		start := time.Now()
		one.call()
		between := time.Now()
		two.call()
		ratios = append(ratios, float64(between.Sub(start))/float64(time.Since(between)))
	}
	b.ReportMetric(of(ratios).median, "times")
}

// endCursor returns the only endCursor in the answer to a query over a connection at the root.
func endCursor(b *testing.B, handler http.Handler, query string) string {
	b.Helper()
	r := request{query: query, status: http.StatusOK}
	c := newCaller(b, handler, r.body(b, nil))
	c.sink.kept = &bytes.Buffer{}
	c.call()
	var answer struct {
		Data map[string]struct{ PageInfo struct{ EndCursor string } }
	}
	if err := json.Unmarshal(c.sink.kept.Bytes(), &answer); err != nil {
		b.Fatalf("%v in %s", err, c.sink.kept.Bytes())
	}
	for _, connection := range answer.Data {
		if connection.PageInfo.EndCursor != "" {
			return connection.PageInfo.EndCursor
		}
	}
	b.Fatalf("no cursor in %s", c.sink.kept.Bytes())
	return ""
}
