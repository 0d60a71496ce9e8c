package sqlite

import (
	"errors"
	"io"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// pattern is a compiled regular expression.
type pattern struct {
	*regexp.Regexp
	// size is about the maximum number of steps per character of the text.
	size int
	// prefix is the text that every match begins with.
	prefix string
}

// patterns are the compiled regular expressions of a connection.
type patterns struct {
	byText map[string]pattern
	bytes  int
}

// The estimated memory of a compiled expression, besides its text: by itself, and for each of its steps. The
// expressions allowed in one request (request.MaxRegexSize) fit into maxPatternBytes, so that no row compiles
// anything again.
const (
	patternBytes    = 2000
	patternStep     = 100
	maxPatternBytes = 4 << 20
)

var (
	errRegex      = errors.New("the regular expression is not valid")
	errLargeRegex = errors.New("the regular expression is too large")
)

func (p *patterns) get(text string) (pattern, error) {
	if known, ok := p.byText[text]; ok {
		return known, nil
	}
	// The expressions of requests were checked before; those of the database's own views were not.
	if len(text) > request.MaxRegexBytes {
		return pattern{}, errLargeRegex
	}
	text = strings.Clone(text)
	compiled, err := compilePattern(text)
	if err != nil {
		return pattern{}, err
	}
	bytes := len(text) + patternBytes + compiled.size*patternStep
	if p.byText == nil || p.bytes+bytes > maxPatternBytes {
		p.byText, p.bytes = map[string]pattern{}, 0
	}
	p.byText[text] = compiled
	p.bytes += bytes
	return compiled, nil
}

func compilePattern(text string) (pattern, error) {
	size, err := request.RegexSize(text)
	if err != nil {
		return pattern{}, errRegex
	}
	if size > request.MaxRegexSize {
		return pattern{}, errLargeRegex
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return pattern{}, errRegex
	}
	p := pattern{Regexp: re, size: size}
	if tree, err := syntax.Parse(text, syntax.Perl); err == nil {
		p.prefix = literalStart(tree)
	}
	return p, nil
}

// literalStart returns the text that an expression begins with, before anything else.
func literalStart(tree *syntax.Regexp) string {
	switch {
	case tree.Op == syntax.OpConcat, tree.Op == syntax.OpCapture, tree.Op == syntax.OpPlus:
		return literalStart(tree.Sub[0])
	case tree.Op == syntax.OpLiteral && tree.Flags&syntax.FoldCase == 0:
		return string(tree.Rune)
	default:
		return ""
	}
}

// shortMatch is the maximum number of steps of a match that need not be interruptible.
const shortMatch = 1 << 18

// match reports whether a part of the text matches. Its result is meaningless once the meter has ended it.
func (p *pattern) match(text string, meter jsontext.Meter) bool {
	if len(text)*p.size <= shortMatch {
		return !meter(len(text)*p.size) && p.MatchString(text)
	}
	// The engine of regexp searches for a prefix only in a text that it has as a whole.
	start := strings.Index(text, p.prefix)
	if start < 0 || meter(start) {
		return false
	}
	return p.MatchReader(&metered{rest: text[start:], size: p.size, meter: meter})
}

// metered is a text that ends when its meter ends it.
type metered struct {
	rest  string
	size  int
	meter jsontext.Meter
}

// ReadRune implements io.RuneReader.
func (m *metered) ReadRune() (r rune, size int, err error) {
	if m.rest == "" || m.meter(m.size) {
		m.rest = ""
		return 0, 0, io.EOF
	}
	r, size = utf8.DecodeRuneInString(m.rest)
	m.rest = m.rest[size:]
	return r, size, nil
}
