package corpus_test

import (
	"slices"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/sqlgen"
	"tiddly/internal/tests/home"
)

// TestPagesSearchIndexes requires that a later page, in whichever direction, begins where its cursor is in an index, and
// sorts nothing: by columns with equal values, with NULL, in directions that differ from that of the key, and below
// rows. So it does to find out whether rows precede the page.
func TestPagesSearchIndexes(t *testing.T) {
	path := dbtest.Path(t, eachTables+eachIndexes+`
		CREATE INDEX number_v ON number (v); CREATE INDEX number_w ON number (w); CREATE INDEX number_w_v ON number (w, v);
		CREATE INDEX loose_w ON loose (w); CREATE INDEX number_owner_v ON number (owner_id, v);
		CREATE TABLE strict_one (id INTEGER PRIMARY KEY, few INTEGER NOT NULL, word TEXT NOT NULL) STRICT;
		CREATE INDEX strict_few ON strict_one (few); CREATE INDEX strict_word ON strict_one (word, few, id);`)
	served := serve(t, path)
	for _, page := range []string{
		`strictOnesConnection(orderBy: [{few: ASC}], first: 9, after: "c")`,
		`strictOnesConnection(orderBy: [{few: DESC}], first: 9, after: "c")`,
		`strictOnesConnection(orderBy: [{few: ASC}], last: 9, before: "c")`,
		`strictOnesConnection(orderBy: [{word: ASC}, {few: ASC}], first: 9, after: "c")`,
		`strictOnesConnection(orderBy: [{id: DESC}], first: 9, after: "c")`,
		`numbersConnection(orderBy: [{v: ASC}], first: 9, after: "c")`,
		`numbersConnection(orderBy: [{v: DESC_NULLS_FIRST}], first: 9, after: "c")`,
		`numbersConnection(orderBy: [{v: ASC_NULLS_FIRST}], last: 9, before: "c")`,
		`loosesConnection(orderBy: [{w: ASC}], first: 9, after: "c")`,
		`owners { numbersConnection(orderBy: [{v: ASC}], first: 9, after: "c") { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }`,
	} {
		document := "{ " + page + " { nodes { w: __typename } pageInfo { hasNextPage hasPreviousPage } } }"
		if strings.HasPrefix(page, "owners") {
			document = "{ " + page + " }"
		}
		prepared, _, err := gql.Explain(t.Context(), served, home.Plain(), document, "", nil)
		if err != nil {
			t.Errorf("%s: %v", page, err)
			continue
		}
		q := prepared.Program.Fields[0].Query
		if len(q.Children) > 0 {
			q = q.Children[0]
		}
		wantSearches(t, path, page, q)
	}
}

// wantSearches requires that the statements of a page scan no table, and that the rows are not sorted where they have no
// parents, by which they are sorted anew.
func wantSearches(t *testing.T, path, page string, q *sqlgen.Query) {
	t.Helper()
	for _, statement := range []string{q.SQL, q.Page.Around.SQL} {
		for _, step := range readSteps(t, path, statement) {
			step = strings.TrimSpace(step)
			scans := strings.HasPrefix(step, "SCAN") && !slices.Contains([]string{"SCAN json_each VIRTUAL TABLE INDEX 1:", "SCAN CONSTANT ROW", "SCAN w"}, step)
			if scans || len(q.Link) == 0 && strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s: %s\n%s", page, step, statement)
			}
		}
	}
}

// TestFiltersReadATableOnce requires that filters and orders over related rows look rows up, or read a table once: never
// once for each row.
func TestFiltersReadATableOnce(t *testing.T) {
	for _, indexes := range []string{"", eachIndexes + "CREATE INDEX number_v ON number (owner_id, v);"} {
		path := dbtest.Path(t, eachTables+indexes)
		served := serve(t, path)
		for _, list := range []string{
			"owners(where: {numbers: {some: {v: {gt: 5}}}}) { id }",
			"owners(where: {numbers: {none: {v: {gt: 5}}}}) { id }",
			"owners(where: {numbers: {every: {v: {gt: 5}}}}) { id }",
			"owners(where: {things: {some: {v: {gt: 5}}}}) { id }",
			"owners(where: {numbersAggregate: {count: {gt: 5}}}) { id }",
			"owners(orderBy: [{numbersAggregate: {count: ASC}}]) { id }",
			"numbers(where: {owner: {numbersAggregate: {count: {gt: 5}}}}) { id }",
		} {
			prepared, _, err := gql.Explain(t.Context(), served, home.Plain(), "{ "+list+" }", "", nil)
			if err != nil {
				t.Errorf("%s: %v", list, err)
				continue
			}
			correlated := false
			for _, step := range readSteps(t, path, prepared.Program.Fields[0].Query.SQL) {
				step = strings.TrimSpace(step)
				correlated = correlated || strings.Contains(step, "CORRELATED")
				// What is counted at once is read as a whole, and looked up in an index over it.
				correlated = correlated && !strings.HasPrefix(step, "CO-ROUTINE") && !strings.Contains(step, "LIST SUBQUERY")
				if correlated && strings.HasPrefix(step, "SCAN") {
					t.Errorf("%s: %s\n%s", list, step, prepared.Program.Fields[0].Query.SQL)
				}
			}
		}
	}
}
