package corpus_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/caller"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/rest"
)

// call sends a request to the REST edge.
func (a *accounts) call(method, path, body string) string {
	a.t.Helper()
	r := httptest.NewRequestWithContext(caller.With(a.t.Context(), person("1")), method, path, strings.NewReader(body))
	w := httptest.NewRecorder()
	rest.NewHandler(a.snapshot.View, rest.Options{}).ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		a.t.Errorf("%s %s %s gives %d %s", method, path, body, w.Code, w.Body)
	}
	return w.Body.String()
}

// TestShimKeepsThePasswords requires that legacy clients read null for a password, and can still write one.
func TestShimKeepsThePasswords(t *testing.T) { onEach(t, testShimKeepsThePasswords) }

func testShimKeepsThePasswords(t *testing.T) {
	t.Helper()
	a := withAccounts(t, forum, gql.Options{})
	const plain = "correct horse"
	for _, c := range []struct{ method, path, body string }{
		{http.MethodPost, "/user", `{"email": "c@x", "password": "` + plain + `"}`},
		{http.MethodPost, "/user", `"{\"password\": \"` + plain + `\", \"email\": \"d@x\"}"`},
		{http.MethodPut, "/user/1", `{"password": "` + plain + `", "name": "Ada L."}`},
		{http.MethodPut, "/user/2", `{"password": "` + plain + `"}`},
		{http.MethodPost, "/user", `{"email": "e@x", "password": null}`},
		{http.MethodPut, "/user/2", `{"name": "B"}`},
	} {
		if body := a.call(c.method, c.path, c.body); !strings.Contains(body, `"status":"success"`) || strings.Contains(body, plain) {
			t.Errorf("%s %s gives %s", c.method, c.path, body)
		}
	}
	stored := a.stored("SELECT coalesce(password, 'NULL') FROM user ORDER BY id")
	if len(stored) != 5 || slices.IndexFunc(stored, func(s string) bool { return !strings.HasPrefix(s, "$argon2id$") }) != 4 {
		t.Errorf("stored are %q", stored)
	}
	notInFile(t, a.path, plain)
	for _, c := range []struct {
		method, path, body string
		rows               int
	}{
		{http.MethodGet, "/user", "", 5},
		{http.MethodGet, "/user/1", "", 1},
		{"FETCH", "/user", `{}`, 5},
		{"FETCH", "/user", `{"where": {"email": "c@x"}, "orderby": "name", "limit": 3}`, 1},
	} {
		body := a.call(c.method, c.path, c.body)
		if strings.Count(body, `"password":null`) != c.rows || strings.Count(body, `"email"`) != c.rows || strings.Contains(body, "argon2id") {
			t.Errorf("%s %s %s gives %s", c.method, c.path, c.body, body)
		}
	}
	for _, c := range []string{
		`{"where": {"password": null}}`, `{"where": {"password": "x"}}`, `{"where": {"password": ["x"]}}`, `{"where": {"password": {"startsWith": "$"}}}`,
		`{"where": {"password": 5}}`, `{"orderby": "password"}`, `{"orderby": "name, password desc"}`,
	} {
		body := a.call("FETCH", "/user", c)
		if !strings.Contains(body, `"status":"error"`) || !strings.Contains(body, "has no column password; it has id, email, name, boss_id") {
			t.Errorf("FETCH %s gives %s", c, body)
		}
	}
	if body := a.call(http.MethodPut, "/user/1", `{"passwords": "x"}`); !strings.Contains(body, "it has id, email, password, name, boss_id") {
		t.Errorf("a misspelt input gives %s", body)
	}
}
