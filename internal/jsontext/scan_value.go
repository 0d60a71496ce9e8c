package jsontext

import (
	"strings"
	"unicode/utf8"
)

// quoted scans a string with its quotes.
func (s *scanner) quoted() error {
	if s.pos == len(s.src) || s.src[s.pos] != '"' {
		return ErrSyntax
	}
	start := s.pos
	var high byte
	for s.pos++; s.pos < len(s.src); s.pos++ {
		c := s.src[s.pos]
		high |= c
		switch {
		case c == '"':
			s.pos++
			if high >= utf8.RuneSelf && !utf8.ValidString(s.src[start:s.pos]) {
				s.pos = start + validPrefix(s.src[start:s.pos])
				return ErrUTF8
			}
			return nil
		case c < ' ':
			return ErrSyntax
		case c == '\\':
			width := escapeWidth(s.src[s.pos:])
			if width == 0 {
				if rest := s.src[s.pos:]; len(rest) < escapeLength && !strings.Contains(rest, `"`) {
					s.pos = len(s.src) // it may be cut
				}
				return ErrSyntax
			}
			s.pos += width - 1
		}
	}
	return ErrSyntax
}

// escapeLength is that of the longest escape.
const escapeLength = len(`\u0000`)

// validPrefix returns the number of bytes of s that are valid UTF-8.
func validPrefix(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, width := utf8.DecodeRuneInString(s[i:]); width == 1 {
				return i
			}
		}
	}
	return len(s)
}

// escapeWidth returns the length of the escape that s begins with, 0 where there is none.
func escapeWidth(s string) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hexUnit(s); ok {
			return 6
		}
	}
	return 0
}

// hexUnit returns the UTF-16 unit of an escape: \u and four hexadecimal digits.
func hexUnit(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	var r rune
	for i := 2; i < 6; i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// number scans a number by JSON's grammar.
func (s *scanner) number() error {
	s.optional("-")
	switch {
	case s.optional("0"):
	case !s.digits():
		return ErrSyntax
	}
	if s.optional(".") && !s.digits() {
		return ErrSyntax
	}
	if s.optional("eE") {
		s.optional("+-")
		if !s.digits() {
			return ErrSyntax
		}
	}
	return nil
}

// optional reads one byte where it is one of set.
func (s *scanner) optional(set string) bool {
	if s.pos == len(s.src) {
		return false
	}
	for i := range len(set) {
		if s.src[s.pos] == set[i] {
			s.pos++
			return true
		}
	}
	return false
}

func (s *scanner) digits() bool {
	start := s.pos
	for s.pos < len(s.src) && s.src[s.pos] >= '0' && s.src[s.pos] <= '9' {
		s.pos++
	}
	return s.pos > start
}

func (s *scanner) literal() error {
	for _, word := range [...]string{"true", "false", "null"} {
		if len(s.src)-s.pos >= len(word) && s.src[s.pos:s.pos+len(word)] == word {
			s.pos += len(word)
			return nil
		}
		if rest := s.src[s.pos:]; strings.HasPrefix(word, rest) {
			s.pos = len(s.src) // it is cut
			return ErrSyntax
		}
	}
	return ErrSyntax
}
