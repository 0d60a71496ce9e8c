// Package clientaddr works out which client of the network a request comes from, and whether it speaks TLS, also behind
// proxies. It is a leaf: it knows no server, and logs nothing by itself.
package clientaddr

import (
	"iter"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
)

// maxPeer is the most bytes of a peer that has no address.
const maxPeer = 64

// Finder works out the addresses of clients. It is safe for concurrent use.
type Finder struct {
	proxies []netip.Prefix
	tell    func(problem string)
	// told are the problems that were told already: whoever can cause one must not fill the log.
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
	contradiction:       "the headers X-Forwarded-For and Forwarded of a proxy name different clients, so neither is believed",
	silence:             "a proxy says neither in X-Forwarded-For nor in Forwarded who its client is",
}

// New returns a finder that believes proxies on this machine and in the networks given. It calls tell once for each way
// in which a believed proxy leaves its clients unknown, which then count as one; nil is told nothing.
func New(proxies []netip.Prefix, tell func(problem string)) *Finder {
	return &Finder{proxies: proxies, tell: tell}
}

// Of returns a text that stands for the client of a request: its address or, of IPv6, the network of 64 bits that a
// provider gives a household. Of a request that comes from a believed proxy it is the nearest client that is no such
// proxy; what stands farther from us is that client's own word. Where X-Forwarded-For and Forwarded name different
// clients, a proxy has passed one of them on as it came, and nobody can tell which: the request counts as the proxy's
// own.
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

// behind returns the client of which a believed peer tells.
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

// nearest returns the first of the hops, which begin with the one nearest to us, that is no believed proxy. Where a hop
// cannot be read, it is the proxy that told of it.
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

// believes reports whether a proxy at an address is believed who its clients are.
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

// plain returns an address in its one form: without a zone, and as IPv4 where it is one.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

// OverTLS reports whether the client speaks TLS, with us or with the first proxy before us, whoever says so: a client
// that says it wrongly changes nothing but how its own cookies are called.
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
