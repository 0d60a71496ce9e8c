// Package jwt believes signed tokens: those of one algorithm, signed by one secret or by the public keys of an issuer,
// that say until when they hold. What a token says of keys and where to get them is never followed. It knows no HTTP
// but that by which the public keys are read, and no database.
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

// MaxBytes is the longest token.
const MaxBytes = 8 << 10

const (
	// leeway is how far clocks may be apart.
	leeway = 30 * time.Second
	// leastRSA is the least bits of an RSA key (RFC 7518, 3.3).
	leastRSA = 2048
	// mostSubject is the most bytes of a sub.
	mostSubject = 255
)

// Options say which tokens are believed.
type Options struct {
	// Secret is that of HS256; with it JWKS is empty.
	Secret []byte
	// JWKS is the URL of public keys, for RS256 or ES256.
	JWKS string
	// Insecure lets the keys come from this machine or a private network.
	Insecure bool
	// Algorithm is the one that is believed.
	Algorithm string
	// Issuer and Audience must be named by a token where they are set.
	Issuer, Audience string
	// Services are claims by which a token says that it is a program's and speaks for no account.
	Services []Service
	Log      *slog.Logger
}

// Service is a claim and its value.
type Service struct{ Claim, Value string }

// Verifier tells tokens that are believed from others. It is safe for concurrent use.
type Verifier struct {
	parser   *jwt.Parser
	secret   []byte
	services []Service
	keys     keyfunc.Keyfunc
}

// New makes a verifier. Public keys are read now, and anew until ctx ends; where they cannot be read at first, that is
// logged, and tokens are refused until they can. Errors are faults.
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

// Token is what a believed token says.
type Token struct {
	// Service tells that it is a program's: whatever its sub, it speaks for no account.
	Service bool
	// Subject is who it is about; empty of a service alone.
	Subject string
	// Expires is until when it holds.
	Expires time.Time
	// Claims are all that it says, each as it is written.
	Claims map[string]json.RawMessage
}

// Looks tells whether a text has the form of a token: three parts of base64url. Whether it is believed is another
// question.
func Looks(text string) bool { return strings.Count(text, ".") == 2 }

// Verify returns what a token says, where it is believed. Errors are fault.PermissionToken.
func (v *Verifier) Verify(ctx context.Context, text string) (Token, error) {
	if len(text) > MaxBytes || !Looks(text) {
		return Token{}, refused(nil, "the token is no JWT of at most %d bytes", MaxBytes)
	}
	var c claims
	_, err := v.parser.ParseWithClaims(text, &c, v.key(ctx))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Token{}, refused(err, "the token has expired")
	case errors.Is(err, jwt.ErrTokenNotValidYet):
		return Token{}, refused(err, "the token does not hold yet")
	case err != nil:
		return Token{}, refused(err, "the token is not believed")
	case slices.ContainsFunc(v.services, c.has):
		return Token{Service: true, Expires: time.Time(*c.ExpiresAt), Claims: c.all}, nil
	case c.Subject == "" || len(c.Subject) > mostSubject:
		return Token{}, refused(nil, "the token does not say in sub who it is about")
	}
	return Token{Subject: c.Subject, Expires: time.Time(*c.ExpiresAt), Claims: c.all}, nil
}

func refused(err error, format string, args ...any) *fault.Fault {
	return fault.Wrap(err, fault.PermissionToken, format, args...).WithHint("sign in again, and send the new token")
}

// sources are parts of a header by which a token names its key, or a place for it: whoever writes the token would
// choose by which key it is checked. A token with crit wants something that is not known here.
var sources = []string{"jku", "jwk", "x5u", "x5c", "crit"}

// key finds the key that a token has to be signed with.
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
		// Where the keys are read anew for one token, all others have them too: that does not end with this request.
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
