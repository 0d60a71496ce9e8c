package jwt_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tiddly/internal/auth/jwt"
)

// keyServer is an issuer's key endpoint.
type keyServer struct {
	*httptest.Server
	asked atomic.Int64

	mu   sync.Mutex
	body string
	// status is the status of the answers; 0 is 200.
	status int
	// wait delays every answer until it is closed; nil is no delay.
	wait chan struct{}
}

func serveKeys(t *testing.T) *keyServer {
	t.Helper()
	s := &keyServer{body: `{"keys": []}`}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.asked.Add(1)
		s.mu.Lock()
		body, status, wait := s.body, s.status, s.wait
		s.mu.Unlock()
		if wait != nil {
			<-wait
		}
		if status != 0 {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
		}
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *keyServer) set(keys ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.body = `{"keys": [` + strings.Join(keys, ", ") + `]}`
}

func (s *keyServer) fail(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = status
}

func number(n *big.Int, size int) string {
	return base64.RawURLEncoding.EncodeToString(n.FillBytes(make([]byte, size)))
}

func rsaJWK(kid, algorithm string, k *rsa.PublicKey) string {
	return fmt.Sprintf(`{"kty": "RSA", "use": "sig", "kid": %q, "alg": %q, "n": %q, "e": "AQAB"}`, kid, algorithm, number(k.N, k.Size()))
}

func ecJWK(kid string, k *ecdsa.PublicKey) string {
	size := (k.Curve.Params().BitSize + 7) / 8
	return fmt.Sprintf(`{"kty": "EC", "use": "sig", "kid": %q, "crv": %q, "x": %q, "y": %q}`,
		kid, k.Curve.Params().Name, number(k.X, size), number(k.Y, size)) //nolint:staticcheck // a JWK has the coordinates
}

