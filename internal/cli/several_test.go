package cli

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// TestServersOfOneDatabaseShareAccounts signs in at one server and goes on at another: sessions, keys, failed logins and
// cursors are those of the database.
func TestServersOfOneDatabaseShareAccounts(t *testing.T) {
	dbtest.OnEach(t, func(t *testing.T, e dbtest.Engine) {
		address := e.Make(t, club+"INSERT INTO dual VALUES (1, 'one'), (2, 'two'), (3, 'three')")
		flags := []string{"--db", address, "--auth-users-table", "user", "--auth-users-identity", "email", "--auth-users-password", "password"}
		first, second := start(t, flags...), start(t, flags...)
		session := first.signIn(t, "bela@x", "kanarie-other")
		me := func(r *running, headers ...string) string {
			t.Helper()
			_, _, text := r.send(t, http.MethodPost, "/graphql", `{"query": "{ me { name } }"}`, headers...)
			return text
		}
		wants(t, "the session", me(second, session...), `"me":{"name":"Bela"}`)
		key := strings.TrimSpace(run(t, nil, append([]string{"keys", "add", "phone", "--user", "1"}, flags...)...).stdout)
		wants(t, "the key", me(second, "Authorization", "Bearer "+key), `"me":{"name":"Ada"}`)

		page := first.query(t, `{ dualsConnection(first: 1) { edges { cursor } } }`)
		_, cursor, _ := strings.Cut(strings.TrimSuffix(page, `"}]}}`), `"cursor":"`)
		next := second.query(t, fmt.Sprintf(`{ dualsConnection(first: 1, after: %q) { nodes { id } } }`, cursor))
		wants(t, "the next page", next, `"nodes":[{"id":2}]`)

		refused := 0
		for i := range 12 {
			status, _, _ := []*running{first, second}[i%2].send(t, http.MethodPost, "/login", `{"email": "bela@x", "password": "wrong"}`)
			if status == http.StatusTooManyRequests {
				refused++
			}
		}
		if refused != 7 { // an account may fail five times a minute
			t.Errorf("%d of 12 failed logins at two servers are refused, want 7", refused)
		}
		status, _, text := second.send(t, http.MethodPost, "/logout", "", session...)
		if got := me(first, session...); status != http.StatusOK || !strings.Contains(got, `"me":null`) {
			t.Errorf("signed out at the other server: %d %s, then %s", status, text, got)
		}
	})
}
