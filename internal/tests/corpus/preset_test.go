package corpus_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/rest"
	"tiddly/internal/tests/home"
)

// diary has columns that the preset names otherwise.
const diary = `CREATE TABLE writer(id INTEGER PRIMARY KEY, name TEXT NOT NULL, row_id INT);
	CREATE TABLE page(id INTEGER PRIMARY KEY, writer_id INT NOT NULL REFERENCES writer(id), line TEXT);
	CREATE TABLE seal(id TEXT PRIMARY KEY NOT NULL);
	INSERT INTO writer VALUES (1, 'Ada', 7), (2, 'Bob', 8); INSERT INTO page VALUES (1, 1, 'first'), (2, 1, 'second'), (3, 2, 'third');
	INSERT INTO seal VALUES ('wax');`

func relayNamed(t *testing.T) *engine.Snapshot {
	t.Helper()
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, dbtest.Path(t, diary)), engine.Options{
		Limits: engine.DefaultLimits(), Overrides: catalog.Overrides{Preset: catalog.Relay},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestRelayPresetAtTheWire asks with the names of the preset for everything that has a name: the global id is id, and the
// column rowId.
func TestRelayPresetAtTheWire(t *testing.T) {
	h := gql.NewHandler(relayNamed(t).View, home.Plain(), gql.Options{})
	for _, c := range []struct{ query, want string }{
		{`{ writers { id rowId rowId_ name } }`, `{"data":{"writers":[{"id":"WyJXcml0ZXIiLDFd","rowId":1,"rowId_":7,"name":"Ada"},{"id":"WyJXcml0ZXIiLDJd","rowId":2,"rowId_":8,"name":"Bob"}]}}`},
		{`{ node(id: "WyJXcml0ZXIiLDFd") { id ... on Writer { rowId pages(orderBy: [{rowId: DESC}], limit: 1) { rowId } } } }`, `{"data":{"node":{"id":"WyJXcml0ZXIiLDFd","rowId":1,"pages":[{"rowId":2}]}}}`},
		{`{ nodes(ids: ["WyJTZWFsIiwid2F4Il0", "WyJQYWdlIiw5XQ"]) { __typename ... on Seal { rowId } } }`, `{"data":{"nodes":[{"__typename":"Seal","rowId":"wax"},null]}}`},
		{`{ page(by: {rowId: 3}) { id writer { rowId } writerId } }`, `{"data":{"page":{"id":"WyJQYWdlIiwzXQ","writer":{"rowId":2},"writerId":2}}}`},
		{`{ pages(where: {rowId: {gt: 1}, writer: {rowId: {eq: 1}}}, distinctOn: [ROW_ID]) { rowId } }`, `{"data":{"pages":[{"rowId":2}]}}`},
		{`{ pagesConnection(first: 1) { edges { node { id } } } }`, `{"data":{"pagesConnection":{"edges":[{"node":{"id":"WyJQYWdlIiwxXQ"}}]}}}`},
		{`mutation { insertWriter(input: {rowId: 9, name: "Cy"}) { node { id rowId rowId_ } } }`, `{"data":{"insertWriter":{"node":{"id":"WyJXcml0ZXIiLDld","rowId":9,"rowId_":null}}}}`},
		{`mutation { updateWriter(by: {rowId: 9}, set: {rowId_: 3}, inc: {rowId: 1}) { node { id } } }`, `{"data":{"updateWriter":{"node":{"id":"WyJXcml0ZXIiLDEwXQ"}}}}`},
		{`mutation { deleteWriter(by: {rowId: 10}) { deletedId } }`, `{"data":{"deleteWriter":{"deletedId":"WyJXcml0ZXIiLDEwXQ"}}}`},
		{`mutation { deletePages(where: {rowId: {in: [1, 3]}}) { deletedIds } }`, `{"data":{"deletePages":{"deletedIds":["WyJQYWdlIiwxXQ","WyJQYWdlIiwzXQ"]}}}`},
	} {
		if status, body := post(t, h, testCase{query: c.query}); string(body) != c.want {
			t.Errorf("%s\ngives %d %s\nwant  %s", c.query, status, body, c.want)
		}
	}
}

// TestRelayPresetInErrors requires that errors name what the preset does.
func TestRelayPresetInErrors(t *testing.T) {
	h := gql.NewHandler(relayNamed(t).View, home.Plain(), gql.Options{})
	for _, c := range []struct{ query, want string }{
		{`{ writers { nodeId } }`, `Writer has rowId, id, name, rowId_, pages, pagesConnection`},
		{`{ node(nodeId: "x") { id } }`, `Unknown argument \"nodeId\" on field \"Query.node\"`},
		{`{ node(id: "x") { id } }`, `"id: this is not a global id of a row"`},
		{`{ nodes(ids: "x") { id } }`, `"ids: this is not a global id of a row"`},
		{`{ writer(by: {id: 1}) { id } }`, `Field \"id\" is not defined by type \"WriterKey\"`},
		{`mutation { insertWriter(input: {rowId: 1, name: "x"}) { affectedRows } }`, `"columns":["rowId"]`},
		{`mutation { deleteSeals(where: {rowId: {eq: "x"}}) { deletedNodeIds } }`, `deletedIds`},
	} {
		if _, body := post(t, h, testCase{query: c.query}); !strings.Contains(string(body), `"errors"`) || !strings.Contains(string(body), c.want) {
			t.Errorf("%s\ngives %s\nwant  %s", c.query, body, c.want)
		}
	}
}

// TestRelayPresetLeavesREST requires that clients of REST see the names of the database, whatever the preset.
func TestRelayPresetLeavesREST(t *testing.T) {
	h := rest.NewHandler(relayNamed(t).View, rest.Options{})
	for _, c := range []struct{ method, path, body, want string }{
		{http.MethodGet, "/writer/1", "", `"data":{"id":1,"name":"Ada","row_id":7}`},
		{"FETCH", "/page", `{"where": {"id": 2}, "orderby": "id"}`, `"data":[{"id":2,"writer_id":1,"line":"second"}]`},
		{http.MethodPost, "/writer", `{"id": 5, "row_id": 6, "name": "Eve"}`, `"status":"success"`},
		{http.MethodPut, "/writer/5", `{"rowId": 6}`, `it has id, name, row_id`},
	} {
		r := httptest.NewRequestWithContext(t.Context(), c.method, c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s %s %s gives %d %s, want %s", c.method, c.path, c.body, w.Code, w.Body, c.want)
		}
	}
}
