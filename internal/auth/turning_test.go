package auth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// turning is a database in which served names come to denote secret values.
const turning = `
CREATE TABLE user(id INTEGER PRIMARY KEY, email TEXT UNIQUE, password TEXT, name TEXT, hint TEXT AS (lower(email)));
CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT, writer_id INT REFERENCES user);
CREATE TABLE board(id INTEGER PRIMARY KEY, text TEXT);
CREATE VIEW card AS SELECT id, name AS text FROM user;
CREATE VIEW deck AS SELECT id, text FROM card;
INSERT INTO user(id, email, password, name) VALUES (1, 'ada@x', 'opensesame-ada', 'Ada'), (2, 'bela@x', 'opensesame-bela', 'Bela');
INSERT INTO note VALUES (1, 'one', 1), (2, 'two', 2);
INSERT INTO board VALUES (1, 'Ada'), (2, 'Bela');
`

// alter changes the tables like another program. In these tests only requests detect changes.
func (h *house) alter(script string) {
	h.t.Helper()
	if on.Name != dbtest.Embedded().Name { // what others depend on can only be replaced there
		script = strings.ReplaceAll(script, "DROP VIEW card; CREATE VIEW card", "CREATE OR REPLACE VIEW card")
	}
	on.Run(h.t, h.path, script)
}

// turn is a change after which served names would disclose passwords.
type turn struct {
	name, script string
	// recovers is set if the database can be served after the change.
	recovers bool
}

var turns = []turn{
	{"a view", "DROP VIEW card; CREATE VIEW card AS SELECT id, password AS text FROM user", true},
	{"the view below a view", "DROP VIEW card; CREATE VIEW card AS SELECT id, substr(password, 1) AS text FROM user; SELECT * FROM deck", true},
	{"a generated column", "ALTER TABLE user DROP COLUMN hint; ALTER TABLE user ADD COLUMN hint TEXT AS (password)", true},
	{"a table that becomes a view", "DROP TABLE board; CREATE VIEW board AS SELECT id, password AS text FROM user", true},
	{"a view by way of a generated column", `ALTER TABLE user DROP COLUMN hint; ALTER TABLE user ADD COLUMN hint TEXT AS (password);
		DROP VIEW card; CREATE VIEW card AS SELECT id, hint AS text FROM user`, true},
	{"the column of the passwords moves away", `DROP VIEW deck; DROP VIEW card; ALTER TABLE user RENAME COLUMN name TO name2;
		ALTER TABLE user RENAME COLUMN password TO name`, false},
	{"the column of the passwords becomes the identity", `DROP VIEW deck; DROP VIEW card; ALTER TABLE user DROP COLUMN hint;
		ALTER TABLE user RENAME COLUMN email TO e; ALTER TABLE user RENAME COLUMN password TO email;
		ALTER TABLE user ADD COLUMN hint TEXT AS (lower(email))`, false},
	{"the identity goes", `DROP VIEW deck; DROP VIEW card; ALTER TABLE user DROP COLUMN hint; ALTER TABLE user RENAME COLUMN email TO e;
		ALTER TABLE user ADD COLUMN hint TEXT AS (password)`, false},
	{"a view takes the name of the accounts", `PRAGMA legacy_alter_table = ON; ALTER TABLE user RENAME TO was;
		CREATE VIEW user AS SELECT id, email, email AS password, password AS name, password AS hint FROM was`, false},
	{"another table takes the name of the accounts", `PRAGMA legacy_alter_table = ON; ALTER TABLE user RENAME TO was;
		CREATE TABLE user AS SELECT id, email, password AS name, password AS hint FROM was`, false},
	{"the name of the column is used anew", `DROP VIEW deck; DROP VIEW card; ALTER TABLE user RENAME COLUMN name TO name2;
		ALTER TABLE user RENAME COLUMN password TO name; ALTER TABLE user ADD COLUMN password TEXT`, false},
	{"the column changes its name with another", `DROP VIEW deck; DROP VIEW card; ALTER TABLE user RENAME COLUMN name TO name2;
		ALTER TABLE user RENAME COLUMN password TO name; ALTER TABLE user RENAME COLUMN name2 TO password`, false},
	{"the name of the table is used anew", `PRAGMA legacy_alter_table = ON; DROP TABLE board; ALTER TABLE user RENAME TO board;
		CREATE TABLE user(id INTEGER PRIMARY KEY, email TEXT UNIQUE, password TEXT, name TEXT, hint TEXT);
		ALTER TABLE board RENAME COLUMN password TO text`, false},
}

// way is a request that reads what becomes secret.
type way struct {
	name, method, path, body string
	signed                   bool
}

func asks(name, document string) way {
	return way{name: name, method: http.MethodPost, path: "/graphql", body: `{"query": "` + strings.ReplaceAll(document, `"`, `\"`) + `"}`}
}

