package cli

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tiddly/internal/auth"
)

const withAccounts = "db: shop.db\nauth:\n  users: {table: user, identity: email, password: password}\n"

// club is a database with plain passwords, as the original stored them.
const club = `CREATE TABLE user (id INTEGER PRIMARY KEY, email TEXT UNIQUE, password TEXT, name TEXT);
	CREATE TABLE dual (id INTEGER PRIMARY KEY, text TEXT);
	INSERT INTO user VALUES (1, 'ada@x', 'kanarie-plain', 'Ada'), (2, 'bela@x', 'kanarie-other', 'Bela');`

// signIn logs in and returns the header with the session.
func (r *running) signIn(t *testing.T, email, password string) []string {
	t.Helper()
	status, header, text := r.send(t, "POST", "/login", `{"email": "`+email+`", "password": "`+password+`"}`)
	cookie, _, _ := strings.Cut(header.Get("Set-Cookie"), ";")
	if status != http.StatusOK || text != `{"status":"success"}`+"\n" || cookie == "" {
		t.Fatalf("%s cannot sign in: %d %s", email, status, text)
	}
	return []string{"Cookie", cookie}
}

// TestNoSecretIsTold signs in and sends keys and tokens, valid and invalid ones, and looks for them in everything
// that the server shows its operators, and in the files of the database.
func TestNoSecretIsTold(t *testing.T) {
	inFolder(t, club, withAccounts)
	secret := []string{"TIDDLY_AUTH_JWT_SECRET=kanarie-secret-of-at-least-32-bytes"}
	got := run(t, secret, "check")
	wants(t, "check", got.stdout, "Authentication: API keys, passwords of table user, tokens of HS256; anonymous requests are served too\n")
	if got.code != 0 || strings.Contains(got.stdout+got.stderr, "kanarie") {
		t.Errorf("check: %+v", got)
	}
	key := strings.TrimSpace(run(t, nil, "keys", "add", "reporting", "--user", "1").stdout)
	r := start(t, "--log-level", "debug", "--log-slow", "1ns", "--auth-jwt-secret", "kanarie-secret-of-at-least-32-bytes", "--trace", "on")
	ask := `{"query": "mutation { updateUser(by: {id: 2}, set: {password: \"kanarie-changed\"}) { node { name } query { me { name } } } }"}`
	session := r.signIn(t, "ada@x", "kanarie-plain")
	trace := []string{"Tiddly-Trace", "plan"}
	_, _, text := r.send(t, "POST", "/graphql", ask, append(session, trace...)...)
	wants(t, "the answer", text, `"me":{"name":"Ada"}`, `"trace"`)
	answers := text
	for _, headers := range [][]string{
		{"Authorization", "Bearer " + key},
		{"Authorization", "Bearer kanarie-token"},
		{"Authorization", "Bearer a.kanarie.b"},
		{"Cookie", "tiddly=kanarie"},
		{"Authorization", "Bearer tiddly_kanariekanar_" + strings.Repeat("a", 52)},
	} {
		_, _, text := r.send(t, "POST", "/graphql", `{"query": "{ me { name } }"}`, append(headers, trace...)...)
		answers += text
	}
	for _, body := range []string{`{"email": "kanarie@x", "password": "kanarie"}`, `{"email": "bela@x", "password": "kanarie-changed"}`, `{"email": "kanarie`, `"kanarie"`} {
		_, _, text := r.send(t, "POST", "/login", body)
		answers += text
	}
	r.send(t, "GET", "/graphql?query={me{name}}&key="+key, "")
	r.send(t, "POST", "/logout", "", session...)
	_, _, measured := r.send(t, "GET", "/metrics", "")
	if code := r.stop(t); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, r.stderr.String())
	}
	wants(t, "the log", r.stderr.String(), `"route":"/login"`, `"route":"/logout"`, `"status":401`, "UPDATE",
		`"principal":"session `, `"principal":"key `+key[len("tiddly_"):len("tiddly_")+12]+`"`)
	token := strings.TrimPrefix(session[1], "tiddly=")
	for _, told := range []string{r.stderr.String(), r.stdout.String(), measured, answers} {
		for line := range strings.Lines(told) {
			if strings.Contains(line, "kanarie") || strings.Contains(line, token) || strings.Contains(line, key[len(key)-20:]) || strings.Contains(line, "$argon2id") {
				t.Errorf("a secret is told: %s", line)
			}
		}
	}
	files, err := filepath.Glob("shop.db*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for name, plain := range map[string]string{"the token of a session": token, "a key": key, "a new password": "kanarie-changed", "the secret": "kanarie-secret"} {
			if strings.Contains(string(content), plain) {
				t.Errorf("%s has %s", file, name)
			}
		}
	}
}

