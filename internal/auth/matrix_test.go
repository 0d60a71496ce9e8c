package auth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tiddly/internal/auth/jwt"
)

// The dimensions of the matrix. The account exists, or has changed in some way since the session was opened and
// the key and token were made.
var (
	states = []struct{ name, sql string }{
		{"there", ""},
		{"deleted", "DELETE FROM user WHERE id = 1"},
		{"another with its id", "UPDATE user SET email = 'eve@x', name = 'Eve', password = 'plain eve' WHERE id = 1"},
		{"a changed password", "UPDATE user SET password = 'another' WHERE id = 1"},
		{"no password", "UPDATE user SET password = NULL WHERE id = 1"},
	}
	origins = []struct {
		name    string
		headers []string
		// foreign and near are what a page of the origin may not do with a session, and may do without.
		foreign, near bool
	}{
		{"a program", nil, false, true},
		{"a page of ours", []string{"Origin", "http://127.0.0.1:8080", "Sec-Fetch-Site", "same-origin"}, false, true},
		{"a page of ours in an old browser", []string{"Origin", "SCHEME://127.0.0.1:8080"}, false, true},
		{"a page of the settings", []string{"Origin", "https://app.example", "Sec-Fetch-Site", "cross-site"}, false, true},
		{"a page of this machine", []string{"Origin", "http://localhost:3000", "Sec-Fetch-Site", "same-site"}, true, true},
		{"a page elsewhere", []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, true, false},
		{"a page elsewhere in an old browser", []string{"Origin", "https://evil.example"}, true, false},
		{"a frame", []string{"Origin", "null"}, true, false},
		{"no origin, but a browser", []string{"Sec-Fetch-Site", "cross-site"}, true, false},
	}
	schemes = []struct {
		name    string
		headers []string
		tls     bool
	}{
		{"http", nil, false},
		{"https of a proxy", []string{"From", "127.0.0.1:9", "X-Forwarded-Proto", "https", "X-Forwarded-For", "192.0.2.1:4711"}, true},
		{"https by Forwarded", []string{"From", "10.0.0.1:9", "Forwarded", `for="192.0.2.1:4711";proto=https`}, true},
	}
)

// spelled returns the headers of an origin for a scheme.
func spelled(headers []string, tls bool) []string {
	scheme := map[bool]string{true: "https", false: "http"}[tls]
	all := slices.Clone(headers)
	for i := range all {
		all[i] = strings.Replace(all[i], "SCHEME", scheme, 1)
	}
	return all
}

// outcome is the expected result of a request.
type outcome int

const (
	asAccount outcome = iota
	asNobody          // identified, but without an account
	asStranger
	refused
)

// shower is a way to send credentials.
type shower struct {
	name    string
	headers []string
	// session is set if the cookie is sent, tls if it has the name for TLS.
	session, tls bool
	// of returns the expected result, by the state of the account.
	of func(state string, tls bool) outcome
}

// showers opens sessions, makes keys and signs tokens for ada.
func (h *house) showers() []shower {
	h.t.Helper()
	account, _ := h.addKey("ada's", []string{"1"}, time.Time{})
	program, _ := h.addKey("reporting", nil, time.Time{})
	bearer := func(text string) []string { return []string{"Authorization", "Bearer " + text} }
	session := func(tls bool) func(string, bool) outcome {
		return func(state string, over bool) outcome {
			if state == "there" && tls == over {
				return asAccount
			}
			return asStranger
		}
	}
	always := func(o outcome) func(string, bool) outcome { return func(string, bool) outcome { return o } }
	return []shower{
		{"nothing", nil, false, false, always(asStranger)},
		{"a session", h.signIn("ada@x", "plain ada"), true, false, session(false)},
		{"a session over TLS", h.signIn("ada@x", "plain ada", "X-Forwarded-Proto", "https"), true, true, session(true)},
		{"a key", bearer(account), false, false, func(state string, _ bool) outcome {
			if state == "deleted" || state == "another with its id" {
				return refused
			}
			return asAccount
		}},
		{"a key of a program", bearer(program), false, false, always(asNobody)},
		{"a token", bearer(hs256(`{"sub": "1", "exp": 9999999999}`)), false, false, func(state string, _ bool) outcome {
			if state == "deleted" {
				return refused
			}
			return asAccount // a token names a key, and cannot know whose it was
		}},
		{"a token of nobody", bearer(hs256(`{"sub": "777", "exp": 9999999999}`)), false, false, always(refused)},
		{"a token of a program", bearer(hs256(`{"sub": "777", "kind": "service", "exp": 9999999999}`)), false, false, always(asNobody)},
		{"a stale token", bearer(hs256(`{"sub": "1", "exp": 1}`)), false, false, always(refused)},
		{"nothing as Bearer", bearer(""), false, false, always(refused)},
		{"another scheme", []string{"Authorization", "Token " + program}, false, false, always(refused)},
		{"a scheme of proxies", []string{"Authorization", "Basic dTpw"}, false, false, always(asStranger)},
	}
}

