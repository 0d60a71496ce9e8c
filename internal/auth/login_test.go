package auth_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tiddly/internal/auth"
	"tiddly/internal/fault"
)

func twice(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

func TestLogin(t *testing.T) { onEach(t, testLogin) }

func testLogin(t *testing.T) {
	t.Helper()
	h := serve(t)
	right := credentials("ada@x", "plain ada")
	bodies := map[string]string{
		"once": right, "twice": twice(right), "with a mark of its encoding": "\ufeff" + right, "by identity": `{"identity": "ada@x", "password": "plain ada"}`,
		"by both names": `{"identity": "ada@x", "email": "ada@x", "password": "plain ada"}`, "by one that is null": `{"identity": null, "email": "ada@x", "password": "plain ada"}`,
		"with blanks and more": " \n{\"password\": \"plain ada\", \"email\": \"ada@x\", \"remember\": [true]} ",
	}
	for name, body := range bodies {
		for _, kind := range []string{"", "application/json", "text/plain", "application/x-www-form-urlencoded", "nonsense"} {
			a := h.send(http.MethodPost, "/login", body, "Content-Type", kind)
			if a.status != http.StatusOK || a.text != success || a.header.Get("Content-Type") != "application/json" || a.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s as %q: %d %s %v", name, kind, a.status, a.text, a.header)
			}
		}
	}
	for body, want := range map[string]string{
		credentials("ada@x", "Plain ada"): wrong, credentials("Ada@x", "plain ada"): wrong, credentials("eve@x", "plain ada"): wrong,
		credentials("bela@x", ""): wrong, credentials("cleo@x", ""): wrong, credentials("bela@x", "NULL"): wrong, credentials("", ""): wrong,
		`{"email": 5, "password": "x"}`: wrong, `{"email": true, "password": "x"}`: wrong,
		credentials("ada@x' OR 1=1 --", "x"): wrong, credentials("ada@x", strings.Repeat("x", 2000)): wrong,
		`{"email": "ada@x", "password": 5}`:             "A login needs email and password.",
		`{"email": "ada@x", "password": null}`:          "A login needs email and password.",
		`{"email": "ada@x", "password": {"ne": ""}}`:    "A login needs email and password.",
		`{"email": null, "password": "x"}`:              "A login needs email and password.",
		`{"email": ["ada@x"], "password": "plain ada"}`: "A login needs email and password.",
		`{"password": "x"}`:                             "A login needs email and password.",
		`{}`:                                            "A login needs email and password.",
		`[]`:                                            "not a JSON object", `null`: "not a JSON object", `"word"`: "not a JSON object", ``: "not a JSON object", `{`: "not a JSON object",
		right + right: "not a JSON object", twice(twice(right)): "not a JSON object", "{\"email\": \"\xff\", \"password\": \"x\"}": "not a JSON object",
		`{"email": "eve@x", "email": "ada@x", "password": "plain ada"}`:                          "has a duplicate name",
		`{"email": "ada@x", "\u0065mail": "ada@x", "password": "plain ada"}`:                     "has a duplicate name",
		`{"email": "ada@x", "password": "wrong", "password": "plain ada"}`:                       "has a duplicate name",
		twice(`{"email": "ada@x", "password": "wrong", "password": "plain ada"}`):                "has a duplicate name",
		`{"email": "ada@x", "password": "plain ada", "more": {"a": 1, "a": 2}}`:                  "has a duplicate name",
		`{"email": "eve@x", "identity": "ada@x", "password": "plain ada"}`:                       "names two accounts",
		`{"email": "ada@x", "identity": ["ada@x"], "password": "plain ada"}`:                     "A login needs email and password.",
		`{"EMAIL": "ada@x", "PASSWORD": "plain ada"}`:                                            "A login needs email and password.",
		`{"email": "eve@x", "EMAIL": "ada@x", "password": "plain ada"}`:                          wrong,
		`{"email": "ada@x", "password": "wrong", "PASSWORD": "plain ada", "pa\u017fsword": "x"}`: wrong,
		`{"email": "ada@x", "password": "\ud800"}`:                                               "not a JSON object",
		`{"email": "ada@x", "password": "` + strings.Repeat("x", 40<<10) + `"}`:                  "too large",
	} {
		h.later(2 * time.Minute) // failures have a test of their own
		a := h.send(http.MethodPost, "/login", body)
		if !strings.Contains(a.text, want) || !strings.HasPrefix(a.text, `{"status":"error"`) || a.cookie != nil || a.status >= 500 {
			t.Errorf("%.80s: %d %s, want %s", body, a.status, a.text, want)
		}
	}
	for _, path := range []string{"/login", "/logout"} {
		for _, method := range []string{"GET", "HEAD", "PUT", "DELETE", "PATCH"} {
			if a := h.send(method, path, ""); a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") != "POST, OPTIONS" {
				t.Errorf("%s %s: %d %v", method, path, a.status, a.header)
			}
		}
		if a := h.send("OPTIONS", path, ""); a.status != http.StatusNoContent || a.header.Get("Allow") != "POST, OPTIONS" {
			t.Errorf("OPTIONS: %d %v", a.status, a.header)
		}
	}
}

