package rest

import (
	"context"
	"net/http"
	"time"

	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// pages answers every row of a query, page by page, in memory that does not grow. The first page is read before anything is
// sent, so that what is wrong is told as always; what fails later is told at the end of the envelope.
func (x *exchange) pages(q *query) error {
	p, err := x.plan(q.shape(true), func() *request.Request { return q.request(true) })
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
	for {
		if err := x.send(buffer); err != nil {
			return nil //nolint:nilerr // the client has gone, or takes nothing any more
		}
		if scroll.Done() {
			_ = x.send(x.appendEnd(append(buffer[:0], ']'), nil))
			return nil
		}
		start := len(append(buffer[:0], ','))
		buffer, err = x.page(scroll, append(buffer[:0], ','))
		if err != nil {
			f := fault.From(err)
			x.report(f)
			_ = x.send(x.appendEnd(append(buffer[:0], ']'), f))
			return nil
		}
		if len(buffer) == start {
			buffer = buffer[:0] // no row followed
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
	if err := c.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	if _, err := x.w.Write(part); err != nil {
		return err
	}
	return c.Flush()
}
