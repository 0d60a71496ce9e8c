package document

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/lexer"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
)

// wrongSurrogate returns the error of a string with an escape for half of a surrogate pair.
func wrongSurrogate() *fault.Fault {
	return withEscapeHint(fault.New(fault.RequestSyntax, "a string has an escape for a surrogate that is not part of a pair"))
}

// wrongEscape returns the error of a token that ends at an invalid escape, which the parser does not report; nil
// for other invalid tokens, which it does.
func wrongEscape(token *lexer.Token, err error) *gqlfault.Located {
	if err == nil || !strings.Contains(err.Error(), "Invalid character escape sequence") {
		return nil
	}
	return locate(withEscapeHint(fault.New(fault.RequestSyntax, "a string has an escape that is not a character")), &token.Pos)
}

func withEscapeHint(f *fault.Fault) *fault.Fault {
	return f.WithHint(`write characters as they are, as \u{1F600}, or as the two escapes of a pair`)
}

// textReader returns the text of tokens, whose positions are counted in characters, in their order.
type textReader struct {
	rest string
	read int
}

// loneSurrogate reports whether a string has an escape for a lone surrogate. The lexer reads it as U+FFFD, so
// other strings need not be examined.
func (r *textReader) loneSurrogate(token *lexer.Token) bool {
	if !strings.ContainsRune(token.Value, utf8.RuneError) {
		return false
	}
	r.skip(token.Pos.Start - r.read)
	written := r.rest
	r.skip(token.Pos.End - token.Pos.Start)
	return hasLoneSurrogate(written[:len(written)-len(r.rest)])
}

// skip skips a number of characters.
func (r *textReader) skip(characters int) {
	for range characters {
		_, width := utf8.DecodeRuneInString(r.rest)
		r.rest = r.rest[width:]
	}
	r.read += characters
}

// hasLoneSurrogate examines the escapes of a string that the lexer has accepted.
func hasLoneSurrogate(written string) bool {
	for {
		i := strings.IndexByte(written, '\\')
		if i < 0 || i+1 >= len(written) {
			return false
		}
		escaped := written[i+1]
		written = written[i+2:]
		if escaped != 'u' || strings.HasPrefix(written, "{") {
			continue // the lexer accepts no surrogate in braces
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

// unit returns the value of the four digits of an escape.
func unit(digits string) rune {
	if len(digits) < 4 {
		return 0
	}
	n, _ := strconv.ParseUint(digits[:4], 16, 16) // a non-hexadecimal value is not a surrogate
	return rune(n)
}

// plainComments replaces control characters in comments by blanks: GraphQL allows them, but the lexer does not.
func plainComments(text string) string {
	control := func(c rune) bool { return c < ' ' && c != '\t' && c != '\n' && c != '\r' }
	if strings.IndexByte(text, '#') < 0 || strings.IndexFunc(text, control) < 0 {
		return text
	}
	out := []byte(text)
	for i := 0; i < len(out); {
		switch {
		case strings.HasPrefix(text[i:], `"""`):
			i = blockEnd(text, i+3)
		case out[i] == '"':
			i = stringEnd(text, i+1)
		case out[i] == '#':
			for ; i < len(out) && out[i] != '\n' && out[i] != '\r'; i++ {
				if control(rune(out[i])) {
					out[i] = ' '
				}
			}
		default:
			i++
		}
	}
	return string(out)
}

// stringEnd returns the position after a string, or after its line.
func stringEnd(text string, i int) int {
	for ; i < len(text) && text[i] != '"' && text[i] != '\n' && text[i] != '\r'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// blockEnd returns the position after a block string. Of more than three quotes the last three end it.
func blockEnd(text string, i int) int {
	for i < len(text) {
		switch {
		case strings.HasPrefix(text[i:], `\"""`):
			i += len(`\"""`)
		case strings.HasPrefix(text[i:], `"""`):
			for i += 3; i < len(text) && text[i] == '"'; {
				i++
			}
			return i
		default:
			i++
		}
	}
	return i
}
