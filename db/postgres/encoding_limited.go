package postgres

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
)

// limited is the encoding of a text or a number that is written into a column with a length. The server refuses what is
// too long without saying which column it was for.
type limited struct {
	encoding
	length, scale int
}

// Within implements dialect.Sized.
func (e encoding) Within(t *catalog.Type) dialect.Encoding { return limited{e, t.Length, t.Scale} }

// String implements dialect.Encoding.
func (s limited) String() string {
	if s.encoding == bindDecimal {
		return fmt.Sprintf("%s(%d,%d)", s.encoding, s.length, s.scale)
	}
	return fmt.Sprintf("%s(%d)", s.encoding, s.length)
}

// Apply implements dialect.Encoding.
func (s limited) Apply(v any) (any, error) {
	if text, ok := v.(string); ok {
		if err := s.fits(text); err != nil {
			return nil, err
		}
	}
	return s.encoding.Apply(v)
}

func (s limited) fits(text string) error {
	if s.encoding == bindDecimal {
		whole, _, _ := strings.Cut(strings.TrimLeft(text, "-"), ".")
		if most := s.length - s.scale; len(strings.TrimLeft(whole, "0")) > most {
			return fault.New(fault.RequestValue, "the column stores numbers with at most %s before the point", counted(most, "digit")).
				WithHint("use a number with fewer digits")
		}
		return nil
	}
	// Spaces at the end that are too many are no error in SQL: they are not stored.
	if n := utf8.RuneCountInString(strings.TrimRight(text, " ")); n > s.length {
		return fault.New(fault.RequestValue, "the column stores at most %s, and the text has %d", counted(s.length, "character"), n).
			WithHint("use a shorter text")
	}
	return nil
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
