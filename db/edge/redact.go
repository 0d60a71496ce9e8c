package edge

import (
	"net/url"
	"regexp"
	"strings"
)

// mask replaces a secret.
const mask = "xxxxx"

// Redact returns the address of a server without its passwords: the one after the user name, and the values of secret
// parameters, in a URL or in a list of keywords. Where the address is malformed it masks more than the password,
// never less.
func Redact(address string) string { return maskParameters(maskUser(address)) }

// authority matches what precedes the user name.
var authority = regexp.MustCompile(`^[A-Za-z0-9+.-]*:?//`)

// maskUser masks what is between the user name and the last @. A password may contain any character, if somebody
// forgot to escape it.
func maskUser(address string) string {
	start := 0
	if at := authority.FindStringIndex(address); at != nil {
		start = at[1]
	}
	user, _, found := strings.Cut(address[start:], ":")
	from, to := start+len(user)+1, strings.LastIndexByte(address, '@')
	switch {
	case !found, to < from, strings.ContainsAny(user, `/\?`):
		return address
	case start == 0 && len(user) == 1 && strings.HasPrefix(address[from:], `\`):
		return address // a Windows drive
	}
	return address[:from] + mask + address[to:]
}

var (
	parameter = regexp.MustCompile(`([\w.%+-]+)\s*=\s*`)
	secret    = regexp.MustCompile(`(?i)pass|pwd|secret|token|key|credential`)
)

// maskParameters masks the values of secret parameters. The value of a URL's parameter ends at an ampersand. That of a
// keyword ends at a blank; one that is quoted, or has a backslash, may contain blanks, and is masked with everything
// after it.
func maskParameters(address string) string {
	var out strings.Builder
	for {
		at := parameter.FindStringSubmatchIndex(address)
		if at == nil {
			return out.String() + address
		}
		before := byte(' ')
		if at[0] > 0 {
			before = address[at[0]-1]
		}
		name, err := url.QueryUnescape(address[at[2]:at[3]])
		out.WriteString(address[:at[1]])
		address = address[at[1]:]
		if err == nil && !secret.MatchString(name) {
			continue
		}
		out.WriteString(mask)
		end := valueEnd(address, before == '?' || before == '&')
		if end < 0 {
			return out.String()
		}
		address = address[end:]
	}
}

// valueEnd returns where the value ends that a text begins with; -1 where that cannot be said, or is the end of the text.
func valueEnd(text string, inURL bool) int {
	if inURL {
		return strings.IndexByte(text, '&')
	}
	end := strings.IndexAny(text, " \t\r\n\v\f")
	if end < 0 || text[0] == '\'' || text[0] == '"' || strings.Contains(text[:end], `\`) {
		return -1
	}
	return end
}
