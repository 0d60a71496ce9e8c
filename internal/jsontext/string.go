// Package jsontext writes and compares JSON text without going through Go values, so that numbers stay exact and
// nothing is allocated that is not part of the answer. It is pure and knows no request, no catalogue and no SQL.
package jsontext

import "unicode/utf8"

// AppendString appends s as a JSON string with as few escapes as JSON allows. It reports false, with dst unchanged,
// where s is not valid UTF-8.
func AppendString(dst []byte, s string) ([]byte, bool) {
	base := len(dst)
	dst = append(dst, '"')
	start := 0
	var high byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		high |= c
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[start:i]...)
		dst = appendEscape(dst, c)
		start = i + 1
	}
	if high >= utf8.RuneSelf && !utf8.ValidString(s) {
		return dst[:base], false
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"'), true
}

// MostEscaped is the maximum number of bytes that AppendString appends for a byte of a text.
const MostEscaped = len(`\u0000`)

// StringSize returns the number of bytes that AppendString appends for s, which must be UTF-8.
func StringSize(s string) int {
	size := len(`""`) + len(s)
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			size += escapeSize(c) - 1
		}
	}
	return size
}

func escapeSize(c byte) int {
	switch c {
	case '"', '\\', '\b', '\f', '\n', '\r', '\t':
		return len(`\n`)
	default:
		return len(`\u0000`)
	}
}

// AppendRaw is AppendString for text that may contain invalid UTF-8, which is copied unchanged. Only a reader that
// accepts any bytes (a database that gets its own text back) can use it.
func AppendRaw(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			dst = append(dst, s[start:i]...)
			dst = appendEscape(dst, c)
			start = i + 1
		}
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

const hexDigits = "0123456789abcdef"

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	default:
		return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
}
