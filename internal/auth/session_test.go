package auth_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// mark returns the fingerprint of a stored password.
func mark(stored string) string {
	sum := sha256.Sum256([]byte("session\x00" + stored))
	return hex.EncodeToString(sum[:])
}

func TestSession(t *testing.T) { onEach(t, testSession) }

func testSession(t *testing.T) {
	t.Helper()
	h := serve(t)
	if got := h.me(); got != "nobody" {
		t.Errorf("a stranger is %s", got)
	}
	a := h.login("ada@x", "plain ada")
	c := a.cookie
	if c == nil || c.Name != "tiddly" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure ||
		c.MaxAge != 7*24*3600 || len(c.Value) != 43 {
		t.Fatalf("the cookie is %+v", c)
	}
	session := []string{"Cookie", "other=1; tiddly=" + c.Value}
	if got := h.me(session...); got != "Ada" {
		t.Errorf("it is %s", got)
	}
	if got := h.send("GET", "/graphql?query={me{name}}", "", session...); !strings.Contains(got.text, "Ada") || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("got %s %v", got.text, got.header)
	}
	if got := strings.Join(h.cells("SELECT id || account || mark FROM _tiddly_sessions"), " "); strings.Contains(got, c.Value) || !strings.Contains(got, `["1"]`) {
		t.Errorf("the table of the sessions has %s", got)
	}
	for name, cookie := range map[string]string{
		"another": strings.Repeat("A", 43), "short": c.Value[:42], "long": c.Value + "A", "upper": strings.ToUpper(c.Value), "empty": "", "its hash": h.cells("SELECT id FROM _tiddly_sessions")[0],
	} {
		got := h.send("POST", "/graphql", `{"query": "{ me { name } }"}`, "Content-Type", "application/json", "Cookie", "tiddly="+cookie)
		if got.text != `{"data":{"me":null}}` {
			t.Errorf("%s: %s", name, got.text)
		}
		if cleared := got.cookie != nil && got.cookie.MaxAge < 0 && got.cookie.Value == "" && got.cookie.Name == "tiddly"; cleared == (cookie == "") {
			t.Errorf("%s: the cookie is left: %+v", name, got.cookie)
		}
	}
	out := h.send("POST", "/logout", "", session...)
	if out.text != success || out.cookie == nil || out.cookie.MaxAge >= 0 {
		t.Errorf("signing out gives %d %s %+v", out.status, out.text, out.cookie)
	}
	if got := h.me(session...); got != "nobody" {
		t.Errorf("after signing out it is %s", got)
	}
	if left := h.cells("SELECT id FROM _tiddly_sessions"); len(left) > 0 {
		t.Errorf("%d sessions are left", len(left))
	}
	if again := h.send("POST", "/logout", ""); again.text != success {
		t.Errorf("signing out twice gives %s", again.text)
	}
}

func TestCookieOverTLS(t *testing.T) { onEach(t, testCookieOverTLS) }

func testCookieOverTLS(t *testing.T) {
	t.Helper()
	h := serve(t)
	for _, proto := range []string{"https", "HTTPS, http"} {
		c := h.login("ada@x", "plain ada", "X-Forwarded-Proto", proto).cookie
		if c == nil || c.Name != "__Host-tiddly" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Fatalf("the cookie is %+v", c)
		}
		if got := h.me("Cookie", c.Name+"="+c.Value, "X-Forwarded-Proto", proto); got != "Ada" {
			t.Errorf("it is %s", got)
		}
		// Another host of the domain can set the cookie without the prefix.
		if got := h.me("Cookie", "tiddly="+c.Value, "X-Forwarded-Proto", proto); got != "nobody" {
			t.Errorf("without the prefix it is %s", got)
		}
		if out := h.send("POST", "/logout", "", "Cookie", c.Name+"="+c.Value, "X-Forwarded-Proto", proto); out.cookie == nil || out.cookie.Name != c.Name || out.cookie.MaxAge >= 0 || !out.cookie.Secure {
			t.Errorf("signing out takes %+v away", out.cookie)
		}
	}
	if c := h.login("ada@x", "plain ada", "X-Forwarded-Proto", "http, https").cookie; c == nil || c.Secure {
		t.Errorf("without TLS the cookie is %+v", c)
	}
}

