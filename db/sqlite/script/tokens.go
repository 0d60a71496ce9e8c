package script

import "strings"

// TokenKind is the kind of a token.
type TokenKind uint8

const (
	// BareWord is a keyword or a name without quotes.
	BareWord TokenKind = iota
	// QuotedName is a name in "", [] or ``.
	QuotedName
	// TextLiteral is 'text'.
	TextLiteral
	// OtherToken is a number, a blob or a mark.
	OtherToken
)

// Token is one token of an SQL text, from Start to End; Text is its value, without quotes.
type Token struct {
	Kind       TokenKind
	Text       string
	Quote      byte
	Start, End int
}

// Is reports whether the token is this mark.
func (t Token) Is(mark string) bool { return t.Kind == OtherToken && t.Text == mark }

// Word reports whether the token is this keyword, given in upper case.
func (t Token) Word(keyword string) bool {
	return t.Kind == BareWord && len(t.Text) == len(keyword) && strings.EqualFold(t.Text, keyword)
}

// IsName reports whether the token can name a column in an expression.
func (t Token) IsName() bool { return t.Kind == BareWord || t.Kind == QuotedName }

// Tokens splits an SQL statement into tokens, without blanks and comments.
func Tokens(sql string) []Token {
	var list []Token
	for i := 0; i < len(sql); {
		end, blank := blankEnd(sql, i)
		if !blank {
			var t Token
			t, end = tokenAt(sql, i)
			t.Start, t.End = i, end
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

func tokenAt(sql string, i int) (Token, int) {
	switch c := sql[i]; {
	case c == '\'':
		text, end := quoted(sql, i, c)
		return Token{Kind: TextLiteral, Text: text, Quote: c}, end
	case c == '"', c == '`':
		text, end := quoted(sql, i, c)
		return Token{Kind: QuotedName, Text: text, Quote: c}, end
	case c == '[':
		end := i + through(sql[i:], "]")
		return Token{Kind: QuotedName, Text: strings.TrimSuffix(sql[i+1:end], "]"), Quote: c}, end
	case (c == 'x' || c == 'X') && i+1 < len(sql) && sql[i+1] == '\'':
		_, end := quoted(sql, i+1, '\'')
		return Token{Kind: OtherToken, Text: sql[i:end]}, end
	case wordByte(c):
		end := i + 1
		for end < len(sql) && wordByte(sql[end]) {
			end++
		}
		kind := BareWord
		if '0' <= c && c <= '9' {
			kind = OtherToken
		}
		return Token{Kind: kind, Text: sql[i:end]}, end
	default:
		return Token{Kind: OtherToken, Text: sql[i : i+1]}, i + 1
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