// TestLoginWithoutAccounts compares as the original did; the cookie has no effect.
func TestLoginWithoutAccounts(t *testing.T) {
	inFolder(t, club, "db: shop.db\n")
	r := start(t)
	for body, want := range map[string]string{
		`"{\"email\": \"ada@x\", \"password\": \"kanarie-plain\"}"`: `{"status":"success"}`,
		`{"email": "ada@x", "password": "kanarie-plain"}`:           `{"status":"success"}`,
		`{"email": "ada@x", "password": "kanarie-other"}`:           `{"status":"error","error":"Invalid email or password."}`,
		`{"email": "ada@x", "password": "' OR '1'='1"}`:             `{"status":"error","error":"Invalid email or password."}`,
		`{"email": "eve@x", "password": ""}`:                        `{"status":"error","error":"Invalid email or password."}`,
	} {
		status, header, text := r.send(t, "POST", "/login", body)
		cookie := header.Get("Set-Cookie")
		if status != http.StatusOK || text != want+"\n" || strings.HasPrefix(cookie, "tiddly=") != strings.Contains(want, "success") {
			t.Errorf("%s: %d %s %q", body, status, text, cookie)
		}
	}
	if status, header, _ := r.send(t, "GET", "/login", ""); status != http.StatusMethodNotAllowed || header.Get("Allow") != "POST, OPTIONS" {
		t.Errorf("GET /login: %d %v", status, header)
	}
	if got := r.query(t, `{ users(where: {email: {eq: "ada@x"}}) { password } }`); got != `{"users":[{"password":"kanarie-plain"}]}` {
		t.Errorf("the column is not what it was: %s", got)
	}
	r.stop(t)
	inFolder(t, `CREATE TABLE note (id INTEGER PRIMARY KEY)`, "db: shop.db\n")
	r = start(t)
	if _, _, text := r.send(t, "POST", "/login", `{"email": "a", "password": "b"}`); text != `{"status":"error","error":"Table not found: user"}`+"\n" {
		t.Errorf("without a table: %s", text)
	}
	r.stop(t)
}

func TestKeysCommand(t *testing.T) {
	inFolder(t, club, withAccounts)
	before, _ := os.ReadFile("shop.db")
	if got := run(t, nil, "keys", "list"); got.code != 0 || got.stdout != "There are no keys.\n" {
		t.Errorf("%+v", got)
	}
	if after, _ := os.ReadFile("shop.db"); !bytes.Equal(after, before) {
		t.Error("looking at the keys changed the database")
	}
	program, account := run(t, nil, "keys", "add", "reporting", "--expires", "90d"), run(t, nil, "keys", "add", "ada's phone", "--user", "1")
	for _, got := range []outcome{program, account} {
		if got.code != 0 || !regexp.MustCompile(`^tiddly_[a-z2-7]{12}_[a-z2-7]{52}\n$`).MatchString(got.stdout) || !strings.Contains(got.stderr, "shown this once") {
			t.Fatalf("%+v", got)
		}
	}
	list := run(t, nil, "keys", "list")
	wants(t, "the list", list.stdout, "ID ", "NAME ", "reporting", "ada's phone", "never")
	if strings.Contains(list.stdout, strings.TrimSpace(program.stdout)[20:]) {
		t.Error("the list shows a key")
	}
	r := start(t, "--auth-required")
	ask := func(key string) (int, string) {
		status, _, text := r.send(t, "POST", "/graphql", `{"query": "{ me { name } duals { id } }"}`, "Authorization", "Bearer "+strings.TrimSpace(key))
		return status, text
	}
	if status, text := ask(program.stdout); status != 200 || text != `{"data":{"me":null,"duals":[]}}` {
		t.Errorf("%d %s", status, text)
	}
	if status, text := ask(account.stdout); status != 200 || text != `{"data":{"me":{"name":"Ada"},"duals":[]}}` {
		t.Errorf("%d %s", status, text)
	}
	id := program.stdout[7:19]
	if got := run(t, nil, "keys", "revoke", id); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if status, text := ask(program.stdout); status != http.StatusUnauthorized {
		t.Errorf("a revoked key: %d %s", status, text)
	}
	r.stop(t)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"keys", "revoke", id}, 1, "no key with that id"},
		{[]string{"keys", "add"}, 2, "the name of the key is missing"},
		{[]string{"keys", "add", "x", "--expires", "soon"}, 2, "is not a lifetime of a key"},
		{[]string{"keys", "add", "x", "--expires", "-1h"}, 2, "is not a lifetime of a key"},
		{[]string{"keys", "add", "x", "--user", "99"}, 1, "no account with that key"},
		{[]string{"keys", "add", "x", "--user", "ada@x"}, 1, "no account with that key"},
		{[]string{"keys", "add", ""}, 1, "the name of a key"},
		{[]string{"keys", "remove"}, 2, `no command "remove" of keys`},
		{[]string{"keys", "list", "--db", "missing.db"}, 1, "missing.db"},
	} {
		if got := run(t, nil, c.args...); got.code != c.code || !strings.Contains(got.stderr, c.want) {
			t.Errorf("%v: %+v", c.args, got)
		}
	}
	if _, err := os.Stat("missing.db"); err == nil {
		t.Error("looking at keys made a database")
	}
	inFolder(t, club, "db: shop.db\n")
	if got := run(t, nil, "keys", "add", "x", "--user", "1"); got.code != 2 || !strings.Contains(got.stderr, "there are no accounts") {
		t.Errorf("%+v", got)
	}
}

