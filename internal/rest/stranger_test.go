package rest_test

import (
	"regexp"
	"strings"
	"testing"
)

// ofTheRows matches content of the rows, and names of columns, keys and tables of the fixtures.
var ofTheRows = regexp.MustCompile(`chai|biscuit|ram chip|linus|doodle|zoe@|confused|Potter|978-|bolt|dark|gross|isbn|very wild|it has |"id":|"data":`)

// TestStrangersGetNothing sends all attacks, and all other requests for tables, to a server that requires
// authentication. No answer has a row or a name, existing and missing tables get the same answer, and nothing
// changes.
func TestStrangersGetNothing(t *testing.T) {
	s := serve(t, read(t, "testdata/original.sql")+read(t, "testdata/odd.sql"), "--auth-required",
		"--auth-users-table", "user", "--auth-users-identity", "email", "--auth-users-password", "password")
	before := s.dump(t)
	all := attacks()
	for _, table := range []string{"/dual", "/nosuch", "/user", "/_rest/login", "/_tiddly_sessions"} {
		for _, e := range []exchange{
			{method: "GET"},
			{method: "HEAD"},
			{method: "POST", body: `{"text": "x"}`},
			{method: "FETCH", body: "{}"},
			{method: "QUERY", body: "{}"},
			{method: "GET", path: "/1"},
			{method: "PUT", path: "/1", body: `{"text": "x"}`},
			{method: "DELETE", path: "/1"},
			{method: "POST", path: "/fetch", body: "{}"},
			{method: "FETCH", body: `{"where": {"id": 1}, "orderby": "id", "limit": 1}`},
			{method: "POST", body: "{"},
		} {
			if e.method == "POST" && e.path == "" && e.body == "{" {
				e.headers = []string{"X-HTTP-Method-Override", "FETCH"}
			}
			want := `{"error":"Unauthorized Access.","status":"error"`
			if verb := e.method; verb != "FETCH" && verb != "QUERY" && e.path != "/fetch" && e.headers == nil {
				want += `,"verb":"` + verb + `"`
			}
			if want += "}\n"; e.method == "HEAD" {
				want = ""
			}
			all = append(all, attack{name: e.method + " " + table + e.path, method: e.method, path: table + e.path, body: e.body, headers: e.headers, gets: want})
		}
	}
	for i := range all {
		a := &all[i]
		got := a.launch(t, s)
		if got.status >= 500 && got.status != a.status {
			t.Errorf("%s: got %d %.300s", a.name, got.status, got.text)
		}
		for _, found := range ofTheRows.FindAllString(got.text, -1) {
			if !strings.Contains(a.path+a.body+a.raw, found) {
				t.Errorf("%s: the answer tells of %q: %d %.300s", a.name, found, got.status, got.text)
			}
		}
		if i >= len(all)-55 && got.text != a.gets {
			t.Errorf("%s: got %s, want %s", a.name, got.text, a.gets)
		}
	}
	if after := s.dump(t); after != before {
		t.Errorf("the rows have changed to\n%s", after)
	}
}
