package corpus_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/gql/limits"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// listed is a row as a list shows it, with its global id.
type listed struct {
	id  string
	row json.RawMessage
}

// nodeRows returns up to 30 rows of every table with global ids, and the fragments that select the same of them.
func nodeRows(t *testing.T, s *engine.Snapshot, h http.Handler) (rows []listed, fragments string) {
	t.Helper()
	var all strings.Builder
	for _, table := range s.Catalog.Tables {
		if table.NodeKey() == nil {
			continue
		}
		selection := "nodeId __typename " + columnsUnder(table)
		fmt.Fprintf(&all, " ... on %s { %s }", table.TypeName, selection)
		_, body := post(t, h, testCase{query: "{ rows: " + table.ListField + "(limit: 30) { " + selection + " } }"})
		var answer struct {
			Data struct{ Rows []json.RawMessage }
		}
		if err := json.Unmarshal(body, &answer); err != nil {
			t.Fatal(err)
		}
		for _, row := range answer.Data.Rows {
			var id struct{ NodeID string }
			if err := json.Unmarshal(row, &id); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, listed{id.NodeID, row})
		}
	}
	return rows, all.String()
}

// columnsUnder returns the columns of a table, under names that no other table has, and what its relations lead to.
func columnsUnder(t *catalog.Table) string {
	var all []string
	for _, c := range t.Columns {
		all = append(all, t.TypeName+"_"+c.Name+": "+c.Name)
	}
	for _, r := range t.Relations {
		if r.Kind == catalog.ToOne {
			all = append(all, t.TypeName+"_"+r.Name+": "+r.Name+" { __typename }")
		} else {
			all = append(all, t.TypeName+"_"+r.Name+": "+r.Name+"(limit: 2) { "+r.Target.Columns[0].Name+" }")
		}
	}
	return strings.Join(all, " ")
}

// TestNodesAreTheRowsOfLists requires that every row that a list shows is found by its global id as the same bytes,
// whatever its key is, in any order, beside rows of other tables, by nodes as by node.
func TestNodesAreTheRowsOfLists(t *testing.T) {
	for _, schema := range []string{"music", "shapes", "keys", "nasty", "nulls", "kinds", "ones", "writing", "disturbed", "sample"} {
		t.Run(schema, func(t *testing.T) {
			s := fresh(t, schema)
			wide := limits.Default() // a document selects every column of every table
			wide.Aliases, wide.Fields, wide.Tokens = 1e5, 1e6, 1e6
			h := gql.NewHandler(s.View, home.Plain(), gql.Options{Limits: wide})
			rows, fragments := nodeRows(t, s, h)
			if len(rows) < 3 {
				t.Fatalf("%d rows", len(rows))
			}
			random := rand.New(rand.NewPCG(1, 2))
			for range 20 {
				some := make([]listed, 1+random.IntN(12))
				ids := make([]string, len(some))
				for i := range some {
					some[i] = rows[random.IntN(len(rows))]
					ids[i] = some[i].id
				}
				query := "query ($ids: [ID!]!, $id: ID!) { nodes(nodeIds: $ids) {" + fragments + " } node(nodeId: $id) {" + fragments + " } }"
				sameRows(t, h, query, ids, some)
			}
		})
	}
}

