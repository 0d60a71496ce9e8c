package clientaddr_test

import (
	"crypto/tls"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"tiddly/internal/clientaddr"
)

var proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:aaaa::/48")}

func header(fields ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(fields); i += 2 {
		h.Add(fields[i], fields[i+1])
	}
	return h
}

func TestOf(t *testing.T) {
	const here, proxy, stranger = "127.0.0.1:40000", "10.1.2.3:40000", "192.0.2.1:40000"
	const xff, forwarded = "X-Forwarded-For", "Forwarded"
	for _, c := range []struct {
		name, peer string
		header     http.Header
		want, told string
	}{
		{"nobody between", stranger, nil, "192.0.2.1", ""},
		{"this machine", here, nil, "127.0.0.1", ""},
		{"IPv6", "[2001:db8::1:2]:5", nil, "2001:db8::/64", ""},
		{"IPv4 in IPv6", "[::ffff:192.0.2.1]:5", nil, "192.0.2.1", ""},
		{"a zone", "[fe80::1%eth0]:5", nil, "fe80::/64", ""},
		{"no address", "@", nil, "@", ""},
		{"a long one", strings.Repeat("x", 100), nil, strings.Repeat("x", 64), ""},

		{"who is no proxy", stranger, header(xff, "203.0.113.5", forwarded, "for=203.0.113.6"), "192.0.2.1", ""},
		{"who is no proxy, garbled", stranger, header(xff, "?", forwarded, `"`), "192.0.2.1", ""},
		{"this machine", here, header(xff, "203.0.113.5"), "203.0.113.5", ""},
		{"IPv6 of this machine", "[::1]:1", header(xff, "203.0.113.5"), "203.0.113.5", ""},
		{"a network", proxy, header(xff, "203.0.113.5"), "203.0.113.5", ""},
		{"a network of IPv6", "[2001:db8:aaaa::9]:1", header(xff, "203.0.113.5"), "203.0.113.5", ""},

		{"a port", here, header(xff, "203.0.113.5:4711"), "203.0.113.5", ""},
		{"IPv6", here, header(xff, "2001:db8::5"), "2001:db8::/64", ""},
		{"brackets", here, header(xff, "[2001:db8::5]"), "2001:db8::/64", ""},
		{"brackets and port", here, header(xff, "[2001:db8::5]:4711"), "2001:db8::/64", ""},
		{"quotes", here, header(xff, `"[2001:db8::5]:4711"`), "2001:db8::/64", ""},
		{"mapped", here, header(xff, "[::ffff:203.0.113.5]:1"), "203.0.113.5", ""},
		{"a zone", here, header(xff, "fe80::1%eth0"), "fe80::/64", ""},
		{"the nearest counts", here, header(xff, "198.51.100.1, 203.0.113.5"), "203.0.113.5", ""},
		{"the nearest line counts", here, header(xff, "198.51.100.1", xff, "203.0.113.5:1"), "203.0.113.5", ""},
		{"no blanks", here, header(xff, "198.51.100.1,203.0.113.5,10.0.0.1"), "203.0.113.5", ""},
		{"empty elements", here, header(xff, ",203.0.113.5:9, ,"), "203.0.113.5", ""},
		{"proxies of ours with ports", here, header(xff, "203.0.113.5, 10.0.0.1:443, [2001:db8:aaaa::1]:80"), "203.0.113.5", ""},
		{"proxies alone", here, header(xff, "10.0.0.1"), "10.0.0.1", ""},
		{"what a client wrote", here, header(xff, "nonsense, 203.0.113.5"), "203.0.113.5", ""},
		{"unknown", here, header(xff, "203.0.113.5, unknown"), "127.0.0.1", "X-Forwarded-For of a proxy cannot"},
		{"unknown to a proxy farther on", here, header(xff, "unknown, 10.0.0.7"), "10.0.0.7", "X-Forwarded-For of a proxy cannot"},
		{"a name", here, header(xff, "client.example"), "127.0.0.1", "X-Forwarded-For of a proxy cannot"},
		{"no port", here, header(xff, "203.0.113.5:"), "127.0.0.1", "X-Forwarded-For of a proxy cannot"},
		{"a long port", here, header(xff, "203.0.113.5:123456"), "127.0.0.1", "X-Forwarded-For of a proxy cannot"},
		{"an open bracket", here, header(xff, "[2001:db8::5"), "127.0.0.1", "X-Forwarded-For of a proxy cannot"},
		{"IPv4 in brackets", here, header(xff, "[203.0.113.5]"), "127.0.0.1", "X-Forwarded-For of a proxy cannot"},
		{"zeros in front", here, header(xff, "203.000.113.005"), "127.0.0.1", "X-Forwarded-For of a proxy cannot"},
		{"nothing in it", here, header(xff, ""), "127.0.0.1", ""},

		{"Forwarded", here, header(forwarded, "for=203.0.113.5"), "203.0.113.5", ""},
		{"Forwarded with more", proxy, header(forwarded, "proto=https;For=203.0.113.5;by=10.0.0.1;host=a.example"), "203.0.113.5", ""},
		{"quoted", here, header(forwarded, `for="203.0.113.5:4711"`), "203.0.113.5", ""},
		{"quoted IPv6", here, header(forwarded, `FOR="[2001:db8::5]:4711"`), "2001:db8::/64", ""},
		{"IPv6 without quotes", here, header(forwarded, `for=[2001:db8::5]:4711;proto=http`), "2001:db8::/64", ""},
		{"a hidden port", here, header(forwarded, `for="203.0.113.5:_web"`), "203.0.113.5", ""},
		{"escapes", here, header(forwarded, `for="203\.0.113.5";x="\","`), "203.0.113.5", ""},
		{"the nearest counts", here, header(forwarded, "for=198.51.100.1, for=203.0.113.5"), "203.0.113.5", ""},
		{"the nearest line counts", here, header(forwarded, "for=198.51.100.1", forwarded, "for=203.0.113.5;proto=http"), "203.0.113.5", ""},
		{"proxies of ours", here, header(forwarded, `for=203.0.113.5,for="10.0.0.1:80" ; proto=http , for="[2001:db8:aaaa::1]"`), "203.0.113.5", ""},
		{"a comma in quotes", here, header(forwarded, `for=203.0.113.5;x="a, for=198.51.100.1"`), "203.0.113.5", ""},
		{"empty elements", here, header(forwarded, ", for=203.0.113.5; ,,"), "203.0.113.5", ""},
		{"what a client wrote in its own line", here, header(forwarded, `for="`, forwarded, "for=203.0.113.5"), "203.0.113.5", ""},
		{"a client that quotes what follows", here, header(forwarded, `for=198.51.100.1;x=", for=203.0.113.5`), "127.0.0.1", "Forwarded of a proxy cannot"},
		{"a client that quotes a quotation", here, header(forwarded, `for=198.51.100.1;x=", for="[2001:db8::5]"`), "127.0.0.1", "Forwarded of a proxy cannot"},
		{"a client that escapes", here, header(forwarded, `for=198.51.100.1;x="\, for="[2001:db8::5]";by="[::1]"`), "127.0.0.1", "Forwarded of a proxy cannot"},
		{"hidden", here, header(forwarded, "for=198.51.100.1, for=_SEVKISEK"), "127.0.0.1", "Forwarded of a proxy cannot"},
		{"unknown", here, header(forwarded, `for="unknown"`), "127.0.0.1", "Forwarded of a proxy cannot"},
		{"nobody named", here, header(forwarded, "for=198.51.100.1, proto=https"), "127.0.0.1", "Forwarded of a proxy cannot"},
		{"named twice", here, header(forwarded, "for=198.51.100.1;for=203.0.113.5"), "127.0.0.1", "Forwarded of a proxy cannot"},
		{"an empty name", here, header(forwarded, "for="), "127.0.0.1", "Forwarded of a proxy cannot"},
		{"no pair", here, header(forwarded, "203.0.113.5"), "127.0.0.1", "Forwarded of a proxy cannot"},
		{"a blank in a pair", here, header(forwarded, "for =203.0.113.5"), "127.0.0.1", "Forwarded of a proxy cannot"},
		{"an escape at the end", here, header(forwarded, `for="203.0.113.5\`), "127.0.0.1", "Forwarded of a proxy cannot"},

		{"both agree", here, header(xff, "203.0.113.5:1", forwarded, `for="203.0.113.5:2"`), "203.0.113.5", ""},
		{"both agree on the nearest", here, header(xff, "9.9.9.9, 203.0.113.5", forwarded, "for=203.0.113.5"), "203.0.113.5", ""},
		{"they contradict", here, header(xff, "203.0.113.5", forwarded, "for=198.51.100.1"), "127.0.0.1", "name different clients"},
		{"they contradict to a network", proxy, header(xff, "203.0.113.5", forwarded, "for=198.51.100.1"), "10.1.2.3", "name different clients"},
		{"one is hidden", here, header(xff, "203.0.113.5", forwarded, "for=_x"), "127.0.0.1", "Forwarded of a proxy cannot"},

		{"neither, but a proxy", here, header("X-Real-Ip", "203.0.113.5"), "127.0.0.1", "names its client neither"},
		{"neither, but another header", here, header("X-Forwarded-Proto", "https"), "127.0.0.1", "names its client neither"},
		{"neither, but Via", here, header("Via", "1.1 proxy"), "127.0.0.1", "names its client neither"},
		{"neither, from a network", proxy, nil, "10.1.2.3", "names its client neither"},
	} {
		var told []string
		f := clientaddr.New(proxies, func(problem string) { told = append(told, problem) })
		r := &http.Request{RemoteAddr: c.peer, Header: c.header}
		for range 2 {
			if got := f.Of(r); got != c.want {
				t.Errorf("%s %v: %s, not %s", c.name, c.header, got, c.want)
			}
		}
		if all := strings.Join(told, "; "); !strings.Contains(all, c.told) || c.told == "" && all != "" || strings.Count(all, c.told) > 1 && c.told != "" {
			t.Errorf("%s %v: told %q", c.name, c.header, all)
		}
	}
	if got := clientaddr.New(nil, nil).Of(&http.Request{RemoteAddr: here, Header: header(xff, "x")}); got != "127.0.0.1" {
		t.Errorf("nobody to tell: %s", got)
	}
}

func TestOverTLS(t *testing.T) {
	const proto, forwarded = "X-Forwarded-Proto", "Forwarded"
	for _, c := range []struct {
		header http.Header
		want   bool
	}{
		{nil, false},
		{header(proto, "https"), true},
		{header(proto, "HTTPS , http"), true},
		{header(proto, "http, https"), false},
		{header(proto, "http", proto, "https"), false},
		{header(proto, ""), false},
		{header(forwarded, "for=192.0.2.1;proto=https"), true},
		{header(forwarded, `Proto="HTTPS", proto=http`), true},
		{header(forwarded, "proto=http, proto=https"), false},
		{header(forwarded, "for=192.0.2.1"), false},
		{header(forwarded, `proto=https;x="`), false},
		{header(proto, "http", forwarded, "proto=https"), false},
		{header(proto, "https", forwarded, "proto=http"), true},
		{header("X-Forwarded-Scheme", "https"), false},
	} {
		if got := clientaddr.OverTLS(&http.Request{Header: c.header}); got != c.want {
			t.Errorf("%v: %v", c.header, got)
		}
	}
	if !clientaddr.OverTLS(&http.Request{TLS: &tls.ConnectionState{}, Header: header(proto, "http")}) {
		t.Error("what the connection is does not count")
	}
}

// FuzzOf: whatever a client writes in front of what a proxy has added never replaces it.
func FuzzOf(f *testing.F) {
	for _, text := range []string{"", "1.2.3.4", `for="`, `for=1.2.3.4;x="\`, ", ,", `"[`, "for=1.2.3.4, "} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		finder := clientaddr.New(nil, nil)
		for _, h := range []http.Header{
			{"X-Forwarded-For": {text + ", 203.0.113.5"}},
			{"X-Forwarded-For": {text, "203.0.113.5:1"}},
			{"Forwarded": {text + ", for=203.0.113.5"}},
			{"Forwarded": {text + `, for="203.0.113.5:80";proto="http"`}},
			{"Forwarded": {text, "for=203.0.113.5"}},
			{"X-Forwarded-For": {text}, "Forwarded": {"for=203.0.113.5"}},
			{"Forwarded": {text}, "X-Forwarded-For": {"203.0.113.5"}},
		} {
			if got := finder.Of(&http.Request{RemoteAddr: "127.0.0.1:9", Header: h}); got != "203.0.113.5" && got != "127.0.0.1" {
				t.Errorf("%q: %s", h, got)
			}
		}
	})
}
