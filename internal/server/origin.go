package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/rs/cors"

	"tiddly/internal/clientaddr"
	"tiddly/internal/fault"
)

// CORS says which pages of other origins may use the server.
type CORS struct {
	// Origins are scheme://host[:port], or "*" for all.
	Origins []string
	// Headers are the names, in lower case, of the headers that their pages may send; empty is all that they ask for.
	// Those that no preflight asks for, and Content-Type, are always allowed.
	Headers []string
	// Credentials lets these origins send cookies and the like; never set with "*".
	Credentials bool
}

// readHeaders are those of answers that pages of allowed origins may read.
var readHeaders = []string{
	"Allow", "Content-Range", "ETag", "Location", "Retry-After", "Server-Timing", "Tiddly-Warning", "WWW-Authenticate", "X-Request-Id",
}

// What a preflight may ask for: browsers ask for a few headers with short names.
const (
	mostAskedBytes = 4 << 10
	mostAsked      = 100
)

// preflightAge is how long, in seconds, a browser may keep the answer to a preflight.
const preflightAge = 600

// checkOrigin tells browsers which pages may read answers, and refuses what a page of a foreign origin asks to be
// changed. Preflights alone do not stop that: a form, or a text sent as text/plain, comes without one.
func (s *Server) checkOrigin(next http.Handler) http.Handler {
	guarded := s.refuseForeign(next)
	open, trusted := s.cors(false).Handler(guarded), s.cors(true).Handler(guarded)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.trusted(r) {
			trusted.ServeHTTP(w, r)
			return
		}
		open.ServeHTTP(w, r)
	})
}

func (s *Server) cors(credentials bool) *cors.Cors {
	return cors.New(cors.Options{
		AllowOriginVaryRequestFunc: func(r *http.Request, origin string) (bool, []string) {
			return s.allowed(r, origin) && s.mayAsk(r), nil // Vary: Origin is there without being asked for
		},
		AllowedMethods:   methods,
		AllowedHeaders:   []string{"*"}, // see mayAsk
		ExposedHeaders:   readHeaders,
		MaxAge:           preflightAge,
		AllowCredentials: credentials,
		// A browser asks whether a page of the internet may reach a private network.
		AllowPrivateNetwork: true,
	})
}

// nameCharacters are those of which the names of headers are made (RFC 9110, section 5.6.2), in lower case.
const nameCharacters = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"

// mayAsk reports whether the headers that a preflight asks for may be sent: they are given back in the answer.
func (s *Server) mayAsk(r *http.Request) bool {
	asked := strings.Join(r.Header["Access-Control-Request-Headers"], ",")
	if len(asked) > mostAskedBytes || strings.Count(asked, ",") >= mostAsked {
		return false
	}
	for name := range strings.SplitSeq(asked, ",") {
		name = strings.ToLower(strings.Trim(name, " \t"))
		if strings.Trim(name, nameCharacters) != "" {
			return false
		}
		if name != "" && len(s.options.CORS.Headers) > 0 && name != "content-type" && !slices.Contains(s.options.CORS.Headers, name) {
			return false
		}
	}
	return true
}

// allowed tells whether a page of an origin may use the server: one that the settings name, or on loopback one of this
// machine.
func (s *Server) allowed(r *http.Request, origin string) bool {
	return s.named(origin) || (s.options.Near != nil && s.options.Near(r) && ofThisMachine(origin))
}

// named tells whether the settings allow an origin. The origin null is that of any page that wants it, so a star does
// not mean it.
func (s *Server) named(origin string) bool {
	if origin == "" || origin == "null" {
		return false
	}
	return slices.Contains(s.options.CORS.Origins, "*") || slices.Contains(s.options.CORS.Origins, origin)
}

// ofThisMachine tells whether an origin is http://localhost or http://127.0.0.1, at any port.
func ofThisMachine(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" || u.Scheme+"://"+u.Host != origin {
		return false
	}
	return u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1"
}

// refuseForeign refuses requests that could change something and come from a page of an origin that is neither ours nor
// allowed. Programs other than browsers send no such headers, and pass. Where the browser would act for its user, only
// those are allowed that may send credentials.
func (s *Server) refuseForeign(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		forUser := s.actsForUser(r)
		if s.foreign(r) && !s.trusted(r) && (forUser || !s.allowed(r, r.Header.Get("Origin"))) {
			hint := "the operator can allow the origin with the setting cors.origins"
			if forUser {
				hint += " and, for requests with a session, logins and logouts, cors.credentials"
			}
			refuse(w, fault.New(fault.RequestOrigin, "a page of this origin may not use the server").WithHint("%s", hint))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// actsForUser reports whether a request speaks for the user of a browser: it carries the cookie of a session, or gives
// or takes one away. A page that sends a login, with no cookie at all, would have the user work in an account of its
// own.
func (s *Server) actsForUser(r *http.Request) bool {
	return slices.Contains(sessionPaths, r.URL.Path) || s.options.Accounts != nil && s.options.Accounts.HasSession(r)
}

// foreign reports whether a browser sent what could change something for a page of another origin. What is neither said
// to come from a page nor from a browser is not.
func (s *Server) foreign(r *http.Request) bool {
	if s.protection.Check(r) != nil {
		return true
	}
	// The origin has our host, then, or there is none. A page that came without TLS is no page of a server with it:
	// anybody on the way can have written it. Browsers that send Sec-Fetch-Site have looked at that.
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
	return !safe && r.Header.Get("Sec-Fetch-Site") == "" && strings.HasPrefix(r.Header.Get("Origin"), "http://") && clientaddr.OverTLS(r)
}

// trusted reports whether a page of another origin may act with the cookies of a browser.
func (s *Server) trusted(r *http.Request) bool {
	return s.options.CORS.Credentials && s.named(r.Header.Get("Origin"))
}
