package rest_test

import (
	"net/http"
	"strings"
	"testing"
)

// shelf is a table with columns of every kind that a parameter can be compared with.
const shelf = `CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT, qty INT, price DECIMAL(10,2), ok BOOLEAN, at DATETIME, "limit" INT, state TEXT CHECK(state IN ('on hold','done')), doc JSON, "a b&c" TEXT);
	INSERT INTO item VALUES (1,'a',1,0.5,1,'2024-01-02 03:04:05',7,'on hold','"x"','p'), (2,'b',2,1.5,0,NULL,8,'done','{"k":1}','q'), (3,'a',3,2.5,NULL,NULL,9,NULL,NULL,''), (4,'',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
	CREATE TABLE user(id INTEGER PRIMARY KEY, email TEXT UNIQUE, password TEXT);
	INSERT INTO user VALUES (1, 'a@x', 'p'), (2, 'b@x', 'q');
	CREATE VIEW shown AS SELECT id, name FROM item;`

// idsOf returns the ids of the rows of an answer, or its error.
func idsOf(tb testing.TB, a answer) string {
	tb.Helper()
	e, _ := decode(tb, a.text).(map[string]any)
	if e["status"] != "success" {
		text, _ := e["error"].(string)
		return "error: " + text
	}
	var b strings.Builder
	rows, _ := e["data"].([]any)
	for _, row := range rows {
		r, _ := row.(map[string]any)
		b.WriteString(strings.TrimSpace(" " + digits(r["id"])))
	}
	return b.String()
}

// digits returns a number as it is written.
func digits(v any) string {
	if n, ok := v.(interface{ String() string }); ok {
		return n.String()
	}
	return "?"
}

// TestParametersOfAList requests the same rows by GET and by FETCH.
func TestParametersOfAList(t *testing.T) {
	s := serve(t, shelf)
	for _, c := range []struct{ query, want, ignored string }{
		{"", "1234", ""},
		{"limit=1&name=a", "1", ""},
		{"name=a", "13", ""},
		{"name=a&qty=3", "3", ""},
		{"name=", "4", ""},
		{"name=null", "", ""},
		{"name=A", "", ""},
		{"name=a%20", "", ""},
		{"qty=2", "2", ""},
		{"qty=2.0", "2", ""},
		{"qty=%202%20", "2", ""},
		{"qty=two", "", ""},
		{"qty=", "", ""},
		{"qty=99999999999999999999", "", ""},
		{"price=1.50", "2", ""},
		{"price=1.5", "2", ""},
		{"ok=true", "1", ""},
		{"ok=1", "1", ""},
		{"ok=False", "2", ""},
		{"ok=perhaps", "", ""},
		{"at=2024-01-02T03:04:05Z", "1", ""},
		{"at=2024-01-02%2003:04:05", "1", ""},
		{"state=on+hold", "1", ""},
		{"state=on%20hold", "1", ""},
		{"state=gone", "", ""},
		{"doc=x", "1", ""},
		{"a%20b%26c=q", "2", ""},
		{"limit=2", "12", ""},
		{"limit=7", "1234", ""},
		{"limit=0", "", ""},
		{"offset=3", "4", ""},
		{"limit=2&offset=1", "23", ""},
		{"orderby=id%20desc", "4321", ""},
		{"orderby=id+desc&limit=1", "4", ""},
		{"orderby=name,id+desc&name=a", "31", ""},
		{"orderby=", "1234", ""},
		{"limit=", "error: limit: expected a whole number", ""},
		{"limit=x", "error: limit: expected a whole number", ""},
		{"limit=-1", "error: limit must not be negative", ""},
		{"offset=1.5", "error: offset: expected a whole number", ""},
		{"orderby=nope", "error: orderby: the table item has no column nope", ""},
		{"orderby=id,,name", "error: orderby: a column is missing", ""},
		{"name=a&name=b", "error: the parameter name is specified more than once", ""},
		{"limit=1&limit=1", "error: the parameter limit is specified more than once", ""},
		{"nope=1", "1234", "nope"},
		{"_=1700000000&name=a", "13", "_"},
		{"Name=a", "1234", "Name"},
		{"where=%7B%22id%22%3A1%7D", "1234", "where"},
		{"b=1&a=2", "1234", "a, b"},
		{"=x", "1234", ""},
		{"n%0d%0aSet-Cookie%3a%20x=1", "1234", "n%0D%0ASet-Cookie%3A+x"},
		{"%22%3Cb%3E=longword", "1234", "%22%3Cb%3E"},
		{"%C3%A9=1", "1234", "%C3%A9"},
		{strings.Repeat("n", 500) + "=1", "1234", strings.Repeat("n", 64) + "%E2%80%A6"},
		{"k1&k2&k3&k4&k5&k6&k7&k8&k9&ka&kb&kc", "1234", "k1, k2, k3, k4, k5, k6, k7, k8, k9, ka, and others"},
	} {
		for _, method := range []string{"GET", "FETCH", "QUERY"} {
			a := s.send(t, method, "/item?"+c.query, "")
			got := idsOf(t, a)
			if got != c.want && (!strings.HasPrefix(c.want, "error: ") || !strings.HasPrefix(got, c.want)) {
				t.Errorf("%s ?%s: got %s, want %s", method, c.query, got, c.want)
			}
			warning := a.header.Get("Tiddly-Warning")
			if told := strings.TrimPrefix(warning, "unknown parameters were ignored: "); c.query != "=x" && (told != c.ignored || (warning == told) != (told == "")) {
				t.Errorf("%s ?%.60s: the warning is %q, want %q", method, c.query, warning, c.ignored)
			}
			if a.status != http.StatusOK || strings.Contains(warning, "longword") || a.header.Get("Set-Cookie") != "" {
				t.Errorf("%s ?%.60s: %d %v", method, c.query, a.status, a.header)
			}
		}
		if a := s.send(t, "HEAD", "/item?"+c.query, ""); a.status != http.StatusOK || a.text != "" || (c.ignored != "") != (a.header.Get("Tiddly-Warning") != "" && c.query != "=x") {
			t.Errorf("HEAD ?%.60s: %d %q %v", c.query, a.status, a.text, a.header)
		}
	}
	if got := idsOf(t, s.send(t, "GET", "/shown?name=a&orderby=id+desc", "")); got != "31" {
		t.Errorf("a view gives %s", got)
	}
	if got := idsOf(t, s.send(t, "GET", "/_rest/item?name=b", "")); got != "2" {
		t.Errorf("below _rest: %s", got)
	}
	log := s.out.String()
	if !strings.Contains(log, `"parameters":"a, b"`) || strings.Contains(log, "Set-Cookie: ") || strings.Contains(log, "longword") || strings.Contains(log, "1700000000") {
		t.Errorf("the log has\n%s", log)
	}
}

