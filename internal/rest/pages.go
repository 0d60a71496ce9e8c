package rest

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"

	"tiddly/internal/caller"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
)

// list answers with the rows of a query page by page, in constant memory; most answers are one page. The first
// page is read before anything is sent, so that its errors have a status; later errors are reported at the end of
// the envelope.
func (x *exchange) list(q *query) error {
	if q.offset != absent {
		q.offsetSlot = q.slot(q.offset)
	}
	p, err := x.plan(q.shape(), q.request)
	if err != nil {
		return err
	}
	scroll, err := x.snapshot.Scroll(x.r.Context(), caller.From(x.r.Context()), p, q.arguments, q.limit)
	if err != nil {
		return err
	}
	buffer, err := x.page(scroll, nil)
	if err != nil {
		return err
	}
	if scroll.Done() {
		x.tellUnread(scroll.Warnings())
		x.succeed(append(buffer, ']', '}'))
		return nil
	}
	x.begin(http.StatusOK)
	page := bytes.Clone(buffer) // it may be held for long, so it is no larger than necessary
	release(buffer)
	x.follow(scroll, page)
	return nil
}

// follow sends the first page and the following ones. Errors of sending are ignored: the client is gone.
func (x *exchange) follow(scroll *engine.Scroll, page []byte) {
	x.begun = true
	// The other pages may meet more of such cells, so the answer's end reports them.
	defer func() { x.tellUnread(scroll.Warnings()) }()
	for {
		if x.send(page) != nil {
			return
		}
		x.share.Settle(0)
		page = []byte{','} // nothing is held while waiting for the next page
		if scroll.Done() {
			_ = x.send(x.appendEnd([]byte{']'}, nil))
			return
		}
		var err error
		if page, err = x.laterPage(scroll, page); err != nil {
			f := fault.From(err)
			x.report(f)
			_ = x.send(x.appendEnd([]byte{']'}, f))
			return
		}
		if len(page) == len(",") {
			page = nil // no row followed
		}
	}
}

// again is how long a list that has begun waits before it asks for a place again.
const again = 50 * time.Millisecond

// laterPage reads a page of a list that has begun. On a busy server it keeps waiting for as long as a page may
// take, because half a list is useless.
func (x *exchange) laterPage(scroll *engine.Scroll, dst []byte) ([]byte, error) {
	until := time.Now().Add(x.options.Timeout)
	for {
		out, err := x.page(scroll, dst)
		if err == nil || !passes(err) || time.Now().After(until) {
			return out, err
		}
		select {
		case <-time.After(again):
		case <-x.r.Context().Done():
			return out, err
		}
	}
}

// passes reports whether a page was refused because of load, which passes.
func passes(err error) bool {
	code := fault.From(err).Code
	return code == fault.LimitRequests || code == fault.LimitOutgoing
}

// page reads the next page and appends it to dst; the first follows the head of the envelope.
func (x *exchange) page(scroll *engine.Scroll, dst []byte) (out []byte, err error) {
	err = x.work(func(ctx context.Context) error {
		if dst == nil {
			dst = append(x.buffer(), `{"data":[`...)
		}
		out, err = scroll.Next(ctx, dst)
		return err
	})
	return out, err
}

// send writes a part of the answer. The server enforces a minimum pace of the client.
func (x *exchange) send(part []byte) error {
	if len(part) == 0 {
		return nil
	}
	if _, err := x.w.Write(part); err != nil {
		return err
	}
	if err := http.NewResponseController(x.w).Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}
