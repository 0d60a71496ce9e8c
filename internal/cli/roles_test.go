package cli

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// granting matches the statement that a hint tells an administrator to run.
var granting = regexp.MustCompile(`run: (GRANT [^;\n]*)`)

// TestRightsToTheServersOwnTables lets roles without the rights create and use keys: the hint has the statement after
// which they may.
func TestRightsToTheServersOwnTables(t *testing.T) {
	dbtest.OnOthers(t, func(t *testing.T, e dbtest.Engine) {
		address := e.Make(t, club+`CREATE ROLE clerk LOGIN; CREATE ROLE guest LOGIN; GRANT SELECT ON user, dual TO clerk, guest; CREATE SCHEMA own;
			GRANT USAGE ON SCHEMA own TO clerk, guest; ALTER ROLE clerk SET search_path = public, own; ALTER ROLE guest SET search_path = public, own;`)
		clerk, guest := e.As(address, "clerk", "kanarie"), e.As(address, "guest", "kanarie")
		t.Cleanup(func() { e.Run(t, address, "DROP OWNED BY clerk, guest; DROP ROLE clerk, guest") })
		grant := func(who, want string, args ...string) {
			t.Helper()
			got := run(t, nil, append(args, "--db", who)...)
			m := granting.FindStringSubmatch(got.stderr)
			if got.code != 1 || m == nil || !strings.HasPrefix(m[1], want) || strings.Contains(got.stdout+got.stderr, "kanarie") {
				t.Fatalf("%v: %+v, want %s", args, got, want)
			}
			e.Run(t, address, m[1])
		}
		grant(clerk, `GRANT CREATE ON SCHEMA "public" TO "clerk"`, "keys", "add", "reporting")
		e.Run(t, address, "REVOKE CREATE ON SCHEMA public FROM clerk; GRANT CREATE ON SCHEMA own TO clerk")
		if got := run(t, nil, "keys", "add", "reporting", "--db", clerk); got.code != 0 || !strings.HasPrefix(got.stdout, "tiddly_") {
			t.Fatalf("%+v", got)
		}
		grant(guest, `GRANT SELECT ON "own"."_tiddly_keys" TO "guest"`, "keys", "list")
		got := run(t, nil, "keys", "list", "--db", guest)
		wants(t, "the list", got.stdout, "reporting")
		grant(guest, `GRANT SELECT, INSERT, UPDATE, DELETE ON "own"."_tiddly_keys" TO "guest"`, "keys", "add", "another")
		if got := run(t, nil, "keys", "add", "another", "--db", guest); got.code != 0 {
			t.Errorf("%+v", got)
		}
		if got := run(t, nil, "schema", "--db", clerk); got.code != 0 || strings.Contains(strings.ToLower(got.stdout), "tiddlykey") {
			t.Errorf("the server's own tables are served: %+v", got)
		}
	})
}

// TestNoPasswordOfADatabaseIsTold serves a database at an address with a password, and looks for it in everything that
// operators and clients are shown.
func TestNoPasswordOfADatabaseIsTold(t *testing.T) {
	dbtest.OnOthers(t, func(t *testing.T, e dbtest.Engine) {
		address := e.Make(t, club+`CREATE ROLE clerk LOGIN BYPASSRLS; GRANT SELECT ON user, dual TO clerk;`)
		t.Cleanup(func() { e.Run(t, address, "DROP OWNED BY clerk; DROP ROLE clerk") })
		clerk := e.As(address, "clerk", "kan%40rie")
		r := start(t, "--db", clerk, "--log-level", "debug", "--trace", "on")
		all := strings.Builder{}
		for _, path := range []string{"/", "/metrics", "/healthz", "/readyz", "/dual", "/schema.graphqls"} {
			_, _, text := r.send(t, http.MethodGet, path, "")
			all.WriteString(text)
		}
		_, _, text := r.send(t, http.MethodPost, "/graphql", `{"query": "{ duals { id } nothing }"}`)
		all.WriteString(text)
		wants(t, "the log", r.stderr.String(), `by the role \"clerk\"`, `the role \"clerk\" has BYPASSRLS`)
		for _, args := range [][]string{{"check"}, {"schema"}, {"keys", "list"}} {
			for _, db := range []string{clerk, strings.Replace(clerk, "clerk", "nobody", 1), clerk + "&sslmode=verify-full", clerk + "&port=1"} {
				got := run(t, nil, append(args, "--db", db)...)
				all.WriteString(got.stdout + got.stderr)
			}
		}
		all.WriteString(r.stdout.String() + r.stderr.String())
		if shown := all.String(); strings.Contains(shown, "kan@rie") || strings.Contains(shown, "kan%40rie") {
			t.Errorf("a password is told:\n%s", shown)
		}
		superuser := start(t, "--db", address)
		wants(t, "the log", superuser.stderr.String(), `the role \"tiddly\" is a superuser`)
	})
}
