package rest_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAddressesOfNoRow sends every verb to addresses of no table and no row, whether they begin with a table or
// not: they get the envelope and 404, except those that begin like the server's own.
func TestAddressesOfNoRow(t *testing.T) {
	s := serve(t, texts+`CREATE TABLE metrics(id INTEGER PRIMARY KEY)`)
	unchanged := s.watch(t)
	methods := []string{"GET", "HEAD", "POST", "PUT", "DELETE", "FETCH", "QUERY", "PATCH", "OPTIONS", "BREW"}
	for _, path := range []string{
		"/note/1/", "/note/1/text", "//note", "///note", "//note/1", "/note//1", "/note//", "/note/1//", "/note/1/2/3", "/note/fetch/", "/note/1/fetch", "/no%74e/1/x", "/note/../x", "/note/./",
		"/_rest", "/_rest/", "/_rest//note", "/_rest/note/1/", "/_rest/note/1/text", "/_rest/gone/1/2", "/_rest/metrics/1/2", "/_rest/_rest/note/1",
		"/gone/", "/gone/1/", "/gone/1/x", "/gone/1/x/y", "/gone//1", "//gone", "//gone/1", "/gone/1/x%2Fy", "/gone%2F1/2/3", "/_restx/1/2", "/GraphQL/1/2", "/gone/../../x",
	} {
		for i, method := range methods {
			a := s.send(t, method, path, "{}", "Accept", []string{"text/html", "application/json", "*/*"}[i%3])
			if a.status != http.StatusNotFound || (method != "HEAD" && (!strings.Contains(a.text, `"status":"error"`) || strings.Contains(a.text, "errors"))) {
				t.Errorf("%s %s: got %d %s", method, path, a.status, a.text)
			}
			if a.header.Get("Content-Type") != "application/json" {
				t.Errorf("%s %s is %s", method, path, a.header.Get("Content-Type"))
			}
		}
	}
	for path, want := range map[string]string{
		"/note/": `"status":"error"`, "/gone/": `"status":"error"`, "/gone": "Table not found: gone", "/gone/1": "Table not found: gone", "/note/1%2F2": "No data found.", "/note%2F1": "Table not found: note/1",
		"/note/..": "No data found.", "/./note": "Table not found: .", "/_rest/metrics": `"status":"success"`, "/_rest/gone": "Table not found: gone",
		// These begin as the server's own.
		"//": "REQUEST_PATH", "//graphql": "REQUEST_PATH", "/graphql/1": "REQUEST_PATH", "/graphql/1/x": "REQUEST_PATH", "/metrics/1": "REQUEST_PATH",
	} {
		if a := s.send(t, "GET", path, ""); !strings.Contains(a.text, want) {
			t.Errorf("GET %s: got %d %s, want %s", path, a.status, a.text, want)
		}
	}
	if !unchanged() {
		t.Error("something was written")
	}
	// If authentication is required, the names of tables are not disclosed.
	closed := serve(t, texts, "--auth-required")
	for _, path := range []string{"/X/1/", "/X/1/text", "//X", "/X//1", "/X", "/X/1", "/X/"} {
		known, unknown := closed.send(t, "GET", strings.ReplaceAll(path, "X", "note"), ""), closed.send(t, "GET", strings.ReplaceAll(path, "X", "gone"), "")
		if known.status != unknown.status || known.text != unknown.text {
			t.Errorf("%s: %d %s for a table, %d %s for none", path, known.status, known.text, unknown.status, unknown.text)
		}
	}
}

