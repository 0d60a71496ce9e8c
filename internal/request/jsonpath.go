package request

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
)

// maxIndex is the greatest index of RFC 9535: what every JSON implementation can hold.
const maxIndex = 1<<53 - 1

// ParseJSONPath parses a path of names and indexes as RFC 9535 writes them ($.a.b, $['a b'], $[0], $[-1]) and returns
// its segments as a JSON array of strings and integers. Queries that can find several values (wildcards, slices,
// filters, descendants) are rejected.
func ParseJSONPath(path string) (JSONText, error) {
	p := pathReader{text: path}
	if !utf8.ValidString(path) || !strings.HasPrefix(path, "$") {
		return "", p.wrong("a JSON path starts with $")
	}
	p.pos = 1
	segments := []any{}
	for {
		p.blanks()
		if p.pos == len(path) {
			break
		}
		segment, err := p.segment()
		if err != nil {
			return "", err
		}
		segments = append(segments, segment)
	}
	if strings.TrimRight(path, " \t\n\r") != path {
		return "", p.wrong("a JSON path does not end with blanks")
	}
	raw, err := json.Marshal(segments)
	if err != nil {
		return "", fault.Wrap(err, fault.RequestValue, "a JSON path that cannot be written")
	}
	text, err := jsontext.Canonical(raw)
	return JSONText(text), err
}

type pathReader struct {
	text string
	pos  int
}

func (p *pathReader) wrong(reason string) *fault.Fault {
	return fault.New(fault.RequestValue, "expected a JSON path: %s at character %d",
		reason, utf8.RuneCountInString(p.text[:p.pos])+1).
		WithHint("write names and indexes, as in $.lines[0].price or $['unit price']")
}

func (p *pathReader) blanks() {
	for p.pos < len(p.text) && strings.IndexByte(" \t\n\r", p.text[p.pos]) >= 0 {
		p.pos++
	}
}

// next reads the character c and reports whether it came next.
func (p *pathReader) next(c byte) bool {
	if p.pos < len(p.text) && p.text[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

func (p *pathReader) segment() (any, error) {
	if p.next('.') {
		return p.shorthand()
	}
	if !p.next('[') {
		return nil, p.wrong("expected . or [")
	}
	p.blanks()
	var segment any
	var err error
	switch {
	case p.next('\''):
		segment, err = p.quoted('\'')
	case p.next('"'):
		segment, err = p.quoted('"')
	default:
		segment, err = p.index()
	}
	if err != nil {
		return nil, err
	}
	p.blanks()
	if !p.next(']') {
		return nil, p.wrong("expected ]; only one name or index is allowed between brackets")
	}
	return segment, nil
}

// shorthand reads a name after a dot.
func (p *pathReader) shorthand() (string, error) {
	start := p.pos
	for i, c := range p.text[start:] {
		letter := c == '_' || c >= 0x80 || ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z')
		if !letter && (i == 0 || c < '0' || c > '9') {
			break
		}
		p.pos = start + i + utf8.RuneLen(c)
	}
	if p.pos == start {
		return "", p.wrong("expected a name; write others as ['a b']; wildcards and .. are not supported")
	}
	return p.text[start:p.pos], nil
}

func (p *pathReader) index() (int64, error) {
	start := p.pos
	p.next('-')
	for p.pos < len(p.text) && p.text[p.pos] >= '0' && p.text[p.pos] <= '9' {
		p.pos++
	}
	text := p.text[start:p.pos]
	bare := strings.TrimPrefix(text, "-")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > maxIndex || n < -maxIndex || text == "-0" || (len(bare) > 1 && bare[0] == '0') {
		p.pos = start
		return 0, p.wrong("expected an index or a quoted name; wildcards, slices and filters are not supported")
	}
	return n, nil
}

// quoted reads a name up to the closing quote.
func (p *pathReader) quoted(quote byte) (string, error) {
	var name strings.Builder
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		switch {
		case c == quote:
			p.pos++
			return name.String(), nil
		case c < 0x20:
			return "", p.wrong("a control character in a name must be escaped")
		case c == '\\':
			p.pos++
			r, err := p.escape(quote)
			if err != nil {
				return "", err
			}
			name.WriteRune(r)
		default:
			name.WriteByte(c)
			p.pos++
		}
	}
	return "", p.wrong("the name has no closing quote")
}

// escapes are the characters that a backslash and one letter stand for.
var escapes = map[byte]rune{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', '/': '/', '\\': '\\'}

func (p *pathReader) escape(quote byte) (rune, error) {
	if p.pos == len(p.text) {
		return 0, p.wrong("the name has no closing quote")
	}
	c := p.text[p.pos]
	if c == quote {
		p.pos++
		return rune(c), nil
	}
	if r, ok := escapes[c]; ok {
		p.pos++
		return r, nil
	}
	if c != 'u' {
		return 0, p.wrong("an unknown escape")
	}
	return p.unicode()
}

// unicode reads u and four hexadecimal digits, twice where they are a surrogate pair.
func (p *pathReader) unicode() (rune, error) {
	first, ok := p.hex()
	if !ok || (0xDC00 <= first && first <= 0xDFFF) {
		return 0, p.wrong("an escape that is not a character")
	}
	if first < 0xD800 || first > 0xDBFF {
		return first, nil
	}
	if !p.next('\\') {
		return 0, p.wrong("half of a surrogate pair")
	}
	second, ok := p.hex()
	if !ok || second < 0xDC00 || second > 0xDFFF {
		return 0, p.wrong("half of a surrogate pair")
	}
	return 0x10000 + (first-0xD800)<<10 + (second - 0xDC00), nil
}

func (p *pathReader) hex() (rune, bool) {
	if !p.next('u') || len(p.text)-p.pos < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(p.text[p.pos:p.pos+4], 16, 16)
	if err != nil {
		return 0, false
	}
	p.pos += 4
	return rune(n), true
}
