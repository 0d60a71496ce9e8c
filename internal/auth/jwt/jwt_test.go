package jwt_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"tiddly/internal/auth/jwt"
	"tiddly/internal/fault"
)

var secret = []byte("0123456789abcdef0123456789abcdef")

// sign returns a token with the given header and claims, as JSON, and the signature of signer.
func sign(header, claims string, signer func(text string) []byte) string {
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	return text + "." + base64.RawURLEncoding.EncodeToString(signer(text))
}

func bySecret(key []byte) func(string) []byte {
	return func(text string) []byte {
		m := hmac.New(sha256.New, key)
		m.Write([]byte(text))
		return m.Sum(nil)
	}
}

func byRSA(t *testing.T, key *rsa.PrivateKey) func(string) []byte {
	return func(text string) []byte {
		sum := sha256.Sum256([]byte(text))
		b, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

func byEC(t *testing.T, key *ecdsa.PrivateKey) func(string) []byte {
	return func(text string) []byte {
		sum := sha256.Sum256([]byte(text))
		r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	}
}

func unsigned(string) []byte { return nil }

// holds returns valid claims, with more added to them.
func holds(more string) string {
	return fmt.Sprintf(`{"sub": "7", "exp": %d%s}`, time.Now().Add(time.Hour).Unix(), more)
}

const hs256 = `{"alg": "HS256", "typ": "JWT"}`

func open(t *testing.T, o jwt.Options) *jwt.Verifier {
	t.Helper()
	v, err := jwt.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// wantRefused requires an error with the code and without any part of the token.
func wantRefused(t *testing.T, name, token string, err error) {
	t.Helper()
	f := fault.From(err)
	if f == nil || f.Code != fault.PermissionToken || f.Hint == "" {
		t.Errorf("%s: got %v", name, err)
		return
	}
	for part := range strings.SplitSeq(token, ".") {
		if len(part) > 8 && strings.Contains(f.Message+f.Details+f.Hint, part) {
			t.Errorf("%s: the error repeats the token: %v", name, err)
		}
	}
}

func TestTokensOfASecret(t *testing.T) {
	v := open(t, jwt.Options{Secret: secret, Algorithm: "HS256"})
	now := time.Now().Unix()
	claim := func(text string) string { return sign(hs256, text, bySecret(secret)) }
	for name, token := range map[string]string{
		"plain":                claim(holds("")),
		"within the leeway":    claim(fmt.Sprintf(`{"sub": "7", "exp": %d, "nbf": %d}`, now-10, now+10)),
		"fractions of seconds": claim(fmt.Sprintf(`{"sub": "7", "exp": %d.5}`, now+10)),
		"names in capitals":    claim(holds(`, "SUB": "8", "Exp": 1, "NBF": 9999999999, "ſub": "8"`)),
		"other claims":         claim(holds(`, "iss": "x", "aud": ["a", "b"], "iat": "never", "role": {"a": 1}`)),
	} {
		got, err := v.Verify(t.Context(), token)
		if err != nil || got.Subject != "7" || got.Expires.Before(time.Now().Add(-time.Minute)) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
	good := claim(holds(""))
	parts := strings.Split(good, ".")
	refused := map[string]string{
		"empty": "", "a word": "word", "dots": "..", "10,000 dots": strings.Repeat(".", 10_000), "1 MB": parts[0] + "." + strings.Repeat("A", 1<<20) + "." + parts[2],
		"beyond 8 kB": claim(holds(`, "pad": "` + strings.Repeat("x", 8<<10) + `"`)),
		"alg none":    sign(`{"alg": "none"}`, holds(""), unsigned), "alg None": sign(`{"alg": "None"}`, holds(""), unsigned),
		"alg NONE signed": sign(`{"alg": "NONE"}`, holds(""), bySecret(secret)), "no alg": sign(`{"typ": "JWT"}`, holds(""), bySecret(secret)),
		"alg a number": sign(`{"alg": 256}`, holds(""), bySecret(secret)), "alg HS512": sign(`{"alg": "HS512"}`, holds(""), bySecret(secret)),
		"no signature": parts[0] + "." + parts[1] + ".", "another's signature": sign(hs256, holds(""), bySecret([]byte("another secret of 32 bytes......"))),
		"changed claims": parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(holds(`, "admin": true`))) + "." + parts[2],
		"padded":         good + "=", "with a blank": good + " ", "loose last bits": loosened(good),
		"expired": claim(fmt.Sprintf(`{"sub": "7", "exp": %d}`, now-60)), "not yet": claim(holds(fmt.Sprintf(`, "nbf": %d`, now+60))),
		"no exp": claim(`{"sub": "7"}`), "exp null": claim(`{"sub": "7", "exp": null}`), "exp a text": claim(fmt.Sprintf(`{"sub": "7", "exp": "%d"}`, now+60)),
		"exp 1e308": claim(`{"sub": "7", "exp": 1e308}`), "exp -1": claim(`{"sub": "7", "exp": -1}`), "exp a list": claim(`{"sub": "7", "exp": [9999999999]}`),
		"exp true": claim(`{"sub": "7", "exp": true}`), "nbf a text": claim(holds(`, "nbf": "0"`)),
		"no sub": claim(fmt.Sprintf(`{"exp": %d}`, now+60)), "sub empty": claim(fmt.Sprintf(`{"sub": "", "exp": %d}`, now+60)), "sub a number": claim(fmt.Sprintf(`{"sub": 7, "exp": %d}`, now+60)),
		"sub too long": claim(fmt.Sprintf(`{"sub": %q, "exp": %d}`, strings.Repeat("7", 300), now+60)),
		"no object":    claim(`[]`), "no JSON": claim(`{"sub": "7"`), "header no JSON": sign(`{`, holds(""), bySecret(secret)),
		"jku": sign(`{"alg": "HS256", "jku": "https://evil.example"}`, holds(""), bySecret(secret)), "x5u": sign(`{"alg": "HS256", "x5u": "https://evil.example"}`, holds(""), bySecret(secret)),
		"jwk":  sign(`{"alg": "HS256", "jwk": {"kty": "oct", "k": "AAAA"}}`, holds(""), bySecret(secret)),
		"crit": sign(`{"alg": "HS256", "crit": ["exp"]}`, holds(""), bySecret(secret)),

		"SUB alone":      claim(fmt.Sprintf(`{"SUB": "7", "exp": %d}`, now+60)),
		"EXP later":      claim(fmt.Sprintf(`{"sub": "7", "exp": 1, "EXP": %d}`, now+60)),
		"Exp alone":      claim(fmt.Sprintf(`{"sub": "7", "Exp": %d}`, now+60)),
		"sub twice":      claim(holds(`, "sub": "8"`)),
		"sub twice, one": claim(holds(`, "sub": "7"`)),
		"sub in escapes": claim(holds(`, "s\u0075b": "8"`)),
		"exp twice":      claim(holds(`, "exp": 9999999999`)),
		"nbf twice":      claim(holds(fmt.Sprintf(`, "nbf": %d, "nbf": 1`, now+60))),
		"another twice":  claim(holds(`, "role": "a", "role": "b"`)),
		"twice below":    claim(holds(`, "role": [{"a": 1, "a": 2}]`)),
		"sub null":       claim(fmt.Sprintf(`{"sub": null, "exp": %d}`, now+60)), "nbf null": claim(holds(`, "nbf": null`)), "aud null": claim(holds(`, "aud": null`)),
		"sub a list": claim(fmt.Sprintf(`{"sub": ["7"], "exp": %d}`, now+60)), "sub half a pair": claim(fmt.Sprintf(`{"sub": "\ud800", "exp": %d}`, now+60)),
		"sub no Unicode": claim(fmt.Sprintf("{\"sub\": \"\xff\", \"exp\": %d}", now+60)),
		"two objects":    claim(holds("") + holds("")),
		"alg twice":      sign(`{"alg": "none", "alg": "HS256"}`, holds(""), bySecret(secret)),
		"typ twice":      sign(`{"alg": "HS256", "typ": "JWT", "typ": "JWT"}`, holds(""), bySecret(secret)),
		"kid twice":      sign(`{"alg": "HS256", "kid": "a", "kid": "b"}`, holds(""), bySecret(secret)),
		"crit twice":     sign(`{"alg": "HS256", "crit": [], "crit": []}`, holds(""), bySecret(secret)),
		"ALG alone":      sign(`{"ALG": "HS256"}`, holds(""), bySecret(secret)),
	}
	for name, token := range refused {
		least := time.Hour // of three: another program may use the processor meanwhile
		for range 3 {
			start := time.Now()
			_, err := v.Verify(t.Context(), token)
			least = min(least, time.Since(start))
			wantRefused(t, name, token, err)
		}
		if least > time.Millisecond {
			t.Errorf("%s: it took %s to refuse", name, least)
		}
	}
	// A kid is only a name among our keys; with a secret there is one key.
	for _, kid := range []string{"../../../../dev/null", "' OR 1=1 --", "http://evil.example"} {
		name, _ := json.Marshal(kid)
		token := sign(`{"alg": "HS256", "kid": `+string(name)+`}`, holds(""), bySecret(nil))
		_, err := v.Verify(t.Context(), token)
		wantRefused(t, kid, token, err)
	}
}

// loosened changes insignificant bits of the last letter: otherwise two texts would be one token.
func loosened(token string) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(letters, token[len(token)-1])
	return token[:len(token)-1] + letters[last^1:last^1+1]
}

func TestIssuerAndAudience(t *testing.T) {
	v := open(t, jwt.Options{Secret: secret, Algorithm: "HS256", Issuer: "https://login.example/", Audience: "tiddly"})
	for more, right := range map[string]bool{
		`, "iss": "https://login.example/", "aud": "tiddly"`:            true,
		`, "iss": "https://login.example/", "aud": ["other", "tiddly"]`: true,
		`, "iss": "https://login.example/", "aud": "other"`:             false,
		`, "iss": "https://login.example/", "aud": []`:                  false,
		`, "iss": "https://login.example/"`:                             false,
		`, "iss": "https://login.example", "aud": "tiddly"`:             false,
		`, "iss": ["https://login.example/"], "aud": "tiddly"`:          false,
		`, "aud": "tiddly"`: false,
		``:                  false,
	} {
		if _, err := v.Verify(t.Context(), sign(hs256, holds(more), bySecret(secret))); (err == nil) != right {
			t.Errorf("%s: %v", more, err)
		}
	}
}

// TestServices requires that a program's token is recognised by an exact claim, and that its sub is then ignored.
func TestServices(t *testing.T) {
	v := open(t, jwt.Options{Secret: secret, Algorithm: "HS256", Services: []jwt.Service{{Claim: "kind", Value: "service"}, {Claim: "level", Value: "1"}, {Claim: "bot", Value: "true"}, {Claim: "none", Value: "null"}}})
	exp := time.Now().Add(time.Hour).Unix()
	for more, service := range map[string]bool{
		`"kind": "service"`: true, `"kind": ["user", "service"]`: true, `"level": 1`: true, `"level": 1.0`: true, `"level": "1"`: true, `"bot": true`: true,
		`"kind": "service", "sub": "7"`: true,
		`"kind": "Service"`:             false, `"kind": "service "`: false, `"KIND": "service"`: false, `"kind": {"service": true}`: false, `"kind": [["service"]]`: false,
		`"kind": "a service"`: false, `"kind": null`: false, `"kind": []`: false, `"level": 10`: false, `"bot": false`: false, `"none": null`: false, `"kinds": "service"`: false,
	} {
		text := sign(hs256, fmt.Sprintf(`{%s, "exp": %d}`, more, exp), bySecret(secret))
		got, err := v.Verify(t.Context(), text)
		if got.Service != service || got.Subject != "" || (err == nil) != service {
			t.Errorf("%s: %+v, %v", more, got, err)
		}
		if !service {
			got, err = v.Verify(t.Context(), sign(hs256, fmt.Sprintf(`{%s, "exp": %d, "sub": "7"}`, more, exp), bySecret(secret)))
			if err != nil || got.Service || got.Subject != "7" {
				t.Errorf("%s with a sub: %+v, %v", more, got, err)
			}
		}
	}
	for _, more := range []string{`"kind": "service", "kind": "service"`, `"kind": "service", "sub": 7`, `"kind": "service", "exp": 1`} {
		text := sign(hs256, fmt.Sprintf(`{%s, "exp": %d}`, more, exp), bySecret(secret))
		_, err := v.Verify(t.Context(), text)
		wantRefused(t, more, text, err)
	}
}

// TestPublicKeyIsNoSecret signs by HS256 with the public key, in each form in which it is written.
func TestPublicKeyIsNoSecret(t *testing.T) {
	key := rsaKey(t, 2048)
	s := serveKeys(t)
	s.set(rsaJWK("a", "RS256", &key.PublicKey))
	v := open(t, jwt.Options{JWKS: s.URL, Insecure: true, Algorithm: "RS256"})
	if _, err := v.Verify(t.Context(), sign(`{"alg": "RS256", "kid": "a"}`, holds(""), byRSA(t, key))); err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, public := range map[string][]byte{
		"DER": der, "PKCS 1": x509.MarshalPKCS1PublicKey(&key.PublicKey),
		"PEM": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "modulus": key.N.Bytes(), "nothing": nil,
	} {
		for _, kid := range []string{`, "kid": "a"`, ``} {
			token := sign(`{"alg": "HS256"`+kid+`}`, holds(""), bySecret(public))
			_, err := v.Verify(t.Context(), token)
			wantRefused(t, name+kid, token, err)
		}
	}
}

func rsaKey(t *testing.T, bits int) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func ecKey(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestPublicAddresses(t *testing.T) {
	for text, want := range map[string]bool{
		"192.0.2.1": true, "8.8.8.8": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false,
		"0.0.0.0": false, "255.255.255.255": false, "224.0.0.1": false, "198.18.0.1": false, "::1": false, "::": false, "fe80::1": false, "fd00::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:169.254.169.254": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "fe80::1%eth0": false,
	} {
		if got := jwt.Public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s is public: %v", text, got)
		}
	}
}

func BenchmarkRefused(b *testing.B) {
	v, err := jwt.New(b.Context(), jwt.Options{Secret: secret, Algorithm: "HS256"})
	if err != nil {
		b.Fatal(err)
	}
	for name, token := range map[string]string{
		"dots": strings.Repeat(".", 10_000), "wrong signature": sign(hs256, holds(""), bySecret([]byte("x"))),
		"expired": sign(hs256, `{"sub": "7", "exp": 1}`, bySecret(secret)), "right": sign(hs256, holds(""), bySecret(secret)),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = v.Verify(b.Context(), token)
			}
		})
	}
}
