package server

import (
	"net"
	"net/http"
	"strings"
)

// Loopback gives the test for requests that came from this machine and by no proxy. For them alone the
// server shows what it did. They reach a server that listens on loopback only, name it by a name of loopback (or a foreign
// page could have pointed a name of its own here), and carry no header by which a proxy tells of its client: behind
// one, everybody would seem to be here. isLoopback tells whether a host name is one of loopback.
func Loopback(address net.Addr, isLoopback func(host string) bool) func(*http.Request) bool {
	tcp, ok := address.(*net.TCPAddr)
	if !ok || !tcp.IP.IsLoopback() {
		return func(*http.Request) bool { return false }
	}
	return func(r *http.Request) bool { return isLoopback(hostOnly(r.Host)) && !forwarded(r.Header) }
}

// forwarding are the headers of proxies, beside those that begin with forwardingPrefix.
var forwarding = []string{
	"Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "X-Cluster-Client-Ip", "X-Original-Host", "True-Client-Ip",
	"Cf-Connecting-Ip", "Fastly-Client-Ip", "Cf-Ray",
}

const forwardingPrefix = "X-Forwarded"

// forwarded tells whether a proxy has touched the request.
func forwarded(h http.Header) bool {
	for _, name := range forwarding {
		if len(h[name]) > 0 {
			return true
		}
	}
	for name := range h {
		if strings.HasPrefix(name, forwardingPrefix) {
			return true
		}
	}
	return false
}
