package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// rowsToPage is a table, and the accounts of who uses it.
const rowsToPage = `CREATE TABLE user (id INTEGER PRIMARY KEY, email TEXT UNIQUE, password TEXT);
	CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO item VALUES (1, 'one'), (2, 'two'), (3, 'three');`

// TestCursorsAndTheirKey pages with the cursors of a server that has stopped: they are good with a secret of the
// settings, and where the server has tables of its own. Elsewhere nothing is written for them, and the log says so.
func TestCursorsAndTheirKey(t *testing.T) {
	secret := []string{"--cursors-secret", strings.Repeat("0123456789", 4)}
	accounts := []string{"--auth-users-table", "user", "--auth-users-identity", "email", "--auth-users-password", "password"}
	for _, test := range []struct {
		name         string
		first, again []string
		good, tells  bool
	}{
		{"neither", nil, nil, false, true},
		{"a secret", secret, secret, true, false},
		{"another secret", secret, []string{"--cursors-secret", strings.Repeat("x", 32)}, false, false},
		{"tables", accounts, accounts, true, false},
		{"tables, read-only", accounts, []string{"--read-only"}, true, false},
		{"tables made before", accounts, nil, true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := dbtest.Path(t, rowsToPage)
			before := sum(t, path)
			cursor := itemPage(t, path, test.first)
			if test.first == nil && sum(t, path) != before {
				t.Error("the file was changed for the sake of cursors")
			}
			r := start(t, append([]string{"serve", "--db", path}, test.again...)...)
			_, got := r.ask(t, fmt.Sprintf(`{ itemsConnection(first: 1, after: %q) { nodes { name } } }`, cursor))
			if r.stop(t); strings.Contains(got, "two") != test.good || strings.Contains(got, "REQUEST_CURSOR") == test.good {
				t.Errorf("got %s", got)
			}
			if log := r.stderr.String(); strings.Contains(log, "cursors of connections are valid until the server stops") != test.tells {
				t.Errorf("the log is %s", log)
			}
		})
	}
	short := run(t, nil, "--db", dbtest.Path(t, rowsToPage), "--cursors-secret", "short")
	wants(t, "a short secret", short.stderr, "cursors-secret", "shorter than 32 bytes")
}

// itemPage returns the cursor of the first item.
func itemPage(t *testing.T, path string, args []string) string {
	t.Helper()
	r := start(t, append([]string{"serve", "--db", path}, args...)...)
	defer r.stop(t)
	_, text := r.ask(t, `{ itemsConnection(first: 1) { pageInfo { endCursor } } }`)
	var answer struct {
		Data struct {
			ItemsConnection struct{ PageInfo struct{ EndCursor string } }
		}
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil || answer.Data.ItemsConnection.PageInfo.EndCursor == "" {
		t.Fatalf("got %s", text)
	}
	return answer.Data.ItemsConnection.PageInfo.EndCursor
}
