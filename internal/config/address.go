package config

import (
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// address accepts host:port.
var address = value{metavar: "HOST:PORT", takes: "an address with a port, such as `127.0.0.1:8080`", parse: func(text string) (any, *Mistake) {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return nil, &Mistake{Message: strconv.Quote(text) + " is not an address", Hint: "use HOST:PORT, such as 127.0.0.1:8080"}
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return nil, &Mistake{Message: strconv.Quote(port) + " is not a port", Hint: "use a number from 0 to 65535; 0 uses any free port"}
	}
	return net.JoinHostPort(host, port), nil
}}

// collector accepts the URL of a collector of spans.
var collector = value{metavar: "URL", takes: "a URL", parse: func(text string) (any, *Mistake) {
	u, err := url.Parse(text)
	if text != "" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
		// The text is not repeated: it could contain a password.
		return nil, &Mistake{Message: "the value is not a URL of a collector", Hint: "use scheme, host and port, such as http://127.0.0.1:4318"}
	}
	return text, nil
}}

// wordOrAddress accepts one of some words, or host:port.
func wordOrAddress(words ...string) value {
	word := choice(words...)
	return value{metavar: word.metavar + "|" + address.metavar, takes: word.takes + ", or " + address.takes, parse: func(text string) (any, *Mistake) {
		if !strings.Contains(text, ":") {
			given, mistake := word.parse(text)
			if mistake != nil {
				mistake.Hint += ", or an address such as 127.0.0.1:9090"
			}
			return given, mistake
		}
		return address.parse(text)
	}}
}

// wide returns why an address needs permission to be listened on, or nil where it is loopback.
func wide(listen string) *Mistake {
	host, port, _ := net.SplitHostPort(listen)
	if Loopback(host) {
		return nil
	}
	where := strconv.Quote(listen) + " is not loopback"
	if host == "" {
		where = strconv.Quote(listen) + " means every address of this machine"
	}
	return &Mistake{
		Message: where + ": without authentication, everyone who reaches it could read and write the database",
		Hint:    "listen on 127.0.0.1:" + port + ", require everyone to sign in with --auth-required, or allow it with --public",
	}
}

// Loopback reports whether a host name or address without port belongs to this machine only: localhost, a name below
// it, 127.0.0.0/8 or ::1.
func Loopback(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

var dnsName = regexp.MustCompile(`^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$`)

// hostName accepts a name, or an address, without port.
var hostName = value{takes: "a host name without port", parse: func(text string) (any, *Mistake) {
	name := foldHost(text)
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return strings.Trim(name, "[]"), nil
	}
	if !dnsName.MatchString(name) {
		return nil, &Mistake{Message: strconv.Quote(text) + " is not a host name", Hint: "use a name without scheme, port and path, such as api.example.org"}
	}
	return name, nil
}}

var fieldName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9a-z-]+$")

// headerName accepts the name of a header.
var headerName = value{takes: "the name of a header", parse: func(text string) (any, *Mistake) {
	name := strings.ToLower(text)
	if !fieldName.MatchString(name) || name == "*" {
		return nil, &Mistake{Message: strconv.Quote(text) + " is not the name of a header", Hint: "use names such as x-api-key; without any, all are allowed"}
	}
	return name, nil
}}

// foldHost returns the canonical form of a host name: case and a dot at the end do not matter.
func foldHost(name string) string { return strings.TrimSuffix(strings.ToLower(name), ".") }

// origin accepts the value of a browser's Origin header, or a star.
var origin = value{takes: "an origin, or `*`", parse: func(text string) (any, *Mistake) {
	if text == "*" {
		return text, nil
	}
	if text == "null" {
		return nil, &Mistake{
			Message: "the origin null cannot be allowed: any page can have it, in a frame",
			Hint:    "use the origin of the page, such as https://app.example.org",
		}
	}
	u, err := url.Parse(strings.ToLower(text))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || !strings.EqualFold(u.Scheme+"://"+u.Host, text) ||
		strings.Contains(u.Host, "*") {
		return nil, &Mistake{
			Message: strconv.Quote(text) + " is not an origin",
			Hint:    "use scheme, host and port without a path, such as https://app.example.org or http://localhost:3000",
		}
	}
	if usual := map[string]string{"http": "80", "https": "443"}[u.Scheme]; u.Port() == usual {
		return u.Scheme + "://" + strings.TrimSuffix(u.Host, ":"+usual), nil // as browsers write it
	}
	return u.Scheme + "://" + u.Host, nil
}}