var ways = []way{
	asks("a list", "{ users { id name hint email } cards { text } decks { text } boards { text } }"),
	asks("views alone", "{ cards { text } }"),
	asks("a view of a view", "{ decks { text } }"),
	asks("a table", "{ boards { text } }"),
	asks("by key", "{ user(by: {id: 2}) { name hint email } }"),
	asks("to one", "{ notes { text writer { name hint email } } }"),
	asks("to many", "{ users { hint name email notes { text writer { hint name email } } } }"),
	asks("a filter", `{ users(where: {hint: {startsWith: "opensesame"}}) { id } }`),
	asks("a filter by name", `{ users(where: {name: {startsWith: "opensesame"}}) { id } }`),
	asks("a filter of a view", `{ cards(where: {text: {startsWith: "opensesame"}}) { id } }`),
	asks("a filter of a table", `{ boards(where: {text: {startsWith: "opensesame"}}) { id } }`),
	asks("a related filter", `{ notes(where: {writer: {hint: {startsWith: "opensesame"}}}) { id } }`),
	asks("what was written", "mutation { updateNote(by: {id: 2}, set: {text: \"zwei\"}) { node { text writer { name hint email } } } }"),
	asks("what was written of accounts", "mutation { updateUser(by: {id: 2}, set: {email: \"bela@y\"}) { node { name hint email } } }"),
	asks("what was deleted", "mutation { deleteNote(by: {id: 2}) { node { text writer { name hint email } } } }"),
	{name: "REST", method: http.MethodGet, path: "/user"},
	{name: "REST of a view", method: http.MethodGet, path: "/card"},
	{name: "REST of a table", method: http.MethodGet, path: "/board"},
	{name: "a row by REST", method: http.MethodGet, path: "/user/2"},
	{name: "FETCH", method: "FETCH", path: "/user", body: `{"where": {"id": [2]}, "orderby": "hint"}`},
	{name: "FETCH of a view", method: "FETCH", path: "/card", body: `{"orderby": "text", "limit": 5}`},
	{name: "FETCH by a filter", method: "FETCH", path: "/user", body: `{"where": {"hint": {"startsWith": "opensesame"}}}`},
	{name: "me", method: http.MethodPost, path: "/graphql", body: `{"query": "{ me { id name hint email } }"}`, signed: true},
}

