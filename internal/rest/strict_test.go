package rest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// texts are tables with a text column of every kind.
const texts = `CREATE TABLE note(id INTEGER PRIMARY KEY, t TEXT, doc JSON, kind TEXT CHECK (kind IN ('on hold', 'done')));
	CREATE TABLE word(w TEXT PRIMARY KEY, n INTEGER);
	INSERT INTO note VALUES (1, 'one', '{"a": 1}', 'done'); INSERT INTO word VALUES ('a', 1), (CAST(x'ff' AS TEXT), 2);`

// insertNote is a mutation of GraphQL.
const insertNote = `mutation($i: NoteInsert!) { insertNote(input: $i) { affectedRows } }`

// insert sends it with variables as JSON, and requires the given status.
func (s *server) insert(tb testing.TB, variables string, status int) string {
	tb.Helper()
	a := s.send(tb, "POST", "/graphql", `{"query": "`+insertNote+`", "variables": `+variables+`}`, "Content-Type", "application/json")
	if a.status != status {
		tb.Errorf("%.100q: got %d %s, want %d", variables, a.status, a.text, status)
	}
	return a.text
}

// TestOnlyCharactersAreStored sends invalid Unicode by every input. A reader that substitutes U+FFFD would store
// and find unintended values.
func TestOnlyCharactersAreStored(t *testing.T) {
	s := serve(t, texts)
	unchanged := s.watch(t)
	for _, bad := range []string{`a\ud800b`, `\udc00`, `\ud800\ud800`, `\udc00\ud83d`, `\uD800\u0041`, `\ud83dx\ude00`, "\xff", "a\xc3", "\xed\xa0\x80", "\xf5\x80\x80\x80"} {
		for _, variables := range []string{
			`{"i": {"t": "` + bad + `"}}`, `{"i": {"doc": "` + bad + `"}}`, `{"i": {"doc": {"x": ["` + bad + `"]}}}`, `{"i": {"doc": {"` + bad + `": 1}}}`,
			`{"i": {"t": "x"}, "` + bad + `": 1}`, `{"i": {"t": "x"}, "unused": "` + bad + `"}`,
		} {
			if text := s.insert(t, variables, http.StatusBadRequest); !strings.Contains(text, "REQUEST_MALFORMED") {
				t.Errorf("%q gets %s", variables, text)
			}
		}
		for _, body := range []string{`{"t": "` + bad + `"}`, `{"doc": {"x": ["` + bad + `"]}}`, `{"doc": {"` + bad + `": 1}}`, `{"` + bad + `": 1}`} {
			for _, way := range []string{"POST /note", "PUT /note/1"} {
				method, path, _ := strings.Cut(way, " ")
				if a := s.send(t, method, path, body); a.status != http.StatusBadRequest || !strings.Contains(a.text, `"status":"error"`) {
					t.Errorf("%s %q: got %d %s", way, body, a.status, a.text)
				}
			}
		}
		if a := s.send(t, "FETCH", "/note", `{"where": {"t": {"in": ["`+bad+`"]}}}`); a.status != http.StatusBadRequest {
			t.Errorf("FETCH of %q: got %d %s", bad, a.status, a.text)
		}
		read := "/graphql?query=" + url.QueryEscape(`query($t: String!) { notes(where: {t: {eq: $t}}) { id } }`) + "&variables=" + url.QueryEscape(`{"t": "`+bad+`"}`)
		if a := s.send(t, "GET", read, ""); a.status != http.StatusBadRequest || !strings.Contains(a.text, "REQUEST_MALFORMED") {
			t.Errorf("GET of %q: got %d %s", bad, a.status, a.text)
		}
	}
	for _, e := range []exchange{
		{method: "GET", path: "/word/%ff"},
		{method: "PUT", path: "/word/%ff", body: `{"n": 3}`},
		{method: "DELETE", path: "/word/%ff"},
		{method: "GET", path: "/w%c3"},
		{method: "POST", path: "/_rest/word%ff", body: "{}"},
		{method: "GET", path: "/graphql?query=%ff"},
		{method: "GET", path: "/graphql?query={__typename}&operationName=%ff"},
		{method: "GET", path: "/graphql?query={__typename}&extensions=%22%ff%22"},
	} {
		if a := s.send(t, e.method, e.path, e.body); a.status != http.StatusBadRequest {
			t.Errorf("%s %s: got %d %s", e.method, e.path, a.status, a.text)
		}
	}
	if !unchanged() {
		t.Error("something was written")
	}
	const smile = `{"t": "\ud83d\ude00 \ufffd", "doc": {"\ud83d\ude00": "\u0041\ud83c\udf89"}}`
	if a := s.send(t, "PUT", "/note/1", smile); a.status != http.StatusOK {
		t.Errorf("characters are refused: %s", a.text)
	}
	s.insert(t, `{"i": `+smile+`}`, http.StatusOK)
	for _, row := range s.column(t, "SELECT t || doc FROM note") {
		if row != "😀 \ufffd{\"😀\":\"A🎉\"}" {
			t.Errorf("stored %q", row)
		}
	}
}

