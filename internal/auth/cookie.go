package auth

import (
	"net/http"
	"strings"
	"time"
)

// The names of the session's cookie. By the prefix __Host- a browser promises that it came over TLS from this very host, and
// from no neighbour that may set cookies for it too; it cannot have it without TLS.
const (
	cookieName       = "tiddly"
	secureCookieName = "__Host-" + cookieName
)

// overTLS tells whether the client speaks TLS, with us or with a proxy before us. A client that says so wrongly changes
// only its own cookie.
func overTLS(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	first, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ",")
	return strings.EqualFold(strings.TrimSpace(first), "https")
}

func nameOfCookie(r *http.Request) string {
	if overTLS(r) {
		return secureCookieName
	}
	return cookieName
}

// HasSession tells whether a request carries the cookie of a session, be it good or not: browsers send it unasked, also
// for a page that the user knows nothing of.
func (s *Service) HasSession(r *http.Request) bool {
	if s.options.Users == nil {
		return false // none is ever opened
	}
	for _, name := range []string{cookieName, secureCookieName} {
		if _, err := r.Cookie(name); err == nil {
			return true
		}
	}
	return false
}

// tokenOf gives the token of the session's cookie; empty where there is none.
func tokenOf(r *http.Request) string {
	if c, err := r.Cookie(nameOfCookie(r)); err == nil {
		return c.Value
	}
	return ""
}

// setCookie gives a browser the token, for as long as it could last; an empty one takes it away.
func setCookie(w http.ResponseWriter, r *http.Request, token string, lasts time.Duration) {
	c := &http.Cookie{ //nolint:gosec // Secure is where there is TLS
		Name: nameOfCookie(r), Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: overTLS(r),
		MaxAge: int(lasts / time.Second),
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
