package server

import (
	"net"
	"net/http"
	"strings"
)

// Loopback returns a function that reports whether a request came from this machine without a proxy, or nil if
// there can be none. Only such requests may inspect the server unless a setting allows others. The server must
// listen on loopback only, and no setting may open it to others (alone). The request must name the host by a
// loopback name, since a foreign page could point its own name to this machine; use HTTP/1.1 or newer, since
// proxies without configuration often speak HTTP/1.0; and carry no header by which a proxy identifies itself or
// its client, since behind a proxy every client would appear local. isLoopback reports whether a host name is one
// of loopback.
func Loopback(address net.Addr, alone bool, isLoopback func(host string) bool) func(*http.Request) bool {
	tcp, ok := address.(*net.TCPAddr)
	if !ok || !alone || !tcp.IP.IsLoopback() {
		return nil
	}
	return func(r *http.Request) bool {
		return r.ProtoAtLeast(1, 1) && isLoopback(hostOnly(r.Host)) && !forwarded(r.Header)
	}
}

// forwarding lists headers that proxies, load balancers and CDNs add; a name that ends with a dash is a prefix.
// Browsers and ordinary programs do not send them, and a program that does only loses access to the inspection
// pages.
var forwarding = []string{
	"Forwarded", "Forwarded-", "X-Forwarded", "X-Forwarded-", "X-Forward-", "Via", "Max-Forwards", "X-Http-Forwarded-", "X-Original-", "X-Originating-",
	"X-Real-", "X-Client-", "X-Cluster-", "X-Remote-", "X-Proxy-", "X-Proxyuser-", "Wl-Proxy-", "True-Client-", "Client-Ip", "Remote-Addr", "X-Host",
	"X-Scheme", "X-Url-Scheme", "Front-End-Https", "X-Envoy-", "X-Haproxy-", "X-Varnish", "X-Request-Start", "X-Queue-Start",
	"Cf-", "Cdn-", "Cloudfront-", "X-Amz-Cf-", "X-Amzn-", "X-Appengine-", "X-Cloud-Trace-Context", "X-Azure-", "X-Arr-", "Fastly-", "Fly-", "Akamai-",
	"X-Akamai-", "X-Sucuri-", "X-Vercel-", "X-Nf-", "Ngrok-", "Tailscale-", "Incap-",
}

// byLetter indexes these headers by their first letter, because every request is checked.
var byLetter = func() (all [256][]string) {
	for _, name := range forwarding {
		all[name[0]] = append(all[name[0]], name)
	}
	return all
}()

// forwarded reports whether a request passed through a proxy.
func forwarded(h http.Header) bool {
	for name := range h {
		if name == "" {
			continue
		}
		for _, known := range byLetter[name[0]] {
			if name == known || known[len(known)-1] == '-' && strings.HasPrefix(name, known) {
				return true
			}
		}
	}
	return false
}