func TestKeysOfAnIssuer(t *testing.T) {
	first, second, weak := rsaKey(t, 2048), rsaKey(t, 2048), rsaKey(t, 1024)
	curve := ecKey(t, elliptic.P256())
	s := serveKeys(t)
	s.set(rsaJWK("a", "RS256", &first.PublicKey), rsaJWK("weak", "RS256", &weak.PublicKey), rsaJWK("other", "RS512", &first.PublicKey),
		ecJWK("curve", &curve.PublicKey), `{"kty": "oct", "kid": "shared", "alg": "HS256", "k": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"}`)
	v := open(t, jwt.Options{JWKS: s.URL, Insecure: true, Algorithm: "RS256"})
	cases := []struct {
		name, token string
		right       bool
	}{
		{"first", sign(`{"alg": "RS256", "kid": "a"}`, holds(""), byRSA(t, first)), true},
		{"without kid", sign(`{"alg": "RS256"}`, holds(""), byRSA(t, first)), true},
		{"a weak key", sign(`{"alg": "RS256", "kid": "weak"}`, holds(""), byRSA(t, weak)), false},
		{"a weak key without kid", sign(`{"alg": "RS256"}`, holds(""), byRSA(t, weak)), false},
		{"a key of another algorithm", sign(`{"alg": "RS256", "kid": "other"}`, holds(""), byRSA(t, first)), false},
		{"another kind of key", sign(`{"alg": "ES256", "kid": "curve"}`, holds(""), byEC(t, curve)), false},
		{"another kind of key, said wrongly", sign(`{"alg": "RS256", "kid": "curve"}`, holds(""), byEC(t, curve)), false},
		{"a shared secret among public keys", sign(`{"alg": "HS256", "kid": "shared"}`, holds(""), bySecret(secret)), false},
		{"another's key", sign(`{"alg": "RS256", "kid": "a"}`, holds(""), byRSA(t, second)), false},
		{"kid a number", sign(`{"alg": "RS256", "kid": 1}`, holds(""), byRSA(t, first)), false},
		{"jku", sign(`{"alg": "RS256", "kid": "a", "jku": "`+s.URL+`"}`, holds(""), byRSA(t, first)), false},
	}
	for _, c := range cases {
		if _, err := v.Verify(t.Context(), c.token); (err == nil) != c.right {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if n := s.asked.Load(); n != 1 {
		t.Errorf("the keys were read %d times; tokens must not cause that", n)
	}
	e := open(t, jwt.Options{JWKS: s.URL, Insecure: true, Algorithm: "ES256"})
	for _, header := range []string{`{"alg": "ES256", "kid": "curve"}`, `{"alg": "ES256"}`} {
		if _, err := e.Verify(t.Context(), sign(header, holds(""), byEC(t, curve))); err != nil {
			t.Error(err)
		}
	}
	if _, err := e.Verify(t.Context(), cases[0].token); err == nil {
		t.Error("a token of RS256 is believed where ES256 is set")
	}
}

// TestKeysThatChange stops the endpoint, and changes its key: known keys stay valid, a new one is found, and
// tokens with unknown keys cannot trigger unlimited fetches.
func TestKeysThatChange(t *testing.T) {
	first, second := rsaKey(t, 2048), rsaKey(t, 2048)
	s := serveKeys(t)
	s.set(rsaJWK("a", "RS256", &first.PublicKey))
	v := open(t, jwt.Options{JWKS: s.URL, Insecure: true, Algorithm: "RS256"})
	old := sign(`{"alg": "RS256", "kid": "a"}`, holds(""), byRSA(t, first))
	fresh := sign(`{"alg": "RS256", "kid": "b"}`, holds(""), byRSA(t, second))
	s.set(rsaJWK("a", "RS256", &first.PublicKey), rsaJWK("b", "RS256", &second.PublicKey))
	if _, err := v.Verify(t.Context(), fresh); err != nil {
		t.Errorf("a new key is not found: %v", err)
	}
	s.fail(http.StatusInternalServerError)
	asked := s.asked.Load()
	for i := range 50 {
		token := sign(fmt.Sprintf(`{"alg": "RS256", "kid": "made up %d"}`, i), holds(""), byRSA(t, second))
		start := time.Now()
		_, err := v.Verify(t.Context(), token)
		wantRefused(t, "made up", token, err)
		if took := time.Since(start); took > time.Second {
			t.Errorf("it took %s to refuse an unknown key", took)
		}
	}
	if n := s.asked.Load() - asked; n > 1 {
		t.Errorf("the endpoint was asked %d times", n)
	}
	for _, token := range []string{old, fresh} {
		if _, err := v.Verify(t.Context(), token); err != nil {
			t.Errorf("a known key is forgotten: %v", err)
		}
	}
}

// TestKeysThatAreSlow requires that a token with an unknown key waits for the endpoint, and no other token does.
func TestKeysThatAreSlow(t *testing.T) {
	first, second := rsaKey(t, 2048), rsaKey(t, 2048)
	s := serveKeys(t)
	s.set(rsaJWK("a", "RS256", &first.PublicKey))
	v := open(t, jwt.Options{JWKS: s.URL, Insecure: true, Algorithm: "RS256"})
	s.set(rsaJWK("a", "RS256", &first.PublicKey), rsaJWK("b", "RS256", &second.PublicKey))
	wait := make(chan struct{})
	s.mu.Lock()
	s.wait = wait
	s.mu.Unlock()
	asked := s.asked.Load()
	fresh := make(chan error, 1)
	token := sign(`{"alg": "RS256", "kid": "b"}`, holds(""), byRSA(t, second))
	go func() {
		_, err := v.Verify(context.WithoutCancel(t.Context()), token)
		fresh <- err
	}()
	for s.asked.Load() == asked {
		time.Sleep(time.Millisecond)
	}
	for range 10 {
		start := time.Now()
		if _, err := v.Verify(t.Context(), sign(`{"alg": "RS256", "kid": "a"}`, holds(""), byRSA(t, first))); err != nil || time.Since(start) > time.Second {
			t.Errorf("a known key takes %s: %v", time.Since(start), err)
		}
	}
	select {
	case err := <-fresh:
		t.Errorf("an unknown key did not wait: %v", err)
	default:
	}
	close(wait)
	if err := <-fresh; err != nil {
		t.Errorf("the key that came late is not believed: %v", err)
	}
}

// TestAnswersThatAreNoKeys requires that they leave the known keys in place; an empty key set is valid, and
// removes them.
func TestAnswersThatAreNoKeys(t *testing.T) {
	key := rsaKey(t, 2048)
	known := sign(`{"alg": "RS256", "kid": "a"}`, holds(""), byRSA(t, key))
	unknown := sign(`{"alg": "RS256", "kid": "b"}`, holds(""), byRSA(t, key))
	for answer, stays := range map[string]bool{
		`<html>Down for maintenance`: true, `{"error": "down for maintenance"}`: true, `{"keys": null}`: true, `[]`: true, ``: true, `{"keys": []}`: false,
		`{"keys": [], "keys": []}`: true, `{"keys": [], "KEYS": []}`: true, `{"keys": [{"kty": "RSA", "Kty": "oct"}]}`: true, `{"keys": [{"kid": "a", "kid": "b"}]}`: true, `{"keys": [{"kty": "oct", "k": "AA", "\u212a": "AA"}]}`: true,
	} {
		s := serveKeys(t)
		s.set(rsaJWK("a", "RS256", &key.PublicKey))
		v := open(t, jwt.Options{JWKS: s.URL, Insecure: true, Algorithm: "RS256"})
		s.mu.Lock()
		s.body = answer
		s.mu.Unlock()
		_, err := v.Verify(t.Context(), unknown) // triggers a refresh
		wantRefused(t, answer, unknown, err)
		if s.asked.Load() != 2 {
			t.Errorf("%s: the keys were read %d times", answer, s.asked.Load())
		}
		if _, err := v.Verify(t.Context(), known); (err == nil) != stays {
			t.Errorf("%s: the known key: %v", answer, err)
		}
	}
}

func TestKeysThatCannotBeRead(t *testing.T) {
	key := rsaKey(t, 2048)
	token := sign(`{"alg": "RS256", "kid": "a"}`, holds(""), byRSA(t, key))
	s := serveKeys(t)
	s.set(rsaJWK("a", "RS256", &key.PublicKey))
	t.Run("a private address", func(t *testing.T) {
		_, err := open(t, jwt.Options{JWKS: s.URL, Algorithm: "RS256"}).Verify(t.Context(), token)
		wantRefused(t, "private", token, err)
		// The name resolves to this machine; the address is what counts.
		local := strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
		_, err = open(t, jwt.Options{JWKS: local, Algorithm: "RS256"}).Verify(t.Context(), token)
		wantRefused(t, "private by name", token, err)
		if n := s.asked.Load(); n != 0 {
			t.Errorf("it was asked %d times", n)
		}
	})
	t.Run("at first", func(t *testing.T) {
		s.fail(http.StatusBadGateway)
		v := open(t, jwt.Options{JWKS: s.URL, Insecure: true, Algorithm: "RS256"})
		s.fail(0)
		if _, err := v.Verify(t.Context(), token); err != nil {
			t.Errorf("the keys are not read when they are there: %v", err)
		}
	})
	t.Run("a redirect", func(t *testing.T) {
		s.fail(http.StatusFound)
		defer s.fail(0)
		before := s.asked.Load()
		v := open(t, jwt.Options{JWKS: s.URL, Insecure: true, Algorithm: "RS256"})
		if n := s.asked.Load() - before; n != 1 {
			t.Errorf("%d requests were made: a redirect was followed", n)
		}
		_, err := v.Verify(t.Context(), token)
		wantRefused(t, "redirect", token, err)
	})
	t.Run("endless", func(t *testing.T) {
		s.mu.Lock()
		s.body = `{"keys": [], "pad": "` + strings.Repeat("x", 2<<20) + `"}`
		s.mu.Unlock()
		_, err := open(t, jwt.Options{JWKS: s.URL, Insecure: true, Algorithm: "RS256"}).Verify(t.Context(), token)
		wantRefused(t, "endless", token, err)
	})
}
