package auth_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/auth"
	"tiddly/internal/auth/jwt"
	"tiddly/internal/fault"
)

// addKey makes a key with the system clock.
func (h *house) addKey(name string, account []string, expires time.Time) (string, auth.APIKey) {
	h.t.Helper()
	var owner *auth.Account
	if account != nil {
		var err error
		if owner, err = auth.FindAccount(h.t.Context(), h.live.Current, h.users, account); err != nil || owner == nil {
			h.t.Fatalf("there is no account %v: %v", account, err)
		}
	}
	secret, made, err := auth.NewKeys(h.store()).Add(h.t.Context(), name, owner, expires)
	if err != nil {
		h.t.Fatal(err)
	}
	return secret, made
}

func TestKeys(t *testing.T) { onEach(t, testKeys) }

func testKeys(t *testing.T) {
	t.Helper()
	h := serve(t)
	keys := auth.NewKeys(h.store())
	secret, made := h.addKey("reporting", nil, time.Time{})
	if !regexp.MustCompile(`^tiddly_[a-z2-7]{12}_[a-z2-7]{52}$`).MatchString(secret) || !strings.Contains(secret, made.ID) {
		t.Errorf("the key is %s with the id %s", secret, made.ID)
	}
	ada, _ := h.addKey("ada's", []string{"1"}, time.Time{})
	short, _ := h.addKey("short", []string{"1"}, h.clock().Add(time.Hour))
	if got := strings.Join(h.cells("SELECT id || secret || name || account FROM _tiddly_keys"), " "); strings.Contains(got, secret[20:]) {
		t.Error("a key is stored as it is")
	}
	show := func(key string) []string { return []string{"Authorization", "Bearer " + key} }
	if got := h.me(show(secret)...); got != "nobody" {
		t.Errorf("the key of a program speaks for %s", got)
	}
	for _, headers := range [][]string{show(ada), show(short), {"Authorization", "bearer  " + ada + " "}} {
		if got := h.me(headers...); got != "Ada" {
			t.Errorf("%v: it is %s", headers[1][:6], got)
		}
	}
	refused := map[string][]string{
		"another": show(otherEnd(secret)), "its id": show("tiddly_" + made.ID), "the id of another": show(strings.Replace(ada, ada[7:19], made.ID, 1)),
		"upper": show(strings.ToUpper(secret)), "empty": show(""), "two": append(show(secret), show(ada)...), "no key": show("Zm9v"),
		"quotes": show("tiddly_' OR 1=1 --_" + strings.Repeat("a", 52)), "long": show(strings.Repeat("tiddly_", 3000)), "a JWT": show("a.b.c"),
		"of a session": show(strings.Split(h.signIn("ada@x", "plain ada")[1], "=")[1]),
	}
	for name, headers := range refused {
		a := h.send("POST", "/graphql", `{"query": "{ notes { text } }"}`, append(headers, "Content-Type", "application/json")...)
		if a.status != http.StatusUnauthorized || !strings.Contains(a.text, "PERMISSION_TOKEN") || !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") || strings.Contains(a.text, "kept") {
			t.Errorf("%s: %d %s", name, a.status, a.text)
		}
	}
	if got := h.me("Authorization", "Basic dTpw"); got != "nobody" {
		t.Errorf("another scheme is %s", got)
	}
	h.later(time.Hour)
	if got := h.me(show(short)...); !strings.Contains(got, "PERMISSION_TOKEN") {
		t.Errorf("an expired key is %s", got)
	}
	list, err := keys.List(t.Context())
	if err != nil || len(list) != 3 || list[0].Name != "reporting" && list[1].Name != "reporting" && list[2].Name != "reporting" {
		t.Fatalf("%+v, %v", list, err)
	}
	for _, k := range list {
		if k.Used.IsZero() || k.Used.Hour() != 0 || k.Used.After(h.clock()) {
			t.Errorf("%s was last used %s", k.Name, k.Used)
		}
	}
	for id, want := range map[string]bool{made.ID: true, "none": false, "' OR 1=1 --": false} {
		if revoked, err := keys.Revoke(t.Context(), id); revoked != want || err != nil {
			t.Errorf("revoking %s: %v, %v", id, revoked, err)
		}
	}
	if got := h.me(show(secret)...); !strings.Contains(got, "PERMISSION_TOKEN") {
		t.Errorf("a revoked key is %s", got)
	}
	h.query(`mutation { deleteUser(by: {id: 1}) { affectedRows } }`)
	if got := h.me(show(ada)...); !strings.Contains(got, "PERMISSION_TOKEN") {
		t.Errorf("the key of an account that is gone is %s", got)
	}
}