// TestAskingEveryone runs a server that is reachable for others and requires authentication.
func TestAskingEveryone(t *testing.T) {
	inFolder(t, club, withAccounts)
	if got := run(t, nil, "--listen", "0.0.0.0:0"); got.code != 2 || !strings.Contains(got.stderr, "--auth-required") {
		t.Errorf("%+v", got)
	}
	r := startAt(t, "0.0.0.0:0", "--auth-required")
	wants(t, "the greeting", r.stdout.String(), "Anonymous requests are refused", "read   dual, user", "write  dual, user", "tiddly keys add", "Authorization: Bearer")
	if strings.Contains(r.stdout.String(), "PUBLIC") {
		t.Errorf("the greeting says\n%s", r.stdout.String())
	}
	r.address = "127.0.0.1" + r.address[strings.LastIndexByte(r.address, ':'):]
	status, header, text := r.send(t, "POST", "/graphql", `{"query": "{ users { name } }"}`)
	if status != http.StatusUnauthorized || header.Get("WWW-Authenticate") != "Bearer" || !strings.Contains(text, "PERMISSION_UNAUTHENTICATED") || strings.Contains(text, "name") {
		t.Errorf("a stranger gets %d %s", status, text)
	}
	session := r.signIn(t, "ada@x", "kanarie-plain")
	if _, _, text := r.send(t, "POST", "/graphql", `{"query": "{ users(limit: 1) { name } }"}`, session...); text != `{"data":{"users":[{"name":"Ada"}]}}` {
		t.Errorf("who signed in gets %s", text)
	}
	r.stop(t)
	r = start(t, "--auth-required") // sessions survive a restart
	if _, _, text := r.send(t, "POST", "/graphql", `{"query": "{ me { name } }"}`, session...); text != `{"data":{"me":{"name":"Ada"}}}` {
		t.Errorf("after a restart: %s", text)
	}
	r.stop(t)
}

func TestAccountsThatCannotBe(t *testing.T) {
	inFolder(t, club, withAccounts)
	for _, c := range []struct {
		args []string
		code int
		want []string
	}{
		{[]string{"--read-only"}, 1, []string{"accounts need a writable database", "hint"}},
		{[]string{"--auth-users-table", "users"}, 2, []string{`--auth-users-table: there is no table "users"`, "hint: the tables are dual, user"}},
		{[]string{"--auth-users-password", "secret"}, 2, []string{`--auth-users-password: table "user" has no column "secret"`, "hint"}},
	} {
		got := run(t, nil, append(c.args, "--listen", "127.0.0.1:0")...)
		if got.code != c.code {
			t.Errorf("%v: exit code %d", c.args, got.code)
		}
		wants(t, "the error", got.stderr, c.want...)
	}
	if got := run(t, nil, "check", "--auth-users-identity", "mail"); got.code != 2 || !strings.Contains(got.stderr, "mail") {
		t.Errorf("check: %+v", got)
	}
}

