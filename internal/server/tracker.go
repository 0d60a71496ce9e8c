package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"tiddly/internal/ending"
	"tiddly/internal/httpfault"
	"tiddly/internal/outgoing"
	"tiddly/internal/turns"
)

// tracker knows of one exchange whether its answer has begun, with which status, how many bytes of its body were
// written, and whether the client was there to the end.
type tracker struct {
	http.ResponseWriter
	// ctx ends when the client has left.
	ctx     context.Context //nolint:containedctx // a tracker lives as long as its request
	started bool
	// status is 0 before the answer has begun.
	status int
	bytes  int64
	// left tells that the client was gone before it had sent the whole request, or got the whole answer.
	left bool
	// body is the request's; it is empty where there is none.
	body body
	// share is what the request holds of the bytes that wait to be sent.
	share outgoing.Share
}

// attend begins to track every exchange. It is the outermost of all that handle one: where a body was not read to its
// end, whatever the reason, its connection is not closed before the client had the time to read why.
func (s *Server) attend(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := &tracker{ResponseWriter: w, ctx: r.Context()}
		ctx, address := t.ctx, ""
		if s.options.Client != nil {
			address = s.options.Client(r)
			ctx = turns.With(ctx, address)
		}
		if b := s.options.Outgoing; b != nil {
			t.share = b.Open(address)
			ctx = outgoing.With(ctx, &t.share)
			defer t.share.Release()
		}
		r = r.WithContext(ctx) // a copy: net/http looks at the body of its own
		if r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0 {
			t.body.ReadCloser = r.Body
			r.Body = &t.body
			defer ending.OnStop(ctx, func() { t.body.stop(ctx) })()
		}
		next.ServeHTTP(t, r)
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

// begin notes the status, which is the first one that is no 1xx.
func (t *tracker) begin(status int) {
	if status < http.StatusOK || t.started {
		return
	}
	t.started, t.status = true, status
}

// sent notes whether the client was there for a part of the answer.
func (t *tracker) sent(err error) {
	if (err != nil && !errors.Is(err, http.ErrBodyNotAllowed)) || t.ctx.Err() != nil {
		t.left = true
	}
}

// end notes that all was written that will be.
func (t *tracker) end() {
	if !t.started {
		t.sent(nil)
		t.begin(http.StatusOK) // what net/http sends where nothing was written
	}
}

// outcome returns the status for the log and the metrics; 0 where the answer was broken off before it began. A server
// that stops cuts requests off itself: nobody has left then.
func (t *tracker) outcome() int {
	if t.body.stopped {
		return t.status
	}
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

// body is a request's body that knows how far it was read. It ends where the server stops before it is whole.
type body struct {
	io.ReadCloser
	mu sync.Mutex
	// err is how its reading ended.
	err error
	// stopped reports that the server stopped before.
	stopped bool
}

// Read implements io.Reader. Its error is fault.InternalStopping where the server stops.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped {
		// Also where the rest came at the same moment: net/http takes the end of the wait for that of the client.
		err = ending.Stopping()
	}
	if err != nil {
		b.err = err
	}
	return n, err
}

// stop ends the reading of a body that is not whole.
func (b *body) stop(ctx context.Context) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return
	}
	b.stopped = true
	if c, ok := ctx.Value(connKey{}).(net.Conn); ok {
		_ = c.SetReadDeadline(time.Unix(1, 0)) // where it fails, the connection has ended
	}
}

// unread reports whether the client may still send a part of the body.
func (b *body) unread() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ReadCloser != nil && (b.err == nil || b.stopped)
}

// broke reports whether the body ended before its end.
func (b *body) broke() bool { return errors.Is(b.err, io.ErrUnexpectedEOF) }