// TestDepthIsSaid nests JSON deeper than the limit.
func TestDepthIsSaid(t *testing.T) {
	s := serve(t, texts)
	lists := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	objects := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
	for _, deep := range []string{lists(2000), objects(2000), lists(400_000)} {
		text := s.insert(t, `{"i": {"doc": `+deep+`}}`, http.StatusBadRequest)
		if !strings.Contains(text, "the body is nested more than 1024 levels deep") || strings.Contains(text, "not JSON") {
			t.Errorf("a variable gets %s", text)
		}
	}
	if text := s.insert(t, `{"i": {"doc": `+lists(1001)+`}}`, http.StatusBadRequest); !strings.Contains(text, "nested more than 1,000 levels deep") {
		t.Errorf("a JSON value gets %s", text)
	}
	s.insert(t, `{"i": {"doc": `+lists(1000)+`}}`, http.StatusOK)
	get := s.send(t, "GET", "/graphql?query="+url.QueryEscape(insertNote)+"&variables="+lists(1025), "")
	if get.status != http.StatusBadRequest || !strings.Contains(get.text, "variables is nested more than 1024 levels deep") {
		t.Errorf("GET gets %d %s", get.status, get.text)
	}
	for _, body := range []string{`{"doc": ` + lists(64) + `}`, `{"where": {"doc": ` + lists(70) + `}}`, lists(500_000), `"` + lists(65) + `"`} {
		a := s.send(t, "FETCH", "/note", body)
		if a.status != http.StatusBadRequest || !strings.Contains(a.text, "the body is nested more than 64 levels deep; nest lists and objects at most 64") {
			t.Errorf("%.40s gets %d %s", body, a.status, a.text)
		}
	}
	if a := s.send(t, "PUT", "/note/1", `{"doc": `+lists(63)+`}`); a.status != http.StatusOK || !strings.Contains(a.text, "success") {
		t.Errorf("63 levels get %d %s", a.status, a.text)
	}
}

// TestLoginsAreStrict signs in with passwords that only a lenient reader takes for the stored one.
func TestLoginsAreStrict(t *testing.T) {
	s := serve(t, `CREATE TABLE user(id INTEGER PRIMARY KEY, email TEXT UNIQUE, password TEXT); INSERT INTO user VALUES (1, 'a@x', 'p'||char(65533)), (2, 'b@x', 'p');`,
		"--auth-users-table", "user", "--auth-users-identity", "email", "--auth-users-password", "password")
	for _, body := range []string{
		`{"email": "a@x", "password": "p\ud800"}`, `{"email": "b@x", "password": "q", "password": "p"}`, `"{\"email\": \"a@x\", \"password\": \"p\\ud800\"}"`, "{\"email\": \"a@x\", \"password\": \"p\xff\"}",
	} {
		if a := s.send(t, "POST", "/login", body); a.status != http.StatusBadRequest || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s gets %d %s %v", body, a.status, a.text, a.header)
		}
	}
	for _, body := range []string{`{"email": "a@x", "password": "p\ufffd"}`, `{"email": "b@x", "password": "p"}`} {
		if a := s.send(t, "POST", "/login", body); !strings.Contains(a.text, "success") {
			t.Errorf("%s gets %d %s", body, a.status, a.text)
		}
	}
}

// TestMembersStandOnce requires that an object with a duplicate member is refused: two readers would take
// different ones.
func TestMembersStandOnce(t *testing.T) {
	s := serve(t, texts)
	for _, body := range []string{
		`{"query": "{ notes { id } }", "query": "{ words { n } }"}`, `{"query": "{ notes { id } }", "variables": {"a": 1, "\u0061": 2}}`, `{"query": "{ notes { id } }", "variables": {"a": {"b": [{"c": 1, "c": 1}]}}}`,
	} {
		a := s.send(t, "POST", "/graphql", body, "Content-Type", "application/json")
		if a.status != http.StatusBadRequest || !strings.Contains(a.text, "a duplicate object member") {
			t.Errorf("%s gets %d %s", body, a.status, a.text)
		}
	}
	// Names are case-sensitive: another case is another name, which GraphQL does not know.
	a := s.send(t, "POST", "/graphql", `{"query": "{ notes { id } }", "Query": "{ words { n } }"}`, "Content-Type", "application/json")
	if a.text != `{"data":{"notes":[{"id":1}]}}` {
		t.Errorf("got %s", a.text)
	}
}
