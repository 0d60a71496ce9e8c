package server

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/fault"
)

// onLoopback returns options of a server on loopback; requests with the header Far count as remote.
func onLoopback(c CORS) Options {
	o := options(io.Discard)
	o.Near = func(r *http.Request) bool { return r.Header.Get("Far") == "" }
	o.CORS = c
	return o
}

// from sets headers as a browser does; an empty value sets none.
func from(headers ...string) func(*http.Request) {
	return func(r *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			if headers[i+1] != "" {
				r.Header.Set(headers[i], headers[i+1])
			}
		}
	}
}

func TestOriginsThatMayReadAnswers(t *testing.T) {
	const app = "https://good.example"
	named, star := CORS{Origins: []string{app, "https://other.example:8443"}}, CORS{Origins: []string{"*"}}
	trusted := CORS{Origins: []string{app}, Credentials: true}
	cases := []struct {
		name                 string
		cors                 CORS
		origin, far          string
		allowed, credentials bool
	}{
		{"a page of this machine", CORS{}, "http://localhost:3000", "", true, false},
		{"without a port", CORS{}, "http://localhost", "", true, false},
		{"by number", CORS{}, "http://127.0.0.1:5173", "", true, false},
		{"of this machine, from afar", CORS{}, "http://localhost:3000", "1", false, false},
		{"a foreign page", CORS{}, "https://evil.example", "", false, false},
		{"a name that begins so", CORS{}, "http://localhost.evil.example", "", false, false},
		{"a name that ends so", CORS{}, "http://evil-localhost", "", false, false},
		{"with a user", CORS{}, "http://localhost@evil.example", "", false, false},
		{"with a path", CORS{}, "http://localhost/x", "", false, false},
		{"another scheme", CORS{}, "file://localhost", "", false, false},
		{"null", CORS{}, "null", "", false, false},
		{"named", named, app, "1", true, false},
		{"named with a port", named, "https://other.example:8443", "", true, false},
		{"another port", named, app + ":8443", "", false, false},
		{"another scheme than the named", named, "http://good.example", "", false, false},
		{"named and more", named, "https://good.example.evil.example", "", false, false},
		{"star", star, "https://anyone.example", "1", true, false},
		{"star and null", star, "null", "", false, false},
		{"with credentials", trusted, app, "1", true, true},
		{"this machine has none of the named one's credentials", trusted, "http://localhost:3000", "", true, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := New(onLoopback(c.cors)).Handler()
			simple := ask(t, h, "GET", "/graphql?query={x}", from("Origin", c.origin, "Far", c.far))
			preflight := ask(t, h, "OPTIONS", "/graphql", from("Origin", c.origin, "Far", c.far,
				"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type"))
			want, credentials := "", ""
			if c.allowed {
				want = c.origin
			}
			if c.credentials {
				credentials = "true"
			}
			for kind, a := range map[string]answer{"simple": simple, "preflight": preflight} {
				if got := a.header.Get("Access-Control-Allow-Origin"); got != want {
					t.Errorf("%s: Access-Control-Allow-Origin %q, want %q", kind, got, want)
				}
				if got := a.header.Get("Access-Control-Allow-Credentials"); got != credentials {
					t.Errorf("%s: Access-Control-Allow-Credentials %q, want %q", kind, got, credentials)
				}
				if !slices.ContainsFunc(a.header.Values("Vary"), func(v string) bool { return strings.Contains(v, "Origin") }) {
					t.Errorf("%s: a cache would give the answer to pages of other origins: Vary %q", kind, a.header.Values("Vary"))
				}
			}
			if simple.status != http.StatusOK || preflight.status != http.StatusNoContent || preflight.text != "" {
				t.Errorf("got %d and %d %q", simple.status, preflight.status, preflight.text)
			}
		})
	}
}