// TestMatrix sends every request with every credential, from every origin, over every scheme, for an account in
// every state.
func TestMatrix(t *testing.T) { onEach(t, testMatrix) }

func testMatrix(t *testing.T) {
	t.Helper()
	tokens, err := jwt.New(t.Context(), jwt.Options{Secret: []byte(jwtSecret), Algorithm: "HS256", Services: []jwt.Service{{Claim: "kind", Value: "service"}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, state := range states {
		for _, required := range []bool{true, false} {
			if required == (i%2 == 1) && !long() {
				continue // a subset in turn
			}
			if testing.Short() && i%4 > 0 {
				continue
			}
			h := serve(t, func(h *house) { h.tokens, h.required = tokens, required })
			all := h.showers()
			if state.sql != "" {
				h.run(state.sql)
			}
			for _, s := range all {
				h.asksOpenPages(state.name+", "+s.name, s.headers)
				for _, o := range origins {
					for n, scheme := range schemes {
						if n > 1 && !long() {
							continue // the scheme is forwarded in another header; logins test all of them
						}
						h.matrixCell(fmt.Sprintf("%s, required %v, %s, %s, %s", state.name, required, s.name, o.name, scheme.name),
							s, s.of(state.name, scheme.tls), slices.Concat(s.headers, spelled(o.headers, scheme.tls), scheme.headers), o.foreign, o.near)
					}
				}
			}
		}
	}
}

// matrixCell sends all requests of one cell of the matrix.
func (h *house) matrixCell(name string, s shower, want outcome, headers []string, foreign, near bool) {
	h.t.Helper()
	headers = append(headers, "Content-Type", "application/json")
	mayWrite := !foreign || near && !s.session
	whose := map[bool]string{true: `"name":"Ada"`, false: `"name":"Eve"`}[!strings.HasPrefix(name, "another")]
	check := func(what string, a answer, ok bool) {
		h.t.Helper()
		if !ok {
			h.t.Errorf("%s: %s gives %d %s", name, what, a.status, a.text)
		}
	}
	// Reads by GET need not be refused: the page cannot see the answer.
	a := h.send("GET", "/graphql?query={me{name}}", "", headers...)
	check("GET", a, h.fits(a, want, whose))
	a = h.send("POST", "/graphql", `{"query": "{ me { name } }"}`, headers...)
	if !mayWrite {
		check("POST", a, a.status == http.StatusForbidden && strings.Contains(a.text, "REQUEST_ORIGIN"))
	} else {
		check("POST", a, h.fits(a, want, whose))
	}
	open := want == asAccount || want == asNobody || want == asStranger && !h.required
	for _, asked := range []struct{ method, path string }{{"GET", "/note"}, {"GET", "/_rest/note"}, {"GET", "/note/1"}, {"FETCH", "/note"}} {
		a = h.send(asked.method, asked.path, "", headers...)
		if asked.method == "FETCH" && !mayWrite {
			check("FETCH", a, a.status == http.StatusForbidden && !strings.Contains(a.text, "kept"))
			continue
		}
		check(asked.method+" "+asked.path, a, strings.Contains(a.text, "kept") == open && (a.status == http.StatusUnauthorized) == (want == refused))
	}
	a = h.send("GET", "/schema.graphqls", "", headers...)
	check("the schema", a, (a.status == http.StatusOK) == open)
}

// asksOpenPages requests the public addresses, and looks for content of the database in the answers.
func (h *house) asksOpenPages(name string, headers []string) {
	h.t.Helper()
	for _, path := range []string{"/", "/tables", "/assets/index.js", "/metrics", "/_info", "/healthz", "/readyz", "/nothing"} {
		if a := h.send("GET", path, "", headers...); strings.Contains(a.text, "kept") || strings.Contains(strings.ToLower(a.text), "ada") {
			h.t.Errorf("%s: %s gives %d %s", name, path, a.status, a.text)
		}
	}
}

// fits reports whether an answer to { me { name } } is the expected one.
func (h *house) fits(a answer, want outcome, whose string) bool {
	switch want {
	case asAccount:
		return a.status == http.StatusOK && strings.Contains(a.text, whose)
	case asNobody:
		return a.text == `{"data":{"me":null}}`
	case asStranger:
		if h.required {
			return a.status == http.StatusUnauthorized && strings.Contains(a.text, "PERMISSION_UNAUTHENTICATED")
		}
		return a.text == `{"data":{"me":null}}`
	}
	return a.status == http.StatusUnauthorized && strings.Contains(a.text, "PERMISSION_TOKEN") && !strings.Contains(a.text, `"me"`)
}

// openSession opens a session without the cost of a login, and returns its token.
func (h *house) openSession() string {
	h.t.Helper()
	h.opened++
	raw := sha256.Sum256(fmt.Appendf(nil, "session %d", h.opened))
	token := base64.RawURLEncoding.EncodeToString(raw[:])
	h.run("INSERT INTO _tiddly_sessions (id, account, mark, created, used) VALUES (?, '[\"1\"]', 'x', ?, ?)", hashed(token), h.clock().Unix(), h.clock().Unix())
	return token
}

// lasts reports whether a session exists.
func (h *house) lasts(token string) bool {
	h.t.Helper()
	return len(h.cells("SELECT id FROM _tiddly_sessions WHERE id = '"+hashed(token)+"'")) == 1
}

func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// TestMatrixOfLogins signs in and out from every origin over every scheme, with and without a cookie, and into
// accounts in every state.
func TestMatrixOfLogins(t *testing.T) { onEach(t, testMatrixOfLogins) }

func testMatrixOfLogins(t *testing.T) {
	t.Helper()
	h := serve(t)
	h.signIn("ada@x", "plain ada")
	for _, o := range origins {
		for _, scheme := range schemes {
			for _, cookie := range []string{"", cookieName, secureCookieName} {
				headers := slices.Concat([]string{"Content-Type", "text/plain"}, spelled(o.headers, scheme.tls), scheme.headers)
				name, token := fmt.Sprintf("%s, %s, cookie %q", o.name, scheme.name, cookie), h.openSession()
				if cookie != "" {
					headers = append(headers, "Cookie", cookie+"="+token)
				}
				if a := h.send("POST", "/logout", "", headers...); o.foreign {
					if a.status != http.StatusForbidden || !h.lasts(token) || len(a.header["Set-Cookie"]) > 0 {
						t.Errorf("%s: logout gives %d %s", name, a.status, a.text)
					}
				} else if a.text != success || h.lasts(token) != (cookie == "") || !clearsBoth(a) {
					t.Errorf("%s: logout gives %d %s %v", name, a.status, a.text, a.header)
				}
				if cookie != "" && !long() {
					continue // a login costs a hash
				}
				a := h.login("ada@x", "plain ada", headers...)
				want := map[bool]string{true: secureCookieName, false: cookieName}[scheme.tls]
				switch {
				case o.foreign:
					if a.status != http.StatusForbidden || a.cookie != nil || !strings.Contains(a.text, "cors.credentials") {
						t.Errorf("%s: login gives %d %s", name, a.status, a.text)
					}
				case a.text != success || a.cookie == nil || a.cookie.Name != want || a.cookie.Secure != scheme.tls:
					t.Errorf("%s: login gives %d %s %+v", name, a.status, a.text, a.cookie)
				}
			}
		}
	}
	for _, state := range states[1:] {
		h := serve(t)
		h.run(state.sql)
		if a := h.login("ada@x", "plain ada"); a.text != wrong || a.cookie != nil {
			t.Errorf("%s: %d %s", state.name, a.status, a.text)
		}
	}
}

// The names of the cookie, without TLS and with it.
const cookieName, secureCookieName = "tiddly", "__Host-tiddly"

// clearsBoth reports whether an answer deletes both cookies, each with the attributes that it needs.
func clearsBoth(a answer) bool {
	var names []string
	for _, c := range a.cookies {
		if c.MaxAge < 0 && c.Value == "" && c.Path == "/" && c.Domain == "" && c.Secure == (c.Name == secureCookieName) {
			names = append(names, c.Name)
		}
	}
	slices.Sort(names)
	return slices.Equal(names, []string{secureCookieName, cookieName})
}
