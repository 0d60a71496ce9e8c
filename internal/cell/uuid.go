package cell

import (
	"encoding/hex"
	"strings"
)

const hexDigits = "0123456789abcdef"

// AppendUUID appends a UUID in text form as a string in lower case. It reports false, with dst unchanged, where the
// text is not a UUID, or mixes cases: a comparison looks only for the two spellings in one case.
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

// AppendUUIDBytes appends a UUID of 16 bytes as a string. It reports false, with dst unchanged, for another number of
// bytes.
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

// UUIDBytes returns the 16 bytes of a UUID in text form. It reports false where the text is not one.
func UUIDBytes(text string) ([]byte, bool) {
	data, err := hex.DecodeString(strings.ReplaceAll(text, "-", ""))
	return data, err == nil && len(data) == 16
}
