// Package accept parses the Accept headers of a client (RFC 9110, section 12.5). It is a leaf.
package accept

import (
	"net/http"
	"strconv"
	"strings"
)

// Gzip reports whether a client accepts gzip, and does not prefer an answer without encoding. What is not named has
// the weight of *, and without that one gzip is not accepted. The weight 0 means that it is not either.
func Gzip(h http.Header) bool {
	gzip, identity, others := -1.0, -1.0, 0.0
	for _, line := range h["Accept-Encoding"] {
		for part := range strings.SplitSeq(line, ",") {
			coding, weight, _ := strings.Cut(part, ";")
			switch strings.ToLower(strings.TrimSpace(coding)) {
			case "gzip", "x-gzip":
				gzip = max(gzip, quality(weight))
			case "identity":
				identity = quality(weight)
			case "*":
				others = quality(weight)
			}
		}
	}
	if gzip < 0 {
		gzip = others
	}
	return gzip > 0 && gzip >= identity
}

// quality returns the weight of a coding, which is 1 if there is none, and 0 if it is invalid.
func quality(weight string) float64 {
	weight = strings.TrimSpace(weight)
	if weight == "" {
		return 1
	}
	name, value, _ := strings.Cut(weight, "=")
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !strings.EqualFold(strings.TrimSpace(name), "q") || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
