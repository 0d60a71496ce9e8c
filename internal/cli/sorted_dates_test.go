package cli

import (
	"os"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// TestDatesOfOneForm serves a column of dates that the settings fix to one form: an index sorts it, filters find what it
// has, with instants that the form cannot hold too, and a cell of another form is an error at its place, and is warned of
// wherever it is compared.
func TestDatesOfOneForm(t *testing.T) {
	t.Parallel()
	for _, index := range []string{"", "; CREATE INDEX t_at ON t (at); CREATE INDEX t_day ON t (day)"} {
		a := &area{`CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT, day DATE);
			INSERT INTO t VALUES (1, '2024-01-02T03:04:05Z', '2024-01-02'), (2, '2024-01-02T03:04:06Z', '2024-01-03'), (3, '2023-12-31T23:59:59Z', '2023-12-31'), (4, NULL, NULL)` + index, `
tables.t.columns:
  at: {kind: DateTime, form: "YYYY-MM-DDTHH:MM:SSZ"}
  day: {kind: Date, form: YYYY-MM-DD}
`}
		file := dbtest.Path(t, a.tables)
		r := a.serveFile(t, file)
		expect := func(warned bool, questions map[string]string) {
			t.Helper()
			for arguments, want := range questions {
				_, text := r.ask(t, `{ ts(`+arguments+`) { id } }`)
				if !strings.Contains(text, `{"ts":[`+want+`]}`) || strings.Contains(text, `"warnings"`) != warned {
					t.Errorf("%s, %s gives %s", index, arguments, text)
				}
			}
		}
		questions := map[string]string{
			`where: {at: {eq: "2024-01-02T03:04:05Z"}}`:                              `{"id":1}`,
			`where: {at: {eq: "2024-01-02T05:04:05+02:00"}}`:                         `{"id":1}`,
			`where: {at: {eq: "2024-01-02T03:04:05.5Z"}}`:                            ``,
			`where: {at: {ne: "2024-01-02T03:04:05.5Z"}}`:                            `{"id":1},{"id":2},{"id":3}`,
			`where: {at: {in: ["2024-01-02T03:04:06Z", "2024-01-02T03:04:05.5Z"]}}`:  `{"id":2}`,
			`where: {at: {notIn: ["2024-01-02T03:04:06Z", "2023-12-31T23:59:59Z"]}}`: `{"id":1}`,
			`where: {at: {gt: "2024-01-02T03:04:05Z"}}`:                              `{"id":2}`,
			`where: {at: {gt: "2024-01-02T03:04:05.5Z"}}`:                            `{"id":2}`,
			`where: {at: {gte: "2024-01-02T03:04:05.5Z"}}`:                           `{"id":2}`,
			`where: {at: {gte: "2024-01-02T03:04:05Z"}}`:                             `{"id":1},{"id":2}`,
			`where: {at: {lt: "2024-01-02T03:04:05Z"}}`:                              `{"id":3}`,
			`where: {at: {lt: "2024-01-02T03:04:05.5Z"}}`:                            `{"id":1},{"id":3}`,
			`where: {at: {lte: "2024-01-02T03:04:05.5Z"}}`:                           `{"id":1},{"id":3}`,
			`where: {not: {at: {lt: "2024-01-02T03:04:05.5Z"}}}`:                     `{"id":2}`,
			`orderBy: [{at: ASC}]`:                                                   `{"id":3},{"id":1},{"id":2},{"id":4}`,
			`orderBy: [{at: DESC}], limit: 2`:                                        `{"id":2},{"id":1}`,
			`where: {day: {gt: "2023-12-31"}}, orderBy: [{day: DESC}]`:               `{"id":2},{"id":1}`,
			`where: {day: {lte: "2024-01-02"}, at: {gte: "2024-01-01T00:00:00Z"}}`:   `{"id":1}`,
			`where: {at: {lt: "9999-12-31T23:59:59.5Z"}}, orderBy: [{at: ASC}]`:      `{"id":3},{"id":1},{"id":2}`,
			`orderBy: [{at: ASC_NULLS_FIRST}], limit: 2`:                             `{"id":4},{"id":3}`,
		}
		expect(false, questions)
		if got := r.query(t, `mutation { insertT(input: {id: 5, at: "2024-02-03T05:05:05+01:00", day: "2024-02-03"}) { node { at day } } }`); got !=
			`{"insertT":{"node":{"at":"2024-02-03T04:05:05Z","day":"2024-02-03"}}}` {
			t.Errorf("an insert gives %s", got)
		}
		r.query(t, `mutation { deleteTs(where: {id: {eq: 5}}) { affectedRows } }`)
		_, text := r.ask(t, `mutation { insertT(input: {id: 6, at: "2024-02-03T05:05:05.5Z"}) { affectedRows } }`)
		wants(t, "a finer instant", text, "REQUEST_VALUE", "the column holds dates of the form YYYY-MM-DDTHH:MM:SSZ")

		// Another program writes other forms: a blank in place of T is one that would be read elsewhere.
		neighbour(t, file)(`INSERT INTO t (id, at) VALUES (7, '2024-01-02 03:04:05'), (8, 'soon'), (9, 5), (10, '2024-01-02T03:04:05.500000Z')`)
		expect(true, map[string]string{
			`where: {at: {eq: "2024-01-02T03:04:05Z"}}`:                  `{"id":1}`,
			`where: {at: {lt: "2024-01-02T03:04:05.5Z"}}`:                `{"id":1},{"id":3}`,
			`where: {at: {gte: "2024-01-02T00:00:00Z"}}`:                 `{"id":1},{"id":2}`,
			`where: {at: {ne: "2024-01-02T03:04:05Z"}}`:                  `{"id":2},{"id":3}`,
			`where: {at: {isNull: false, in: ["2024-01-02T03:04:06Z"]}}`: `{"id":2}`,
		})
		_, text = r.ask(t, `{ ts(where: {id: {in: [1, 7, 10]}}) { id at } }`)
		wants(t, "other forms", text, `{"id":1,"at":"2024-01-02T03:04:05Z"},{"id":7,"at":null},{"id":10,"at":null}`, "DATABASE_VALUE", "mixed: text")
		_, text = r.ask(t, `{ ts(orderBy: [{at: ASC}]) { id } }`)
		wants(t, "an order", text, `"warnings":[{"table":"T","column":"at"`, `{"id":10}`)
		r.stop(t)
	}
}

// TestIndexesSortDatesOfOneForm requires that no rows are sorted where an index has the order, and that other columns of
// dates are.
func TestIndexesSortDatesOfOneForm(t *testing.T) {
	t.Parallel()
	const plain = `CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME); CREATE INDEX t_at ON t (at); INSERT INTO t VALUES (1, '2024-01-02 03:04:05')`
	const pin = "tables.t.columns.at: {kind: DateTime, form: 'YYYY-MM-DD HH:MM:SS'}\n"
	for _, c := range []struct {
		script, settings string
		sorts            bool
	}{
		{plain, "", true},
		{plain, pin, false},
		{strings.ReplaceAll(plain, "at DATETIME)", "at TEXT) STRICT"), pin, false},
		{strings.ReplaceAll(plain, "at DATETIME)", "at DATETIME CHECK (at IS datetime(at)))"), "", false},
		{strings.ReplaceAll(plain, "at DATETIME)", "at DATETIME CHECK (at IS date(at) OR at > ''))"), "", true},
		{`CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME CHECK (at IS strftime('%Y-%m-%dT%H:%M:%SZ', at))); CREATE INDEX t_at ON t (at); INSERT INTO t VALUES (1, '2024-01-02T03:04:05Z')`, "", false},
	} {
		r := (&area{c.script, c.settings}).serve(t)
		_, _, text := r.send(t, "POST", "/graphql", `{"query": "{ ts(where: {at: {gt: \"2024-01-01T00:00:00Z\"}}, orderBy: [{at: DESC}], limit: 3) { id at } }"}`, "Tiddly-Trace", "plan")
		if strings.Contains(text, "USE TEMP B-TREE") != c.sorts || !strings.Contains(text, "SEARCH t USING COVERING INDEX t_at") {
			t.Errorf("%s %s: %s", c.script, c.settings, text)
		}
		r.stop(t)
	}
}

// TestPinsReadOtherForms: the settings that check writes for a form of dates make errors of no cells that were read without
// them, wherever they lie, and refuse no writes.
func TestPinsReadOtherForms(t *testing.T) {
	inFolder(t, `CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME, day DATETIME);
		WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 2000)
		INSERT INTO t SELECT x, strftime('%Y-%m-%dT%H:%M:%S', 1704153600 + x, 'unixepoch') || '.678Z', '2024-01-02' FROM c;
		UPDATE t SET at = '2025-01-02 03:04:05', day = '2025-01-02 03:04:05' WHERE id = 1000`, "db: shop.db\n")
	ask := func() (all string) {
		r := start(t)
		defer r.stop(t)
		for _, document := range []string{
			`{ ts(where: {id: {eq: 1000}}) { at day } }`,
			`{ ts(where: {at: {gt: \"2024-06-01T00:00:00Z\"}}) { id } }`,
			`{ ts(where: {day: {gt: \"2024-06-01T00:00:00Z\"}}) { id } }`,
			`{ ts(orderBy: [{at: DESC}], limit: 2) { id } }`,
			`mutation { updateT(by: {id: 1000}, set: {at: \"2025-01-02T03:04:05.000001Z\"}) { node { at day } } }`,
			`mutation { updateT(by: {id: 1000}, set: {at: \"2025-01-02T03:04:05Z\"}) { node { at day } } }`,
		} {
			_, _, text := r.send(t, "POST", "/graphql", `{"query": "`+document+`"}`)
			all += text + "\n"
		}
		return all
	}
	before := ask()
	wants(t, "what is served", before, `{"ts":[{"at":"2025-01-02T03:04:05Z","day":"2025-01-02T03:04:05Z"}]}`, `{"ts":[{"id":1000}]}`, `"at":"2025-01-02T03:04:05.000001Z"`)
	got := run(t, nil, "check", "--pin")
	wants(t, "check --pin", got.stdout, "Wrote ")
	content, err := os.ReadFile("tiddly.yml")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "the settings", string(content), "at: {kind: DateTime, mixed: text, form: YYYY-MM-DDTHH:MM:SS.fffZ}", "day: {kind: DateTime, mixed: text, form: YYYY-MM-DD}")
	if after := ask(); after != before {
		t.Errorf("with the settings:\n%s\nwithout:\n%s", after, before)
	}
}
