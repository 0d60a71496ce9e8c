package auth

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"tiddly/internal/fault"
)

// byProxies are schemes of Authorization that browsers send by themselves once a proxy has asked for them. They do
// not identify callers of this server; any other scheme does, or is meant to.
var byProxies = []string{"Basic", "Digest", "Negotiate", "NTLM"}

// shownBy returns the credential of Authorization: Bearer, and reports whether there is one. If there are several
// headers it is empty, which is invalid. The error is fault.PermissionToken for other forms: a client that sends
// credentials is not a stranger.
func shownBy(headers []string) (shown string, shows bool, err error) {
	for _, h := range headers {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(h), " ")
		switch {
		case strings.EqualFold(scheme, "Bearer"):
			shown, shows = strings.TrimSpace(rest), true
		case scheme == "" || containsFold(byProxies, scheme):
		default:
			return "", true, fault.New(fault.PermissionToken, "the header Authorization does not have the scheme Bearer").
				WithHint("send Authorization: Bearer, a space, and the key or token")
		}
	}
	if len(headers) > 1 {
		shown = ""
	}
	return shown, shows, nil
}

func containsFold(words []string, word string) bool {
	for _, w := range words {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// The forms of credentials, matched within a text in any case, because a reader of a log can restore the case.
var (
	keyInText   = regexp.MustCompile(`(?i)` + keyPrefix + `[a-z2-7]{12}_[a-z2-7]{52}`)
	tokenInText = regexp.MustCompile(`\bey[A-Za-z0-9_-]{8,}\.ey[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{16,}`)
)

// The minimum length of an address that could contain a credential.
const leastAddress = len("/?access_token")

// InAddress returns a fault.PermissionToken if the address of a request contains a key, a token or a password,
// even in escaped form: addresses are kept in logs and histories. It is called for every address, whether
// authentication applies to it or not.
func (s *Service) InAddress(r *http.Request) error {
	text := r.RequestURI
	if text == "" {
		text = r.URL.RequestURI()
	}
	if len(text) < leastAddress {
		return nil
	}
	whole := unescaped(text)
	key := strings.Contains(strings.ToLower(whole), keyPrefix) && keyInText.MatchString(whole)
	if key || s.options.Tokens != nil && tokenInText.MatchString(whole) || s.inParameter(r, text) {
		return fault.New(fault.PermissionToken, "a key, token or password must not be in the address, which is kept in logs and histories").
			WithHint("revoke or change it; send a key or token as Authorization: Bearer …, a password in the body of POST /login")
	}
	return nil
}

// inParameter reports whether a parameter has the name of a credential. Every separator that some server accepts
// is recognised.
func (s *Service) inParameter(r *http.Request, text string) bool {
	login := strings.EqualFold(strings.TrimRight(r.URL.Path, "/"), "/login")
	_, parameters, _ := strings.Cut(text, "?")
	for parameter := range strings.FieldsFuncSeq(parameters, func(c rune) bool { return c == '&' || c == ';' || c == '?' || c == '#' }) {
		name, value, _ := strings.Cut(parameter, "=")
		name, value = strings.Trim(unescaped(name), " []"), unescaped(value)
		switch {
		case strings.EqualFold(name, "access_token"):
			return true
		case strings.EqualFold(name, cookieName) || strings.EqualFold(name, secureCookieName):
			if isToken(value) {
				return true
			}
		case login && (strings.EqualFold(name, "password") || s.options.Users != nil && strings.EqualFold(name, s.options.Users.Password)):
			return true
		}
	}
	return false
}

// mostEscapes limits the nesting of escapes in an address.
const mostEscapes = 3

// unescaped returns a text with its escapes decoded, also nested ones: those of URLs, and \u005f and \u{5f} of
// JSON and GraphQL. Invalid escapes stay as they are.
func unescaped(text string) string {
	for range mostEscapes {
		if !strings.ContainsAny(text, `%+\`) {
			break
		}
		text = unescapedOnce(text)
	}
	return text
}

// inString matches the escape of an ASCII character in a JSON or GraphQL string, of at most mostEscape bytes: the
// number of leading zeros is otherwise unlimited.
var inString = regexp.MustCompile(`^\\u(?:00([0-7][0-9A-Fa-f])|\{0{0,8}([0-7]?[0-9A-Fa-f])\})`)

const mostEscape = 14

func unescapedOnce(text string) string {
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '+':
			c = ' '
		case c == '%' && i+2 < len(text):
			high, ok1 := digitOf(text[i+1])
			low, ok2 := digitOf(text[i+2])
			if ok1 && ok2 {
				c = high<<4 | low
				i += 2
			}
		case c == '\\':
			if escape := inString.FindStringSubmatch(text[i:min(i+mostEscape, len(text))]); escape != nil {
				code, _ := strconv.ParseUint(escape[1]+escape[2], 16, 8) // the match consists of digits
				c = byte(code)
				i += len(escape[0]) - 1
			}
		}
		b = append(b, c)
	}
	return string(b)
}

// digitOf returns the value of a hexadecimal digit.
func digitOf(c byte) (value byte, ok bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
