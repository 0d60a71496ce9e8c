package corpus_test

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/engine"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/rest"
	"tiddly/internal/tests/home"
)

// changing is a file that another program changes while it is served.
type changing struct {
	t     *testing.T
	other *sql.DB
	live  *engine.Live
	graph http.Handler
	rest  http.Handler
	told  []string
}

func newChanging(t *testing.T, script string) *changing {
	t.Helper()
	path := dbtest.Path(t, script)
	other, err := outside.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = other.Close() })
	c := &changing{t: t, other: other}
	live, notes, err := engine.Open(t.Context(), dbtest.Open(t, path), engine.Options{Limits: engine.DefaultLimits()}, func(change engine.Change) {
		c.told = append(c.told, change.What...)
		for _, n := range change.Notes {
			c.told = append(c.told, n.String())
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notes {
		c.told = append(c.told, n.String())
	}
	c.live = live
	c.graph = gql.NewHandler(live.View, home.Plain(), gql.Options{})
	c.rest = rest.NewHandler(live.View, rest.Options{})
	return c
}

func (c *changing) change(script string) {
	c.t.Helper()
	if _, err := c.other.ExecContext(c.t.Context(), script); err != nil {
		c.t.Fatal(err)
	}
}

func (c *changing) want(query, body string) {
	c.t.Helper()
	if _, got := post(c.t, c.graph, testCase{query: query}); string(got) != body {
		c.t.Errorf("%s\ngives %s\nwant  %s", query, got, body)
	}
}

func (c *changing) wantREST(method, path, body, part string) {
	c.t.Helper()
	r := httptest.NewRequestWithContext(c.t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	c.rest.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), part) {
		c.t.Errorf("%s %s %s gives %d %s, want %s", method, path, body, w.Code, w.Body, part)
	}
}

// TestReloadReadsHowKeysCompare requires that a request after a change uses the new comparison of the key.
func TestReloadReadsHowKeysCompare(t *testing.T) {
	c := newChanging(t, `CREATE TABLE own (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
		CREATE UNIQUE INDEX own_email ON own (email COLLATE NOCASE);
		CREATE TABLE pet (id INTEGER PRIMARY KEY, own TEXT REFERENCES own (email));
		INSERT INTO own VALUES (1, 'Ann@x'); INSERT INTO pet VALUES (1, 'ann@x')`)
	const query = `{own(by:{email:"ANN@x"}){id} pets{ownRef{id}} owns(where:{pets:{some:{}}}){pets{id}}}`
	const found = `{"data":{"own":{"id":1},"pets":[{"ownRef":{"id":1}}],"owns":[{"pets":[{"id":1}]}]}}`
	c.want(query, found)
	c.change("DROP INDEX own_email; CREATE UNIQUE INDEX own_email ON own (email)")
	c.live.Reload(t.Context())
	c.want(query, `{"data":{"own":null,"pets":[{"ownRef":null}],"owns":[]}}`)
	c.change(`CREATE TABLE new_own (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE);
		INSERT INTO new_own SELECT * FROM own; DROP TABLE own; ALTER TABLE new_own RENAME TO own`)
	c.live.Reload(t.Context())
	c.want(query, found)
	if told := strings.Join(c.told, "\n"); strings.Count(told, `table "own": key email compares differently`) != 2 {
		t.Errorf("told:\n%s", told)
	}
}

// TestNullInAKey requires that NULL in a key, which another program can write at any time, breaks no list, and
// that the key is not a node key after the next reload.
func TestNullInAKey(t *testing.T) {
	c := newChanging(t, `CREATE TABLE null_pk (k TEXT PRIMARY KEY, v TEXT); INSERT INTO null_pk VALUES ('a', 'x')`)
	const query = `{nullPks{nodeId v}}`
	c.want(query, `{"data":{"nullPks":[{"nodeId":"WyJOdWxsUGsiLCJhIl0","v":"x"}]}}`)
	c.wantREST(http.MethodPost, "/null_pk", `{"v": "y"}`, "k: k must not be null")
	c.wantREST(http.MethodPost, "/null_pk", `{"k": null, "v": "y"}`, "k: k must not be null")
	c.wantREST(http.MethodPut, "/null_pk/a", `{"k": null}`, "k must not be null")
	c.change(`INSERT INTO null_pk VALUES (NULL, 'y')`)
	c.want(query, `{"data":{"nullPks":[{"nodeId":"WyJOdWxsUGsiLCJhIl0","v":"x"},{"nodeId":"WyJOdWxsUGsiLG51bGxd","v":"y"}]}}`)
	c.live.Reload(t.Context())
	if _, body := post(t, c.graph, testCase{query: query}); !strings.Contains(string(body), `Cannot query field \"nodeId\"`) {
		t.Errorf("a key with NULL is a node key: %s", body)
	}
	c.want(`{nullPks{k v} nullPk(by:{k:"a"}){v}}`, `{"data":{"nullPks":[{"k":"a","v":"x"},{"k":null,"v":"y"}],"nullPk":{"v":"x"}}}`)
	c.wantREST(http.MethodGet, "/null_pk/a", "", `"v":"x"`)
	c.wantREST(http.MethodPost, "/null_pk", `{"v": "z"}`, `"id":null`)
	c.change(`DELETE FROM null_pk WHERE k IS NULL`)
	c.live.Reload(t.Context())
	c.want(query, `{"data":{"nullPks":[{"nodeId":"WyJOdWxsUGsiLCJhIl0","v":"x"}]}}`)
	if told := strings.Join(c.told, "\n"); !strings.Contains(told, `table "null_pk" has a row with NULL in its primary key`) {
		t.Errorf("told:\n%s", told)
	}
}

// TestRowsWhoseKeysSortAsOne requires that a table read in pages has every row once even if the column sorts
// different keys as equal.
func TestRowsWhoseKeysSortAsOne(t *testing.T) {
	c := newChanging(t, `CREATE TABLE word (w TEXT NOT NULL COLLATE NOCASE, PRIMARY KEY (w COLLATE BINARY)) WITHOUT ROWID;
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001)
		INSERT INTO word SELECT printf('%s%05d', v.value, i / 3) FROM n, json_each('["ab", "AB", "aB"]') v WHERE i % 3 = 0;
		INSERT INTO word VALUES ('AA'), ('AAA')`) // so that pages end between keys that sort as equal
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/word", http.NoBody)
	w := httptest.NewRecorder()
	c.rest.ServeHTTP(w, r)
	var answer struct{ Data []struct{ W string } }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, row := range answer.Data {
		if seen[row.W] {
			t.Errorf("%s comes twice", row.W)
		}
		seen[row.W] = true
	}
	if len(seen) != 2003 {
		t.Errorf("%d rows, want 2003", len(seen))
	}
}
