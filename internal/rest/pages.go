package rest

import (
	"context"
	"errors"
	"net/http"
	"time"

	"tiddly/internal/engine"
	"tiddly/internal/fault"
)

// list answers the rows of a query page by page, in memory that does not grow; most answers are one page. The first is read
// before anything is sent, so that what is wrong is told as always; what fails later is told at the end of the envelope.
func (x *exchange) list(q *query) error {
	if q.offset != absent {
		q.offsetSlot = q.slot(q.offset)
	}
	p, err := x.plan(q.shape(), q.request)
	if err != nil {
		return err
	}
	scroll, err := x.snapshot.Scroll(x.r.Context(), p, q.arguments, q.limit)
	if err != nil {
		return err
	}
	buffer, err := x.page(scroll, append(x.buffer(), `{"data":[`...))
	if err != nil {
		return err
	}
	if scroll.Done() {
		x.succeed(append(buffer, ']', '}'))
		return nil
	}
	x.begin(http.StatusOK)
	x.follow(scroll, buffer)
	return nil
}

// follow sends the first page and those that follow it. What cannot be sent any more goes nowhere: the client has gone.
func (x *exchange) follow(scroll *engine.Scroll, page []byte) {
	for {
		if x.send(page) != nil {
			return
		}
		if scroll.Done() {
			_ = x.send(x.appendEnd(append(page[:0], ']'), nil))
			return
		}
		var err error
		if page, err = x.laterPage(scroll, append(page[:0], ',')); err != nil {
			f := fault.From(err)
			x.report(f)
			_ = x.send(x.appendEnd(append(page[:0], ']'), f))
			return
		}
		if len(page) == len(",") {
			page = page[:0] // no row followed
		}
	}
}

// again is how long a list that has begun waits before it asks for a place once more.
const again = 50 * time.Millisecond

// laterPage reads a page of a list that has begun. Where the server has too much to do for it, it goes on waiting for as long as a
// page may take: half a list is of no use.
func (x *exchange) laterPage(scroll *engine.Scroll, dst []byte) ([]byte, error) {
	until := time.Now().Add(x.options.Timeout)
	for {
		out, err := x.page(scroll, dst)
		if err == nil || fault.From(err).Code != fault.LimitRequests || time.Now().After(until) {
			return out, err
		}
		select {
		case <-time.After(again):
		case <-x.r.Context().Done():
			return out, err
		}
	}
}

// page reads the next page behind what is in dst.
func (x *exchange) page(scroll *engine.Scroll, dst []byte) (out []byte, err error) {
	err = x.work(func(ctx context.Context) error {
		out, err = scroll.Next(ctx, dst)
		return err
	})
	if out == nil {
		out = dst
	}
	return out, err
}

// send writes a part of the answer, for which the client has some time.
func (x *exchange) send(part []byte) error {
	if len(part) == 0 {
		return nil
	}
	c := http.NewResponseController(x.w)
	// A writer without deadlines, or without parts, has its own ways to bound what a client may take.
	if err := c.SetWriteDeadline(time.Now().Add(writeTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := x.w.Write(part); err != nil {
		return err
	}
	if err := c.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}
