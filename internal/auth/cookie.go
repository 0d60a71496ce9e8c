package auth

import (
	"net/http"
	"slices"
	"time"

	"tiddly/internal/clientaddr"
)

// The names of the session's cookie. By the prefix __Host- a browser promises that it came over TLS from this very
// host, and from no neighbour that may set cookies for it too; it cannot have it without TLS.
const (
	cookieName       = "tiddly"
	secureCookieName = "__Host-" + cookieName
)

// mostSessions is how many cookies of one name are looked at to find out who is asking.
const mostSessions = 4

// nameOfCookie returns the one name by which a session counts. Where there is TLS the other does not: a neighbour could
// have set it.
func nameOfCookie(r *http.Request) string {
	if clientaddr.OverTLS(r) {
		return secureCookieName
	}
	return cookieName
}

// otherName returns the one that is not used where the given one is.
func otherName(name string) string {
	if name == cookieName {
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
	return len(r.CookiesNamed(cookieName)) > 0 || len(r.CookiesNamed(secureCookieName)) > 0
}

// hasCookie reports whether a request has a cookie that counts, be it a token or not.
func hasCookie(r *http.Request) bool {
	return slices.ContainsFunc(r.CookiesNamed(nameOfCookie(r)), func(c *http.Cookie) bool { return c.Value != "" })
}

// tokensOf returns the tokens that the cookies of a name show, each once. There can be several, where a neighbour has
// set one for a part of the addresses, or for the domain above.
func tokensOf(r *http.Request, name string) []string {
	var all []string
	for _, c := range r.CookiesNamed(name) {
		if isToken(c.Value) && !slices.Contains(all, c.Value) {
			all = append(all, c.Value)
		}
	}
	return all
}

// sessionsOf returns the ids of all sessions that a request shows, by whatever name: who signs in or out means them
// all.
func sessionsOf(r *http.Request) []string {
	var all []string
	for _, name := range []string{cookieName, secureCookieName} {
		for _, token := range tokensOf(r, name) {
			all = append(all, digest(token))
		}
	}
	return all
}

// setCookie gives a browser the token, for as long as it could last, and takes the other cookie away that it has sent.
func setCookie(w http.ResponseWriter, r *http.Request, token string, lasts time.Duration) {
	name := nameOfCookie(r)
	http.SetCookie(w, cookie(name, token, int(lasts/time.Second)))
	if other := otherName(name); len(r.CookiesNamed(other)) > 0 {
		http.SetCookie(w, cookie(other, "", -1))
	}
}

// clearCookie takes the cookie away that counts for a request.
func clearCookie(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, cookie(nameOfCookie(r), "", -1))
}

// clearCookies takes the cookies of both names away. The one that counts for the request comes first.
func clearCookies(w http.ResponseWriter, r *http.Request) {
	clearCookie(w, r)
	http.SetCookie(w, cookie(otherName(nameOfCookie(r)), "", -1))
}

func cookie(name, token string, age int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure is where there is TLS
		Name: name, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: name == secureCookieName, MaxAge: age,
	}
}
