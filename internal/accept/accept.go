// Package accept reads what a client says it takes (RFC 9110, section 12.5). It is a leaf.
package accept

import (
	"net/http"
	"strconv"
	"strings"
)

// Gzip tells whether a client takes answers in gzip. One that names it with the weight 0 does not.
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
