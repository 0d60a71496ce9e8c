package config

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The algorithms of tokens.
const (
	HS256 = "HS256"
	RS256 = "RS256"
	ES256 = "ES256"
)

// minSecret is the minimum number of bytes of a secret for HS256: as many as its hash has (RFC 7518, 3.2).
const minSecret = 32

// Auth is the settings of authentication.
type Auth struct {
	// Required denies all access to unauthenticated requests.
	Required bool    `koanf:"required"`
	Users    Users   `koanf:"users"`
	Session  Session `koanf:"session"`
	// Proxies are networks (10.0.0.0/8) whose proxies are trusted to name their clients.
	Proxies []string `koanf:"proxies"`
	JWT     JWT      `koanf:"jwt"`
}

// Users names the table of the accounts and its columns as the database does; all are empty where there are no
// accounts.
type Users struct {
	Table    string `koanf:"table"`
	Identity string `koanf:"identity"`
	Password string `koanf:"password"`
}

// Session is how long a session lasts.
type Session struct {
	// Idle is the maximum time without use, Longest the maximum time in total.
	Idle    time.Duration `koanf:"idle"`
	Longest time.Duration `koanf:"longest"`
}

// JWT is which tokens are accepted: none without Secret and JWKS, of which at most one is set.
type JWT struct {
	Secret Secret `koanf:"secret"`
	// JWKS is the URL of the issuer's public keys.
	JWKS string `koanf:"jwks"`
	// Algorithm is HS256 with Secret, RS256 or ES256 with JWKS; empty where neither is set.
	Algorithm string `koanf:"algorithm"`
	// Issuer and Audience are what a token must name; empty accepts any.
	Issuer   string `koanf:"issuer"`
	Audience string `koanf:"audience"`
	// Services are claims, CLAIM=VALUE, that identify the token of a program.
	Services []string `koanf:"services"`
	// Insecure allows a JWKS without TLS, and in a private network.
	Insecure bool `koanf:"insecure"`
}

// Secret is a text that is never shown: it prints as a placeholder. Its content is string(s).
type Secret string

// String hides the secret from logs and errors.
func (Secret) String() string { return "(secret)" }

// GoString hides it from %#v.
func (s Secret) GoString() string { return s.String() }

// Enabled reports whether requests are authenticated by any method.
func (a *Auth) Enabled() bool { return a.Required || a.Users.Table != "" || a.JWT.Enabled() }

// Enabled reports whether tokens are accepted.
func (j *JWT) Enabled() bool { return j.Secret != "" || j.JWKS != "" }

// Wide reports whether the server may listen on addresses other than loopback.
func (s *Settings) Wide() bool { return s.Public || s.Auth.Required }

// ownSecret accepts a secret; no mistake repeats it.
var ownSecret = value{metavar: "SECRET", takes: "a text of at least 32 bytes", parse: func(text string) (any, *Mistake) {
	if len(text) < minSecret {
		return nil, &Mistake{Message: "the secret is shorter than 32 bytes", Hint: "create one with: openssl rand -base64 48"}
	}
	return text, nil
}}

// network accepts an address, or a network of them.
var network = value{takes: "an address or a network, such as `10.0.0.0/8`", parse: func(text string) (any, *Mistake) {
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" {
		return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()).String(), nil
	}
	n, err := netip.ParsePrefix(text)
	if err != nil || n.Addr().Is4In6() {
		return nil, &Mistake{Message: strconv.Quote(text) + " is not a network", Hint: "use an address or a network, such as 10.0.0.7 or 10.0.0.0/8"}
	}
	if n.Bits() == 0 {
		return nil, &Mistake{Message: text + " is every address: each client would be a proxy, and could claim any address", Hint: "name the addresses or networks of the proxies"}
	}
	return n.Masked().String(), nil
}}

// keySet accepts the URL of public keys.
var keySet = value{metavar: "URL", takes: "a URL", parse: func(text string) (any, *Mistake) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") {
		// The text is not repeated: it could contain a password.
		return nil, &Mistake{Message: "the value is not a URL of public keys", Hint: "use a URL such as https://login.example.org/.well-known/jwks.json"}
	}
	return text, nil
}}

