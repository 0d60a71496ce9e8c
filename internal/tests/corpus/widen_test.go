package corpus_test

import (
	"encoding/base64"
	"strings"
	"testing"
)

// TestListsAreLostOnce requires at the wire that a cell that contradicts its column costs the list until the column is
// nullable, that the same document is answered then, and that what a client may write stays.
func TestListsAreLostOnce(t *testing.T) {
	c := newChanging(t, `CREATE TABLE k(id INTEGER PRIMARY KEY, n INTEGER NOT NULL, up INT REFERENCES k(id)); INSERT INTO k VALUES (1, 5, 1), (2, 6, 1);`)
	const (
		query = `query($n: Int = 0) {ks(where: {id: {ne: $n}}) {id n upRef {n} ksByUp: ks {n}}}`
		bad   = `{"message":"the stored value is not a valid Int","path":["ks",1,"n"],"extensions":{"code":"DATABASE_VALUE",`
	)
	ask := func() string {
		_, body := post(t, c.graph, testCase{query: query})
		return string(body)
	}
	if got := ask(); strings.Contains(got, "errors") {
		t.Fatal(got)
	}
	c.change("UPDATE k SET n = 'six' WHERE id = 2")
	if got := ask(); !strings.Contains(got, `"data":null`) || !strings.Contains(got, bad) {
		t.Errorf("got %s", got)
	}
	c.live.Widen(t.Context())
	if got := ask(); !strings.HasPrefix(got, `{"data":{"ks":[{"id":1,"n":5,"upRef":{"n":5},"ksByUp":[{"n":5},{"n":null}]},{"id":2,"n":null,`) || !strings.Contains(got, bad) {
		t.Errorf("got %s", got)
	}
	if _, body := post(t, c.graph, testCase{query: `mutation {insertK(input: {id: 3, n: null}) {affectedRows}}`}); !strings.Contains(string(body), `"REQUEST_`) {
		t.Errorf("the input has changed: %s", body)
	}
	c.want(`mutation {updateK(by: {id: 2}, set: {n: 7}) {node {n}}}`, `{"data":{"updateK":{"node":{"n":7}}}}`)
	c.want(`{__type(name: "K") {fields {name type {kind}}}}`,
		`{"data":{"__type":{"fields":[{"name":"nodeId","type":{"kind":"NON_NULL"}},{"name":"id","type":{"kind":"NON_NULL"}},{"name":"n","type":{"kind":"SCALAR"}},{"name":"up","type":{"kind":"SCALAR"}},{"name":"upRef","type":{"kind":"OBJECT"}},{"name":"ks","type":{"kind":"NON_NULL"}},{"name":"ksConnection","type":{"kind":"NON_NULL"}}]}}}`)
}

// TestNodeIDsHoldStoredValues requires that the id of a row is made of what is stored, whatever its kind is called, and
// that no key of any form costs a list.
func TestNodeIDsHoldStoredValues(t *testing.T) {
	c := newChanging(t, `CREATE TABLE big(id BIGINT PRIMARY KEY); INSERT INTO big VALUES (5), (9007199254740993);
		CREATE TABLE day(id DATETIME NOT NULL PRIMARY KEY); INSERT INTO day VALUES ('2024-01-02 03:04:05'), ('2024-01-02T03:04:06Z'), ('soon'), (5);
		CREATE TABLE mood(id TEXT NOT NULL PRIMARY KEY CHECK (id IN ('on hold', 'done'))); INSERT INTO mood VALUES ('on hold');
		CREATE TABLE thing(a TEXT NOT NULL, b INTEGER NOT NULL, c UUID NOT NULL, PRIMARY KEY (a, b, c));
		INSERT INTO thing VALUES ('x"', 1, '0188F3C1-2A3B-7C4D-8E5F-0123456789AB'), (CAST(x'ff' AS TEXT), 'one', x'00ff'), ('z', 2.5, 'no');`)
	for query, want := range map[string][]string{
		`{bigs {nodeId}}`:   {`["Big",5]`, `["Big",9007199254740993]`},
		`{days {nodeId}}`:   {`["Day",5]`, `["Day","2024-01-02 03:04:05"]`, `["Day","2024-01-02T03:04:06Z"]`, `["Day","soon"]`},
		`{moods {nodeId}}`:  {`["Mood","on hold"]`},
		`{things {nodeId}}`: {`["Thing","x\"",1,"0188F3C1-2A3B-7C4D-8E5F-0123456789AB"]`, `["Thing","z",2.5,"no"]`, `["Thing",["/w==",1],"one",["AP8="]]`},
	} {
		_, body := post(t, c.graph, testCase{query: query})
		if strings.Contains(string(body), "errors") {
			t.Errorf("%s gives %s", query, body)
		}
		for _, id := range want {
			if !strings.Contains(string(body), `"`+base64.RawURLEncoding.EncodeToString([]byte(id))+`"`) {
				t.Errorf("%s lacks %s: %s", query, id, body)
			}
		}
	}
}
