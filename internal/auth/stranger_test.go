package auth_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"
)

const jwtSecret = "0123456789abcdef0123456789abcdef"

// hs256 returns a token with signed claims.
func hs256(claims string) string {
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	m := hmac.New(sha256.New, []byte(jwtSecret))
	m.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// TestStrangersGetNothing requests all addresses of a server that requires authentication, and looks for content
// of the database in the answers.
func TestStrangersGetNothing(t *testing.T) { onEach(t, testStrangersGetNothing) }

func testStrangersGetNothing(t *testing.T) {
	t.Helper()
	h := serve(t, func(h *house) { h.required = true })
	paths := []string{
		"/", "/tables", "/assets/", "/assets/index.js", "/healthz", "/readyz", "/metrics", "/schema.graphqls", "/graphql", "/graphql?query={notes{text}}",
		"/graphql?query={__schema{types{name}}}", "/graphql?query={nots{text}}", "/login", "/logout", "/note", "/note/1", "/user", "/user/1", "/_tiddly_keys", "/_info", "/_rest/note", "/note/fetch",
		"/nothing", "/graphql/", "//note", "/%2e%2e/note",
	}
	bodies := []string{
		"", `{"query": "{ notes { text } users { email } }"}`, `{"query": "{ __schema { types { name fields { name } } } }"}`, `{"query": "{ nots { text } }"}`,
		`{"query": "mutation { deleteNotes(where: {}, allRows: true) { affectedRows } }"}`, `{"query": "{"}`, `{`, credentials("ada@x", "wrong"), twice(`{"where": {}}`),
	}
	strangers := map[string][]string{
		"nobody": nil, "a stale session": {"Cookie", "tiddly=" + strings.Repeat("A", 43)}, "Basic": {"Authorization", "Basic dXNlcjpub3Rl"}, "a bad key": {"Authorization", "Bearer x"},
		"by a proxy": {"X-Forwarded-For", "127.0.0.1"}, "who wants to see": {"Tiddly-Trace", "plan"}, "a browser": {"Accept", "text/html"},
	}
	asked := 0
	for _, path := range paths {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "FETCH", "QUERY"} {
			for _, body := range bodies {
				for name, headers := range strangers {
					if body != "" && (method == "GET" || method == "HEAD") {
						continue
					}
					h.later(time.Minute)
					a := h.send(method, path, body, append(headers, "Content-Type", "application/json")...)
					asked++
					said := strings.ToLower(a.text)
					a.header.Del("X-Request-Id") // it is random
					for key, values := range a.header {
						said += strings.ToLower(key + strings.Join(values, " "))
					}
					for _, word := range []string{"note", "kept", "@x", "ada", "users", "select ", "sqlite"} {
						if strings.Contains(said, word) {
							t.Fatalf("%s asks %s %s with %s and is told of %q: %d %s %v", name, method, path, body, word, a.status, a.text, a.header)
						}
					}
					if strings.HasPrefix(path, "/graphql") && path != "/graphql/" && (method == "GET" || method == "POST") && a.status != http.StatusUnauthorized {
						t.Errorf("%s asks %s %s: %d", name, method, path, a.status)
					}
				}
			}
		}
	}
	if asked < 5000 {
		t.Errorf("%d requests were made", asked)
	}
	if got := h.cells("SELECT text FROM note"); len(got) != 1 {
		t.Errorf("the rows are %v", got)
	}
	a := h.send("POST", "/graphql", `{"query": "{ notes { text } }"}`, "Content-Type", "application/json")
	if !strings.Contains(a.text, `"code":"PERMISSION_UNAUTHENTICATED"`) || a.header.Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("got %s %v", a.text, a.header)
	}
	session := h.signIn("ada@x", "plain ada")
	if got := h.query("{ notes { text } }", session...); got != `{"data":{"notes":[{"text":"kept"}]}}` {
		t.Errorf("who signed in gets %s", got)
	}
	if a := h.send("GET", "/schema.graphqls", "", session...); a.status != http.StatusOK || !strings.Contains(a.text, "type Note") {
		t.Errorf("who signed in gets %d", a.status)
	}
	for method, path := range map[string]string{"GET": "/note", "FETCH": "/note", "DELETE": "/note/1"} {
		if a := h.send(method, path, ""); a.status != http.StatusOK || !strings.Contains(a.text, `"error":"Unauthorized Access."`) {
			t.Errorf("a stranger asks %s %s: %d %s", method, path, a.status, a.text)
		}
		if a := h.send(method, path, "", "Authorization", "Bearer bad"); a.status != http.StatusUnauthorized {
			t.Errorf("a bad key asks %s %s: %d %s", method, path, a.status, a.text)
		}
		if a := h.send(method, path, "", session...); a.status != http.StatusOK || !strings.Contains(a.text, `"status":"success"`) {
			t.Errorf("who signed in asks %s %s: %d %s", method, path, a.status, a.text)
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/"} {
		if a := h.send("GET", path, "", "Authorization", "Bearer bad"); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", path, a.status, a.text)
		}
	}
}

// TestRequiredWithoutAccounts requires that the login, which nobody can pass, discloses nothing that is stored.
func TestRequiredWithoutAccounts(t *testing.T) { onEach(t, testRequiredWithoutAccounts) }

func testRequiredWithoutAccounts(t *testing.T) {
	t.Helper()
	h := serve(t, func(h *house) { h.required, h.users = true, nil })
	for _, body := range []string{credentials("ada@x", "plain ada"), credentials("ada@x", "x")} {
		if a := h.send("POST", "/login", body); a.text != `{"status":"error","error":"Unauthorized Access."}` || a.cookie != nil {
			t.Errorf("got %d %s", a.status, a.text)
		}
	}
	if got := h.query("{ notes { text } }", "Cookie", "tiddly="+strings.Repeat("A", 43)); !strings.Contains(got, "PERMISSION_UNAUTHENTICATED") {
		t.Errorf("got %s", got)
	}
}