// ask sends the request of a way.
func (h *house) ask(w way, headers []string) answer {
	h.t.Helper()
	if !w.signed {
		headers = nil
	}
	return h.send(w.method, w.path, w.body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// tells reports whether an answer discloses a password, or that one matches a filter.
func (w way) tells(a answer) bool {
	found := strings.Contains(w.body, "startsWith") && (strings.Contains(a.text, `"id":"2"`) || strings.Contains(a.text, `"id":2`))
	return found || strings.Contains(a.text, "opensesame") || strings.Contains(a.text, "argon2id")
}

// TestNamesThatTurnSecret requires that no answer has a password, whatever a served name comes to denote, however
// it is read, and even before anything has detected the change.
func TestNamesThatTurnSecret(t *testing.T) { onEach(t, testNamesThatTurnSecret) }

func testNamesThatTurnSecret(t *testing.T) {
	t.Helper()
	for n, turn := range turns {
		t.Run(turn.name, func(t *testing.T) {
			for i, w := range ways {
				if (on.Name != dbtest.Embedded().Name && !long() || testing.Short()) && i%len(turns) != n {
					continue // each of its databases takes long to create
				}
				h := serveScript(t, turning)
				var headers []string
				if w.signed {
					headers = h.signIn("ada@x", "opensesame-ada")
				}
				before := h.ask(w, headers)
				if again := h.ask(w, headers); before.status != http.StatusOK || again.status != http.StatusOK {
					t.Fatalf("%s: %d %s, then %d %s", w.name, before.status, before.text, again.status, again.text)
				}
				h.alter(turn.script)
				for range 2 {
					a := h.ask(w, headers)
					if w.tells(a) {
						t.Errorf("%s: %d %s", w.name, a.status, a.text)
					}
					if !turn.recovers && a.status != http.StatusServiceUnavailable {
						t.Errorf("%s is served: %d %s", w.name, a.status, a.text)
					}
				}
				// Requests that read nothing of it continue, if any do.
				a := h.send(http.MethodGet, "/note/1", "")
				if served := a.status == http.StatusOK; served != turn.recovers {
					t.Errorf("%s: then /note/1 gives %d %s", w.name, a.status, a.text)
				}
			}
		})
	}
}

// TestAnswersOfTheNewTables requires that a request that meets other tables is answered from them at once, with
// whatever of them is secret hidden.
func TestAnswersOfTheNewTables(t *testing.T) { onEach(t, testAnswersOfTheNewTables) }

func testAnswersOfTheNewTables(t *testing.T) {
	t.Helper()
	for name, script := range map[string]string{
		"an index":       "CREATE INDEX some_text ON note(text)",
		"another table":  "CREATE TABLE other(id INTEGER PRIMARY KEY)",
		"another view":   "DROP VIEW deck; DROP VIEW card; CREATE VIEW card AS SELECT id, upper(name) AS text FROM user; CREATE VIEW deck AS SELECT * FROM card",
		"another column": "ALTER TABLE note ADD COLUMN more TEXT; ALTER TABLE user ADD COLUMN more TEXT; ALTER TABLE board ADD COLUMN more TEXT",
	} {
		h := serveScript(t, turning)
		headers := h.signIn("ada@x", "opensesame-ada")
		for _, w := range ways {
			h.ask(w, headers)
		}
		for i, w := range ways {
			if testing.Short() && i > 3 {
				break
			}
			h.alter(script)
			if a := h.ask(w, headers); a.status != http.StatusOK || strings.Contains(a.text, `"errors"`) {
				t.Errorf("%s, %s: %d %s", name, w.name, a.status, a.text)
			}
			h.alter("DROP INDEX IF EXISTS some_text; DROP TABLE IF EXISTS other;")
			if name == "another column" || name == "another view" {
				break
			}
		}
	}
}

// TestPasswordsThatComeBack requires that what was refused while the passwords were missing is served when they
// are back.
func TestPasswordsThatComeBack(t *testing.T) { onEach(t, testPasswordsThatComeBack) }

func testPasswordsThatComeBack(t *testing.T) {
	t.Helper()
	h := serveScript(t, turning)
	headers := h.signIn("ada@x", "opensesame-ada")
	h.alter("ALTER TABLE user RENAME COLUMN password TO gone")
	if err := h.live.Ready(); err != nil {
		t.Error("it was noticed before anybody looked")
	}
	for _, a := range []answer{h.ask(ways[0], nil), h.ask(ways[len(ways)-1], headers), h.login("ada@x", "opensesame-ada")} {
		if a.status != http.StatusServiceUnavailable || strings.Contains(a.text, "gone") {
			t.Errorf("got %d %s", a.status, a.text)
		}
	}
	if h.live.Ready() == nil {
		t.Error("it is ready for requests that it refuses")
	}
	h.alter("ALTER TABLE user RENAME COLUMN gone TO password")
	if a := h.ask(ways[0], nil); a.status != http.StatusOK || h.live.Ready() != nil {
		t.Errorf("got %d %s, %v", a.status, a.text, h.live.Ready())
	}
	if got := h.me(headers...); got != "Ada" {
		t.Errorf("me is %s", got)
	}
}

// paused changes the tables after the first page of an answer was sent.
type paused struct {
	*httptest.ResponseRecorder
	then func()
}

func (p *paused) Write(b []byte) (int, error) {
	n, err := p.ResponseRecorder.Write(b)
	if then := p.then; then != nil {
		p.then = nil
		then()
	}
	return n, err
}

// TestPagesThatTurnSecret requires that each page of a long list is checked against the present tables.
func TestPagesThatTurnSecret(t *testing.T) { onEach(t, testPagesThatTurnSecret) }

func testPagesThatTurnSecret(t *testing.T) {
	t.Helper()
	for _, c := range []struct {
		name, path, script string
		whole              bool
	}{
		{"a view", "/card", "DROP VIEW card; CREATE VIEW card AS SELECT id, password AS text FROM user", false},
		{"a generated column", "/user", turns[2].script, false},
		{"the passwords move away", "/user", turns[5].script, false},
		{"another table", "/user", "CREATE TABLE other(id INTEGER PRIMARY KEY)", true},
		{"an index", "/card", "CREATE INDEX some_text ON note(text)", true},
	} {
		h := serveScript(t, turning+`INSERT INTO user(id, email, password, name) SELECT value + 2, value || '@x', 'opensesame-' || value, 'N' || value
			FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 1500) SELECT value FROM n) AS numbers;`)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, c.path, http.NoBody)
		r.Host = "127.0.0.1:8080"
		w := &paused{httptest.NewRecorder(), func() { h.alter(c.script) }}
		h.handler.ServeHTTP(w, r)
		got := w.Body.String()
		n, succeeds := strings.Count(got, `"id":`), strings.Contains(got[max(0, len(got)-400):], `"status":"success"`)
		if n == 0 || (n == 1502) != c.whole || succeeds != c.whole || strings.Contains(got, "opensesame") {
			t.Errorf("%s: %d rows, which end in %s", c.name, n, got[max(0, len(got)-400):])
		}
	}
}