// TestWrongLoginsLookAlike counts the hashes, which take nearly all of the time: every wrong login costs one. The
// times are only logged, because the machine is shared.
func TestWrongLoginsLookAlike(t *testing.T) { onEach(t, testWrongLoginsLookAlike) }

func testWrongLoginsLookAlike(t *testing.T) {
	t.Helper()
	h := serve(t)
	h.signIn("ada@x", "plain ada") // from here on ada's password is stored as a hash
	h.run("INSERT INTO user VALUES (4, 'dora@x', 'plain dora', 'Dora'), (5, 'emil@x', '$2b$12$abcdefghijklmnopqrstuv', 'Emil')")
	times := map[string][]time.Duration{}
	names := map[string]string{
		"unknown": "eve@x", "hashed": "ada@x", "plain": "dora@x", "of another program": "emil@x", "NULL": "bela@x", "empty": "cleo@x",
	}
	for range 9 {
		for name, email := range names {
			h.later(2 * time.Minute)
			before, start := h.hasher.Runs(), time.Now()
			a := h.login(email, "$2b$12$abcdefghijklmnopqrstuu")
			times[name] = append(times[name], time.Since(start))
			if a.text != wrong || a.status != http.StatusOK || a.cookie != nil {
				t.Errorf("%s: %d %s", name, a.status, a.text)
			}
			if runs := h.hasher.Runs() - before; runs != 1 {
				t.Errorf("%s: %d passwords were hashed", name, runs)
			}
		}
	}
	for name, all := range times {
		slices.Sort(all)
		t.Logf("%-20s median %s", name, all[len(all)/2])
	}
}

func TestPlainPasswordsBecomeHashes(t *testing.T) { onEach(t, testPlainPasswordsBecomeHashes) }

func testPlainPasswordsBecomeHashes(t *testing.T) {
	t.Helper()
	h := serve(t)
	if h.stored("ada@x") != "plain ada" {
		t.Fatal("the fixture is another")
	}
	h.login("ada@x", "wrong")
	if h.stored("ada@x") != "plain ada" {
		t.Error("a wrong password changed what is stored")
	}
	h.signIn("ada@x", "plain ada")
	hash := h.stored("ada@x")
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("stored is %s", hash)
	}
	if a := h.login("ada@x", hash); a.text != wrong {
		t.Errorf("the hash opens the account: %s", a.text)
	}
	h.signIn("ada@x", "plain ada")
	if h.stored("ada@x") != hash {
		t.Error("a hash of today's cost is hashed again")
	}
	// A text in the form of a hash is a password like any other.
	if got := h.query(fmt.Sprintf(`mutation { updateUser(by: {id: 1}, set: {password: %q}) { affectedRows } }`, hash)); !strings.Contains(got, `:1`) {
		t.Fatal(got)
	}
	if a := h.login("ada@x", "plain ada"); a.text != wrong {
		t.Errorf("the old password opens the account: %s", a.text)
	}
	h.signIn("ada@x", hash)
}

// TestNewAccountsOfOldClients creates accounts by REST, and signs in.
func TestNewAccountsOfOldClients(t *testing.T) { onEach(t, testNewAccountsOfOldClients) }

