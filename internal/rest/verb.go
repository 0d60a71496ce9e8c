package rest

import (
	"net/http"
	"net/url"
	"strings"
)

// verb is the operation on a table.
type verb uint8

const (
	getAll verb = iota
	getOne
	fetch
	post
	put
	remove
)

// said are the names of the verbs in the envelope. FETCH has none.
var said = [...]string{getAll: "GET", getOne: "GET", post: "POST", put: "PUT", remove: "DELETE"}

func (v verb) String() string {
	if int(v) < len(said) {
		return said[v]
	}
	return ""
}

// kind returns the kind of operation for observers.
func (v verb) kind() string {
	if v == post || v == put || v == remove {
		return "mutation"
	}
	return "query"
}

// The methods of the two kinds of address.
const (
	ofTable = "GET, HEAD, POST, FETCH, QUERY, OPTIONS"
	ofRow   = "GET, HEAD, PUT, DELETE, OPTIONS"
)

func allowed(isRow bool) string {
	if isRow {
		return ofRow
	}
	return ofTable
}

// overrideHeader names the method if intermediaries do not let it through.
const overrideHeader = "X-HTTP-Method-Override"

// fetchSegment after a table's name makes a POST a FETCH.
const fetchSegment = "fetch"

// verbOf returns the verb of a request, and whether it is about a row; known is false if the address does not
// support it.
func verbOf(r *http.Request, id string, isRow bool) (v verb, row, known bool) {
	method := r.Method
	if method == http.MethodPost {
		if other := r.Header.Get(overrideHeader); other != "" {
			method = strings.ToUpper(other)
		} else if isRow && id == fetchSegment {
			return fetch, false, true
		}
	}
	known = true
	switch {
	case isRow && (method == http.MethodGet || method == http.MethodHead):
		v = getOne
	case isRow && method == http.MethodPut:
		v = put
	case isRow && method == http.MethodDelete:
		v = remove
	case !isRow && (method == http.MethodGet || method == http.MethodHead):
		v = getAll
	case !isRow && method == http.MethodPost:
		v = post
	case !isRow && (method == "FETCH" || method == "QUERY"):
		v = fetch
	default:
		known = false
	}
	return v, isRow, known
}

func unescape(segment string) (string, bool) {
	s, err := url.PathUnescape(segment)
	return s, err == nil
}
