package server

import (
	"context"
	"errors"
	"io"
	"net/http"

	"tiddly/internal/ending"
	"tiddly/internal/httpfault"
	"tiddly/internal/outgoing"
)

// tracker records of one exchange whether its answer has begun, its status, the number of body bytes written, and
// whether the client stayed to the end.
type tracker struct {
	http.ResponseWriter
	// ctx ends when the client disconnects.
	ctx     context.Context //nolint:containedctx // a tracker lives as long as its request
	started bool
	// status is 0 before the answer has begun.
	status int
	bytes  int64
	// left is set if the client disconnected before it had sent the whole request or received the whole answer.
	left bool
	// body is the request's body; it is the zero value if there is none.
	body body
	// share is the request's part of the bytes that wait to be sent.
	share outgoing.Share
	// visit is the context that the handlers have.
	visit visit
}

// attend tracks every exchange. It is the outermost handler: if a body was not read to its end, for whatever
// reason, the connection stays open until the client had time to read the answer.
func (s *Server) attend(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := &tracker{ResponseWriter: w, ctx: r.Context()}
		t.visit = visit{Context: t.ctx, id: [1]string{requestID(r.Header)}}
		if s.options.Client != nil {
			t.visit.address = s.options.Client(r)
		}
		if b := s.options.Outgoing; b != nil {
			t.share = b.Open(t.visit.address)
			t.visit.share = &t.share
			defer t.share.Release()
		}
		r = r.WithContext(&t.visit) // a copy: net/http looks at the body of its own request
		if r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0 {
			t.body.ReadCloser = r.Body
			r.Body = &t.body
		}
		next.ServeHTTP(t, r)
		t.visit.unrouted()
		if t.body.unread() {
			lingers(t.ctx)
		}
	})
}

// tracked returns the tracker of an exchange.
func tracked(w http.ResponseWriter) *tracker {
	t, ok := w.(*tracker)
	if !ok {
		panic("invariant broken: an exchange is not tracked")
	}
	return t
}

// begin sets the status, which is the first one outside of 1xx.
func (t *tracker) begin(status int) {
	if status < http.StatusOK || t.started {
		return
	}
	t.started, t.status = true, status
}

// sent records whether the client was still connected when a part of the answer was sent.
func (t *tracker) sent(err error) {
	if (err != nil && !errors.Is(err, http.ErrBodyNotAllowed)) || t.ctx.Err() != nil {
		t.left = true
	}
}

// end records that the answer is complete.
func (t *tracker) end() {
	if !t.started {
		t.sent(nil)
		t.begin(http.StatusOK) // net/http's default if nothing was written
	}
}

// outcome returns the status for the log and the metrics; 0 if the exchange ended before the answer began. A
// stopping server cuts off requests itself: then the client has not left.
func (t *tracker) outcome() int {
	if (t.left || t.body.broke()) && (t.ctx.Err() == nil || ending.Left(t.ctx)) {
		return httpfault.StatusLeft
	}
	return t.status
}

// WriteHeader begins the answer.
func (t *tracker) WriteHeader(status int) {
	t.begin(status)
	t.ResponseWriter.WriteHeader(status)
}

// Write begins the answer, if it has not begun.
func (t *tracker) Write(b []byte) (int, error) {
	t.begin(http.StatusOK)
	n, err := t.ResponseWriter.Write(b)
	t.bytes += int64(n)
	t.sent(err)
	return n, err
}

// Flush sends what was written so far.
func (t *tracker) Flush() { _ = t.FlushError() }

// FlushError is Flush for http.ResponseController.
func (t *tracker) FlushError() error {
	t.begin(http.StatusOK)
	err := http.NewResponseController(t.ResponseWriter).Flush()
	if !errors.Is(err, http.ErrNotSupported) {
		t.sent(err)
	}
	return err
}

// Unwrap lets http.ResponseController reach the connection.
func (t *tracker) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// body is a request's body that knows how far it was read.
type body struct {
	io.ReadCloser
	// err is how its reading ended.
	err error
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.err = err
	}
	return n, err
}

// unread reports whether the client may still send a part of the body.
func (b *body) unread() bool { return b.ReadCloser != nil && b.err == nil }

// broke reports whether the body was truncated.
func (b *body) broke() bool { return errors.Is(b.err, io.ErrUnexpectedEOF) }