// TestTokensOverTheWire sends a token that another program has signed.
func TestTokensOverTheWire(t *testing.T) {
	inFolder(t, club, "db: shop.db\n")
	const secret = "0123456789abcdef0123456789abcdef"
	r := start(t, "--auth-jwt-secret", secret, "--auth-required")
	for token, want := range map[string]int{
		signedBefore: http.StatusOK, signedBefore + "A": http.StatusUnauthorized, "": http.StatusUnauthorized,
	} {
		status, _, text := r.send(t, "POST", "/graphql", `{"query": "{ duals { id } }"}`, "Authorization", "Bearer "+token)
		if status != want {
			t.Errorf("%d %s, want %d", status, text, want)
		}
		var answer struct{ Data, Errors json.RawMessage }
		if err := json.Unmarshal([]byte(text), &answer); err != nil || (answer.Data == nil) == (want == http.StatusOK) {
			t.Errorf("got %s", text)
		}
	}
	r.stop(t)
}

// signedBefore is {"alg":"HS256"}.{"sub":"1","exp":9999999999}, signed by openssl.
const signedBefore = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIiwiZXhwIjo5OTk5OTk5OTk5fQ.88xIpolx3CU7p4AslR_Wimlqjl5MVbJ21cNYY1u14rk"

// signedForTwo is the same for account 2.
const signedForTwo = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIyIiwiZXhwIjo5OTk5OTk5OTk5fQ.jTyHOxRpSHYqRME-pRdj7Y-09K7qdRCgUE8i96cH5WY"

// TestExplainTellsNoPassword requires that explain neither assumes a caller nor shows the values of a write.
func TestExplainTellsNoPassword(t *testing.T) {
	inFolder(t, club, withAccounts)
	got := run(t, nil, "explain", `{ me { name } }`)
	wants(t, "the plan of me", got.stdout, "single User", `$0 = "(id of the caller)"`)
	for _, document := range []string{
		`mutation { insertUsers(input: [{email: "c@x", password: "kanarie"}]) { affectedRows } }`,
		`mutation { updateUser(by: {id: 1}, set: {password: "kanarie"}) { affectedRows } }`,
	} {
		got := run(t, nil, "explain", document)
		wants(t, "the plan of a password", got.stdout, "password", "(a password is in it)")
		if got.code != 0 || strings.Contains(got.stdout+got.stderr, "kanarie") {
			t.Errorf("%s: %+v", document, got)
		}
	}
	for document, want := range map[string]string{
		`{ users { password } }`:                         "User has nodeId, id, email, name",
		`{ users(where: {password: {eq: "x"}}) { id } }`: "UserWhere has",
		`{ users(orderBy: [{password: ASC}]) { id } }`:   "UserOrderBy has",
		`{ user(by: {password: "x"}) { id } }`:           "UserKey has",
		`{ users(distinctOn: [PASSWORD]) { id } }`:       "UserColumn has",
	} {
		if got := run(t, nil, "explain", document); got.code == 0 || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: %+v", document, got)
		}
	}
	inFolder(t, club, strings.Replace(withAccounts, "password: password", "password: pass", 1))
	for _, command := range []string{"check", "schema", "serve"} {
		got := run(t, nil, command)
		wants(t, command, got.stderr, `tiddly.yml:3:51: auth.users.password: table "user" has no column "pass"`, "its columns are id, email, password, name")
		if got.code != 2 {
			t.Errorf("%s: exit code %d", command, got.code)
		}
	}
}