// sameRows asks for rows by their ids, and the first one alone.
func sameRows(t *testing.T, h http.Handler, query string, ids []string, want []listed) {
	t.Helper()
	variables, err := json.Marshal(map[string]any{"ids": ids, "id": ids[0]})
	if err != nil {
		t.Fatal(err)
	}
	_, body := post(t, h, testCase{query: query, rawVariables: variables})
	var answer struct {
		Data struct {
			Nodes []json.RawMessage
			Node  json.RawMessage
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil || len(answer.Data.Nodes) != len(want) {
		t.Fatalf("%s gives %.500s: %v", variables, body, err)
	}
	for i, row := range answer.Data.Nodes {
		if string(row) != string(want[i].row) {
			t.Errorf("%s gives %s, want %s", ids[i], row, want[i].row)
		}
	}
	if string(answer.Data.Node) != string(want[0].row) {
		t.Errorf("node gives %s, want %s", answer.Data.Node, want[0].row)
	}
}

// TestEditedNodeIDs edits every byte of ids: each is refused, or is the id of another row or of none. None of them is an
// error of the server.
func TestEditedNodeIDs(t *testing.T) {
	h := handler(fresh(t, "keys"))
	refused, missing := 0, 0
	for _, id := range []string{`["Own","Ann@x"]`, `["Place","FR","Paris"]`, `["Shelf",1]`} {
		text := base64.RawURLEncoding.EncodeToString([]byte(id))
		for i := range text {
			for _, c := range []byte("A_9 =\n\x00\xff") {
				edited := text[:i] + string(rune(c)) + text[i+1:]
				if edited == text {
					continue
				}
				variables, err := json.Marshal(map[string]any{"id": edited})
				if err != nil {
					t.Fatal(err)
				}
				status, body := post(t, h, testCase{query: `query ($id: ID!) { node(nodeId: $id) { __typename } }`, rawVariables: variables})
				switch {
				case status == http.StatusBadRequest && strings.Contains(string(body), `"REQUEST_VALUE"`):
					refused++
				case string(body) == `{"data":{"node":null}}`:
					missing++
				case status != http.StatusOK || strings.Contains(string(body), "errors"):
					t.Errorf("%q gives %d %s", edited, status, body)
				}
			}
		}
	}
	if refused == 0 || missing == 0 {
		t.Errorf("%d are refused and %d name no row, want some of both", refused, missing)
	}
}

// TestNodesOfEachShape requires that a plan is used again only for ids of the same tables: what is selected of a row
// depends on its table.
func TestNodesOfEachShape(t *testing.T) {
	s := fresh(t, "music")
	h := handler(s)
	rows, fragments := nodeRows(t, s, h)
	query := "query ($id: ID!, $ids: [ID!]!) { node(nodeId: $id) {" + fragments + " } nodes(nodeIds: $ids) {" + fragments + " } }"
	for _, one := range rows {
		for _, two := range rows[:5] {
			sameRows(t, h, query, []string{one.id, two.id}, []listed{one, two})
		}
	}
}

// TestNodeLimits requires that ids are counted like rows before anything is read.
func TestNodeLimits(t *testing.T) {
	h := handler(fresh(t, "music"))
	id := base64.RawURLEncoding.EncodeToString([]byte(`["Track",1]`))
	const query = `query ($ids: [ID!]!) { nodes(nodeIds: $ids) { ... on Track { album { tracks(limit: 100) { name } } } } }`
	for _, c := range []struct {
		ids  int
		want string
	}{
		{500, `"name":`},
		{1000, `"LIMIT_COST"`},
		{1001, `nodeIds must have at most 1000 ids`},
	} {
		variables, err := json.Marshal(map[string]any{"ids": slices.Repeat([]string{id}, c.ids)})
		if err != nil {
			t.Fatal(err)
		}
		if _, body := post(t, h, testCase{query: query, rawVariables: variables}); !strings.Contains(string(body), c.want) {
			t.Errorf("%d ids give %.300s, want %s", c.ids, body, c.want)
		}
	}
}

// TestNoNodeFields requires that a schema without global ids has no fields for them.
func TestNoNodeFields(t *testing.T) {
	c := newChanging(t, `CREATE TABLE log(line TEXT); CREATE VIEW lines AS SELECT line FROM log;`)
	_, body := post(t, c.graph, testCase{query: `{ __schema { queryType { fields { name } } } __type(name: "Node") { name } }`})
	if text := string(body); strings.Contains(text, `"node"`) || strings.Contains(text, `"nodes"`) || !strings.Contains(text, `"__type":null`) {
		t.Errorf("got %s", body)
	}
}

// TestNodesWhileKeysChange requires that a key with NULL in it is no node key any more, and that its ids are refused.
func TestNodesWhileKeysChange(t *testing.T) {
	c := newChanging(t, `CREATE TABLE pin(k TEXT PRIMARY KEY, v TEXT); INSERT INTO pin VALUES ('a', 'x'); CREATE TABLE other(id INTEGER PRIMARY KEY);`)
	id := base64.RawURLEncoding.EncodeToString([]byte(`["Pin","a"]`))
	query := `{ node(nodeId: "` + id + `") { ... on Pin { v } } }`
	if _, body := post(t, c.graph, testCase{query: query}); string(body) != `{"data":{"node":{"v":"x"}}}` {
		t.Fatalf("got %s", body)
	}
	c.change(`INSERT INTO pin VALUES (NULL, 'y'); ALTER TABLE pin ADD COLUMN more TEXT`)
	c.live.Reload(t.Context())
	if status, body := post(t, c.graph, testCase{query: query}); status != http.StatusBadRequest || strings.Contains(string(body), `"x"`) {
		t.Errorf("got %d %s", status, body)
	}
}

// TestNodesOfViews requires that the rows of a view are found by the key that the settings give it, in one reading of it.
func TestNodesOfViews(t *testing.T) {
	path := dbtest.Path(t, `CREATE TABLE sale(id INTEGER PRIMARY KEY, shop TEXT NOT NULL, amount INT NOT NULL);
		INSERT INTO sale VALUES (1, 'a', 5), (2, 'b', 7), (3, 'a', 9);
		CREATE VIEW shop AS SELECT shop AS name, sum(amount) AS total FROM sale GROUP BY shop;`)
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, path), engine.Options{
		Limits: engine.DefaultLimits(), Overrides: catalog.Overrides{Tables: map[string]catalog.TableOverride{"shop": {Key: []string{"name"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	id := func(name string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(`["Shop","` + name + `"]`))
	}
	query := fmt.Sprintf(`{ nodes(nodeIds: [%q, %q, %q]) { nodeId ... on Shop { total } } }`, id("b"), id("nowhere"), id("a"))
	want := fmt.Sprintf(`{"data":{"nodes":[{"nodeId":%q,"total":7},null,{"nodeId":%q,"total":14}]}}`, id("b"), id("a"))
	if _, body := post(t, handler(s), testCase{query: query}); string(body) != want {
		t.Errorf("got %s, want %s", body, want)
	}
}

// TestNodesOfAccounts requires that an account that is found by its global id shows no more than elsewhere.
func TestNodesOfAccounts(t *testing.T) {
	a := withAccounts(t, forum, gql.Options{})
	id := base64.RawURLEncoding.EncodeToString([]byte(`["User",1]`))
	if status, body := a.ask(person("2"), `{ node(nodeId: "`+id+`") { ... on User { email } } }`, ""); status != http.StatusOK || !strings.Contains(body, `"email":"`) {
		t.Errorf("got %d %s", status, body)
	}
	for _, selected := range []string{"password", "... on User { password }"} {
		if status, body := a.ask(person("1"), `{ node(nodeId: "`+id+`") { `+selected+` } }`, ""); status != http.StatusBadRequest || strings.Contains(body, "argon2id") {
			t.Errorf("%s gives %d %s", selected, status, body)
		}
	}
}

// TestNodesOfEveryClass requires that rows are found whatever their keys hold: text that looks like a number beside the
// number, bytes beside the text that they spell, infinities, dates in several forms.
func TestNodesOfEveryClass(t *testing.T) {
	path := dbtest.Path(t, `CREATE TABLE any_key(k PRIMARY KEY NOT NULL, v TEXT) WITHOUT ROWID;
		INSERT INTO any_key VALUES (1, 'int'), ('1', 'text'), (x'31', 'bytes'), (1.5, 'float'), ('1.5', 'text'), (9e999, 'inf'), (-9e999, '-inf'), ('', 'empty'), (x'', 'none');
		CREATE TABLE blob_key(k BLOB PRIMARY KEY NOT NULL); INSERT INTO blob_key VALUES (x'00ff'), (x'5b5d'), ('["AA=="]');
		CREATE TABLE bad_text(a TEXT NOT NULL, b REAL NOT NULL, PRIMARY KEY (a, b)); INSERT INTO bad_text VALUES (CAST(x'ff' AS TEXT), 1), ('/w==', 1), (x'ff', 2.5);
		CREATE TABLE moment(k DATETIME PRIMARY KEY NOT NULL); INSERT INTO moment VALUES ('2024-01-01 00:00:00'), ('2024-01-01T00:00:01Z'), ('2024-01-01T01:00:02+01:00');`)
	s := serve(t, path)
	h := handler(s)
	var ids []string
	var want []listed
	for _, list := range []string{"anyKeys", "blobKeys", "badTexts", "moments"} {
		_, body := post(t, h, testCase{query: "{ rows: " + list + " { nodeId } }"})
		var answer struct {
			Data struct{ Rows []struct{ NodeID string } }
		}
		if err := json.Unmarshal(body, &answer); err != nil || len(answer.Data.Rows) < 3 {
			t.Fatalf("%s gives %s: %v", list, body, err)
		}
		for _, row := range answer.Data.Rows {
			if slices.Contains(ids, row.NodeID) {
				t.Errorf("two rows of %s have the id %s", list, row.NodeID)
			}
			ids = append(ids, row.NodeID)
			want = append(want, listed{row.NodeID, json.RawMessage(`{"nodeId":"` + row.NodeID + `"}`)})
		}
	}
	sameRows(t, h, `query ($ids: [ID!]!, $id: ID!) { nodes(nodeIds: $ids) { nodeId } node(nodeId: $id) { nodeId } }`, ids, want)
}