// TestCookiesOfBothNames uses several cookies: a browser that has used both schemes has two, and another host of
// the domain can add more.
func TestCookiesOfBothNames(t *testing.T) { onEach(t, testCookiesOfBothNames) }

func testCookiesOfBothNames(t *testing.T) {
	t.Helper()
	h := serve(t)
	tls := []string{"X-Forwarded-Proto", "https"}
	plain, secure := h.signIn("ada@x", "plain ada"), h.signIn("ada@x", "plain ada", tls...)
	both := []string{"Cookie", plain[1] + "; " + secure[1]}
	foreign := "tiddly=" + strings.Repeat("A", 43)
	for name, headers := range map[string][]string{
		"both": both, "both over TLS": append(both, tls...), "a foreign one first": {"Cookie", foreign + "; " + plain[1]}, "in another line": {"Cookie", foreign, "Cookie", plain[1]},
		"one that is no token": {"Cookie", "tiddly=x; tiddly=; " + plain[1]}, "the same twice": {"Cookie", plain[1] + "; " + plain[1]},
	} {
		if got := h.me(headers...); got != "Ada" {
			t.Errorf("%s: it is %s", name, got)
		}
	}
	if a := h.send("POST", "/graphql", `{"query": "{ me { name } }"}`, "Cookie", foreign, "Content-Type", "application/json"); len(a.cookies) != 1 || a.cookie.MaxAge >= 0 {
		t.Errorf("a stale cookie is left: %v", a.header)
	}
	// With sessions of two accounts neither is accepted: the server cannot know which one was added by an attacker.
	h.run("INSERT INTO user (id, email, password, name) VALUES (9, 'eve@x', 'plain eve', 'Eve')")
	eve := h.signIn("eve@x", "plain eve")
	for _, headers := range [][]string{{"Cookie", eve[1] + "; " + plain[1]}, {"Cookie", plain[1] + "; " + eve[1]}} {
		a := h.send("POST", "/graphql", `{"query": "{ me { name } }"}`, append(headers, "Content-Type", "application/json")...)
		if a.text != `{"data":{"me":null}}` || a.cookie != nil {
			t.Errorf("two accounts: %s %v", a.text, a.header)
		}
	}
	// Signing in again by either scheme ends all sessions of the browser.
	again := h.login("ada@x", "plain ada", append([]string{"Cookie", plain[1] + "; " + secure[1] + "; " + eve[1]}, tls...)...)
	if len(again.cookies) != 2 || again.cookie.Name != secureCookieName || again.cookies[1].Name != cookieName || again.cookies[1].MaxAge >= 0 {
		t.Errorf("signing in sets %v", again.header)
	}
	for name, headers := range map[string][]string{"the plain one": plain, "the one over TLS": append(secure, tls...), "the neighbour's": eve} {
		if got := h.me(headers...); got != "nobody" {
			t.Errorf("%s still is %s", name, got)
		}
	}
	// Signing out by either scheme ends all of them too.
	for _, out := range [][]string{nil, tls, {"Forwarded", "for=192.0.2.1;proto=https"}} {
		one, other, third := h.openSession(), h.openSession(), h.openSession()
		a := h.send("POST", "/logout", "", append([]string{"Cookie", "tiddly=" + one + "; __Host-tiddly=" + other + "; tiddly=x; tiddly=" + third}, out...)...)
		if a.text != success || h.lasts(one) || h.lasts(other) || h.lasts(third) || !clearsBoth(a) {
			t.Errorf("signing out with %v: %d %s %v", out, a.status, a.text, a.header)
		}
	}
	kept := h.openSession()
	if a := h.send("POST", "/logout", "", "Cookie", "other=1; tiddly=%00; tiddly=' OR 1=1 --"); a.text != success || !clearsBoth(a) || !h.lasts(kept) {
		t.Errorf("signing out with what is no session: %d %s %v", a.status, a.text, a.header)
	}
}