func testNewAccountsOfOldClients(t *testing.T) {
	t.Helper()
	h := serve(t)
	if a := h.send(http.MethodPost, "/user", `{"email": "fred@x", "password": "plain fred", "name": "Fred"}`); !strings.Contains(a.text, `"success"`) {
		t.Fatal(a.text)
	}
	if stored := h.stored("fred@x"); !strings.HasPrefix(stored, "$argon2id$") {
		t.Errorf("stored is %s", stored)
	}
	session := h.signIn("fred@x", "plain fred")
	if got := h.me(session...); got != "Fred" {
		t.Errorf("it is %s", got)
	}
	a := h.send("FETCH", "/user", twice(`{"where": {"email": "fred@x"}}`), session...)
	if !strings.Contains(a.text, `"password":null`) || !strings.Contains(a.text, `"name":"Fred"`) {
		t.Errorf("got %s", a.text)
	}
	if a := h.send("FETCH", "/user", twice(`{"where": {"password": "plain fred"}}`), session...); !strings.Contains(a.text, `"error"`) {
		t.Errorf("got %s", a.text)
	}
}

// TestCheaperHashes requires that cheaper hashes are replaced at a login, and that this ends no session.
func TestCheaperHashes(t *testing.T) { onEach(t, testCheaperHashes) }

func testCheaperHashes(t *testing.T) {
	t.Helper()
	h := serve(t)
	const cheap = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	h.run("UPDATE user SET password = ? WHERE id = 2", cheap)
	first := h.signIn("bela@x", "password")
	hash := h.stored("bela@x")
	if !strings.Contains(hash, "m=19456") {
		t.Errorf("stored is %s", hash)
	}
	h.run("UPDATE user SET password = ? WHERE id = 2", cheap)
	h.run("UPDATE _tiddly_sessions SET mark = ?", mark(cheap))
	second := h.signIn("bela@x", "password")
	for _, session := range [][]string{first, second} {
		if got := h.me(session...); got != "Bela" {
			t.Errorf("it is %s", got)
		}
	}
}

// TestLoginsAtTheSameTime signs one account in concurrently while its password is still plain: each login works
// with the hash of another.
func TestLoginsAtTheSameTime(t *testing.T) { onEach(t, testLoginsAtTheSameTime) }

func testLoginsAtTheSameTime(t *testing.T) {
	t.Helper()
	h := serve(t)
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			if a := h.login("ada@x", "plain ada", "From", "192.0.2."+strconv.Itoa(i)+":1"); a.text != success {
				t.Errorf("%d %s", a.status, a.text)
			}
		})
	}
	all.Wait()
	if n := len(h.cells("SELECT id FROM _tiddly_sessions")); n != 12 {
		t.Errorf("there are %d sessions", n)
	}
	if left := h.cells("SELECT failures FROM _tiddly_logins WHERE failures <> 0"); len(left) > 0 {
		t.Errorf("right logins count as failed: %v", left)
	}
}

// TestLoginsAtTwoServers hashes a plain password on two servers at once: one writes, and the other finds its
// result. A password that the owner writes meanwhile stays.
func TestLoginsAtTwoServers(t *testing.T) { onEach(t, testLoginsAtTwoServers) }

func testLoginsAtTwoServers(t *testing.T) {
	t.Helper()
	h := serve(t)
	other := *h
	other.open()
	for round := range 5 {
		h.run("UPDATE user SET password = 'plain ada' WHERE id = 1")
		var all sync.WaitGroup
		var sessions [2][]string
		for i, one := range []*house{h, &other} {
			all.Go(func() { sessions[i] = one.signIn("ada@x", "plain ada", "From", "192.0.2."+strconv.Itoa(i)+":1") })
		}
		all.Wait()
		for i, session := range sessions {
			if got := h.me(session...); got != "Ada" {
				t.Errorf("round %d: who signed in at %d is %s", round, i, got)
			}
		}
	}
	for range 5 {
		h.run("UPDATE user SET password = 'plain ada' WHERE id = 1")
		var all sync.WaitGroup
		all.Go(func() { h.login("ada@x", "plain ada") })
		all.Go(func() { h.change(`updateUser(by: {id: 1}, set: {password: %q}) { affectedRows }`, "changed") })
		all.Wait()
		h.signIn("ada@x", "changed")
	}
}

