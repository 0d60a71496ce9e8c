// Package jwt verifies signed tokens. It accepts one algorithm, one secret or the public keys of one issuer, and
// only tokens that expire. References to keys within a token are never followed. It knows no HTTP except to fetch
// the public keys, and no database.
package jwt

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"

	"tiddly/internal/fault"
)

// MaxBytes is the maximum length of a token.
const MaxBytes = 8 << 10

const (
	// leeway is the tolerated difference of clocks.
	leeway = 30 * time.Second
	// leastRSA is the minimum size of an RSA key in bits (RFC 7518, 3.3).
	leastRSA = 2048
	// mostSubject is the maximum length of a sub in bytes.
	mostSubject = 255
)

// Options configure which tokens are accepted.
type Options struct {
	// Secret is the secret of HS256; JWKS must then be empty.
	Secret []byte
	// JWKS is the URL of public keys, for RS256 or ES256.
	JWKS string
	// Insecure allows a JWKS URL on this machine or in a private network.
	Insecure bool
	// Algorithm is the only accepted algorithm.
	Algorithm string
	// Issuer and Audience, if set, must be in a token.
	Issuer, Audience string
	// Services are the claims that mark a token as a program's, which has no account.
	Services []Service
	Log      *slog.Logger
}

// Service is a claim and its value.
type Service struct{ Claim, Value string }

// Verifier verifies tokens. It is safe for concurrent use.
type Verifier struct {
	parser   *jwt.Parser
	secret   []byte
	services []Service
	keys     keyfunc.Keyfunc
}

// New returns a verifier. Public keys are fetched now, and refreshed until ctx ends; if the first fetch fails,
// that is logged, and tokens are refused until one succeeds. Errors are faults.
func New(ctx context.Context, o Options) (*Verifier, error) {
	options := []jwt.ParserOption{
		jwt.WithValidMethods([]string{o.Algorithm}), jwt.WithExpirationRequired(), jwt.WithLeeway(leeway), jwt.WithStrictDecoding(),
	}
	if o.Issuer != "" {
		options = append(options, jwt.WithIssuer(o.Issuer))
	}
	if o.Audience != "" {
		options = append(options, jwt.WithAudience(o.Audience))
	}
	v := &Verifier{parser: jwt.NewParser(options...), secret: o.Secret, services: o.Services}
	if o.JWKS == "" {
		return v, nil
	}
	var err error
	if v.keys, err = openKeys(ctx, &o); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the public keys of the tokens cannot be used")
	}
	return v, nil
}

// Token is a verified token.
type Token struct {
	// Service is set for a program's token: whatever its sub, it has no account.
	Service bool
	// Subject is the sub; it may be empty for a service.
	Subject string
	// Expires is the expiry of the token.
	Expires time.Time
	// Claims are all claims as they are written.
	Claims map[string]json.RawMessage
}

// Looks reports whether a text has the form of a token, three parts of base64url. It does not verify it.
func Looks(text string) bool { return strings.Count(text, ".") == 2 }

// Verify verifies a token and returns its content. Errors are fault.PermissionToken.
func (v *Verifier) Verify(ctx context.Context, text string) (Token, error) {
	if len(text) > MaxBytes || !Looks(text) {
		return Token{}, refused(nil, "the token is not a JWT of at most %d bytes", MaxBytes)
	}
	var c claims
	_, err := v.parser.ParseWithClaims(text, &c, v.key(ctx))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Token{}, refused(err, "the token has expired")
	case errors.Is(err, jwt.ErrTokenNotValidYet):
		return Token{}, refused(err, "the token is not valid yet")
	case err != nil:
		return Token{}, refused(err, "the token is not valid")
	case slices.ContainsFunc(v.services, c.has):
		return Token{Service: true, Expires: time.Time(*c.ExpiresAt), Claims: c.all}, nil
	case c.Subject == "" || len(c.Subject) > mostSubject:
		return Token{}, refused(nil, "the token does not identify its subject in sub")
	}
	return Token{Subject: c.Subject, Expires: time.Time(*c.ExpiresAt), Claims: c.all}, nil
}

func refused(err error, format string, args ...any) *fault.Fault {
	return fault.Wrap(err, fault.PermissionToken, format, args...).WithHint("sign in again, and send the new token")
}

// sources are header parameters that name a key or its location: the author of a token would choose the key by
// which it is checked. A token with crit requires unknown extensions.
var sources = []string{"jku", "jwk", "x5u", "x5c", "crit"}

// key returns the key that a token must be signed with.
func (v *Verifier) key(ctx context.Context) jwt.Keyfunc {
	return func(t *jwt.Token) (any, error) {
		if err := unambiguousHeader(t.Raw); err != nil {
			return nil, err
		}
		for _, s := range sources {
			if _, there := t.Header[s]; there {
				return nil, errors.New("the header has " + s)
			}
		}
		if v.keys == nil {
			return v.secret, nil
		}
		// A refresh triggered by one token serves all others, so it does not end with this request.
		key, err := v.keys.KeyfuncCtx(context.WithoutCancel(ctx))(t)
		if err != nil {
			return nil, err
		}
		if set, ok := key.(jwt.VerificationKeySet); ok {
			strong := set.Keys[:0]
			for _, k := range set.Keys {
				if strongEnough(k) {
					strong = append(strong, k)
				}
			}
			set.Keys = strong
			return set, nil
		}
		if !strongEnough(key) {
			return nil, errors.New("the key is too short")
		}
		return key, nil
	}
}

func strongEnough(key any) bool {
	k, ok := key.(*rsa.PublicKey)
	return !ok || k.N.BitLen() >= leastRSA
}
