package cli

import (
	"net/http"
	"testing"
)

// TestCachesAndCallers reads what the running server tells caches: strangers, a caller, and who asks for me.
func TestCachesAndCallers(t *testing.T) {
	inFolder(t, club, withAccounts+"graphql: {cacheControl: 'public, max-age=60'}\n")
	r := start(t)
	defer r.stop(t)
	session := r.signIn(t, "ada@x", "kanarie-plain")
	for _, c := range []struct {
		method, path, body, want string
		headers                  []string
	}{
		{"GET", "/graphql?query={duals{id}}", "", "public, max-age=60", nil},
		{"QUERY", "/graphql", `{"query": "{ duals { id } }"}`, "public, max-age=60", nil},
		{"GET", "/graphql?query={me{id}}", "", "private, max-age=60", nil},
		{"QUERY", "/graphql", `{"query": "{ ...F } fragment F on Query { her: me { id } }"}`, "private, max-age=60", nil},
		{"GET", "/graphql?query={duals{id}}", "", "private, max-age=60", session},
		{"POST", "/graphql", `{"query": "{ duals { id } }"}`, "no-store", session},
		// The session has ended, so its cookie is deleted.
		{"GET", "/graphql?query={duals{id}}", "", "no-store", []string{"Cookie", "tiddly=ended"}},
	} {
		status, header, text := r.send(t, c.method, c.path, c.body, c.headers...)
		if got := header.Get("Cache-Control"); status != http.StatusOK || got != c.want {
			t.Errorf("%s %s %s: %d %q, want %q: %s", c.method, c.path, c.body, status, got, c.want, text)
		}
	}
}
