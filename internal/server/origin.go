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

// CORS configures which pages of other origins may use the server.
type CORS struct {
	// Origins are scheme://host[:port], or "*" for all.
	Origins []string
	// Headers are the names, in lower case, of the request headers that pages may send; empty allows all. Headers
	// that need no preflight, and Content-Type, are always allowed.
	Headers []string
	// Credentials allows these origins to send cookies; never set with "*".
	Credentials bool
}

// readHeaders lists the response headers that pages of allowed origins may read.
var readHeaders = []string{
	"Allow", "Content-Range", "ETag", "Location", "Retry-After", "Server-Timing", "Tiddly-Warning", "WWW-Authenticate", "X-Request-Id",
}

// The limits of a preflight: browsers ask for a few headers with short names.
const (
	mostAskedBytes = 4 << 10
	mostAsked      = 100
)

// preflightAge is how long, in seconds, a browser may cache the answer to a preflight.
const preflightAge = 600

// checkOrigin sets the CORS headers, and refuses changes requested by pages of foreign origins. Preflights alone
// do not prevent those: a form, or a text sent as text/plain, comes without one.
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
			return s.allowed(r, origin) && s.mayAsk(r), nil // the handler sets Vary: Origin itself
		},
		AllowedMethods:   methods,
		AllowedHeaders:   []string{"*"}, // see mayAsk
		ExposedHeaders:   readHeaders,
		MaxAge:           preflightAge,
		AllowCredentials: credentials,
		// Answer the browser's preflight for access from the internet to a private network.
		AllowPrivateNetwork: true,
	})
}

// nameCharacters are the characters of header names (RFC 9110, section 5.6.2), in lower case.
const nameCharacters = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"

// mayAsk reports whether the headers that a preflight asks for may be sent; the answer repeats them.
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

// allowed reports whether pages of an origin may use the server: the settings name it, or the server is on
// loopback and the origin is of this machine.
func (s *Server) allowed(r *http.Request, origin string) bool {
	return s.named(origin) || (s.options.Near != nil && s.options.Near(r) && ofThisMachine(origin))
}

// named reports whether the settings allow an origin. Any page can have the origin null, so a star does not
// include it.
func (s *Server) named(origin string) bool {
	if origin == "" || origin == "null" {
		return false
	}
	return slices.Contains(s.options.CORS.Origins, "*") || slices.Contains(s.options.CORS.Origins, origin)
}

// ofThisMachine reports whether an origin is http://localhost or http://127.0.0.1, at any port.
func ofThisMachine(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" || u.Scheme+"://"+u.Host != origin {
		return false
	}
	return u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1"
}

// refuseForeign refuses requests that could change something and come from a page of an origin that is neither the
// server's own nor allowed. Programs other than browsers send no such headers, and pass. If the browser acts for
// its user, only origins that may send credentials are allowed.
func (s *Server) refuseForeign(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		forUser := s.actsForUser(r)
		if s.foreign(r) && !s.trusted(r) && (forUser || !s.allowed(r, r.Header.Get("Origin"))) {
			hint := "the operator can allow the origin with the setting cors.origins"
			if forUser {
				hint += " and, for requests with a session, logins and logouts, cors.credentials"
			}
			refuse(w, fault.New(fault.RequestOrigin, "pages of this origin may not use the server").WithHint("%s", hint))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// actsForUser reports whether a request acts for the user of a browser: it carries a session cookie, or sets or
// deletes one. A page that sends a login without a cookie would make the user work in the attacker's account.
func (s *Server) actsForUser(r *http.Request) bool {
	return slices.Contains(sessionPaths, r.URL.Path) || s.options.Accounts != nil && s.options.Accounts.HasSession(r)
}

// foreign reports whether a browser sent a request that could change something for a page of another origin.
// Requests with no sign of a page or a browser are not foreign.
func (s *Server) foreign(r *http.Request) bool {
	if s.protection.Check(r) != nil {
		return true
	}
	// Here the origin has our host, or is missing. A page loaded without TLS is not trusted by a server with TLS:
	// anybody on the network path could have written it. Browsers that send Sec-Fetch-Site have checked that.
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
	return !safe && r.Header.Get("Sec-Fetch-Site") == "" && strings.HasPrefix(r.Header.Get("Origin"), "http://") && clientaddr.OverTLS(r)
}

// trusted reports whether a page of another origin may act with the cookies of a browser.
func (s *Server) trusted(r *http.Request) bool {
	return s.options.CORS.Credentials && s.named(r.Header.Get("Origin"))
}
