package cell

import (
	"encoding/hex"
	"strings"
)

const hexDigits = "0123456789abcdef"

// AppendUUID appends a UUID that is text as a string in lower case. It reports false, with dst as it was, where the text
// is no UUID, or one in both cases: who looks for a UUID looks for the two spellings in one case.
func AppendUUID(dst []byte, text string) ([]byte, bool) {
	if !isUUID(text) {
		return dst, false
	}
	dst = append(dst, '"')
	for i := range len(text) {
		c := text[i]
		if c >= 'A' && c <= 'F' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return append(dst, '"'), true
}

// AppendUUIDBytes appends a UUID that is 16 bytes as a string. It reports false, with dst as it was, where the bytes are
// more or fewer.
func AppendUUIDBytes(dst, data []byte) ([]byte, bool) {
	if len(data) != 16 {
		return dst, false
	}
	dst = append(dst, '"')
	for i, b := range data {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, hexDigits[b>>4], hexDigits[b&15])
	}
	return append(dst, '"'), true
}

// isUUID reports whether text is a UUID in one case.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	lower, upper := false, false
	for i := range len(s) {
		c := s[i]
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c >= 'a' && c <= 'f':
			lower = true
		case c >= 'A' && c <= 'F':
			upper = true
		case c < '0' || c > '9':
			return false
		}
	}
	return !lower || !upper
}

// UUIDBytes returns the 16 bytes of a UUID that is text. It reports false where the text is none.
func UUIDBytes(text string) ([]byte, bool) {
	data, err := hex.DecodeString(strings.ReplaceAll(text, "-", ""))
	return data, err == nil && len(data) == 16
}
