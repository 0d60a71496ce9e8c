package transport

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/accept"
	"tiddly/internal/ending"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/httpfault"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
)

// sender writes one response.
type sender struct {
	w http.ResponseWriter
	// r is the request, caching what its answer tells caches.
	r       *http.Request
	caching caching
	// media is the Content-Type.
	media []string
	// wellFormed is set for a valid GraphQL request: as application/json its errors have status 200.
	wellFormed bool
	written    bool
	// place is that of the request among the running ones.
	place outgoing.Place
	// trace is the trace of the request; nil if none is shown.
	trace *observe.Trace
	// array collects the answer, if it is one of several; it is not sent by itself then.
	array *array
	// share is the request's part of the bytes that wait to be sent.
	share *outgoing.Share

	// What follows is here for one allocation with the rest: what is asked, the time that the work on it has, and the
	// length of the answer as the value of a header.
	asked  asked
	within ending.Within
	length [1]string
}

func (a *sender) refuseMutation() {
	if a.array == nil {
		a.w.Header().Set("Allow", http.MethodPost)
	}
	a.wellFormed = false
	a.refuse(http.StatusMethodNotAllowed, fault.New(fault.RequestMethod, "%s accepts queries only", a.r.Method).
		WithHint("send mutations by POST"))
}

// refuse answers with one fault.
func (a *sender) refuse(status int, f *fault.Fault) {
	a.write(&Answer{status: status}, &graphql.Response{Errors: gqlerror.List{gqlfault.Present(f, nil)}})
}

// write sends the response: Content-Length and all bytes at once. A second response, after a panic in the middle
// of the first, is dropped: part of an answer was sent.
func (a *sender) write(answer *Answer, response *graphql.Response) {
	if a.written {
		return
	}
	a.showTrace(response)
	leaveOut(response, answer.Omitted, answer.More)
	if a.array != nil {
		a.written = true
		a.collect(answer, response)
		return
	}
	if len(response.Errors) == 1 {
		httpfault.SetRetryAfter(a.w.Header(), gqlfault.CodeOf(response.Errors[0]))
	}
	a.send(answer.lean(answer.body(response)), a.status(answer.status), answer, response)
}

// send sends a body.
func (a *sender) send(body []byte, status int, answer *Answer, response *graphql.Response) {
	a.share.Settle(len(body))
	a.written = true
	a.place.Leave()
	if a.tellCaches(status, answer, response) && a.tagged(body) {
		a.sendNothing()
		return
	}
	h := a.w.Header()
	h["Content-Type"] = a.media
	a.length[0] = strconv.Itoa(len(body))
	h["Content-Length"] = a.length[:]
	if status != http.StatusOK {
		a.w.WriteHeader(status)
	}
	_, _ = a.w.Write(body) // if it cannot be written, the client is gone
}

// status returns the status of the answer. In application/json, errors of a well-formed request have status 200;
// failures of the server, and clients that left, have an error status in both media types.
func (a *sender) status(failed int) int {
	if failed == 0 || (a.wellFormed && failed < httpfault.StatusLeft && a.media[0] == contentJSON[0]) {
		return http.StatusOK
	}
	return failed
}

// sendPacked sends a compressed answer, unchanged to a client that accepts gzip.
func (a *sender) sendPacked(answer *Answer) {
	body := answer.packed
	a.written = true
	a.place.Leave()
	h := a.w.Header()
	h["Content-Type"] = a.media
	a.tellCaches(http.StatusOK, answer, nil)
	accept.Vary(h, "Accept-Encoding")
	if accept.Gzip(a.r.Header) {
		h.Set("Content-Encoding", "gzip")
		h["Content-Length"] = []string{strconv.Itoa(len(body))}
		_, _ = a.w.Write(body) // if it cannot be written, the client is gone
		return
	}
	_, _ = io.Copy(a.w, unpack(body)) // as above
}

// unpack returns the text of a compressed answer.
func unpack(body []byte) io.Reader {
	plain, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		panic("invariant broken: a kept answer is not compressed")
	}
	return plain
}

// unpacked sets the data of a cached answer in the response, so that something can be added to it.
func unpacked(body []byte, response *graphql.Response) {
	whole, err := io.ReadAll(unpack(body))
	if err != nil {
		panic("invariant broken: a kept answer is cut")
	}
	response.Data = whole[len(dataPrefix) : len(whole)-1]
}
