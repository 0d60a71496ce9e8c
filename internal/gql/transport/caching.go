package transport

import (
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/accept"
	"tiddly/internal/caller"
)

// caching is what the answers of GET and QUERY say about their storage in caches.
type caching struct {
	// shared are the directives for answers that everyone gets, own those for answers that belong to one caller; both
	// are nil if the setting is empty.
	shared, own []string
}

// noStore is the Cache-Control of answers that no cache may keep.
var noStore = []string{"no-store"}

// newCaching returns the caching of a Cache-Control, whose directives are valid.
func newCaching(control string) caching {
	if control == "" {
		return caching{}
	}
	own := []string{"private"}
	for directive := range strings.SplitSeq(control, ",") {
		directive = strings.TrimSpace(directive)
		switch name, _, _ := strings.Cut(directive, "="); name {
		case "public", "private", "s-maxage", "proxy-revalidate": // they are for shared caches, and the first says the opposite
		default:
			own = append(own, directive)
		}
	}
	return caching{shared: []string{control}, own: []string{strings.Join(own, ", ")}}
}

// tell sets the headers for caches on an answer of GET or QUERY. Answers with errors, and with the trace of one
// request, are not kept.
func (c caching) tell(h http.Header, r *http.Request, good, personal bool) {
	if !good || len(h["Set-Cookie"]) > 0 {
		h["Cache-Control"] = noStore
		return
	}
	if c.shared == nil {
		return // the server has set what there is to say about a caller
	}
	// What one client gets is not for another that shows something else: not even an answer for strangers, since the
	// caller is a part of what is asked.
	accept.Vary(h, "Accept", "Authorization", "Cookie")
	if personal || shows(r) {
		h["Cache-Control"] = c.own
		return
	}
	h["Cache-Control"] = c.shared
}

// shows reports whether the client of a request has shown who it is, or has tried to.
func shows(r *http.Request) bool {
	return caller.From(r.Context()) != nil || len(r.Header["Authorization"]) > 0 || len(r.Header["Cookie"]) > 0
}

// isSafe reports whether a method may only read.
func isSafe(method string) bool { return method != http.MethodPost }

// tellCaches sets the headers for caches on an answer, if its method can be cached, and reports whether it is a good one.
func (a *sender) tellCaches(status int, answer *Answer, response *graphql.Response) bool {
	if !isSafe(a.r.Method) {
		return false
	}
	good := status == http.StatusOK && (response == nil || len(response.Errors) == 0) && a.trace == nil
	a.caching.tell(a.w.Header(), a.r, good, answer.Personal)
	return good
}

// methodQuery is the method of RFC 10008: a GET with a body.
const methodQuery = "QUERY"
