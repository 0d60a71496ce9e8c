package sqlite

import "strings"

type tokenKind uint8

const (
	// bareWord is a keyword or a name without quotes.
	bareWord tokenKind = iota
	// quotedName is a name in "", [] or ``.
	quotedName
	// textLiteral is 'text'.
	textLiteral
	// otherToken is a number, a blob or a mark.
	otherToken
)

// token is one token of an SQL text; text is its value, without quotes.
type token struct {
	kind       tokenKind
	text       string
	quote      byte
	start, end int
}

// is reports whether the token is this mark.
func (t token) is(mark string) bool { return t.kind == otherToken && t.text == mark }

// word reports whether the token is this keyword, given in upper case.
func (t token) word(keyword string) bool {
	return t.kind == bareWord && len(t.text) == len(keyword) && strings.EqualFold(t.text, keyword)
}

// name reports whether the token can name a column in an expression.
func (t token) name() bool { return t.kind == bareWord || t.kind == quotedName }

// tokens splits an SQL statement into tokens, without blanks and comments.
func tokens(sql string) []token {
	var list []token
	for i := 0; i < len(sql); {
		end, blank := blankEnd(sql, i)
		if !blank {
			var t token
			t, end = tokenAt(sql, i)
			t.start, t.end = i, end
			list = append(list, t)
		}
		i = end
	}
	return list
}

// blankEnd returns the end of the blank or comment at i, if there is one.
func blankEnd(sql string, i int) (int, bool) {
	rest := sql[i:]
	switch {
	case strings.ContainsRune(" \t\r\n\f", rune(rest[0])):
		return i + 1, true
	case strings.HasPrefix(rest, "--"):
		return i + through(rest, "\n"), true
	case strings.HasPrefix(rest, "/*"):
		return i + 2 + through(rest[2:], "*/"), true
	}
	return i, false
}

// through returns the index after the first end in s, or the length of s.
func through(s, end string) int {
	if at := strings.Index(s, end); at >= 0 {
		return at + len(end)
	}
	return len(s)
}

func tokenAt(sql string, i int) (token, int) {
	switch c := sql[i]; {
	case c == '\'':
		text, end := quoted(sql, i, c)
		return token{kind: textLiteral, text: text, quote: c}, end
	case c == '"', c == '`':
		text, end := quoted(sql, i, c)
		return token{kind: quotedName, text: text, quote: c}, end
	case c == '[':
		end := i + through(sql[i:], "]")
		return token{kind: quotedName, text: strings.TrimSuffix(sql[i+1:end], "]"), quote: c}, end
	case (c == 'x' || c == 'X') && i+1 < len(sql) && sql[i+1] == '\'':
		_, end := quoted(sql, i+1, '\'')
		return token{kind: otherToken, text: sql[i:end]}, end
	case wordByte(c):
		end := i + 1
		for end < len(sql) && wordByte(sql[end]) {
			end++
		}
		kind := bareWord
		if '0' <= c && c <= '9' {
			kind = otherToken
		}
		return token{kind: kind, text: sql[i:end]}, end
	default:
		return token{kind: otherToken, text: sql[i : i+1]}, i + 1
	}
}

// quoted reads the quoted text from i on; a doubled quote stands for itself.
func quoted(sql string, i int, quote byte) (text string, end int) {
	var b strings.Builder
	for i++; i < len(sql); i++ {
		if sql[i] == quote {
			if i+1 == len(sql) || sql[i+1] != quote {
				return b.String(), i + 1
			}
			i++
		}
		b.WriteByte(sql[i])
	}
	return b.String(), i
}

func wordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