// TestRefusedLoginsDoNotFillTheLog guesses a hundred times: there is one log line in each interval.
func TestRefusedLoginsDoNotFillTheLog(t *testing.T) { onEach(t, testRefusedLoginsDoNotFillTheLog) }

func testRefusedLoginsDoNotFillTheLog(t *testing.T) {
	t.Helper()
	h := serve(t)
	guess := func(n int) {
		for range n {
			h.login("ada@x", "guess")
		}
	}
	lines := func() int { return strings.Count(h.log.String(), "logins are refused") }
	guess(5)
	if n := lines(); n != 0 {
		t.Errorf("%d lines before any was refused", n)
	}
	guess(50)
	h.later(11 * time.Second)
	guess(50)
	if n := lines(); n != 2 || !strings.Contains(h.log.String(), "logins=1") || !strings.Contains(h.log.String(), "logins=50") {
		t.Errorf("%d lines:\n%s", n, h.log.String())
	}
}

func TestFailedLoginsAreLimited(t *testing.T) { onEach(t, testFailedLoginsAreLimited) }

func testFailedLoginsAreLimited(t *testing.T) {
	t.Helper()
	h := serve(t)
	h.signIn("ada@x", "plain ada")
	h.later(time.Second)
	for i := range 5 {
		if a := h.login("ada@x", "guess"); a.text != wrong || a.status != http.StatusOK {
			t.Fatalf("guess %d: %d %s", i, a.status, a.text)
		}
	}
	limited := func(a answer) bool {
		after, _ := strconv.Atoi(a.header.Get("Retry-After"))
		return a.status == http.StatusTooManyRequests && strings.HasPrefix(a.text, `{"status":"error","error":"Too many`) && after >= 1 && after <= 60
	}
	runs := h.hasher.Runs()
	for _, secret := range []string{"guess", "plain ada"} {
		if a := h.login("ada@x", secret, "From", "198.51.100.7:1"); !limited(a) {
			t.Errorf("the 6th from elsewhere: %d %s %v", a.status, a.text, a.header)
		}
	}
	if h.hasher.Runs() != runs {
		t.Error("a refused login costs a hash")
	}
	h.open() // a restart
	if a := h.login("ada@x", "plain ada"); !limited(a) {
		t.Errorf("a restart forgets: %d %s", a.status, a.text)
	}
	// Unknown accounts are limited alike: the limit does not disclose whether an account exists.
	for range 5 {
		h.login("eve@x", "guess", "From", "198.51.100.8:1")
	}
	if a := h.login("eve@x", "guess", "From", "198.51.100.8:1"); !limited(a) {
		t.Errorf("an account that is not there: %d %s", a.status, a.text)
	}
	h.later(61 * time.Second)
	h.signIn("ada@x", "plain ada")
	if got := h.cells("SELECT count(*) FROM _tiddly_logins WHERE failures > 0 AND subject IN (SELECT subject FROM _tiddly_logins)"); len(got) != 1 {
		t.Error(got)
	}
}

func TestFailedLoginsOfAnAddressAreLimited(t *testing.T) {
	onEach(t, testFailedLoginsOfAnAddressAreLimited)
}

