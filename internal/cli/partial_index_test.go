package cli

import (
	"strings"
	"testing"
)

// TestPartialIndexes requires that an index over the rows in which a column is NULL, or is not, is searched where the
// filter means those rows, though cells of other classes are looked for.
func TestPartialIndexes(t *testing.T) {
	t.Parallel()
	r := (&area{`CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT, org INTEGER, at DATETIME, gone DATETIME, kind TEXT);
		CREATE UNIQUE INDEX i1 ON t(code) WHERE code IS NOT NULL; CREATE INDEX i2 ON t(org, kind) WHERE (gone IS NULL); CREATE INDEX i3 ON t("at") WHERE [at] NOT NULL;
		CREATE INDEX i4 ON t(kind) WHERE org = 5;
		INSERT INTO t VALUES (1, 'a', 5, '2024-01-02 03:04:05', NULL, 'x'), (2, NULL, 5, NULL, NULL, 'y'), (3, 'c', 6, '2024-02-02 03:04:05', '2024-02-02 03:04:05', 'x')`, ""}).serve(t)
	for filter, plan := range map[string]string{
		`{code: {eq: \"a\"}}`:                                     `["SEARCH t USING COVERING INDEX i1 (code=?)"`,
		`{code: {in: [\"a\", \"b\"]}}`:                            `["SEARCH t USING COVERING INDEX i1 (code=?)"`,
		`{org: {eq: 5}, gone: {isNull: true}}`:                    `["SEARCH t USING INDEX i2 (org=?)"`,
		`{org: {eq: 5}, kind: {eq: \"x\"}, gone: {isNull: true}}`: `["SEARCH t USING INDEX i2 (org=? AND kind=?)"`,
		`{at: {eq: \"2024-01-02T03:04:05Z\"}}`:                    `["SEARCH t USING COVERING INDEX i3 (at>? AND at<?)"`,
		`{org: {eq: 5}}`:                                          `["SCAN t"]`,
		`{org: {eq: 5}, gone: {isNull: false}}`:                   `["SCAN t"]`,
	} {
		_, _, text := r.send(t, "POST", "/graphql", `{"query": "{ ts(where: `+filter+`) { id } }"}`, "Tiddly-Trace", "plan")
		wants(t, filter, text, `"plan":`+plan, `{"data":{"ts":[`)
		if strings.Contains(text, "warnings") {
			t.Errorf("%s warns: %s", filter, text)
		}
	}
	r.stop(t)
}
