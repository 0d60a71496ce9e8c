package jsontext

import (
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Canonical returns the one text that all spellings of a JSON value share: no blanks, object keys in the order of
// their code points, strings with the fewest escapes, and numbers exact in one form, so that 1, 1.0 and 1e0 are the
// same and 9007199254740993 is preserved. The error is one of this package's.
func Canonical(src []byte) (string, error) {
	return CanonicalText(string(src))
}

// CanonicalText is Canonical for a string.
func CanonicalText(src string) (string, error) { return Meter(nil).Canonical(src) }

// Canonical is CanonicalText under a meter.
func (m Meter) Canonical(src string) (string, error) {
	c := canonical{scanner: scanner{src: src, meter: m}}
	c.dst = make([]byte, 0, len(src))
	if err := c.value(); err != nil {
		return "", err
	}
	if err := c.end(); err != nil {
		return "", err
	}
	if string(c.dst) == src {
		return src, nil
	}
	return string(c.dst), nil
}

// canonical appends its input in canonical form.
type canonical struct {
	scanner
	// keys holds the members of the open objects, the innermost last.
	keys    []placed
	scratch []byte
}

// placed is a member of an object: its key and where it lies in dst.
type placed struct {
	key        string
	start, end int
}

func (c *canonical) value() error {
	switch b := c.peek(); {
	case b == '{':
		return c.object()
	case b == '[':
		c.dst = append(c.dst, '[')
		first := true
		err := c.members('[', ']', func() error {
			c.comma(&first)
			return c.value()
		})
		c.dst = append(c.dst, ']')
		return err
	case b == '"':
		text, err := c.text()
		if err == nil {
			c.dst, _ = AppendString(c.dst, text)
		}
		return err
	case b == '-' || (b >= '0' && b <= '9'):
		token, err := c.token((*scanner).number)
		if err != nil {
			return err
		}
		n, ok := parseNumber([]byte(token))
		if !ok {
			return ErrNumber
		}
		c.dst = n.append(c.dst)
		return nil
	default:
		word, err := c.token((*scanner).literal)
		c.dst = append(c.dst, word...)
		return err
	}
}

func (c *canonical) comma(first *bool) {
	if !*first {
		c.dst = append(c.dst, ',')
	}
	*first = false
}

func (c *canonical) object() error {
	start, base := len(c.dst), len(c.keys)
	c.dst = append(c.dst, '{')
	first := true
	err := c.members('{', '}', func() error {
		c.comma(&first)
		c.blanks()
		key, err := c.text()
		if err != nil {
			return err
		}
		at := len(c.dst)
		c.dst, _ = AppendString(c.dst, key)
		c.dst = append(c.dst, ':')
		if err := c.punctuation(':'); err != nil {
			return err
		}
		if err := c.value(); err != nil {
			return err
		}
		c.keys = append(c.keys, placed{key, at, len(c.dst)})
		return nil
	})
	if err != nil {
		return err
	}
	return c.sort(start, base)
}

// sort sorts the members of an object, which begin at start, and ends it. Only members out of order are moved: so a
// deeply nested object is copied once for each level, if at all.
func (c *canonical) sort(start, base int) error {
	members := c.keys[base:]
	order := func(a, b placed) int { return strings.Compare(a.key, b.key) }
	if slices.IsSortedFunc(members, order) {
		c.dst = append(c.dst, '}')
		c.keys = c.keys[:base]
		return unique(members)
	}
	slices.SortFunc(members, order)
	if err := unique(members); err != nil {
		return err
	}
	c.scratch = append(c.scratch[:0], '{')
	for i, m := range members {
		if i > 0 {
			c.scratch = append(c.scratch, ',')
		}
		c.scratch = append(c.scratch, c.dst[m.start:m.end]...)
	}
	c.dst = append(append(c.dst[:start], c.scratch...), '}')
	c.keys = c.keys[:base]
	return c.spend(2 * len(c.scratch))
}

// unique rejects a key that occurs twice among members, which are sorted.
func unique(members []placed) error {
	for i := 1; i < len(members); i++ {
		if members[i-1].key == members[i].key {
			return ErrDuplicate
		}
	}
	return nil
}

// text reads a string and returns its value.
func (s *scanner) text() (string, error) {
	start := s.pos
	if err := s.quoted(); err != nil {
		return "", err
	}
	text, wrong := unquote(s.src[start:s.pos])
	if wrong > 0 {
		s.pos = start + wrong
		return "", ErrSurrogate
	}
	return text, nil
}

// unquote returns the value of a string token. Half a surrogate pair is not a character: wrong is where one begins, 0
// where there is none.
func unquote(token string) (text string, wrong int) {
	s := token[1 : len(token)-1]
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s, 0
	}
	var b strings.Builder
	b.Grow(len(s))
	for ; i >= 0; i = strings.IndexByte(s, '\\') {
		b.WriteString(s[:i])
		s = s[i:]
		width := 2
		switch s[1] {
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case 'u':
			var r rune
			if r, width = unicodeEscape(s); width == 0 {
				return "", len(token) - 1 - len(s)
			}
			b.WriteRune(r)
		default:
			b.WriteByte(s[1])
		}
		s = s[width:]
	}
	b.WriteString(s)
	return b.String(), 0
}

// unicodeEscape returns the character that s begins with, of one escape of four hexadecimal digits or a pair of them;
// width is 0 where there is none.
func unicodeEscape(s string) (r rune, width int) {
	r, _ = hexUnit(s)
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	low, ok := hexUnit(s[6:])
	if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}
