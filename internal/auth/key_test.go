package auth_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"tiddly/db/sqlite"
	"tiddly/internal/auth"
	"tiddly/internal/auth/jwt"
	"tiddly/internal/fault"
)

// addKey makes a key on the clock of the system.
func (h *house) addKey(name string, account []string, expires time.Time) (string, auth.APIKey) {
	h.t.Helper()
	var owner *auth.Account
	if account != nil {
		var err error
		if owner, err = auth.FindAccount(h.t.Context(), h.live.Current, h.users, account); err != nil || owner == nil {
			h.t.Fatalf("there is no account %v: %v", account, err)
		}
	}
	secret, made, err := auth.NewKeys(h.db, false).Add(h.t.Context(), name, owner, expires)
	if err != nil {
		h.t.Fatal(err)
	}
	return secret, made
}

func TestKeys(t *testing.T) {
	h := serve(t)
	keys := auth.NewKeys(h.db, false)
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

// otherEnd gives a key whose last letter is another.
func otherEnd(key string) string {
	last := "a"
	if strings.HasSuffix(key, last) {
		last = "b"
	}
	return key[:len(key)-1] + last
}

func TestKeysThatCannotBeMade(t *testing.T) {
	h := serve(t)
	for _, name := range []string{"", "  ", strings.Repeat("x", 201), "a\nb", "a\x00b"} {
		_, _, err := auth.NewKeys(h.db, false).Add(t.Context(), name, nil, time.Time{})
		if f := fault.From(err); f == nil || f.Code != fault.RequestValue {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestKeysInTheAddress(t *testing.T) {
	h := serve(t)
	secret, _ := h.addKey("reporting", nil, time.Time{})
	for _, query := range []string{"query={notes{text}}&key=" + secret, "access_token=x&query={notes{text}}", secret, "query={notes(where:{text:{eq:%22" + secret + "%22}}){text}}"} {
		a := h.send("GET", "/graphql?"+query, "")
		if a.status != http.StatusUnauthorized || !strings.Contains(a.text, "does not belong into the address") || strings.Contains(a.text, secret) {
			t.Errorf("%s: %d %s", query, a.status, a.text)
		}
	}
	if a := h.send("GET", "/note/"+secret, ""); a.status != http.StatusUnauthorized || strings.Contains(a.text, secret) {
		t.Errorf("in the path: %d %s", a.status, a.text)
	}
	if a := h.send("GET", "/graphql?query={notes(where:{text:{eq:%22access_token%22}}){text}}", ""); a.status != http.StatusOK {
		t.Errorf("a text that speaks of one: %d %s", a.status, a.text)
	}
}

func TestTokensNameAccounts(t *testing.T) {
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
	// Who shows a token is meant, whatever cookie the browser adds.
	session := h.signIn("ada@x", "plain ada")
	if got := h.me(append(session, show(hs256(`{"sub": "3", "exp": 9999999999}`))...)...); got != "Cleo" {
		t.Errorf("it is %s", got)
	}
}

// TestDatabasesThatNobodyWrites have no sessions, and keep the keys that they have.
func TestDatabasesThatNobodyWrites(t *testing.T) {
	h := serve(t, func(h *house) { h.users, h.required = nil, true })
	secret, _ := h.addKey("reporting", nil, time.Time{})
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if h.db, err = sqlite.Open(t.Context(), sqlite.Options{Path: h.path, ReadOnly: true}); err != nil {
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
	_, err = auth.New(t.Context(), auth.Options{Database: h.db, ReadOnly: true, Users: standardUsers, Snapshot: h.live.Current})
	if f := fault.From(err); f == nil || f.Code != fault.DatabaseReadOnly || f.Hint == "" {
		t.Errorf("got %v", err)
	}
}