// TestPagesSendTheHeadersThatTheyAskFor sends preflights to GraphQL and to tables.
func TestPagesSendTheHeadersThatTheyAskFor(t *testing.T) {
	const app = "https://good.example"
	open, narrow := CORS{Origins: []string{app}}, CORS{Origins: []string{app}, Headers: []string{"authorization", "x-api-key"}}
	trusted, star := CORS{Origins: []string{app}, Headers: []string{"x-api-key"}, Credentials: true}, CORS{Origins: []string{"*"}}
	const usual = "apollographql-client-name,apollographql-client-version,baggage,content-type,sentry-trace,tiddly-trace,traceparent,x-api-key"
	for _, c := range []struct {
		name            string
		cors            CORS
		origin, headers string
		allowed         bool
	}{
		{"none", open, app, "", true},
		{"usual", open, app, usual, true},
		{"any other", open, app, "x-of-their-own", true},
		{"to this machine", CORS{}, "http://localhost:3000", usual, true},
		{"star", star, "https://anyone.example", usual, true},
		{"as people write them", open, app, "X-Api-Key, Content-Type", true},
		{"a foreign page", open, "https://evil.example", usual, false},
		{"a foreign page without", open, "https://evil.example", "", false},
		{"null", star, "null", usual, false},
		{"narrowed", narrow, app, "authorization,content-type,x-api-key", true},
		{"narrowed, as people write them", narrow, app, "X-API-Key", true},
		{"narrowed to none of them", narrow, app, "", true},
		{"more than narrowed", narrow, app, "baggage,x-api-key", false},
		{"narrowed for this machine", narrow, "http://localhost:3000", "baggage", false},
		{"narrowed for a foreign page", narrow, "https://evil.example", "x-api-key", false},
		{"with credentials", trusted, app, "x-api-key", true},
		{"narrowed with credentials", trusted, app, "baggage", false},
		{"no name", open, app, "x-api-key,b(d", false},
		{"not even text", open, app, "x-a\xff", false},
		{"two words", open, app, "x a", false},
		{"too many", open, app, strings.Repeat("a,", 100) + "b", false},
		{"too long", open, app, strings.Repeat("a", 5000), false},
	} {
		for method, path := range map[string]string{"POST": "/graphql", "GET": "/graphql", "FETCH": "/dual", "QUERY": "/dual", "PUT": "/dual/1", "DELETE": "/_rest/dual/1"} {
			r := ask(t, New(onLoopback(c.cors)).Handler(), "OPTIONS", path, from("Origin", c.origin, "Access-Control-Request-Method", method,
				"Access-Control-Request-Headers", c.headers, "Access-Control-Request-Private-Network", "true"))
			want := map[string]string{}
			if c.allowed {
				want = map[string]string{"Origin": c.origin, "Methods": method, "Headers": c.headers, "Private-Network": "true"}
			}
			if c.allowed && c.cors.Credentials {
				want["Credentials"] = "true"
			}
			for _, name := range []string{"Origin", "Methods", "Headers", "Private-Network", "Credentials"} {
				if got := r.header.Get("Access-Control-Allow-" + name); got != want[name] {
					t.Errorf("%s, %s %s: Access-Control-Allow-%s %.60q, want %.60q", c.name, method, path, name, got, want[name])
				}
			}
			if age := r.header.Get("Access-Control-Max-Age"); (age != "") != c.allowed || r.status != http.StatusNoContent {
				t.Errorf("%s: %d, Access-Control-Max-Age %q", c.name, r.status, age)
			}
			vary := strings.Join(r.header.Values("Vary"), ",")
			for _, name := range []string{"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"} {
				if !strings.Contains(vary, name) {
					t.Errorf("%s: Vary is %s", c.name, vary)
				}
			}
		}
	}
}

// TestPagesReadHeaders requires that allowed pages may read the listed response headers, and foreign pages none.
func TestPagesReadHeaders(t *testing.T) {
	for origin, allowed := range map[string]bool{"http://localhost:3000": true, "https://evil.example": false} {
		exposed := ask(t, New(onLoopback(CORS{})).Handler(), "GET", "/graphql", from("Origin", origin)).header.Get("Access-Control-Expose-Headers")
		for _, name := range []string{"Retry-After", "Tiddly-Warning", "X-Request-Id", "Server-Timing"} {
			if strings.Contains(strings.ToLower(exposed), strings.ToLower(name)) != allowed {
				t.Errorf("%s may read %q", origin, exposed)
			}
		}
	}
}

// TestForeignPagesChangeNothing sends what a page can make a browser send without a preflight.
func TestForeignPagesChangeNothing(t *testing.T) {
	cases := []struct {
		name, origin, site string
		cors               CORS
		status             int
	}{
		{"a program", "", "", CORS{}, 200},
		{"our own page", "http://127.0.0.1:8080", "same-origin", CORS{}, 200},
		{"our own page in an old browser", "http://127.0.0.1:8080", "", CORS{}, 200},
		{"a page of this machine", "http://localhost:3000", "cross-site", CORS{}, 200},
		{"a foreign page", "https://evil.example", "cross-site", CORS{}, 403},
		{"a foreign page in an old browser", "https://evil.example", "", CORS{}, 403},
		{"a foreign page that hides its origin", "", "cross-site", CORS{}, 403},
		{"a page in a frame without origin", "null", "cross-site", CORS{}, 403},
		{"a page that is allowed", "https://good.example", "cross-site", CORS{Origins: []string{"https://good.example"}}, 200},
		{"null beside a star", "null", "cross-site", CORS{Origins: []string{"*"}}, 403},
	}
	for _, c := range cases {
		for _, media := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/json"} {
			for _, method := range []string{"POST", "QUERY"} {
				r := ask(t, New(onLoopback(c.cors)).Handler(), method, "/graphql",
					from("Origin", c.origin, "Sec-Fetch-Site", c.site, "Content-Type", media))
				if r.status != c.status {
					t.Errorf("%s, %s %s: %d %s, want %d", c.name, method, media, r.status, r.text, c.status)
				}
				if c.status == http.StatusForbidden && code(t, r.text) != fault.RequestOrigin {
					t.Errorf("%s: %s", c.name, r.text)
				}
			}
		}
	}
}

