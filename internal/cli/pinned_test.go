package cli

import (
	"fmt"
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

// TestEpochsOfTheSettings reads, finds, sorts and writes numbers of every epoch.
func TestEpochsOfTheSettings(t *testing.T) {
	t.Parallel()
	cells := map[string]string{
		catalog.EpochSeconds: "1704164645", catalog.EpochMillis: "1704164645000", catalog.EpochMicros: "1704164645000000",
		catalog.EpochNanos: "1704164645000000000", catalog.EpochMicros1601: "13348638245000000", catalog.EpochFileTime: "133486382450000000",
		catalog.EpochSeconds2001: "725857445", catalog.EpochJulianDays: "2460311.627835648",
	}
	for _, epoch := range catalog.Epochs() {
		cell := cells[epoch]
		if cell == "" {
			t.Fatalf("no cell for %s", epoch)
		}
		a := area{"CREATE TABLE e (id INTEGER PRIMARY KEY, at NUMERIC); INSERT INTO e VALUES (1, " + cell + "), (2, NULL)", "tables.e.columns.at: {kind: DateTime, epoch: " + epoch + "}\n"}
		r := a.serve(t)
		const first = `"at":"2024-01-02T03:04:05Z"`
		if got := r.query(t, `{ es(where: {at: {isNull: false}}) { at } }`); !strings.Contains(got, first) && epoch != catalog.EpochJulianDays {
			t.Errorf("%s: got %s", epoch, got)
		}
		if got := r.query(t, `{ es(where: {at: {gt: "2024-01-02T03:04:04Z", lt: "2024-01-02T03:04:06Z"}}) { id } }`); got != `{"es":[{"id":1}]}` {
			t.Errorf("%s: found %s", epoch, got)
		}
		got := r.query(t, `mutation { updateE(by: {id: 2}, set: {at: "2025-06-07T08:09:10Z"}) { node { at } } }`)
		if !strings.Contains(got, `"at":"2025-06-07T08:09:10Z"`) {
			t.Errorf("%s: wrote %s", epoch, got)
		}
		if got := r.query(t, `{ es(orderBy: [{at: DESC}]) { id } eq: es(where: {at: {eq: "2025-06-07T08:09:10Z"}}) { id } }`); got != `{"es":[{"id":2},{"id":1}],"eq":[{"id":2}]}` {
			t.Errorf("%s: sorted and found %s", epoch, got)
		}
		r.stop(t)
	}
}

// TestWordsOfTheSettings reads, finds and writes words for true and false.
func TestWordsOfTheSettings(t *testing.T) {
	t.Parallel()
	r := (&area{`CREATE TABLE w (id INTEGER PRIMARY KEY, ok TEXT, old CHAR(3) NOT NULL);
		CREATE VIEW stored AS SELECT id, CAST(ok || ' ' || old AS TEXT) AS word FROM w;
		INSERT INTO w VALUES (1, 'Y', 'yes'), (2, 'n', 'NO'), (3, NULL, 'Yes'), (4, 'maybe', 'no')`, `
tables.w.columns.ok: {kind: Boolean, words: Y/N}
tables.w.columns.old.words: yes/no
`}).serve(t)
	_, _, text := r.send(t, "POST", "/graphql", `{"query": "{ ws { id ok old } }"}`)
	wants(t, "the rows", text, `[{"id":1,"ok":true,"old":true},{"id":2,"ok":false,"old":false},{"id":3,"ok":null,"old":true},{"id":4,"ok":null,"old":false}]`,
		`"path":["ws",3,"ok"]`, "DATABASE_VALUE")
	for document, want := range map[string]string{
		`{ ws(where: {ok: {eq: true}}) { id } }`:                              `{"ws":[{"id":1}]}`,
		`{ ws(where: {ok: {ne: true}}) { id } }`:                              `{"ws":[{"id":2}]}`,
		`{ ws(where: {ok: {in: [true, false]}, old: {eq: false}}) { id } }`:   `{"ws":[{"id":2}]}`,
		`{ ws(where: {old: {notIn: [false]}}, orderBy: [{ok: ASC}]) { id } }`: `{"ws":[{"id":1},{"id":3}]}`,
		`{ ws(where: {id: {lt: 3}}, orderBy: [{ok: ASC}]) { id } }`:           `{"ws":[{"id":2},{"id":1}]}`,
	} {
		if got := r.query(t, document); got != want {
			t.Errorf("%s gives %s, want %s", document, got, want)
		}
	}
	got := r.query(t, `mutation { a: insertW(input: {id: 5, ok: true, old: false}) { node { ok old } } b: updateW(by: {id: 1}, set: {ok: false}) { node { ok } } }`)
	if got != `{"a":{"node":{"ok":true,"old":false}},"b":{"node":{"ok":false}}}` {
		t.Errorf("got %s", got)
	}
	if got := r.query(t, `{ storeds(where: {id: {in: [1, 5]}}, orderBy: [{id: ASC}]) { word } }`); got != `{"storeds":[{"word":"N yes"},{"word":"Y no"}]}` {
		t.Errorf("stored is %s", got)
	}
	_, _, text = r.send(t, "GET", "/w/5", "")
	wants(t, "REST", text, `"ok":true,"old":false`)
	r.stop(t)
}

// TestOtherWordsOfTheSettings reads, finds, sorts and writes words that only the settings know, with and without an index.
func TestOtherWordsOfTheSettings(t *testing.T) {
	t.Parallel()
	for _, index := range []string{"", "CREATE INDEX i1 ON m(state); CREATE INDEX i2 ON m(mark); CREATE INDEX i3 ON m(n); CREATE INDEX i4 ON m(odd);"} {
		r := (&area{`CREATE TABLE m (id INTEGER PRIMARY KEY, state TEXT, mark VARCHAR(1), n INTEGER, odd);
			CREATE VIEW stored AS SELECT id, CAST(state || '|' || mark || '|' || n || '|' || odd || typeof(n) AS TEXT) AS cells FROM m;
			INSERT INTO m VALUES (1, 'aktiv', 'X', 2, 'it''s?'), (2, 'INAKTIV', '', 1, '{column}'), (3, 'Aktiv', 'x', 2, 'IT''S?'), (4, NULL, NULL, NULL, NULL);` +
			index, `
tables.m.columns.state.words: aktiv/inaktiv
tables.m.columns.mark.words: X/
tables.m.columns.n: {kind: Boolean, words: 2/1}
tables.m.columns.odd: {kind: Boolean, words: "it's?/{column}"}
`}).serve(t)
		_, _, text := r.send(t, "POST", "/graphql", `{"query": "{ ms { id state mark n odd } }"}`)
		wants(t, "the rows", text, `{"data":{"ms":[{"id":1,"state":true,"mark":true,"n":true,"odd":true},{"id":2,"state":false,"mark":false,"n":false,"odd":false},`+
			`{"id":3,"state":true,"mark":true,"n":true,"odd":true},{"id":4,"state":null,"mark":null,"n":null,"odd":null}]}}`)
		for _, column := range []string{"state", "mark", "n", "odd"} {
			for filter, want := range map[string]string{
				"{%s: {eq: true}}": `1},{"id":3`, "{%s: {eq: false}}": "2", "{%s: {ne: true}}": "2", "{%s: {notIn: [false]}}": `1},{"id":3`,
				"{%s: {in: [true, false]}}": `1},{"id":2},{"id":3`, "{not: {%s: {eq: false}}}": `1},{"id":3`,
			} {
				document := "{ ms(where: " + fmt.Sprintf(filter, column) + ") { id } }"
				_, _, text := r.send(t, "POST", "/graphql", `{"query": "`+document+`"}`)
				if text != `{"data":{"ms":[{"id":`+want+`}]}}` {
					t.Errorf("%s gives %s", document, text)
				}
			}
			if got := r.query(t, "{ ms(orderBy: [{"+column+": ASC}]) { id } }"); got != `{"ms":[{"id":2},{"id":1},{"id":3},{"id":4}]}` {
				t.Errorf("by %s: %s", column, got)
			}
		}
		r.query(t, `mutation { a: insertM(input: {id: 5, state: false, mark: false, n: false, odd: true}) { affectedRows }
			b: updateM(by: {id: 2}, set: {state: true, mark: true, n: true, odd: true}) { affectedRows } }`)
		r.send(t, "PUT", "/m/1", `{"state": false, "mark": false, "n": false, "odd": false}`)
		if got := r.query(t, `{ storeds(where: {id: {in: [1, 2, 5]}}, orderBy: [{id: ASC}]) { cells } }`); got !=
			`{"storeds":[{"cells":"inaktiv||1|{column}integer"},{"cells":"aktiv|X|2|it's?integer"},{"cells":"inaktiv||1|it's?integer"}]}` {
			t.Errorf("stored is %s", got)
		}
		_, _, text = r.send(t, "GET", "/m/5", "")
		wants(t, "REST", text, `"state":false,"mark":false,"n":false,"odd":true`)
		_, _, text = r.send(t, "GET", "/m?state=true", "")
		wants(t, "a filter of REST", text, `"id":2`, `"id":3`)
		r.stop(t)
	}
}

func TestNullsOfTheSettings(t *testing.T) {
	t.Parallel()
	r := (&area{`CREATE TABLE d (id INTEGER PRIMARY KEY, day DATE, n INTEGER NOT NULL, m INTEGER); INSERT INTO d VALUES (1, '', 1, 2), (2, '2024-01-02', 2, 3)`, `
tables.d.columns:
  day: {kind: Date, empty: null}
  n: {kind: Int, nullable: true}
  m: {nullable: false}
`}).serve(t)
	if got := r.query(t, `{ ds(where: {day: {isNull: true}}) { id day } }`); got != `{"ds":[{"id":1,"day":null}]}` {
		t.Errorf("got %s", got)
	}
	_, _, sdl := r.send(t, "GET", "/schema.graphqls", "")
	wants(t, "the schema", sdl, "  n: Int\n", "  m: Int!\n")
	r.stop(t)
}

func TestMistakesInPins(t *testing.T) {
	inFolder(t, "CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT, b INTEGER)", `db: shop.db
tables.p.columns:
  a: {kind: String, words: Y/N}
  b: {kind: DateTime, epoch: us}
tables.p.columns.id.worts: y/N
`)
	if got := run(t, nil, "check"); got.code != 2 || !strings.Contains(got.stderr, `tables.p.columns.id.worts`) {
		t.Errorf("%+v", got)
	}
	inFolder(t, "CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c TEXT, d TEXT)", `db: shop.db
tables.p.columns:
  a: {kind: String, words: Y/N}
  b: {kind: Int, epoch: us}
  c: {words: ja}
  d: {words: ja/ja}
`)
	got := run(t, nil, "check")
	if got.code != 2 {
		t.Errorf("%+v", got)
	}
	wants(t, "the mistakes", got.stderr, "tiddly.yml:3:7: column a of table p: a column of kind String has no words for true and false",
		"tiddly.yml:4:7: column b of table p: a column of kind Int has no epoch",
		`tiddly.yml:5:7: column c of table p: "ja" is not a pair of words`, "tiddly.yml:6:7: column d of table p: the words for true and false are the same")
}
