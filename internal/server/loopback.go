package server

import (
	"net"
	"net/http"
	"strings"
)

// Loopback returns the test for requests that came from this machine and by no proxy, nil where there can be none: they
// alone may look into the server unless a setting lets others. They reach a server that listens on loopback only and
// that no setting opens to others (alone); name it by a name of loopback, or a foreign page could have pointed a name
// of its own here; come over HTTP/1.1 or newer, for a proxy that was told nothing often speaks HTTP/1.0; and carry no
// header by which a proxy tells of itself or its client: behind one, everybody would seem to be here. isLoopback
// reports whether a host name is one of loopback.
func Loopback(address net.Addr, alone bool, isLoopback func(host string) bool) func(*http.Request) bool {
	tcp, ok := address.(*net.TCPAddr)
	if !ok || !alone || !tcp.IP.IsLoopback() {
		return nil
	}
	return func(r *http.Request) bool {
		return r.ProtoAtLeast(1, 1) && isLoopback(hostOnly(r.Host)) && !forwarded(r.Header)
	}
}

// forwarding are headers that proxies, balancers and networks of caches add; those that end with a dash stand for all
// that begin so. No browser and no program on its own sends one, and whoever does loses nothing but the look into the
// server.
var forwarding = []string{
	"Forwarded", "Forwarded-", "X-Forwarded", "X-Forwarded-", "X-Forward-", "Via", "Max-Forwards", "X-Http-Forwarded-", "X-Original-", "X-Originating-",
	"X-Real-", "X-Client-", "X-Cluster-", "X-Remote-", "X-Proxy-", "X-Proxyuser-", "Wl-Proxy-", "True-Client-", "Client-Ip", "Remote-Addr", "X-Host",
	"X-Scheme", "X-Url-Scheme", "Front-End-Https", "X-Envoy-", "X-Haproxy-", "X-Varnish", "X-Request-Start", "X-Queue-Start",
	"Cf-", "Cdn-", "Cloudfront-", "X-Amz-Cf-", "X-Amzn-", "X-Appengine-", "X-Cloud-Trace-Context", "X-Azure-", "X-Arr-", "Fastly-", "Fly-", "Akamai-",
	"X-Akamai-", "X-Sucuri-", "X-Vercel-", "X-Nf-", "Ngrok-", "Tailscale-", "Incap-",
}

// byLetter are those headers by their first letter: every request is looked at.
var byLetter = func() (all [256][]string) {
	for _, name := range forwarding {
		all[name[0]] = append(all[name[0]], name)
	}
	return all
}()

// forwarded reports whether a proxy has touched the request.
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