// TestErrorsSpeakSQL causes every error of a value, a column or a row, with tables whose API names differ from the
// database names.
func TestErrorsSpeakSQL(t *testing.T) {
	folder := t.TempDir()
	settings := "tables:\n  order item:\n    name: Position\n    columns:\n      unit price: {name: cost}\n      the_state: {enum: {on hold: PARKED}}\n"
	path := filepath.Join(folder, "tiddly.yml")
	if err := os.WriteFile(path, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, `CREATE TABLE "order item"(item_id INTEGER PRIMARY KEY, the_name TEXT NOT NULL UNIQUE, "unit price" DECIMAL(10,2), the_state TEXT CHECK(the_state IN ('on hold','done','a, "b"')), of_item INT REFERENCES "order item"(item_id),
		made_at TEXT GENERATED ALWAYS AS (the_name) VIRTUAL, qty_left INT CHECK(qty_left > 0), the_doc JSON, is_ok BOOLEAN, the_day DATE, raw_data BLOB, CHECK(the_name <> 'never'));
		INSERT INTO "order item"(item_id, the_name, the_state) VALUES (1, 'one', 'done'), (2, 'two', 'on hold');
		CREATE VIEW all_items AS SELECT item_id, the_name FROM "order item";
		CREATE TABLE of_two(key_a INT, key_b TEXT, PRIMARY KEY(key_a, key_b)) WITHOUT ROWID;`, "--config", path)
	const item = "/order%20item"
	api := []string{
		"ON_HOLD", "PARKED", "DONE", "OrderItem", "Position", "itemId", "theName", "unitPrice", "cost", "theState", "ofItem", "madeAt", "qtyLeft", "theDoc", "isOk", "theDay", "rawData", "AllItem", "OfTwo", "keyA", "allRows",
		"affectedRows", "nodeId", "input", "mutation", "set.", "quotes",
	}
	for _, c := range []struct{ method, path, body, want string }{
		{"POST", item, `{"the_name": "x", "the_state": "lost"}`, `the_state: expected one of the values of the column, got a string; its values are on hold, done, "a, \"b\""`},
		{"PUT", item + "/1", `{"the_state": 5}`, "its values are on hold"},
		{"FETCH", item, `{"where": {"the_state": {"ne": "lost"}}}`, "where.the_state.ne: expected one of the values of the column"},
		{"FETCH", item, `{"where": {"the_state": {"in": ["done", "lost"]}}}`, "its values are on hold"},
		{"FETCH", item, `{"where": {"the_state": {"like": "x"}}}`, "where.the_state: like is not an operator"},
		{"PUT", item + "/1", `{"the_name": null}`, "the_name must not be null"},
		{"POST", item, `{}`, "the_name"},
		{"POST", item, `{"the_name": "one"}`, "another row already has the same key (the_name)"},
		{"PUT", item + "/1", `{"unit price": "1.234"}`, "unit price: the value has more fraction digits than the scale of unit price"},
		{"POST", item, `{"the_name": "x", "unit price": 1.234}`, "scale of unit price"},
		{"PUT", item + "/1", `{"of_item": 99}`, "(of_item)"},
		{"PUT", item + "/1", `{"qty_left": -1}`, "the row violates a CHECK constraint of the table"},
		{"POST", item, `{"the_name": "never"}`, "a CHECK constraint of the table"},
		{"PUT", item + "/1", `{"made_at": "x"}`, "made_at is generated"},
		{"PUT", item + "/1", `{"theName": "x"}`, "it has item_id, the_name, unit price"},
		{"PUT", item + "/1", `{"cost": 1}`, "it has item_id"},
		{"PUT", item + "/1", `{"is_ok": "perhaps"}`, "is_ok: expected a Boolean"},
		{"PUT", item + "/1", `{"the_day": "soon"}`, "the_day: "},
		{"PUT", item + "/1", `{"raw_data": "!"}`, "raw_data: "},
		{"PUT", item + "/1", `{"qty_left": "many"}`, "qty_left: "},
		{"PUT", item + "/1", `{"unit price": "much"}`, "unit price: "},
		{"FETCH", item, `{"where": {"the_doc": {"path": [{"path": "x", "eq": 1}]}}}`, "where.the_doc.path[0]"},
		{"FETCH", item, `{"where": {"itemId": 1}}`, "has no column"},
		{"FETCH", item, `{"orderby": "the_doc"}`, "rows cannot be ordered by the_doc"},
		{"FETCH", item, `{"orderby": "theName"}`, "has no column"},
		{"GET", item + "?orderby=theName", "", "has no column"},
		{"GET", item + "?limit=x", "", "limit: "},
		{"FETCH", item, `{"where": {"the_name": {"regex": "("}}}`, "the_name"},
		{"FETCH", item, `{"where": {"the_name": {"like": "x\\"}}}`, "the_name"},
		{"PUT", item + "/1", `[]`, "the body is a list"},
		{"POST", "/all_items", `{"the_name": "x"}`, "all_items is a view"},
		{"DELETE", "/all_items/1", "", "all_items is a view"},
		{"GET", "/of_two/1", "", "the key of of_two has 2 columns"},
		{"GET", "/all_items/1", "", "the rows of all_items have no key"},
		{"GET", "/OrderItem", "", "Table not found: OrderItem"},
		{"DELETE", item + "/1?the_name=x", "", "the_name"},
	} {
		a := s.send(t, c.method, c.path, c.body)
		got := strings.TrimPrefix(idsOf(t, a), "error: ")
		if !strings.Contains(got, c.want) || got == idsOf(t, a) {
			t.Errorf("%s %s %s: got %q, want %q", c.method, c.path, c.body, got, c.want)
		}
		for _, name := range api {
			if strings.Contains(got, name) && !strings.Contains(c.path+c.body, name) {
				t.Errorf("%s %s %s: %q speaks of %q", c.method, c.path, c.body, got, name)
			}
		}
	}
	if a := s.send(t, "PUT", item+"/1", `{"the_state": "on hold"}`); !strings.Contains(a.text, "success") {
		t.Errorf("a stored value is refused: %s", a.text)
	}
}
