package accept

import (
	"net/http"
	"strings"
)

// Vary adds the names of request headers to the Vary of an answer, in one line: caches such as nginx before 1.23 read
// only one of several, and would give one client the answer to another. The names of the line are not repeated.
func Vary(h http.Header, names ...string) {
	line := strings.Join(h["Vary"], ", ")
	for _, name := range names {
		if !lists(line, name) {
			line = strings.TrimPrefix(line+", "+name, ", ")
		}
	}
	h["Vary"] = []string{line}
}

// lists reports whether a list has a name, whatever its case.
func lists(line, name string) bool {
	for item := range strings.SplitSeq(line, ",") {
		if strings.EqualFold(strings.TrimSpace(item), name) {
			return true
		}
	}
	return false
}
