package server

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"tiddly/internal/caller"
	"tiddly/internal/fault"
)

// doorman identifies callers by the header Who, and fails with the error stored for that name.
type doorman map[string]error

func (d doorman) Identify(w http.ResponseWriter, r *http.Request) (*caller.Caller, error) {
	who := r.Header.Get("Who")
	if err := d[who]; err != nil {
		return nil, err
	}
	if who == "" {
		w.Header().Add("Set-Cookie", "tiddly=; Max-Age=0")
		return nil, nil //nolint:nilnil // a stranger is no error
	}
	return &caller.Caller{Principal: caller.Principal{ID: who}}, nil
}

func (doorman) InAddress(r *http.Request) error {
	if r.URL.Query().Has("key") {
		return fault.New(fault.PermissionToken, "in the address")
	}
	return nil
}

func (doorman) HasSession(r *http.Request) bool { return r.Header.Get("Cookie") != "" }

// guarded returns options of a server that uses a doorman, and whose GraphQL and tables answer with the caller's
// name.
func guarded(log io.Writer, d doorman) Options {
	o := options(log)
	say := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := "nobody"
		if p := caller.From(r.Context()); p != nil {
			who = p.ID
		}
		_, _ = io.WriteString(w, "to "+who)
	})
	o.GraphQL, o.Tables, o.Accounts = say, say, d
	return o
}

func TestWhoIsAsking(t *testing.T) {
	cause := errors.New("the cause")
	failures := doorman{
		"bad":    fault.New(fault.PermissionToken, "it opens nothing"),
		"busy":   fault.New(fault.DatabaseBusy, "it is busy"),
		"slow":   fault.New(fault.LimitTime, "it took too long"),
		"broken": fault.Wrap(cause, fault.DatabaseError, "the database refused it"),
	}
	for _, required := range []bool{false, true} {
		var log bytes.Buffer
		o := guarded(&log, failures)
		o.Required = required
		h := New(o).Handler()
		for _, path := range []string{"/graphql", "/note", "/note/1", "/_rest/graphql"} {
			cases := []struct {
				who, text string
				status    int
				code      fault.Code
			}{
				{"ada", "to ada", 200, ""},
				{"", "to nobody", 200, ""},
				{"bad", "", 401, fault.PermissionToken},
				{"busy", "", 503, fault.DatabaseBusy},
				{"slow", "", 503, fault.LimitTime},
				{"broken", "", 500, fault.Internal},
			}
			for _, c := range cases {
				if c.who == "" && required && path == "/graphql" { // the tables refuse strangers themselves, in their envelope
					c.status, c.code, c.text = 401, fault.PermissionUnauthenticated, ""
				}
				a := ask(t, h, http.MethodGet, path, func(r *http.Request) { r.Header.Set("Who", c.who) })
				if a.status != c.status || c.code == "" && a.text != c.text || c.code != "" && code(t, a.text) != c.code {
					t.Errorf("%q asks %s, required %v: %d %s", c.who, path, required, a.status, a.text)
				}
				if challenge := a.header.Get("WWW-Authenticate"); strings.HasPrefix(challenge, "Bearer") != (a.status == 401) {
					t.Errorf("%q asks %s: WWW-Authenticate is %q", c.who, path, challenge)
				}
				if private := a.header.Get("Cache-Control") == "no-store"; private != (c.who != "" || a.status != 200) {
					t.Errorf("%q asks %s: Cache-Control is %q", c.who, path, a.header.Get("Cache-Control"))
				}
				if strings.Contains(a.text, "refused it") || strings.Contains(a.text, "the cause") {
					t.Errorf("the client is told %s", a.text)
				}
			}
		}
		if !strings.Contains(log.String(), "the cause") {
			t.Errorf("the log has %s", log.String())
		}
		for _, path := range []string{"/", "/healthz", "/readyz"} { // callers are not identified there
			if a := ask(t, h, http.MethodGet, path, func(r *http.Request) { r.Header.Set("Who", "bad") }); a.status != 200 {
				t.Errorf("%s: %d %s", path, a.status, a.text)
			}
		}
	}
}

func TestSigningInAndOut(t *testing.T) {
	o := options(io.Discard)
	o.Tables = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "a table") })
	none := New(o).Handler()
	o.Login = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "in") })
	o.Logout = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "out") })
	h := New(o).Handler()
	for path, text := range map[string]string{"/login": "in", "/logout": "out"} {
		if a := ask(t, h, http.MethodPost, path); a.text != text {
			t.Errorf("%s: %d %s", path, a.status, a.text)
		}
		for _, method := range []string{"GET", "FETCH", "DELETE", "fetch"} {
			if a := ask(t, h, method, path); a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") != "POST, OPTIONS" {
				t.Errorf("%s %s: %d %v", method, path, a.status, a.header)
			}
		}
		if a := ask(t, none, http.MethodPost, path); a.status != http.StatusNotFound {
			t.Errorf("%s, where there is none: %d %s", path, a.status, a.text)
		}
	}
}

// TestTheCookieNarrowsWhoMayWrite requires stricter origin checks with the cookie: with it, a page acts on behalf
// of the signed-in user.
func TestTheCookieNarrowsWhoMayWrite(t *testing.T) {
	o := guarded(io.Discard, doorman{})
	o.Near = func(*http.Request) bool { return true }
	o.CORS.Origins = []string{"https://app.example"}
	for _, c := range []struct {
		origin              string
		credentials, cookie bool
		status              int
	}{
		{"http://localhost:3000", false, false, 200},
		{"http://localhost:3000", false, true, 403},
		{"http://localhost:3000", true, true, 403},
		{"https://app.example", false, false, 200},
		{"https://app.example", false, true, 403},
		{"https://app.example", true, true, 200},
		{"https://evil.example", true, false, 403},
		{"https://evil.example", true, true, 403},
		{"http://127.0.0.1:8080", false, true, 200},
		{"", false, true, 200},
	} {
		o.CORS.Credentials = c.credentials
		for _, method := range []string{http.MethodPost, http.MethodGet} {
			a := ask(t, New(o).Handler(), method, "/graphql", func(r *http.Request) {
				if c.origin != "" {
					r.Header.Set("Origin", c.origin)
				}
				if c.cookie {
					r.Header.Set("Cookie", "tiddly=x")
				}
			})
			want := c.status
			if method == http.MethodGet {
				want = http.StatusOK // it changes nothing, and whether the answer may be read is a separate check
			}
			if a.status != want {
				t.Errorf("%s by %+v: %d %s", method, c, a.status, a.text)
			}
		}
	}
}