// TestParametersBesideABody requires that parameters narrow a FETCH.
func TestParametersBesideABody(t *testing.T) {
	s := serve(t, shelf)
	for _, c := range []struct{ path, body, want string }{
		{"/item?name=a", `{"where": {"qty": {"gt": 1}}}`, "3"},
		{"/item?name=a", `{"where": {"name": "b"}}`, ""},
		{"/item?limit=1", `{"orderby": "id desc"}`, "4"},
		{"/item/fetch?name=a", "", "13"},
		{"/item?limit=1", `{"limit": 2}`, "error: limit is in both the body and the address; specify it in one of them"},
		{"/item?orderby=id", `{"orderby": "id"}`, "error: orderby is in both the body"},
		{"/item?offset=0", `{"offset": 0}`, "error: offset is in both the body"},
	} {
		method := "FETCH"
		if strings.Contains(c.path, "/fetch") {
			method = "POST"
		}
		if got := idsOf(t, s.send(t, method, c.path, c.body)); !strings.HasPrefix(got, c.want) || (c.want == "" && got != "") {
			t.Errorf("%s %s: got %s, want %s", c.path, c.body, got, c.want)
		}
	}
}

// TestParametersOfOtherVerbs requires that a read of one row ignores them, and that a write that they might be
// meant to narrow is refused.
func TestParametersOfOtherVerbs(t *testing.T) {
	s := serve(t, shelf)
	before, unchanged := s.dump(t), s.watch(t)
	for _, e := range []exchange{
		{method: "DELETE", path: "/item/1?name=b"},
		{method: "DELETE", path: "/item/1?id=2"},
		{method: "DELETE", path: "/item/1?limit=0"},
		{method: "DELETE", path: "/item/1?x=1&qty=1"},
		{method: "DELETE", path: "/item?id=1"},
		{method: "DELETE", path: "/item?name=a&x=1"},
		{method: "PUT", path: "/item/1?name=b", body: `{"qty": 9}`},
		{method: "PUT", path: "/item/1?name=b", body: `{}`},
		{method: "PUT", path: "/item?name=a", body: `{"qty": 9}`},
		{method: "POST", path: "/item?name=b", body: `{"qty": 9}`},
		{method: "POST", path: "/item/1?name=b", headers: []string{"X-HTTP-Method-Override", "DELETE"}},
		{method: "DELETE", path: "/user/1?password=x"},
	} {
		a := s.send(t, e.method, e.path, e.body, e.headers...)
		if got := idsOf(t, a); !strings.HasPrefix(got, "error: ") {
			t.Errorf("%s %s: got %s", e.method, e.path, got)
		}
	}
	if !unchanged() || s.dump(t) != before {
		t.Fatalf("a write was done:\n%s", s.dump(t))
	}
	a := s.send(t, "GET", "/item/1?name=b&_=1", "")
	if warning := a.header.Get("Tiddly-Warning"); !strings.Contains(a.text, `"id":1`) || !strings.HasSuffix(warning, ": _, name") {
		t.Errorf("a row gets %s %q", a.text, warning)
	}
	a = s.send(t, "DELETE", "/item/1?_=1&token", "")
	if warning := a.header.Get("Tiddly-Warning"); !strings.Contains(a.text, `"success"`) || !strings.HasSuffix(warning, ": _, token") {
		t.Errorf("a delete gets %s %q", a.text, warning)
	}
	if got := s.column(t, "SELECT group_concat(id) FROM item"); got[0] != "2,3,4" {
		t.Errorf("there are %s", got[0])
	}
	// OPTIONS reports the parameters that GET ignores.
	a = s.send(t, "OPTIONS", "/item?name=a&where=x&limit=1", "")
	if a.status != http.StatusOK || a.header.Get("Tiddly-Warning") != "unknown parameters were ignored: where" || a.header.Get("Accept-Query") != "application/json" || !strings.Contains(a.header.Get("Allow"), "FETCH") {
		t.Errorf("OPTIONS gets %d %v", a.status, a.header)
	}
}