// TestForeignPagesCannotUseASession sends what a page of another origin can make a browser send.
func TestForeignPagesCannotUseASession(t *testing.T) { onEach(t, testForeignPagesCannotUseASession) }

func testForeignPagesCannotUseASession(t *testing.T) {
	t.Helper()
	h := serve(t)
	session := h.signIn("ada@x", "plain ada")
	const write = `{"query": "mutation { insertNote(input: {text: \"planted\"}) { affectedRows } }"}`
	form := "query=mutation%7BinsertNote(input%3A%7Btext%3A%22planted%22%7D)%7BaffectedRows%7D%7D"
	cases := []struct {
		name, method, path, body string
		headers                  []string
		status                   int
	}{
		{"JSON", "POST", "/graphql", write, []string{"Origin", "https://evil.example"}, 403},
		{"JSON, by the header of browsers", "POST", "/graphql", write, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"JSON of a neighbour", "POST", "/graphql", write, []string{"Sec-Fetch-Site", "same-site", "Origin", "https://other.example"}, 403},
		{"JSON of a frame", "POST", "/graphql", write, []string{"Origin", "null"}, 403},
		{"JSON of another port of this machine", "POST", "/graphql", write, []string{"Origin", "http://localhost:3000"}, 403},
		{"JSON of another port of this address", "POST", "/graphql", write, []string{"Origin", "http://127.0.0.1:3000", "Sec-Fetch-Site", "same-site"}, 403},
		{"JSON as text", "POST", "/graphql", write, []string{"Content-Type", "text/plain", "Origin", "https://evil.example"}, 403},
		{"a form", "POST", "/graphql", form, []string{"Content-Type", "application/x-www-form-urlencoded", "Origin", "https://evil.example"}, 403},
		{"a form of an old browser", "POST", "/graphql", form, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"a form with files", "POST", "/graphql", "--x--", []string{"Content-Type", "multipart/form-data; boundary=x", "Origin", "https://evil.example"}, 403},
		{"a form with files of an old browser", "POST", "/graphql", "--x--", []string{"Content-Type", "multipart/form-data; boundary=x"}, 415},
		{"an image", "GET", "/graphql?" + form, "", []string{"Sec-Fetch-Site", "cross-site"}, 405},
		{"REST", "POST", "/note", `{"text": "planted"}`, []string{"Content-Type", "text/plain", "Origin", "https://evil.example"}, 403},
		{"REST of another port of this machine", "PUT", "/note/1", `{"text": "planted"}`, []string{"Origin", "http://localhost:3000"}, 403},
		{"REST by another verb", "POST", "/note/1", "", []string{"X-HTTP-Method-Override", "DELETE", "Origin", "https://evil.example"}, 403},
		{"REST by GET and another verb", "GET", "/note/1", "", []string{"X-HTTP-Method-Override", "DELETE", "Sec-Fetch-Site", "cross-site"}, 200},
		{"signing out", "POST", "/logout", "", []string{"Origin", "https://evil.example"}, 403},
		{"signing in", "POST", "/login", credentials("ada@x", "plain ada"), []string{"Origin", "https://evil.example"}, 403},
		{"another name in the setting's", "POST", "/graphql", write, []string{"Origin", "https://app.example.evil.example"}, 403},
		{"the setting's without TLS", "POST", "/graphql", write, []string{"Origin", "http://app.example"}, 403},
	}
	for _, c := range cases {
		headers := append(append([]string{}, session...), c.headers...)
		if c.headers[0] != "Content-Type" {
			headers = append(headers, "Content-Type", "application/json")
		}
		a := h.send(c.method, c.path, c.body, headers...)
		if a.status != c.status || a.header.Get("Access-Control-Allow-Origin") != "" && !strings.Contains(c.name, "this") {
			t.Errorf("%s: %d %s %v", c.name, a.status, a.text, a.header)
		}
		if a.status == http.StatusForbidden && !strings.Contains(a.text, "cors.credentials") {
			t.Errorf("%s: the error does not say what the operator can do: %s", c.name, a.text)
		}
	}
	if got := h.cells("SELECT text FROM note"); len(got) != 1 {
		t.Fatalf("a page of another origin wrote: %v", got)
	}
	if h.me(session...) != "Ada" {
		t.Error("a page of another origin signed the user out")
	}
	for name, headers := range map[string][]string{
		"a page of this server":                  {"Origin", "http://127.0.0.1:8080", "Sec-Fetch-Site", "same-origin"},
		"an origin of the settings":              {"Origin", "https://app.example", "Sec-Fetch-Site", "cross-site"},
		"a program":                              nil,
		"another port of this machine, a reader": {"Origin", "http://localhost:3000"},
	} {
		body := write
		if strings.HasSuffix(name, "reader") {
			body = `{"query": "{ notes { text } }"}`
		}
		own := session
		if strings.HasSuffix(name, "reader") {
			own = nil // without the cookie it has no more rights than others
		}
		a := h.send("POST", "/graphql", body, append(append(headers, own...), "Content-Type", "application/json")...)
		if a.status != http.StatusOK || strings.Contains(a.text, "errors") {
			t.Errorf("%s: %d %s", name, a.status, a.text)
		}
	}
	a := h.send("OPTIONS", "/graphql", "", "Origin", "https://app.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
	if a.header.Get("Access-Control-Allow-Origin") != "https://app.example" || a.header.Get("Access-Control-Allow-Credentials") != "true" {
		t.Errorf("the preflight of an origin of the settings gives %v", a.header)
	}
}