// TestTokensOfAccounts deletes an account and reuses its number.
func TestTokensOfAccounts(t *testing.T) {
	inFolder(t, club, withAccounts)
	key := strings.TrimSpace(run(t, nil, "keys", "add", "bela's", "--user", "2").stdout)
	r := start(t, "--auth-jwt-secret", "0123456789abcdef0123456789abcdef", "--auth-jwt-services", "kind=service,sub=2")
	wants(t, "the log", r.stderr.String(), `table \"user\" may reuse the key of a deleted account`, "AUTOINCREMENT")
	ask := func(shown string) (int, string) {
		status, _, text := r.send(t, "POST", "/graphql", `{"query": "{ me { name } users { email } }"}`, "Authorization", "Bearer "+shown)
		return status, text
	}
	if status, text := ask(signedBefore); status != 200 || !strings.Contains(text, `"me":{"name":"Ada"}`) {
		t.Errorf("the token: %d %s", status, text)
	}
	if status, text := ask(key); status != 200 || !strings.Contains(text, `"me":{"name":"Bela"}`) {
		t.Errorf("the key: %d %s", status, text)
	}
	if status, text := ask(signedForTwo); status != 200 || !strings.Contains(text, `"me":null`) {
		t.Errorf("the token of a program: %d %s", status, text)
	}
	r.send(t, "POST", "/graphql", `{"query": "mutation { deleteUsers(where: {}, allRows: true) { affectedRows } }"}`)
	if status, text := ask(signedBefore); status != http.StatusUnauthorized || !strings.Contains(text, "PERMISSION_TOKEN") || strings.Contains(text, "users") {
		t.Errorf("the token of who is gone: %d %s", status, text)
	}
	r.send(t, "POST", "/graphql", `{"query": "mutation { insertUsers(input: [{email: \"dora@x\", name: \"Dora\"}, {email: \"emil@x\", name: \"Emil\"}]) { affectedRows } }"}`)
	if status, text := ask(key); status != http.StatusUnauthorized || !strings.Contains(text, "PERMISSION_TOKEN") || strings.Contains(text, "Emil") {
		t.Errorf("the key of who is gone: %d %s", status, text)
	}
	if got := run(t, nil, "keys", "list"); got.stdout != "There are no keys.\n" {
		t.Errorf("the key is kept: %s", got.stdout)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if text := r.stderr.String(); !strings.Contains(text, "a key was revoked") || strings.Contains(text, key) {
		t.Errorf("the log:\n%s", text)
	}
	inFolder(t, strings.Replace(club, "PRIMARY KEY", "PRIMARY KEY AUTOINCREMENT", 1), withAccounts)
	r = start(t, "--auth-jwt-secret", "0123456789abcdef0123456789abcdef")
	r.stop(t)
	if strings.Contains(r.stderr.String(), "may give the key") {
		t.Error("a number that is never given again is warned of")
	}
}

// TestClientsOfProxies requires that twenty failures of one client lock out no other, whichever header the proxy
// sends, and that unreadable headers are logged once.
func TestClientsOfProxies(t *testing.T) {
	inFolder(t, club, withAccounts)
	r := start(t)
	fail := func(i int, headers ...string) int {
		status, _, _ := r.send(t, "POST", "/login", `{"email": "nobody`+strconv.Itoa(i)+`@x", "password": "x"}`, headers...)
		return status
	}
	for i := range 21 {
		if got := fail(i, "X-Forwarded-For", "203.0.113.5:"+strconv.Itoa(4000+i)); (got == http.StatusTooManyRequests) != (i == 20) {
			t.Fatalf("failure %d: %d", i, got)
		}
	}
	for name, headers := range map[string][]string{
		"another": {"X-Forwarded-For", "203.0.113.6:4711"}, "by Forwarded": {"Forwarded", `for="203.0.113.7:4711"`}, "nobody between": nil,
		"hidden": {"Forwarded", "for=_x"}, "hidden too": {"Forwarded", "for=_y"},
	} {
		if got := fail(100, headers...); got != http.StatusOK {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := fail(200, "Forwarded", `for=198.51.100.1, for="203.0.113.5"`); got != http.StatusTooManyRequests {
		t.Errorf("the same by Forwarded: %d", got)
	}
	r.stop(t)
	if n := strings.Count(r.stderr.String(), "its clients count as one address"); n != 1 {
		t.Errorf("it is logged %d times:\n%s", n, r.stderr.String())
	}
}

// TestTheListOfKeysIsPlain requires that control characters in the key of a row are not printed.
func TestTheListOfKeysIsPlain(t *testing.T) {
	var out bytes.Buffer
	if err := writeKeys(&out, []auth.APIKey{{ID: "a", Name: "n", Account: []string{"x\x1b]0;title\a\ny", "é"}}}); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Count(text, "\n") != 2 || strings.ContainsAny(text, "\x1b\a") || !strings.Contains(text, `\x1b]0;title`) {
		t.Errorf("%q", text)
	}
}
