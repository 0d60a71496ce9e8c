// Package accept parses the Accept headers of a client (RFC 9110, section 12.5). It is a leaf.
package accept

import (
	"net/http"
	"strconv"
	"strings"
)

// Gzip reports whether a client accepts gzip. The weight 0 means that it does not.
func Gzip(h http.Header) bool {
	for _, line := range h["Accept-Encoding"] {
		for part := range strings.SplitSeq(line, ",") {
			coding, weight, weighted := strings.Cut(part, ";")
			if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
				continue
			}
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
			return !weighted || (err == nil && q > 0)
		}
	}
	return false
}
