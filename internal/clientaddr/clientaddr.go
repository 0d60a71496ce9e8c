// Package clientaddr finds the client that a request comes from, and whether it speaks TLS, even behind proxies. It is
// a leaf: it knows no server, and does not log.
package clientaddr

import (
	"iter"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
)

// maxPeer is the maximum length in bytes of a peer without an address.
const maxPeer = 64

// Finder finds the addresses of clients. It is safe for concurrent use.
type Finder struct {
	proxies []netip.Prefix
	tell    func(problem string)
	// told records the problems already reported: a client that can cause one must not fill the log.
	told [len(problems)]atomic.Bool
}

// problem is a way in which a proxy leaves its clients without an address of their own.
type problem int

const (
	unreadableXFF problem = iota
	unreadableForwarded
	contradiction
	silence
)

var problems = [...]string{
	unreadableXFF:       "the header X-Forwarded-For of a proxy cannot be read",
	unreadableForwarded: "the header Forwarded of a proxy cannot be read, or hides the client",
	contradiction:       "the headers X-Forwarded-For and Forwarded of a proxy name different clients, so neither is used",
	silence:             "a proxy names its client neither in X-Forwarded-For nor in Forwarded",
}

// New returns a finder that trusts proxies on this machine and in the networks given. It calls tell, which may be nil,
// once for each way in which a trusted proxy leaves its clients unknown, which then count as one.
func New(proxies []netip.Prefix, tell func(problem string)) *Finder {
	return &Finder{proxies: proxies, tell: tell}
}

// Of returns a text that identifies the client of a request: its address or, for IPv6, the network of 64 bits that a
// provider assigns to a household. For a request from a trusted proxy it is the nearest client that is not such a
// proxy; hops farther away are only that client's claim. Where X-Forwarded-For and Forwarded name different clients, a
// proxy has passed one of them on unchanged, and it is unknown which: the request counts as the proxy's own.
func (f *Finder) Of(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr[:min(len(r.RemoteAddr), maxPeer)]
	}
	client := plain(peer.Addr())
	if f.believes(client) {
		client = f.behind(client, r.Header)
	}
	if client.Is6() {
		if network, err := client.Prefix(64); err == nil {
			return network.String()
		}
	}
	return client.String()
}

// behind returns the client that a trusted peer reports.
func (f *Finder) behind(peer netip.Addr, h http.Header) netip.Addr {
	xff, forwarded := h["X-Forwarded-For"], h["Forwarded"]
	switch {
	case len(xff) == 0 && len(forwarded) == 0:
		if touched(h) || !peer.IsLoopback() {
			f.report(silence)
		}
		return peer
	case len(forwarded) == 0:
		return f.nearest(peer, listed(xff), unreadableXFF)
	case len(xff) == 0:
		return f.nearest(peer, forwardedFor(forwarded), unreadableForwarded)
	}
	one := f.nearest(peer, listed(xff), unreadableXFF)
	if other := f.nearest(peer, forwardedFor(forwarded), unreadableForwarded); one != other {
		f.report(contradiction)
		return peer
	}
	return one
}

// nearest returns the first of the hops, which begin with the one nearest to us, that is not a trusted proxy. Where a
// hop cannot be parsed, it returns the proxy that reported it.
func (f *Finder) nearest(peer netip.Addr, hops iter.Seq[string], unreadable problem) netip.Addr {
	client := peer
	for hop := range hops {
		if !f.believes(client) {
			break
		}
		next, ok := node(hop)
		if !ok {
			f.report(unreadable)
			break
		}
		client = next
	}
	return client
}

// believes reports whether a proxy at an address is trusted to name its clients.
func (f *Finder) believes(a netip.Addr) bool {
	return a.IsLoopback() || slices.ContainsFunc(f.proxies, func(n netip.Prefix) bool { return n.Contains(a) })
}

func (f *Finder) report(p problem) {
	if f.tell != nil && !f.told[p].Swap(true) {
		f.tell(problems[p])
	}
}

// touched reports whether a header shows that a proxy passed the request on.
func touched(h http.Header) bool {
	if len(h["Via"]) > 0 || len(h["X-Real-Ip"]) > 0 {
		return true
	}
	for name := range h {
		if strings.HasPrefix(name, "X-Forwarded-") {
			return true
		}
	}
	return false
}

// plain returns the canonical form of an address: without a zone, and as IPv4 where it is one.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

// OverTLS reports whether the client speaks TLS, with us or with the first proxy before us. It trusts any sender: a
// false claim changes only the names of the client's own cookies.
func OverTLS(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	if told := r.Header["X-Forwarded-Proto"]; len(told) > 0 {
		first, _, _ := strings.Cut(told[0], ",")
		return strings.EqualFold(strings.Trim(first, blanks), "https")
	}
	if told := r.Header["Forwarded"]; len(told) > 0 {
		all, ok := elements(told[0])
		return ok && len(all) > 0 && strings.EqualFold(all[0].proto, "https")
	}
	return false
}
