package bench

import (
	"fmt"
	"net/http"
	"testing"

	"tiddly/db/dbtest"
)

// BenchmarkPageOfEach measures the first rows of each of 20 parents of 200,000 children together, by the key and by an
// order without an index. With an index on the link only the rows of the pages are read; without one, those of each
// parent are numbered.
func BenchmarkPageOfEach(b *testing.B) {
	const children = 200_000
	script := fmt.Sprintf(`CREATE TABLE parent (id INTEGER PRIMARY KEY);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) INSERT INTO parent SELECT i FROM n;
		CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent, v INTEGER NOT NULL);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO child SELECT i, i %% 20 + 1, i * 7919 %% 1000003 FROM n;`, children)
	for _, index := range []struct{ name, script string }{
		{"index", "CREATE INDEX child_parent ON child (parent_id);"}, {"none", ""},
	} {
		handler := newOurs(b, dbtest.Path(b, script+index.script))
		for _, order := range []struct{ name, argument string }{{"key", ""}, {"value", ", orderBy: [{v: ASC}]"}} {
			r := request{query: "{ parents { id children(limit: 3" + order.argument + ") { id v } } }", status: http.StatusOK}
			b.Run(index.name+"/"+order.name, func(b *testing.B) {
				c := newCaller(b, handler, r.body(b, nil))
				c.call()
				b.ReportAllocs()
				for b.Loop() {
					c.call()
				}
			})
		}
	}
}
