package auth

import (
	"net/http"
	"slices"
	"time"

	"tiddly/internal/clientaddr"
)

// The names of the session cookie. The prefix __Host- requires TLS and ties the cookie to this very host: other
// hosts of the domain cannot set it. Without TLS the prefix cannot be used.
const (
	cookieName       = "tiddly"
	secureCookieName = "__Host-" + cookieName
)

// mostSessions limits how many cookies of one name are considered.
const mostSessions = 4

// nameOfCookie returns the cookie name that is valid for a request. With TLS the other name is ignored: another
// host of the domain could have set it.
func nameOfCookie(r *http.Request) string {
	if clientaddr.OverTLS(r) {
		return secureCookieName
	}
	return cookieName
}

// otherName returns the other of the two names.
func otherName(name string) string {
	if name == cookieName {
		return secureCookieName
	}
	return cookieName
}

// HasSession reports whether a request carries a session cookie, valid or not: browsers also send it on behalf of
// pages that the user does not know.
func (s *Service) HasSession(r *http.Request) bool {
	if s.options.Users == nil {
		return false // no session is ever opened
	}
	return len(r.CookiesNamed(cookieName)) > 0 || len(r.CookiesNamed(secureCookieName)) > 0
}

// hasCookie reports whether a request has a cookie of the valid name, whatever its value.
func hasCookie(r *http.Request) bool {
	return slices.ContainsFunc(r.CookiesNamed(nameOfCookie(r)), func(c *http.Cookie) bool { return c.Value != "" })
}

// tokensOf returns the distinct tokens in the cookies of a name. There can be several if another host has set one
// for some paths, or for the parent domain.
func tokensOf(r *http.Request, name string) []string {
	var all []string
	for _, c := range r.CookiesNamed(name) {
		if isToken(c.Value) && !slices.Contains(all, c.Value) {
			all = append(all, c.Value)
		}
	}
	return all
}

// sessionsOf returns the ids of all sessions of a request, under either name: a login or logout ends them all.
func sessionsOf(r *http.Request) []string {
	var all []string
	for _, name := range []string{cookieName, secureCookieName} {
		for _, token := range tokensOf(r, name) {
			all = append(all, digest(token))
		}
	}
	return all
}

// setCookie sets the cookie for the maximum lifetime of the session, and deletes the cookie of the other name if
// it was sent.
func setCookie(w http.ResponseWriter, r *http.Request, token string, lasts time.Duration) {
	name := nameOfCookie(r)
	http.SetCookie(w, cookie(name, token, int(lasts/time.Second)))
	if other := otherName(name); len(r.CookiesNamed(other)) > 0 {
		http.SetCookie(w, cookie(other, "", -1))
	}
}

// clearCookie deletes the cookie of the name that is valid for a request.
func clearCookie(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, cookie(nameOfCookie(r), "", -1))
}

// clearCookies deletes the cookies of both names. The one valid for the request comes first.
func clearCookies(w http.ResponseWriter, r *http.Request) {
	clearCookie(w, r)
	http.SetCookie(w, cookie(otherName(nameOfCookie(r)), "", -1))
}

func cookie(name, token string, age int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure is where there is TLS
		Name: name, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: name == secureCookieName, MaxAge: age,
	}
}
