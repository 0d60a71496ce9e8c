package corpus_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tiddly/db/dbtest"
	"tiddly/graph"
	"tiddly/internal/engine"
	"tiddly/internal/gql/handwritten"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// edited returns the project as if every resolver had been edited in a way that changes nothing: without sources all
// count as edited.
func edited() *handwritten.Project {
	p := graph.Project()
	return &handwritten.Project{Sources: fstest.MapFS{}, Generated: p.Generated, Executable: p.Executable}
}

// TestEdited answers every case of the schema by the engine only, and with every resolver edited in a way that
// changes nothing. The answers are identical, refusals included.
func TestEdited(t *testing.T) {
	home.Only(t)
	ran := 0
	for _, c := range load(t) {
		if c.schema != *generatedFor {
			continue
		}
		t.Run(strings.TrimSuffix(c.path, ".txtar"), func(t *testing.T) {
			straight, straightRows := answers(t, c, graph.Project(), gql.Options{})
			code, codeRows := answers(t, c, edited(), gql.Options{})
			if bytes.Contains(code, []byte("is written in Go and cannot share a request")) {
				return
			}
			ran++
			if !bytes.Equal(straight, code) {
				t.Errorf("%s\nthe engine alone:\n%s\nthrough edited resolvers:\n%s", c.query, straight, code)
			}
			if !bytes.Equal(straightRows, codeRows) {
				t.Errorf("the rows differ:\n%s\n%s", straightRows, codeRows)
			}
		})
	}
	if ran < 10 {
		t.Errorf("%d cases were run; want at least 10", ran)
	}
}

// TestEditedRefusals requires that what the engine refuses is refused in the same bytes below an edited resolver.
func TestEditedRefusals(t *testing.T) {
	home.Only(t)
	for _, c := range []struct{ query, variables string }{
		{`{ users(limit: -1) { id } }`, ``},
		{`query($n: Int) { a: users(limit: $n) { id } }`, `{"n": -1}`},
		{`query($n: Int = -1) { users(limit: $n) { id } }`, ``},
		{`query($n: Int) { duals { id } users(offset: $n, where: {name: {eq: "Ada"}}) { id } }`, `{"n": -7}`},
		{`{ users(limit: 100000) { id } }`, ``},
		{`{ users(where: {name: {eq: null}}) { id } }`, ``},
		{`{ users(where: {name: {regex: "("}}) { id } }`, ``},
		{`query($w: UserWhere) { users(where: $w) { id } }`, `{"w": {"name": {"regex": "("}}}`},
		{`query($w: UserWhere) { users(where: $w) { id } }`, `{"w": {"name": {"eq": null}}}`},
		{`query($k: UserKey!) { user(by: $k) { id } }`, `{"k": {}}`},
		{`query($k: UserKey!) { user(by: $k) { id } }`, `{"k": {"id": "x"}}`},
		{`query($n: Int!) { user(by: {id: $n}) { id } users(limit: $n) { id } }`, `{"n": -1}`},
		{`mutation { updateUsers(where: {}, set: {name: "x"}) { affectedRows } }`, ``},
		{`mutation { updateUser(by: {id: 1}, set: {}) { affectedRows } }`, ``},
		{`mutation { deleteUsers(where: {name: {like: "%"}}, maxAffected: 1) { affectedRows } }`, ``},
		{`mutation { insertUser(input: {id: 1}) { affectedRows } }`, ``},
		{`mutation { updateUser(by: {id: 1}, set: {id: 2}) { node { id } affectedRows } }`, ``},
		{`mutation($i: UserInsert!) { insertUser(input: $i) { node { id } } }`, `{"i": {"id": 99999999999}}`},
	} {
		one := testCase{schema: "default", query: c.query, rawVariables: json.RawMessage(c.variables)}
		if c.variables == "" {
			one.rawVariables = nil
		}
		straight, _ := answers(t, one, graph.Project(), gql.Options{})
		code, _ := answers(t, one, edited(), gql.Options{})
		if !bytes.Contains(straight, []byte(`"errors"`)) || !bytes.Equal(straight, code) {
			t.Errorf("%s %s\nthe engine alone:         %s\nthrough edited resolvers: %s", c.query, c.variables, straight, code)
		}
	}
}

