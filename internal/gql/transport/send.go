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
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/httpfault"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
)

// sender writes one response.
type sender struct {
	w http.ResponseWriter
	// media is the Content-Type.
	media []string
	// wellFormed reports that the request was one of GraphQL: as application/json its errors have status 200.
	wellFormed bool
	written    bool
	// leave frees the place that the request has among those at work; nil where it has none.
	leave func()
	// trace is what is shown of the work, nil where it is not shown.
	trace *observe.Trace
	// share is what the request holds of the bytes that wait to be sent.
	share *outgoing.Share
}

// leaves frees the place, once.
func (a *sender) leaves() {
	if a.leave != nil {
		a.leave()
		a.leave = nil
	}
}

func (a *sender) refuseMutation() {
	a.w.Header().Set("Allow", http.MethodPost)
	a.wellFormed = false
	a.refuse(http.StatusMethodNotAllowed, fault.New(fault.RequestMethod, "GET takes queries only").
		WithHint("send mutations by POST"))
}

// refuse answers with one fault.
func (a *sender) refuse(status int, f *fault.Fault) {
	a.write(&Answer{status: status}, &graphql.Response{Errors: gqlerror.List{gqlfault.Present(f, nil)}})
}

// write sends the response: Content-Length and all bytes in one go. A second response, after a panic in
// the middle of the first, is dropped: part of an answer was sent.
func (a *sender) write(answer *Answer, response *graphql.Response) {
	if a.written {
		return
	}
	a.showTrace(response)
	leaveOut(response, answer.Omitted, answer.More)
	body := answer.lean(answer.body(response))
	a.share.Settle(len(body))
	a.written = true
	a.leaves()
	h := a.w.Header()
	h["Content-Type"] = a.media
	if len(response.Errors) == 1 {
		httpfault.SetRetryAfter(h, gqlfault.CodeOf(response.Errors[0]))
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	if status := a.status(answer.status); status != http.StatusOK {
		a.w.WriteHeader(status)
	}
	_, _ = a.w.Write(body) // where it cannot be written, nobody is left to tell
}

// status returns the status of the answer. In application/json, errors of a well-formed request are answers like
// others; what the server could not do, also because the client has left, is an error in both media types.
func (a *sender) status(failed int) int {
	if failed == 0 || (a.wellFormed && failed < httpfault.StatusLeft && a.media[0] == contentJSON[0]) {
		return http.StatusOK
	}
	return failed
}

// sendPacked sends a compressed answer, as it is to a client that takes it so.
func (a *sender) sendPacked(body []byte, r *http.Request) {
	a.written = true
	a.leaves()
	h := a.w.Header()
	h["Content-Type"] = a.media
	h.Add("Vary", "Accept-Encoding")
	if accept.Gzip(r.Header) {
		h.Set("Content-Encoding", "gzip")
		h["Content-Length"] = []string{strconv.Itoa(len(body))}
		_, _ = a.w.Write(body) // where it cannot be written, nobody is left to tell
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

// unpacked puts the data of a kept answer into the response, for one to which something is to be added.
func unpacked(body []byte, response *graphql.Response) {
	whole, err := io.ReadAll(unpack(body))
	if err != nil {
		panic("invariant broken: a kept answer is cut")
	}
	response.Data = whole[len(dataPrefix) : len(whole)-1]
}