func TestSessionsEnd(t *testing.T) { onEach(t, testSessionsEnd) }

func testSessionsEnd(t *testing.T) {
	t.Helper()
	h := serve(t)
	session := h.signIn("ada@x", "plain ada")
	h.later(23 * time.Hour)
	if got := h.me(session...); got != "Ada" {
		t.Errorf("before it is idle for long it is %s", got)
	}
	h.later(23 * time.Hour)
	if got := h.me(session...); got != "Ada" {
		t.Errorf("its use does not count: %s", got)
	}
	h.later(24 * time.Hour)
	if got := h.me(session...); got != "nobody" {
		t.Errorf("idle for long it is %s", got)
	}
	session = h.signIn("ada@x", "plain ada")
	began := h.clock()
	for h.clock().Sub(began) < 7*24*time.Hour {
		if got := h.me(session...); got != "Ada" {
			t.Fatalf("after %s it is %s", h.clock().Sub(began), got)
		}
		h.later(12 * time.Hour)
	}
	if got := h.me(session...); got != "nobody" {
		t.Errorf("after its longest time it is %s", got)
	}
	h.signIn("ada@x", "plain ada")
	if n := len(h.cells("SELECT id FROM _tiddly_sessions")); n != 1 {
		t.Errorf("%d sessions are kept, of which one lasts", n)
	}
}

// TestUsingASessionCostsNoWrite requires that use is recorded every few minutes, not for every request.
func TestUsingASessionCostsNoWrite(t *testing.T) { onEach(t, testUsingASessionCostsNoWrite) }

func testUsingASessionCostsNoWrite(t *testing.T) {
	t.Helper()
	h := serve(t)
	session := h.signIn("ada@x", "plain ada")
	used := func() string { return h.cells("SELECT used FROM _tiddly_sessions")[0] }
	first := used()
	h.later(4 * time.Minute)
	h.me(session...)
	if used() != first {
		t.Error("its use was noted after four minutes")
	}
	h.later(2 * time.Minute)
	h.me(session...)
	if used() == first {
		t.Error("its use was not noted after six minutes")
	}
}

// TestEveryLoginHasANewSession requires that nobody can choose another's token, and that a login ends the previous
// session.
func TestEveryLoginHasANewSession(t *testing.T) { onEach(t, testEveryLoginHasANewSession) }

func testEveryLoginHasANewSession(t *testing.T) {
	t.Helper()
	h := serve(t)
	chosen := strings.Repeat("A", 43)
	first := h.signIn("ada@x", "plain ada", "Cookie", "tiddly="+chosen)
	if strings.Contains(first[1], chosen) || h.me("Cookie", "tiddly="+chosen) != "nobody" {
		t.Error("a session has the token that a client chose")
	}
	second := h.signIn("ada@x", "plain ada", first...)
	if first[1] == second[1] || h.me(first...) != "nobody" || h.me(second...) != "Ada" {
		t.Error("the session before a login goes on")
	}
	other := h.signIn("ada@x", "plain ada")
	if h.me(second...) != "Ada" || h.me(other...) != "Ada" {
		t.Error("a session of another browser ended")
	}
}

// TestPasswordsThatChangeEndSessions changes the password in every possible way.
func TestPasswordsThatChangeEndSessions(t *testing.T) { onEach(t, testPasswordsThatChangeEndSessions) }