// TestEditedBadCell requires that a bad cell that only the code gets is an error at its row, and once if the client
// selected it.
func TestEditedBadCell(t *testing.T) {
	home.Only(t)
	for query, want := range map[string]string{
		`{ users(where: {id: {eq: 5}}) { id } }`:                        `"path":["users",0],"extensions":{"code":"DATABASE_VALUE","columns":["name"]`,
		`{ user(by: {id: 5}) { id } }`:                                  `"path":["user"],"extensions":{"code":"DATABASE_VALUE","columns":["name"]`,
		`{ users(where: {id: {eq: 5}}) { n: name ... { m: name } id }}`: `"path":["users",0,"n"],"extensions":{"code":"DATABASE_VALUE","columns":["name"]`,
	} {
		_, body := post(t, gql.NewHandler(fresh(t, "default").View, edited(), gql.Options{}), testCase{query: query})
		selected := strings.Contains(query, "name")
		if text := string(body); !strings.Contains(text, want) || strings.Contains(text, "+") ||
			!selected && strings.Count(text, `"message"`) != 1 || selected && strings.Count(text, `"message"`) != 2 {
			t.Errorf("%s: got %s, want %s", query, text, want)
		}
	}
}

// TestEditedLimits requires that an answer has one limit, over all that the engine reads for it: several edited
// resolvers, and roots that no code answers beside them.
func TestEditedLimits(t *testing.T) {
	home.Only(t)
	for query, want := range map[string]string{
		`{ a: users { id } b: duals { id } }`:                          `{"data":`,
		`{ a: users { id } b: users { id } }`:                          `"the answer has more than 10 rows","path":["b"]`,
		`{ a: duals { id } b: duals { id } c: duals { id } }`:          `"the answer has more than 10 rows","path":["c"]`,
		`{ a: users { id } b: users(where: {id: {lt: 5}}) { id } }`:    `{"data":`,
		`{ user(by: {id: 1}) { id } a: users { id } d: duals { id } }`: `"the answer has more than 10 rows","path":["`,
	} {
		for name, p := range map[string]*handwritten.Project{"engine": graph.Project(), "edited": edited(), "users edited": editedOnly(t, "Users")} {
			c := testCase{schema: "default", query: query}
			status, body := post(t, gql.NewHandler(limited(t, 10, 10<<20).View, p, gql.Options{}), c)
			if refused := strings.HasPrefix(want, `"`); !strings.Contains(string(body), want) || refused != (status == 400) || refused == strings.Contains(string(body), `"data"`) {
				t.Errorf("%s, %s: got %d %s, want %s", name, query, status, body, want)
			}
		}
	}
	roots := make([]string, 12)
	for i := range roots {
		roots[i] = string(rune('a'+i)) + ": duals { text }"
	}
	c := testCase{schema: "default", query: "{" + strings.Join(roots, " ") + "}"}
	status, body := post(t, gql.NewHandler(limited(t, 1000, 600).View, edited(), gql.Options{}), c)
	if status != 400 || !strings.Contains(string(body), "the answer is larger than 600 bytes") {
		t.Errorf("got %d %s", status, body)
	}
	if status, body = post(t, gql.NewHandler(limited(t, 1000, 6000).View, edited(), gql.Options{}), c); status != 200 {
		t.Errorf("got %d %s", status, body)
	}
}

// editedOnly returns the project as if one resolver had been edited.
func editedOnly(t *testing.T, method string) *handwritten.Project {
	t.Helper()
	text := read(t, "../../../graph/schema.resolvers.go")
	p := edited()
	p.Sources = fstest.MapFS{"schema.resolvers.go": {Data: []byte(strings.Replace(text, ") "+method+"(ctx", ") Not"+method+"(ctx", 1))}}
	if all := p.Edited(); !slices.Equal(all, []string{"Query." + strings.ToLower(method)}) {
		t.Fatalf("%v count as edited", all)
	}
	return p
}

// limited serves the default schema with limits of rows and bytes.
func limited(t *testing.T, rows, size int) *engine.Snapshot {
	t.Helper()
	l := engine.DefaultLimits()
	l.Rows, l.AnswerRows, l.AnswerBytes = rows, rows, size
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, database(t, "default")), engine.Options{Limits: l})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
