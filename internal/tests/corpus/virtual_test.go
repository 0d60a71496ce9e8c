package corpus_test

import (
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// lines has columns that are computed when they are read.
const lines = `CREATE TABLE line (id integer NOT NULL PRIMARY KEY, n integer NOT NULL, price integer, note text,
	total integer GENERATED ALWAYS AS (n * price) VIRTUAL, doubled integer NOT NULL GENERATED ALWAYS AS (n * 2) VIRTUAL, loud text GENERATED ALWAYS AS (upper(note)) VIRTUAL);
INSERT INTO line (id, n, price, note) VALUES (1, 3, 5, 'pen'), (2, 1, 7, 'ink'), (3, 2, NULL, NULL), (4, 4, 2, 'nib'), (5, 7, 1, 'cap')`

// TestVirtualColumns reads, filters, sorts by and writes beside virtual columns on each engine that has them, and requires
// the same answers. Elsewhere the columns are stored.
func TestVirtualColumns(t *testing.T) {
	want := map[string]string{}
	dbtest.OnEach(t, func(t *testing.T, e dbtest.Engine) {
		script, address := lines, e.Place(t)
		switch {
		case e.Name == dbtest.Embedded().Name:
			address = dbtest.Path(t, "")
		case dbtest.Cells(t, dbtest.Open(t, address), "SELECT (current_setting('server_version_num')::int < 180000)::text")[0] == "true":
			script = strings.ReplaceAll(script, "VIRTUAL", "STORED")
		}
		e.RunOwn(t, address, script)
		h := handler(serve(t, address))
		for _, query := range []string{
			"{ lines { id total doubled loud } }",
			"{ lines(where: {total: {gte: 8}, loud: {notLike: \"%K\"}}, orderBy: [{total: DESC}]) { id total } }",
			"{ lines(where: {or: [{loud: {in: [\"PEN\"]}}, {total: {isNull: true}}, {doubled: {eq: 14}}]}, orderBy: [{loud: ASC_NULLS_FIRST}]) { loud } }",
			"{ lines(distinctOn: [TOTAL], orderBy: [{total: ASC}, {doubled: DESC}]) { id total } }",
			"{ linesConnection(first: 2, orderBy: [{total: ASC}, {loud: DESC}]) { nodes { id total } pageInfo { hasNextPage endCursor } totalCount } }",
			"mutation { insertLine(input: {id: 6, n: 6, price: 3, note: \"lid\"}) { affectedRows node { total doubled loud } } }",
			"mutation { updateLines(where: {total: {lt: 10}}, inc: {price: 1}) { affectedRows nodes { id total } } }",
			"mutation { updateLine(by: {id: 3}, set: {price: 9, note: \"jar\"}) { node { total loud } } }",
			"mutation { deleteLines(where: {doubled: {gt: 6}, loud: {ne: \"NIB\"}}) { affectedRows nodes { id total loud } } }",
			"mutation { insertLine(input: {id: 7, n: 6, total: 3}) { affectedRows } }",
			"mutation { updateLine(by: {id: 1}, set: {loud: \"x\"}) { affectedRows } }",
			"{ lines { id n price note total doubled loud } }",
		} {
			_, body := post(t, h, testCase{query: query})
			got := cursors.ReplaceAllString(string(pretty(t, body)), "")
			if want[query] == "" {
				want[query] = got
			}
			if got != want[query] || strings.Contains(got, `"DATABASE_`) {
				t.Errorf("%s\n--- want\n%s\n--- got\n%s", query, want[query], got)
			}
		}
	})
}