func testFailedLoginsOfAnAddressAreLimited(t *testing.T) {
	t.Helper()
	h := serve(t)
	h.signIn("ada@x", "plain ada")
	fail := func(i int, headers ...string) answer {
		return h.login(fmt.Sprintf("nobody%d@x", i), "guess", headers...)
	}
	for i := range 20 {
		if a := fail(i); a.status != http.StatusOK {
			t.Fatalf("guess %d: %d %s", i, a.status, a.text)
		}
	}
	cases := []struct {
		name    string
		headers []string
		status  int
	}{
		{"the same", nil, 429},
		{"another port", []string{"From", "192.0.2.1:9"}, 429},
		{"another", []string{"From", "192.0.2.2:5000"}, 200},
		{"one that says it is another", []string{"X-Forwarded-For", "192.0.2.77"}, 429},
		{"behind a proxy here", []string{"From", "127.0.0.1:1", "X-Forwarded-For", "192.0.2.77, 192.0.2.1"}, 429},
		{"another behind a proxy here", []string{"From", "127.0.0.1:1", "X-Forwarded-For", "192.0.2.1, 192.0.2.77"}, 200},
		{"behind a proxy of the settings", []string{"From", "10.1.2.3:1", "X-Forwarded-For", "198.51.100.9, 192.0.2.1, 10.9.9.9"}, 429},
		{"another behind a proxy of the settings", []string{"From", "10.1.2.3:1", "X-Forwarded-For", "192.0.2.1", "X-Forwarded-For", "192.0.2.78"}, 200},
		{"behind a proxy of a private network", []string{"From", "192.168.0.9:1", "X-Forwarded-For", "192.0.2.1"}, 200},
		{"a proxy that says nothing sensible", []string{"From", "10.1.2.3:1", "X-Forwarded-For", "192.0.2.1, unknown"}, 200},
		{"as IPv6", []string{"From", "[::ffff:192.0.2.1]:5000"}, 429},
		{"behind a proxy that writes ports", []string{"From", "127.0.0.1:1", "X-Forwarded-For", "192.0.2.1:4711"}, 429},
		{"another behind a proxy that writes ports", []string{"From", "127.0.0.1:1", "X-Forwarded-For", "192.0.2.1:4711, 192.0.2.79:4711"}, 200},
		{"behind a proxy that writes Forwarded", []string{"From", "10.1.2.3:1", "Forwarded", `for=192.0.2.77, for="192.0.2.1:4711";proto=https`}, 429},
		{"another behind a proxy that writes Forwarded", []string{"From", "10.1.2.3:1", "Forwarded", `for=192.0.2.1, for=192.0.2.80`}, 200},
		{"one that says it is another by Forwarded", []string{"Forwarded", "for=192.0.2.81"}, 429},
	}
	for i, c := range cases {
		if a := fail(100+i, c.headers...); a.status != c.status {
			t.Errorf("%s: %d %s", c.name, a.status, a.text)
		}
	}
	if a := h.login("ada@x", "plain ada"); a.status != http.StatusTooManyRequests {
		t.Errorf("a right login of a limited address: %d", a.status)
	}
	for i := range 30 { // each client of a proxy counts by itself
		if a := fail(1000+i, "From", "127.0.0.1:1", "X-Forwarded-For", fmt.Sprintf("198.51.100.%d:%d", i+1, 40000+i)); a.status != http.StatusOK {
			t.Fatalf("client %d of a proxy: %d %s", i, a.status, a.text)
		}
	}
	if n := strings.Count(h.log.String(), "X-Forwarded-For"); n != 1 {
		t.Errorf("what cannot be read is logged %d times:\n%s", n, h.log)
	}
	if n := len(h.cells("SELECT subject FROM _tiddly_logins")); n < 20 {
		t.Errorf("%d subjects are counted", n)
	}
	for i := range 20 { // a household has a network of addresses
		fail(200+i, "From", fmt.Sprintf("[2001:db8:1:2::%x]:1", i+1))
	}
	if a := fail(300, "From", "[2001:db8:1:2:ffff::1]:1"); a.status != http.StatusTooManyRequests {
		t.Errorf("another address of the network: %d", a.status)
	}
	if a := fail(301, "From", "[2001:db8:1:3::1]:1"); a.status != http.StatusOK {
		t.Errorf("another network: %d", a.status)
	}
	h.later(61 * time.Second)
	fail(400)
	if n := len(h.cells("SELECT subject FROM _tiddly_logins")); n != 2 {
		t.Errorf("%d subjects are kept, of which two count", n)
	}
	h.signIn("ada@x", "plain ada")
}

// TestLoginsThatCannotBeMade requires that logins which fail for another reason than the password have an error of
// their own and do not count.
func TestLoginsThatCannotBeMade(t *testing.T) { onEach(t, testLoginsThatCannotBeMade) }