// TestForeignPagesSignNobodyIn sends logins and logouts as a page can make a browser send them, without a
// preflight and without a cookie.
func TestForeignPagesSignNobodyIn(t *testing.T) {
	const app = "https://good.example"
	allowed, trusted := CORS{Origins: []string{app, "http://good.example"}}, CORS{Origins: []string{app}, Credentials: true}
	cases := []struct {
		name, origin, site, proto string
		cors                      CORS
		status                    int
	}{
		{"a program", "", "", "", CORS{}, 200},
		{"a program behind a proxy", "", "", "https", CORS{}, 200},
		{"our own page", "http://127.0.0.1:8080", "same-origin", "", CORS{}, 200},
		{"our own page in an old browser", "http://127.0.0.1:8080", "", "", CORS{}, 200},
		{"our own page over TLS", "https://127.0.0.1:8080", "same-origin", "https", CORS{}, 200},
		{"our own page over TLS in an old browser", "https://127.0.0.1:8080", "", "https", CORS{}, 200},
		{"our own page behind a proxy that does not say so", "https://127.0.0.1:8080", "", "", CORS{}, 200},
		{"our own page that gives no origin away", "null", "same-origin", "", CORS{}, 200},
		{"who typed the address", "", "none", "", CORS{}, 200},
		{"our name without TLS", "http://127.0.0.1:8080", "", "https", CORS{}, 403},
		{"our name without TLS in a browser of today", "http://127.0.0.1:8080", "cross-site", "https", CORS{}, 403},
		{"another port", "http://127.0.0.1:3000", "same-site", "", CORS{}, 403},
		{"another port in an old browser", "http://127.0.0.1:3000", "", "", CORS{}, 403},
		{"a page of this machine", "http://localhost:8080", "cross-site", "", CORS{}, 403},
		{"a neighbour", "https://other.example", "same-site", "", CORS{}, 403},
		{"a neighbour that hides", "", "same-site", "", CORS{}, 403},
		{"a word that no browser says", "", "Same-Origin", "", CORS{}, 403},
		{"a foreign page", "https://evil.example", "cross-site", "", CORS{}, 403},
		{"a frame", "null", "cross-site", "", CORS{}, 403},
		{"a frame in an old browser", "null", "", "", trusted, 403},
		{"a page that is allowed", app, "cross-site", "", allowed, 403},
		{"a page that is allowed without TLS", "http://good.example", "cross-site", "", allowed, 403},
		{"any page", app, "cross-site", "", CORS{Origins: []string{"*"}}, 403},
		{"a page that may send credentials", app, "cross-site", "", trusted, 200},
		{"a page that may send credentials, in an old browser", app, "", "https", trusted, 200},
		{"its name without TLS", "http://good.example", "cross-site", "", trusted, 403},
	}
	for _, c := range cases {
		o := onLoopback(c.cors)
		done := 0
		o.Login = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { done++ })
		o.Logout = o.Login
		h := New(o).Handler()
		for _, path := range []string{"/login", "/logout"} {
			for _, media := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/json", ""} {
				done = 0
				r := ask(t, h, "POST", path, from("Origin", c.origin, "Sec-Fetch-Site", c.site, "X-Forwarded-Proto", c.proto, "Content-Type", media))
				if r.status != c.status || (done == 1) != (c.status == http.StatusOK) {
					t.Errorf("%s, %s as %q: %d %s, want %d", c.name, path, media, r.status, r.text, c.status)
				}
				if c.status == http.StatusForbidden && (code(t, r.text) != fault.RequestOrigin || !strings.Contains(r.text, "cors.credentials")) {
					t.Errorf("%s: %s", c.name, r.text)
				}
			}
			for _, other := range []string{path + "/", "/" + path, strings.Replace(path, "o", "%6f", 1), strings.ToUpper(path)} {
				done = 0
				if r := ask(t, h, "POST", other, from("Origin", "https://evil.example")); done != 0 {
					t.Errorf("%s: %d", other, r.status)
				}
			}
		}
	}
}