// otherEnd returns a key with another last letter.
func otherEnd(key string) string {
	last := "a"
	if strings.HasSuffix(key, last) {
		last = "b"
	}
	return key[:len(key)-1] + last
}

func TestKeysThatCannotBeMade(t *testing.T) { onEach(t, testKeysThatCannotBeMade) }

func testKeysThatCannotBeMade(t *testing.T) {
	t.Helper()
	h := serve(t)
	for _, name := range []string{"", "  ", strings.Repeat("x", 201), "a\nb", "a\x00b"} {
		_, _, err := auth.NewKeys(h.store()).Add(t.Context(), name, nil, time.Time{})
		if f := fault.From(err); f == nil || f.Code != fault.RequestValue {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// TestKeysInTheAddress requests every address with credentials in it, in every encoding.
func TestKeysInTheAddress(t *testing.T) { onEach(t, testKeysInTheAddress) }

func testKeysInTheAddress(t *testing.T) {
	t.Helper()
	v, err := jwt.New(t.Context(), jwt.Options{Secret: []byte(jwtSecret), Algorithm: "HS256"})
	if err != nil {
		t.Fatal(err)
	}
	h := serve(t, func(h *house) { h.tokens = v })
	secret, _ := h.addKey("reporting", nil, time.Time{})
	token, session := hs256(`{"sub": "1", "exp": 9999999999}`), h.openSession()
	escaped := func(text string, each func(c byte) string) string {
		var b strings.Builder
		for _, c := range []byte(text) {
			b.WriteString(each(c))
		}
		return b.String()
	}
	all := escaped(secret, func(c byte) string { return fmt.Sprintf("%%%02x", c) })
	queries := []string{
		"query={notes{text}}&key=" + secret, "access_token=x&query={notes{text}}", secret, "query={notes(where:{text:{eq:%22" + secret + "%22}}){text}}",
		"key=" + strings.Replace(secret, "_", "%5F", 1), "key=" + strings.ReplaceAll(secret, "_", "%5f"), "key=" + all, "key=" + strings.ReplaceAll(all, "%", "%25"),
		strings.ToUpper(secret), "a=1;key=" + secret, "a=%zz&key=" + secret, "key=+" + secret + "+", "key[]=" + secret, secret + "=1",
		"query={notes{text}}&variables={%22a%22:%22" + escaped(secret, func(c byte) string { return fmt.Sprintf("%%5Cu%04X", c) }) + "%22}",
		"query={notes(where:{text:{eq:%22" + escaped(secret, func(c byte) string { return fmt.Sprintf("%%5cu%%7B%x%%7D", c) }) + "%22}}){text}}",
		"access%5Ftoken=x", "ACCESS_TOKEN=x", "Access_Token", "a=1;access_token=x", "access_token=", "a=1&access_token=x&access_token=y", "+access_token+=x", "access_token[]=x",
		"a=%zz&access_token=x", "%61ccess_token=x", "%2561ccess_token=x",
		"jwt=" + token, "jwt=" + strings.ReplaceAll(token, ".", "%2E"), "a=Bearer+" + token, "tiddly=" + session, "__Host-tiddly=" + session, "a=1;Tiddly=" + session,
	}
	paths := []string{"/", "/graphql", "/note", "/note/1", "/_rest/note", "/login", "/logout", "/tables", "/assets/x", "/healthz", "/readyz", "/metrics", "/_info", "/schema.graphqls", "/nothing", "/nothing/at/all"}
	wantRefused := func(method, address string) {
		t.Helper()
		a := h.send(method, address, "", "Content-Type", "application/json")
		said := a.text + fmt.Sprint(a.header)
		if a.status != http.StatusUnauthorized || method != "HEAD" && !strings.Contains(a.text, "PERMISSION_TOKEN") || strings.Contains(strings.ToLower(said), secret) || strings.Contains(said, token) || strings.Contains(said, session) {
			t.Errorf("%s %s: %d %s", method, address, a.status, a.text)
		}
	}
	for _, path := range paths {
		for _, query := range queries {
			for _, method := range []string{"GET", "POST"} {
				wantRefused(method, path+"?"+query)
			}
		}
	}
	for _, method := range []string{"HEAD", "PUT", "PATCH", "DELETE", "FETCH", "QUERY", "OPTIONS", "TRACE"} {
		wantRefused(method, "/note?key="+secret)
	}
	for _, path := range []string{"/note/" + secret, "/note/" + all, "/" + secret, "/tables/" + secret, "/note;key=" + secret, "/note/1/" + secret + "/x", "/login/" + secret, "/note/" + token} {
		wantRefused("GET", path)
	}
	for _, query := range []string{"password=plain+ada", "email=ada@x&PASSWORD=x", "a=1;pass%77ord=x"} {
		wantRefused("POST", "/login?"+query)
	}
	for _, query := range []string{
		"query={notes(where:{text:{eq:%22access_token%22}}){text}}", "query={notes{text}}&x=tiddly_", "query={notes{text}}&tiddly=1", "query={notes{text}}&password=x",
		"query={notes{text}}&x=eyJ.eyJ.x", "query={notes{text}}&x=%25", "query={notes{text}}&my_access_token=1", "query={notes{text}}&x=" + secret[:60],
	} {
		if a := h.send("GET", "/graphql?"+query, ""); a.status != http.StatusOK || !strings.Contains(a.text, `"data"`) {
			t.Errorf("%s: %d %s", query, a.status, a.text)
		}
	}
	if !h.lasts(session) {
		t.Error("the session has ended")
	}
}

func TestTokensNameAccounts(t *testing.T) { onEach(t, testTokensNameAccounts) }

func testTokensNameAccounts(t *testing.T) {
	t.Helper()
	v, err := jwt.New(t.Context(), jwt.Options{Secret: []byte(jwtSecret), Algorithm: "HS256"})
	if err != nil {
		t.Fatal(err)
	}
	h := serve(t, func(h *house) { h.tokens = v })
	show := func(token string) []string { return []string{"Authorization", "Bearer " + token} }
	if got := h.me(show(hs256(`{"sub": "1", "exp": 9999999999}`))...); got != "Ada" {
		t.Errorf("it is %s", got)
	}
	if got := h.me(show(hs256(`{"sub": "someone@elsewhere", "exp": 9999999999}`))...); !strings.Contains(got, "PERMISSION_TOKEN") {
		t.Errorf("it is %s", got)
	}
	for _, token := range []string{hs256(`{"sub": "1", "exp": 1}`), hs256(`{"sub": "1"}`), "a.b.c", "nothing"} {
		if got := h.me(show(token)...); !strings.Contains(got, "PERMISSION_TOKEN") {
			t.Errorf("%s: %s", token, got)
		}
	}
	secret, _ := h.addKey("beside", []string{"1"}, time.Time{})
	if got := h.me(show(secret)...); got != "Ada" {
		t.Errorf("a key beside tokens is %s", got)
	}
	// A token in the header has precedence over any cookie.
	session := h.signIn("ada@x", "plain ada")
	if got := h.me(append(session, show(hs256(`{"sub": "3", "exp": 9999999999}`))...)...); got != "Cleo" {
		t.Errorf("it is %s", got)
	}
}

// TestTokensAreReadToTheLetter requires that a token is that of exactly one existing account, or of none.
func TestTokensAreReadToTheLetter(t *testing.T) { onEach(t, testTokensAreReadToTheLetter) }

func testTokensAreReadToTheLetter(t *testing.T) {
	t.Helper()
	v, err := jwt.New(t.Context(), jwt.Options{Secret: []byte(jwtSecret), Algorithm: "HS256", Services: []jwt.Service{{Claim: "kind", Value: "service"}}})
	if err != nil {
		t.Fatal(err)
	}
	const rest = "email TEXT UNIQUE, password TEXT, name TEXT"
	for _, c := range []struct {
		name, script string
		right        map[string]string // sub to the account
		wrong        []string
	}{
		{"integers", people, map[string]string{"1": "Ada", "2": "Bela"}, []string{
			"777", "0", "-1", "01", " 1 ", "1 ", "\t1", "1e0", "1.0", "+1", "10e-1", "１", "1\u0000", "\u00001", "0x1", "1,1", "true", "ada@x", "99999999999999999999", "null", "[1]",
		}},
		{
			"texts", "CREATE TABLE user(id TEXT PRIMARY KEY, " + rest + "); INSERT INTO user VALUES ('Ann', 'a@x', 'p', 'Ann'), ('01', 'b@x', 'p', 'Zero'), ('a,b', 'c@x', 'p', 'Comma')",
			map[string]string{"Ann": "Ann", "01": "Zero", "a,b": "Comma"},
			[]string{"ann", "Ann ", " Ann", "Ann\u0000", "1", "Änn", "Ａnn"},
		},
		{
			"texts in any case", "CREATE TABLE user(id TEXT PRIMARY KEY COLLATE NOCASE, " + rest + "); INSERT INTO user VALUES ('Ann@X', 'a@x', 'p', 'Ann')",
			map[string]string{"Ann@X": "Ann"},
			[]string{"ann@x", "ANN@X", "Ann@X "},
		},
		{
			"trimmed texts", "CREATE TABLE user(id TEXT PRIMARY KEY COLLATE RTRIM, " + rest + "); INSERT INTO user VALUES ('Ann', 'a@x', 'p', 'Ann')",
			map[string]string{"Ann": "Ann"},
			[]string{"Ann ", "ann"},
		},
		{
			"several columns", "CREATE TABLE user(org INTEGER, nick TEXT, " + rest + ", PRIMARY KEY (org, nick)); INSERT INTO user VALUES (1, 'ann', 'a@x', 'p', 'Ann')",
			map[string]string{"1,ann": "Ann"},
			[]string{"1", "ann", "1,Ann", "01,ann", "1, ann", "ann,1", "1,ann,", "1,ann,x", ","},
		},
		{
			"large integers", "CREATE TABLE user(id BIGINT PRIMARY KEY, " + rest + "); INSERT INTO user VALUES (9007199254740993, 'a@x', 'p', 'Ann')",
			map[string]string{"9007199254740993": "Ann"},
			[]string{"9007199254740992", "9007199254740993.0", "09007199254740993", "9.007199254740993e15"},
		},
		{
			"UUIDs", "CREATE TABLE user(id UUID PRIMARY KEY, " + rest + "); INSERT INTO user VALUES ('0190163d-8694-739b-aea5-966c26f8ad91', 'a@x', 'p', 'Ann')",
			map[string]string{"0190163d-8694-739b-aea5-966c26f8ad91": "Ann"},
			[]string{"0190163D-8694-739B-AEA5-966C26F8AD91", "{0190163d-8694-739b-aea5-966c26f8ad91}", "0190163d8694739baea5966c26f8ad91"},
		},
	} {
		h := serveScript(t, c.script, func(h *house) { h.tokens = v })
		show := func(claims string) []string { return []string{"Authorization", "Bearer " + hs256(claims)} }
		for sub, want := range c.right {
			if got := h.me(show(`{"sub": "` + sub + `", "exp": 9999999999}`)...); got != want {
				t.Errorf("%s: %q is %s", c.name, sub, got)
			}
			for _, claims := range []string{
				`{"sub": "` + sub + `", "SUB": "777", "exp": 9999999999}`, `{"sub": "` + sub + `", "exp": 9999999999, "Exp": 1}`,
			} {
				if got := h.me(show(claims)...); got != want {
					t.Errorf("%s: %s is %s", c.name, claims, got)
				}
			}
			for _, claims := range []string{
				`{"sub": "777", "SUB": "` + sub + `", "exp": 9999999999}`, `{"SUB": "` + sub + `", "exp": 9999999999}`, `{"sub": "777", "sub": "` + sub + `", "exp": 9999999999}`,
				`{"sub": "` + sub + `", "exp": 1, "EXP": 9999999999}`, `{"sub": "` + sub + `", "exp": 1, "exp": 9999999999}`, `{"sub": ["` + sub + `"], "exp": 9999999999}`,
			} {
				if got := h.me(show(claims)...); !strings.Contains(got, "PERMISSION_TOKEN") {
					t.Errorf("%s: %s is %s", c.name, claims, got)
				}
			}
			if got := h.query(`{ me { name } }`, show(`{"sub": "`+sub+`", "kind": "service", "exp": 9999999999}`)...); got != `{"data":{"me":null}}` {
				t.Errorf("%s: the token of a program is %s", c.name, got)
			}
		}
		for _, sub := range append(c.wrong, "", strings.Repeat("1", 256)) {
			if got := h.me(show(`{"sub": "` + sub + `", "exp": 9999999999}`)...); !strings.Contains(got, "PERMISSION_TOKEN") {
				t.Errorf("%s: %q is %s", c.name, sub, got)
			}
		}
		for _, claims := range []string{`{"sub": 1, "exp": 9999999999}`, `{"sub": 1.0, "exp": 9999999999}`, `{"sub": true, "exp": 9999999999}`, `{"sub": null, "exp": 9999999999}`, `{"exp": 9999999999}`} {
			if got := h.me(show(claims)...); !strings.Contains(got, "PERMISSION_TOKEN") {
				t.Errorf("%s: %s is %s", c.name, claims, got)
			}
		}
	}
}

// TestKeysEndWithTheirAccount requires that a key ends with its account: SQLite reuses the number of a deleted
// row.
func TestKeysEndWithTheirAccount(t *testing.T) { onEach(t, testKeysEndWithTheirAccount) }

func testKeysEndWithTheirAccount(t *testing.T) {
	t.Helper()
	for _, c := range []struct {
		name, before, after string
		holds               bool
	}{
		{"gone", "DELETE FROM user WHERE id = 3", "", false},
		{"another has its number", "DELETE FROM user WHERE id = 3", "INSERT INTO user (id, email, name) VALUES (3, 'dora@x', 'Dora')", false},
		{"another without a name", "DELETE FROM user WHERE id = 3", "INSERT INTO user (id, name) VALUES (3, 'Dora')", false},
		{"another whose name is empty", "DELETE FROM user WHERE id = 3", "INSERT INTO user (id, email, name) VALUES (3, '', 'Dora')", false},
		{"renamed", "UPDATE user SET email = 'clea@x' WHERE id = 3", "", false},
		{"in another case", "UPDATE user SET email = 'CLEO@x' WHERE id = 3", "", false},
		{"another password", "UPDATE user SET password = 'new' WHERE id = 3", "", true},
		{"no password", "UPDATE user SET password = NULL WHERE id = 3", "", true},
		{"another's is gone", "DELETE FROM user WHERE id = 1", "", true},
		{"the same again", "DELETE FROM user WHERE id = 3", "INSERT INTO user (id, email, name) VALUES (3, 'cleo@x', 'Cleo')", true},
	} {
		h := serve(t)
		key, made := h.addKey("cleo's", []string{"3"}, time.Time{})
		h.run(c.before)
		if c.after != "" {
			h.run(c.after)
			if n := h.cells("SELECT count(*) FROM user WHERE id = 3"); n[0] != "1" {
				t.Fatalf("%s: the fixture is another", c.name)
			}
		}
		show := []string{"Authorization", "Bearer " + key}
		if got := h.me(show...); c.holds != (got == "Cleo") || !c.holds && !strings.Contains(got, "PERMISSION_TOKEN") {
			t.Errorf("%s: it is %s", c.name, got)
		}
		if kept := len(h.cells("SELECT id FROM _tiddly_keys WHERE id = '"+made.ID+"'")) == 1; kept != c.holds {
			t.Errorf("%s: the key is kept: %v", c.name, kept)
		}
		// A deleted key stays deleted, whoever gets the row's key.
		h.run("INSERT INTO user (id, email, name) VALUES (3, 'cleo@x', 'Cleo') ON CONFLICT (id) DO UPDATE SET email = excluded.email, name = excluded.name")
		if got := h.me(show...); c.holds != (got == "Cleo") {
			t.Errorf("%s, and then there again: it is %s", c.name, got)
		}
	}
}

// TestKeysOfAccountsNamedByTheirKey uses accounts whose identity is their primary key, or a part of it.
func TestKeysOfAccountsNamedByTheirKey(t *testing.T) { onEach(t, testKeysOfAccountsNamedByTheirKey) }

func testKeysOfAccountsNamedByTheirKey(t *testing.T) {
	t.Helper()
	for name, c := range map[string]struct{ script, identity, key string }{
		"a number": {people, "id", "1"},
		"a text":   {"CREATE TABLE user(email TEXT PRIMARY KEY, password TEXT, name TEXT); INSERT INTO user VALUES ('ada@x', 'plain ada', 'Ada')", "email", "ada@x"},
		"a part":   {"CREATE TABLE user(email TEXT, org INT, password TEXT, name TEXT, PRIMARY KEY (org, email)); INSERT INTO user VALUES ('ada@x', 7, 'plain ada', 'Ada')", "email", "7|ada@x"},
	} {
		h := serveScript(t, c.script, func(h *house) { h.users = &auth.Users{Table: "user", Identity: c.identity, Password: "password"} })
		key, _ := h.addKey("ada's", strings.Split(c.key, "|"), time.Time{})
		session := h.signIn(strings.TrimPrefix(c.key, "7|"), "plain ada")
		if got := h.me("Authorization", "Bearer "+key); got != "Ada" {
			t.Errorf("%s: the key is %s", name, got)
		}
		if got := h.me(session...); got != "Ada" {
			t.Errorf("%s: the session is %s", name, got)
		}
		h.run("DELETE FROM user")
		if got := h.me("Authorization", "Bearer "+key); !strings.Contains(got, "PERMISSION_TOKEN") {
			t.Errorf("%s: the key of who is gone is %s", name, got)
		}
	}
}

// TestKeysOfBefore requires that a table of keys without marks is still used, and that its keys are bound to the
// present accounts.
func TestKeysOfBefore(t *testing.T) { onEach(t, testKeysOfBefore) }

func testKeysOfBefore(t *testing.T) {
	t.Helper()
	const before = `CREATE TABLE _tiddly_keys (id VARCHAR(32) NOT NULL PRIMARY KEY, secret VARCHAR(64) NOT NULL,
		name VARCHAR(200) NOT NULL, account VARCHAR(2000) NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, used BIGINT NOT NULL);`
	key := func(letter string) string {
		return "tiddly_" + strings.Repeat(letter, 12) + "_" + strings.Repeat(letter, 52)
	}
	script := people + before
	for letter, account := range map[string]string{"a": "", "b": `["3"]`, "c": `["777"]`, "d": `["1"]`, "e": `[`, "f": `[]`, "g": `null`} {
		script += fmt.Sprintf("INSERT INTO _tiddly_keys VALUES ('%s', '%s', 'old', '%s', 1700000000, 0, 0);", strings.Repeat(letter, 12), hashed(key(letter)), account)
	}
	h := serveScript(t, script)
	show := func(letter string) []string { return []string{"Authorization", "Bearer " + key(letter)} }
	if got := h.me(show("d")...); got != "Ada" { // not bound at the start but by its first use
		t.Errorf("it is %s", got)
	}
	if err := h.service.BindKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(h.cells("SELECT id FROM _tiddly_keys WHERE mark = '' ORDER BY id"), " "); got != "aaaaaaaaaaaa eeeeeeeeeeee ffffffffffff gggggggggggg" {
		t.Errorf("unbound are %s", got) // the key of a program, and one that no row can have
	}
	if got := h.me(show("b")...); got != "Cleo" {
		t.Errorf("it is %s", got)
	}
	h.run("DELETE FROM user WHERE id IN (1, 3)")
	h.run("INSERT INTO user (id, email, name) VALUES (1, 'dora@x', 'Dora'), (3, 'emil@x', 'Emil'), (777, 'fritz@x', 'Fritz')")
	for _, letter := range []string{"b", "c", "d", "e", "f", "g"} {
		if got := h.me(show(letter)...); !strings.Contains(got, "PERMISSION_TOKEN") {
			t.Errorf("%s is %s", letter, got)
		}
	}
	if got := h.me(show("a")...); got != "nobody" {
		t.Errorf("the key of a program is %s", got)
	}
	if list, err := auth.NewKeys(h.store()).List(t.Context()); err != nil || len(list) != 4 {
		t.Errorf("%v, %v", list, err)
	}

	// In a read-only database nothing can be added to the table.
	path := dbtest.Path(t, script)
	d, err := db.Open(t.Context(), path, db.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if list, err := auth.NewKeys(storeOf(d)).List(t.Context()); err != nil || len(list) != 7 {
		t.Errorf("%v, %v", list, err)
	}
	service, err := auth.New(t.Context(), auth.Options{Store: storeOf(d), ReadOnly: true, Time: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/graphql", http.NoBody)
	r.Header.Set("Authorization", show("a")[1])
	if p, err := service.Identify(httptest.NewRecorder(), r); err != nil || p == nil {
		t.Errorf("%v, %v", p, err)
	}
}

// TestDatabasesThatNobodyWrites requires that a read-only database has no sessions, and keeps its keys.
func TestDatabasesThatNobodyWrites(t *testing.T) { onEach(t, testDatabasesThatNobodyWrites) }

func testDatabasesThatNobodyWrites(t *testing.T) {
	t.Helper()
	h := serve(t, func(h *house) { h.users, h.required = nil, true })
	secret, _ := h.addKey("reporting", nil, time.Time{})
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if h.db, err = db.Open(t.Context(), h.path, db.Options{ReadOnly: true}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = h.db.Close() }()
	h.open()
	if got := h.query("{ notes { text } }", "Authorization", "Bearer "+secret); got != `{"data":{"notes":[{"text":"kept"}]}}` {
		t.Errorf("got %s", got)
	}
	if got := h.query("{ notes { text } }"); !strings.Contains(got, "PERMISSION_UNAUTHENTICATED") {
		t.Errorf("got %s", got)
	}
	_, err = auth.New(t.Context(), auth.Options{Store: h.store(), ReadOnly: true, Users: standardUsers, Snapshot: h.live.Current})
	if f := fault.From(err); f == nil || f.Code != fault.DatabaseReadOnly || f.Hint == "" {
		t.Errorf("got %v", err)
	}
}