func testPasswordsThatChangeEndSessions(t *testing.T) {
	t.Helper()
	h := serve(t)
	h.run("UPDATE user SET password = 'plain bela' WHERE id = 2")
	bela := h.signIn("bela@x", "plain bela")
	secret := "plain ada"
	ways := map[string]func(string){
		"updateUser":  func(p string) { h.change(`updateUser(by: {id: 1}, set: {password: %q}) { affectedRows }`, p) },
		"updateUsers": func(p string) { h.change(`updateUsers(where: {id: {eq: 1}}, set: {password: %q}) { affectedRows }`, p) },
		"REST": func(p string) {
			if a := h.send("PUT", "/user/1", twice(`{"password": "`+p+`"}`)); !strings.Contains(a.text, `"success"`) {
				t.Fatal(a.text)
			}
		},
		"SQL": func(p string) { h.run("UPDATE user SET password = ? WHERE id = 1", p) },
	}
	for name, way := range ways {
		one, two := h.signIn("ada@x", secret), h.signIn("ada@x", secret)
		if h.me(one...) != "Ada" || h.me(two...) != "Ada" {
			t.Fatalf("%s: the sessions do not hold", name)
		}
		secret = "new by " + name
		way(secret)
		if h.me(one...) != "nobody" || h.me(two...) != "nobody" {
			t.Errorf("%s: a session outlives the password", name)
		}
		if h.me(bela...) != "Bela" {
			t.Errorf("%s: a session of another ended", name)
		}
	}
	session := h.signIn("ada@x", secret)
	h.query(`mutation { updateUser(by: {id: 1}, set: {name: "Ada L."}) { affectedRows } }`, session...)
	if got := h.me(session...); got != "Ada L." {
		t.Errorf("after another change it is %s", got)
	}
	h.query(`mutation { deleteUser(by: {id: 1}) { affectedRows } }`)
	if got := h.me(session...); got != "nobody" {
		t.Errorf("after the end of the account it is %s", got)
	}
	h.query(`mutation { insertUser(input: {id: 1, email: "ada@x", password: "other", name: "Eve"}) { affectedRows } }`)
	if got := h.me(session...); got != "nobody" {
		t.Errorf("who has the key now is %s", got)
	}
}

func (h *house) change(mutation, password string) {
	h.t.Helper()
	if got := h.query("mutation { " + fmt.Sprintf(mutation, password) + " }"); !strings.Contains(got, `"affectedRows":1`) {
		h.t.Fatal(got)
	}
}

// TestServersShareWhatTheyKnow runs two servers over one database: each accepts and ends the sessions of the
// other.
func TestServersShareWhatTheyKnow(t *testing.T) { onEach(t, testServersShareWhatTheyKnow) }

func testServersShareWhatTheyKnow(t *testing.T) {
	t.Helper()
	h := serve(t)
	other := *h
	other.open()
	session := h.signIn("ada@x", "plain ada")
	if got := other.me(session...); got != "Ada" {
		t.Errorf("at the other it is %s", got)
	}
	other.send("POST", "/logout", "", session...)
	if got := h.me(session...); got != "nobody" {
		t.Errorf("signed out at the other it is %s", got)
	}
	for range 3 {
		h.login("ada@x", "guess")
	}
	for range 2 {
		other.login("ada@x", "guess")
	}
	for _, one := range []*house{h, &other} {
		if a := one.login("ada@x", "plain ada"); a.status != http.StatusTooManyRequests {
			t.Errorf("got %d %s", a.status, a.text)
		}
	}
}

// TestSessionsAreNoChange requires that opening sessions does not count as a change of the served tables.
func TestSessionsAreNoChange(t *testing.T) { onEach(t, testSessionsAreNoChange) }

func testSessionsAreNoChange(t *testing.T) {
	t.Helper()
	h := serve(t)
	look := func() string {
		mark, err := h.db.Changed(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return mark
	}
	before, snapshot := look(), h.live.Current()
	h.signIn("ada@x", "plain ada")
	h.login("ada@x", "wrong")
	if look() != before {
		t.Error("a login looks like a change of the tables")
	}
	h.live.Reload(t.Context())
	if h.live.Current() != snapshot {
		t.Error("our own tables make another snapshot")
	}
	for _, served := range snapshot.Catalog.Tables {
		if served.SQLName != "user" && served.SQLName != "note" {
			t.Errorf("%s is served", served.SQLName)
		}
	}
}