func testLoginsThatCannotBeMade(t *testing.T) {
	t.Helper()
	busy := fault.New(fault.LimitRequests, "too many requests are running or waiting")
	h := serve(t, func(h *house) {
		h.enter = func(context.Context) (func(), error) { return nil, busy }
	})
	a := h.login("ada@x", "plain ada")
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" || !strings.Contains(a.text, busy.Message) || a.cookie != nil {
		t.Errorf("got %d %s %v", a.status, a.text, a.header)
	}
	h.enter = func(context.Context) (func(), error) { return func() {}, nil }
	h.open()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 7 {
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/login", strings.NewReader(credentials("ada@x", "plain ada")))
		r.Host = "127.0.0.1:8080"
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		if w.Code != 499 || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("given up: %d %s", w.Code, w.Body)
		}
	}
	h.signIn("ada@x", "plain ada")
	if text := h.log.String(); strings.Contains(text, "ada") {
		t.Errorf("the log has %s", text)
	}
	// A missing accounts table is not a wrong password.
	h.run("ALTER TABLE user RENAME TO people")
	h.live.Reload(t.Context())
	if a := h.login("ada@x", "plain ada"); a.status != http.StatusServiceUnavailable || !strings.Contains(a.text, "error") {
		t.Errorf("without the table: %d %s", a.status, a.text)
	}
}

// TestGuessesAtTheSameTime requires that concurrent guesses do not exceed the limit.
func TestGuessesAtTheSameTime(t *testing.T) { onEach(t, testGuessesAtTheSameTime) }

func testGuessesAtTheSameTime(t *testing.T) {
	t.Helper()
	h := serve(t)
	h.signIn("ada@x", "plain ada")
	before := h.hasher.Runs()
	var all sync.WaitGroup
	for i := range 30 {
		all.Go(func() { h.login("ada@x", "guess "+strconv.Itoa(i), "From", "198.51.100."+strconv.Itoa(i)+":1") })
	}
	all.Wait()
	if runs := h.hasher.Runs() - before; runs != 5 {
		t.Errorf("%d guesses were compared", runs)
	}
}

func TestNamesThatAreNotUnique(t *testing.T) { onEach(t, testNamesThatAreNotUnique) }

func testNamesThatAreNotUnique(t *testing.T) {
	t.Helper()
	h := serveScript(t, `CREATE TABLE user(id INTEGER PRIMARY KEY, email TEXT, password TEXT, name TEXT);
		INSERT INTO user VALUES (1, 'twin@x', 'one', 'One'), (2, 'twin@x', 'two', 'Two'), (3, 'single@x', 'three', 'Three');`)
	for _, secret := range []string{"one", "two"} {
		if a := h.login("twin@x", secret); a.text != wrong {
			t.Errorf("got %s", a.text)
		}
	}
	if got := h.me(h.signIn("single@x", "three")...); got != "Three" {
		t.Errorf("it is %s", got)
	}
}

// TestOtherTablesOfAccounts uses a composite key, other names, numeric identities, and texts that bad quoting
// would break.
func TestOtherTablesOfAccounts(t *testing.T) { onEach(t, testOtherTablesOfAccounts) }

func testOtherTablesOfAccounts(t *testing.T) {
	t.Helper()
	h := serveScript(t, `CREATE TABLE "the people"(country TEXT, number INT, "login no" INTEGER UNIQUE, "pass word" VARCHAR(255), name TEXT, PRIMARY KEY (country, number));
		INSERT INTO "the people" VALUES ('F''R,1', 7, 123, 'päss "1" \', 'Ada'), ('FR', 7, 124, 'x', 'Bela');`,
		func(h *house) {
			h.users = &auth.Users{Table: "the people", Identity: "login no", Password: "pass word"}
		})
	for _, body := range []string{
		`{"login no": 123, "password": "päss \"1\" \\"}`, `{"email": "123", "password": "päss \"1\" \\"}`, `{"identity": 123, "password": "päss \"1\" \\"}`,
	} {
		a := h.send(http.MethodPost, "/login", body)
		if a.text != success {
			t.Fatalf("%s: %s", body, a.text)
		}
		if got := h.me("Cookie", "tiddly="+a.cookie.Value); got != "Ada" {
			t.Errorf("it is %s", got)
		}
	}
	for range 5 { // one account, however its number is written
		h.send(http.MethodPost, "/login", `{"email": "123", "password": "x"}`)
	}
	for _, name := range []string{`123`, `" 123"`, `"123"`, `123.0`, `1.23e2`} {
		if a := h.send(http.MethodPost, "/login", `{"email": `+name+`, "password": "x"}`); a.status != http.StatusTooManyRequests {
			t.Errorf("%s is another account: %d %s", name, a.status, a.text)
		}
	}
}