// claimValue accepts a claim and its value.
var claimValue = value{takes: "a claim and its value, such as `kind=service`", parse: func(text string) (any, *Mistake) {
	if claim, value, ok := strings.Cut(text, "="); !ok || claim == "" || value == "" {
		return nil, &Mistake{Message: strconv.Quote(text) + " is not a claim with a value", Hint: "specify both, such as kind=service"}
	}
	return text, nil
}}

// wrongAccounts reports mistakes in the settings of accounts, and sets the algorithm.
func (r *reader) wrongAccounts(a *Auth) {
	u := []struct{ key, value string }{
		{"auth.users.table", a.Users.Table}, {"auth.users.identity", a.Users.Identity}, {"auth.users.password", a.Users.Password},
	}
	if a.Users != (Users{}) {
		for _, setting := range u {
			if setting.value == "" {
				r.wrong("", setting.key+" is missing: the three settings below auth.users go together",
					"set table, identity and password, such as user, email and password")
			}
		}
		if a.Users.Identity != "" && a.Users.Identity == a.Users.Password {
			r.wrong("", r.name("auth.users.password")+": the column of the passwords cannot also name the account", "name the column of the passwords")
		}
	}
	if a.Session.Idle > a.Session.Longest {
		r.wrong("", r.name("auth.session.idle")+": an unused session would outlast the session itself", "raise auth.session.longest, or lower auth.session.idle")
	}
	r.wrongTokens(&a.JWT)
}

// wrongTokens reports mistakes in the settings of tokens: one key has one algorithm.
func (r *reader) wrongTokens(j *JWT) {
	switch {
	case !j.Enabled():
		for _, given := range []struct{ key, value string }{
			{"auth.jwt.algorithm", j.Algorithm},
			{"auth.jwt.issuer", j.Issuer},
			{"auth.jwt.audience", j.Audience},
			{"auth.jwt.services", strings.Join(j.Services, ",")},
		} {
			if given.value != "" {
				r.wrong("", r.name(given.key)+": there is no key to verify tokens with", "set auth.jwt.secret or auth.jwt.jwks")
			}
		}
	case j.Secret != "" && j.JWKS != "":
		r.wrong("", r.name("auth.jwt.secret")+" and "+r.name("auth.jwt.jwks")+" contradict each other", "remove one of them")
	case j.Secret != "":
		if j.Algorithm == "" {
			j.Algorithm = HS256
		}
		if j.Algorithm != HS256 {
			r.wrong("", r.name("auth.jwt.algorithm")+": "+j.Algorithm+" needs a public key", "set auth.jwt.jwks instead of auth.jwt.secret")
		}
	default:
		if j.Algorithm == "" {
			j.Algorithm = RS256
		}
		if j.Algorithm == HS256 {
			r.wrong("", r.name("auth.jwt.algorithm")+": HS256 needs a secret", "set RS256 or ES256, or auth.jwt.secret instead of auth.jwt.jwks")
		}
		if !j.Insecure {
			r.wrongKeySet(j.JWKS)
		}
	}
}

// wrongKeySet rejects keys that could be changed on the way, and addresses that only this machine can reach. The
// address of a name is checked again when connecting.
func (r *reader) wrongKeySet(text string) {
	u, err := url.Parse(text)
	if err != nil {
		return // it is reported already
	}
	const hint = "use a public https URL, or set auth.jwt.insecure for a test"
	address, err := netip.ParseAddr(u.Hostname())
	switch {
	case u.Scheme != "https":
		r.wrong("", r.name("auth.jwt.jwks")+": without TLS, anyone on the network path could substitute a key", hint)
	case Loopback(u.Hostname()) || err == nil && !public(address):
		r.wrong("", r.name("auth.jwt.jwks")+": the address belongs to this machine or to a private network", hint)
	}
}

// public reports whether an address belongs to the internet.
func public(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsGlobalUnicast() && !a.IsPrivate()
}
