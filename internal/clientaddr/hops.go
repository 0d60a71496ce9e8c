package clientaddr

import (
	"iter"
	"net/netip"
	"slices"
	"strings"
)

// listed returns the hops of the lines of X-Forwarded-For, the nearest first.
func listed(lines []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, line := range slices.Backward(lines) {
			for line != "" {
				at := strings.LastIndexByte(line, ',')
				hop := strings.Trim(line[at+1:], " \t")
				line = line[:max(at, 0)]
				if hop != "" && !yield(hop) { // RFC 9110, 5.6.1: empty elements do not count
					return
				}
			}
		}
	}
}

// forwardedFor returns the hops of the lines of Forwarded, the nearest first. An invalid line is one hop that cannot
// be parsed: if it were parsed in part, a client could hide what the proxy wrote behind it in a quotation of its own.
func forwardedFor(lines []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, line := range slices.Backward(lines) {
			all, ok := elements(line)
			if !ok {
				all = []element{{}}
			}
			for _, e := range slices.Backward(all) {
				if !yield(e.node) {
					return
				}
			}
		}
	}
}

// elements parses a line of Forwarded (RFC 7239, section 4).
func elements(line string) (all []element, ok bool) {
	var e element
	for rest := line; ; rest = rest[1:] {
		if rest, ok = e.pair(strings.TrimLeft(rest, blanks)); !ok {
			return nil, false
		}
		if rest == "" || rest[0] == ',' {
			if e.pairs > 0 {
				all = append(all, e)
			}
			e = element{}
		}
		if rest == "" {
			return all, true
		}
	}
}

const blanks = " \t"

// element is what a proxy reports of a request: the node it came from, and the protocol; each may be empty.
type element struct {
	node, proto string
	// pairs is the number of pairs read; named reports whether the node was among them.
	pairs int
	named bool
}

// pair parses name=value, or nothing, and returns what follows: the end, or a text that begins with a comma or
// semicolon.
func (e *element) pair(text string) (rest string, ok bool) {
	if text == "" || text[0] == ',' || text[0] == ';' {
		return text, true
	}
	name, value, ok := strings.Cut(text, "=")
	if !ok || name == "" || strings.ContainsAny(name, `,;" `+"\t") {
		return "", false
	}
	if value, rest, ok = valueOf(value); !ok {
		return "", false
	}
	if rest = strings.TrimLeft(rest, blanks); rest != "" && rest[0] != ',' && rest[0] != ';' {
		return "", false
	}
	e.pairs++
	switch strings.ToLower(name) {
	case "for":
		if e.named {
			return "", false // either could be the client
		}
		e.named, e.node = true, value
	case "proto":
		e.proto = value
	}
	return rest, true
}

// valueOf parses a token or a quoted string. A token may have colons and brackets: many proxies write addresses
// without quotes.
func valueOf(text string) (value, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, `,;" `+"\t")
		if end < 0 {
			end = len(text)
		}
		return text[:end], text[end:], end > 0
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			return b.String(), text[i+1:], true
		case '\\':
			if i++; i == len(text) {
				return "", "", false
			}
		}
		b.WriteByte(text[i])
	}
	return "", "", false
}

// node returns the address of a hop, which may have a port, and brackets for IPv6. The placeholders that proxies write
// for a hidden one, unknown and words that begin with _, are rejected: they can differ for each request.
func node(hop string) (netip.Addr, bool) {
	if inner, ok := strings.CutPrefix(hop, `"`); ok { // some write X-Forwarded-For so
		hop = strings.TrimSuffix(inner, `"`)
	}
	text, port := hop, ""
	if inner, ok := strings.CutPrefix(hop, "["); ok {
		if text, port, ok = strings.Cut(inner, "]"); !ok || !strings.Contains(text, ":") {
			return netip.Addr{}, false
		}
	} else if strings.Count(hop, ":") == 1 {
		at := strings.IndexByte(hop, ':')
		text, port = hop[:at], hop[at:]
	}
	a, err := netip.ParseAddr(text)
	if err != nil || port != "" && !isPort(port) {
		return netip.Addr{}, false
	}
	return plain(a), true
}

// isPort reports whether a text is a colon and a port (RFC 7239, section 6): digits, or a word that hides them.
func isPort(text string) bool {
	text, ok := strings.CutPrefix(text, ":")
	if word, hidden := strings.CutPrefix(text, "_"); hidden {
		return ok && word != ""
	}
	digits := strings.Trim(text, "0123456789") == ""
	return ok && digits && text != "" && len(text) <= 5
}
