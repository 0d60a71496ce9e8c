package jwt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"golang.org/x/time/rate"
)

const (
	// fetchTime is the time limit of fetching the keys; a token with an unknown key waits for it.
	fetchTime = 5 * time.Second
	// refreshEvery is how often the keys are refreshed, rereadEvery the minimum interval of refreshes for unknown
	// keys.
	refreshEvery = time.Hour
	rereadEvery  = 10 * time.Second
	// mostKeyBytes is the size limit of the keys' document.
	mostKeyBytes = 1 << 20
)

// openKeys fetches the public keys. Later failures leave the known keys in place.
func openKeys(ctx context.Context, o *Options) (keyfunc.Keyfunc, error) {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return keyfunc.NewDefaultOverrideCtx(ctx, []string{o.JWKS}, keyfunc.Override{
		Client:            client(o.Insecure),
		HTTPTimeout:       fetchTime,
		RefreshInterval:   refreshEvery,
		RefreshUnknownKID: rate.NewLimiter(rate.Every(rereadEvery), 1),
		RateLimitWaitMax:  fetchTime,
		RefreshErrorHandlerFunc: func(string) func(context.Context, error) {
			return func(ctx context.Context, err error) {
				log.WarnContext(ctx, "the public keys of the tokens could not be read; the known keys stay in use", "cause", err.Error())
			}
		},
	})
}

// client returns the client that fetches keys: it follows no redirects, uses no proxy, and connects only to public
// addresses unless insecure.
func client(insecure bool) *http.Client {
	dialer := &net.Dialer{Timeout: fetchTime}
	if !insecure {
		dialer.Control = func(_, address string, _ syscall.RawConn) error { return onlyPublic(address) }
	}
	return &http.Client{
		Timeout: fetchTime,
		Transport: bounded{&http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: fetchTime, ResponseHeaderTimeout: fetchTime, DisableKeepAlives: true,
			ForceAttemptHTTP2: true, MaxResponseHeaderBytes: 64 << 10,
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// onlyPublic refuses to connect to this machine and to private networks: whoever controls the issuer's name could
// make the server request internal addresses. It checks the address of the connection, so DNS cannot evade it.
func onlyPublic(address string) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if !Public(a.Addr()) {
		return errors.New("the address of the public keys belongs to this machine or to a private network")
	}
	return nil
}

// reserved are networks outside of the public internet, in addition to those that netip knows.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

// Public reports whether an address is public. An IPv4 address in IPv6 form is checked as IPv4.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	for _, n := range reserved {
		if n.Contains(a) {
			return false
		}
	}
	return a.IsGlobalUnicast() && !a.IsPrivate()
}

// bounded refuses answers that are too long or not a key set, so that the known keys stay instead of being
// replaced by an empty set.
type bounded struct{ inner http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := b.inner.RoundTrip(r)
	if err != nil || a.StatusCode != http.StatusOK {
		return a, err
	}
	text, err := io.ReadAll(io.LimitReader(a.Body, mostKeyBytes+1))
	if closeErr := a.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, err
	}
	var set struct {
		Keys *[]json.RawMessage `json:"keys"`
	}
	if len(text) > mostKeyBytes || json.Unmarshal(text, &set) != nil || set.Keys == nil || !namedOnce(text) {
		return nil, errors.New("the answer is not a set of keys, is too long, or has a duplicate name")
	}
	a.Body = io.NopCloser(bytes.NewReader(text))
	return a, nil
}

// namedOnce reports whether no object of a JSON text has duplicate names, ignoring case: the library that reads
// the keys takes KTY for kty, and the last of several.
func namedOnce(text []byte) bool {
	var whole any
	return unambiguous(text) == nil && json.Unmarshal(text, &whole) == nil && distinct(whole)
}

// distinct is namedOnce for a decoded value.
func distinct(v any) bool {
	switch v := v.(type) {
	case []any:
		return !slices.ContainsFunc(v, func(inner any) bool { return !distinct(inner) })
	case map[string]any:
		seen := make(map[string]bool, len(v))
		for name, inner := range v {
			folded := strings.ToLower(strings.ToUpper(name))
			if seen[folded] || !distinct(inner) {
				return false
			}
			seen[folded] = true
		}
	}
	return true
}
