package server

import (
	"net"
	"net/http/httptest"
	"testing"
)

func TestLoopback(t *testing.T) {
	local := func(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }
	here, everywhere := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}, &net.TCPAddr{IP: net.IPv4zero, Port: 8080}
	for name, never := range map[string]bool{
		"not alone": Loopback(here, false, local) == nil, "every address": Loopback(everywhere, true, local) == nil, "a socket": Loopback(&net.UnixAddr{}, true, local) == nil,
	} {
		if !never {
			t.Errorf("%s: a request can be on loopback", name)
		}
	}
	near := Loopback(here, true, local)
	for _, c := range []struct {
		name, host, header string
		minor              int
		want               bool
	}{
		{"by number", "127.0.0.1:8080", "", 1, true},
		{"by name", "localhost", "", 1, true},
		{"by IPv6", "[::1]:8080", "", 1, true},
		{"by another name", "api.example.org", "", 1, false},
		{"a name that begins so", "localhost.example.org", "", 1, false},
		{"HTTP/1.0", "localhost", "", 0, false},
		{"with an id", "localhost", "X-Request-Id", 1, true},
		{"with a browser's header", "localhost", "Sec-Fetch-Site", 1, true},
		{"with a version", "localhost", "X-Client", 1, true},
		{"with a trace", "localhost", "Traceparent", 1, true},
		{"of a forward proxy", "localhost", "Proxy-Connection", 1, true},
		{"Via", "localhost", "Via", 1, false},
		{"Forwarded", "localhost", "Forwarded", 1, false},
		{"X-Forwarded-For", "localhost", "X-Forwarded-For", 1, false},
		{"X-Forwarded-Anything", "localhost", "x-forwarded-anything", 1, false},
		{"X-Real-IP", "localhost", "X-Real-IP", 1, false},
		{"CF-Ray", "localhost", "CF-Ray", 1, false},
		{"CF-IPCountry", "localhost", "CF-IPCountry", 1, false},
		{"True-Client-IP", "localhost", "True-Client-IP", 1, false},
		{"X-Original-URL", "localhost", "X-Original-URL", 1, false},
		{"X-Client-IP", "localhost", "X-Client-IP", 1, false},
		{"Fastly-Client-IP", "localhost", "Fastly-Client-IP", 1, false},
		{"X-Envoy-External-Address", "localhost", "X-Envoy-External-Address", 1, false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
		r.Host, r.ProtoMinor = c.host, c.minor
		if c.header != "" {
			r.Header.Set(c.header, "")
		}
		if got := near(r); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