// TestParametersThatCannotBeRead requires that every verb refuses them and returns no list.
func TestParametersThatCannotBeRead(t *testing.T) {
	s := serve(t, shelf)
	unchanged := s.watch(t)
	for _, query := range []string{"name=%ff", "%ff=1", "name=a;b", "name=%zz", "%", "x=%ed%a0%80", "x=a&%c3"} {
		for _, way := range []string{"GET /item", "HEAD /item", "FETCH /item", "GET /item/1", "DELETE /item/1", "PUT /item/1", "POST /item"} {
			method, path, _ := strings.Cut(way, " ")
			if a := s.send(t, method, path+"?"+query, "{}"); a.status != http.StatusBadRequest || (method != "HEAD" && !strings.Contains(a.text, `"status":"error"`)) {
				t.Errorf("%s?%s: got %d %s", way, query, a.status, a.text)
			}
		}
	}
	if !unchanged() {
		t.Error("something was written")
	}
}

// TestParametersTellNothing uses the password column as a parameter, and requests as a stranger.
func TestParametersTellNothing(t *testing.T) {
	s := serve(t, shelf, "--auth-users-table", "user", "--auth-users-identity", "email", "--auth-users-password", "password")
	for _, query := range []string{"password=p", "password=p&email=a@x", "orderby=password"} {
		if got := idsOf(t, s.send(t, "GET", "/user?"+query, "")); !strings.HasPrefix(got, "error: ") || !strings.Contains(got, "the table user has no column password") {
			t.Errorf("?%s: %s", query, got)
		}
	}
	closed := serve(t, shelf, "--auth-required")
	for _, e := range []exchange{{method: "GET", path: "/item?nope=1"}, {method: "OPTIONS", path: "/item?nope=1"}, {method: "GET", path: "/gone?nope=1"}, {method: "OPTIONS", path: "/gone?nope=1"}} {
		if a := closed.send(t, e.method, e.path, ""); a.header.Get("Tiddly-Warning") != "" || strings.Contains(a.text, "nope") {
			t.Errorf("%s %s tells %s %v", e.method, e.path, a.text, a.header)
		}
	}
}
