package graph

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/lexer"

	"tiddly/internal/fault"
)

// escapeHint tells how characters are written in a string.
const escapeHint = `write characters as they are, as \u{1F600}, or as the two escapes of a pair`

// loneSurrogate is the error of a string with an escape that stands for half of a character.
func loneSurrogate() *fault.Fault {
	return fault.New(fault.RequestSyntax, "a string has an escape for a surrogate that is no half of a pair").
		WithHint(escapeHint)
}

// textReader finds the text of tokens, whose places are counted in characters, in their order.
type textReader struct {
	rest string
	read int
}

// loneSurrogate reports whether a string, as it is written, has an escape for a lone surrogate. The lexer reads it as
// U+FFFD, so that the text of others is not looked at.
func (r *textReader) loneSurrogate(token *lexer.Token) bool {
	if !strings.ContainsRune(token.Value, utf8.RuneError) {
		return false
	}
	r.skip(token.Pos.Start - r.read)
	written := r.rest
	r.skip(token.Pos.End - token.Pos.Start)
	return hasLoneSurrogate(written[:len(written)-len(r.rest)])
}

// skip goes on by a number of characters.
func (r *textReader) skip(characters int) {
	for range characters {
		_, width := utf8.DecodeRuneInString(r.rest)
		r.rest = r.rest[width:]
	}
	r.read += characters
}

// hasLoneSurrogate looks at the escapes of a string that the lexer has taken.
func hasLoneSurrogate(written string) bool {
	for {
		i := strings.IndexByte(written, '\\')
		if i < 0 || i+1 >= len(written) {
			return false
		}
		escaped := written[i+1]
		written = written[i+2:]
		if escaped != 'u' || strings.HasPrefix(written, "{") {
			continue // the lexer takes braces around no surrogate
		}
		first := unit(written)
		if !utf16.IsSurrogate(first) {
			continue
		}
		if rest, pair := strings.CutPrefix(written[4:], `\u`); !pair || utf16.DecodeRune(first, unit(rest)) == utf8.RuneError {
			return true
		}
		written = written[10:]
	}
}

// unit reads the four digits of an escape.
func unit(digits string) rune {
	if len(digits) < 4 {
		return 0
	}
	n, _ := strconv.ParseUint(digits[:4], 16, 16) // what is not hexadecimal is no surrogate
	return rune(n)
}
