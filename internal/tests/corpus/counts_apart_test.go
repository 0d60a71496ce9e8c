package corpus_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// countedTables are parents and children, whose key has an index in one table and none in the other, and the same rows.
const countedTables = `CREATE TABLE maker (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
	CREATE TABLE found (id INTEGER PRIMARY KEY, maker INTEGER REFERENCES maker (id));
	CREATE TABLE lost (id INTEGER PRIMARY KEY, maker INTEGER REFERENCES maker (id));
	CREATE INDEX found_maker ON found (maker);
	INSERT INTO maker VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cleo'), (4, 'Dora');
	INSERT INTO found VALUES (1, 2), (2, 2), (3, 1), (4, NULL), (5, 4), (6, 4), (7, 4);
	INSERT INTO lost SELECT id, maker FROM found;`

// TestCountsWithoutAnIndex: where no index finds the rows that are counted, they are read once, and not for each row that
// is sorted or filtered by their number; the answers are those with an index.
func TestCountsWithoutAnIndex(t *testing.T) {
	dbtest.OnEachOnce(t, func(t *testing.T, e dbtest.Engine) {
		snapshot := serve(t, e.Make(t, countedTables))
		h := gql.NewHandler(snapshot.View, home.Plain(), gql.Options{Timeout: time.Hour, Traces: func(*http.Request) bool { return true }})
		for _, query := range []string{
			`{ makers(orderBy: [{XAggregate: {count: DESC}}]) { id } }`,
			`{ makers(orderBy: [{XAggregate: {count: ASC}}, {name: DESC}], limit: 3) { id } }`,
			`{ makers(where: {XAggregate: {count: {gt: 1}}}) { id } }`,
			`{ makers(where: {XAggregate: {count: {lt: 2}}}) { id } }`,
			`{ makers(where: {XAggregate: {count: {eq: 0}}}) { id } }`,
			`{ makers(where: {XAggregate: {count: {in: [0, 3]}}}) { id } }`,
			`{ makers(where: {XAggregate: {count: {notIn: [0, 3]}}}) { id } }`,
			`{ makers(where: {not: {XAggregate: {count: {gte: 3}}}}) { id } }`,
			`{ founds(where: {makerRef: {XAggregate: {count: {ne: 3}}}}, orderBy: [{makerRef: {XAggregate: {count: DESC}}}]) { id } }`,
		} {
			_, want := post(t, h, testCase{query: strings.ReplaceAll(query, "X", "founds")})
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(`{"query": "`+strings.ReplaceAll(query, "X", "losts")+`"}`))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Tiddly-Trace", "plan")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			var got struct {
				Data       json.RawMessage
				Extensions struct {
					Trace struct {
						Statements []struct {
							SQL  string
							Plan []string
						}
					}
				}
			}
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || `{"data":`+string(got.Data)+"}" != string(want) {
				t.Errorf("%s\ngot  %s\nwant %s", query, w.Body, want)
			}
			for _, s := range got.Extensions.Trace.Statements {
				plan := strings.Join(s.Plan, "\n")
				if e.Name == "postgres" && (strings.Contains(query, "orderBy: [{X") && !strings.Contains(plan, "Join") || strings.Contains(s.SQL, "coalesce((SELECT")) {
					t.Errorf("%s is counted for each row:\n%s\n%s", query, s.SQL, plan)
				}
			}
			if len(got.Extensions.Trace.Statements) == 0 {
				t.Errorf("%s has no statements", query)
			}
		}
	})
}
