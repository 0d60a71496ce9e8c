package postgres

import (
	"context"
	"strconv"
	"sync"
	"time"

	"tiddly/internal/ending"
)

// The time that the server has for what must not be interrupted.
const (
	// cancelPatience is how long a statement may take to end once the server was told to.
	cancelPatience = 3 * time.Second
	// cancelAgain is how long it may take until the server is told again, each time twice as long.
	cancelAgain = 20 * time.Millisecond
	// endPatience is how long the end of a transaction may take.
	endPatience = 30 * time.Second
)

// watchman looks at all open connections.
var watchman ending.Watchman

// watch ends the statement that runs when the context of the request ends.
type watch struct {
	conn *connection

	mu sync.Mutex
	// ctx is nil if no request is attached.
	ctx context.Context //nolint:containedctx // a connection is lent for exactly one request
	// ended is closed when the request has ended, and done when its interruption is over; nil where none has begun.
	ended, done chan struct{}
}

// attach watches a request.
func (c *connection) attach(ctx context.Context) {
	c.ctx = ctx
	c.watch.mu.Lock()
	c.watch.ctx = ctx
	c.watch.mu.Unlock()
	watchman.Wake()
}

// Look implements ending.Watched. One interruption is enough: it also bounds the wait for the server.
func (w *watch) Look() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ctx == nil {
		return false
	}
	if w.done == nil && w.ctx.Err() != nil {
		ctx, ended, done := w.ctx, make(chan struct{}), make(chan struct{})
		w.ended, w.done = ended, done
		go func() {
			defer close(done)
			w.conn.interrupt(ctx, ended)
		}()
	}
	return true
}

// leave ends the watch, and returns the interruption that has begun, if any.
func (w *watch) leave() (begun chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if begun = w.done; begun != nil {
		close(w.ended)
	}
	w.ctx, w.ended, w.done = nil, nil, nil
	return begun
}

// interrupt tells the server to cancel the statement that runs, and again until the request has ended: the server does
// not heed it before the statement has come. If that does not help, the connection ends.
func (c *connection) interrupt(ctx context.Context, ended <-chan struct{}) {
	_ = c.raw.SetDeadline(time.Now().Add(cancelPatience))
	cancelling, done := context.WithTimeout(context.WithoutCancel(ctx), cancelPatience)
	defer done()
	for wait := cancelAgain; ; wait *= 2 {
		_ = c.opened.CancelRequest(cancelling) // without it the deadline ends the wait
		select {
		case <-ended:
			return
		case <-cancelling.Done():
			return
		case <-time.After(wait):
		}
	}
}

// detach ends the watch. It returns when an interruption is over, of which no later statement feels anything: the
// server has sent the signal by then, and a round trip of ours takes it.
func (c *connection) detach() {
	begun := c.watch.leave()
	if begun == nil {
		return
	}
	<-begun
	if c.lost != nil {
		return
	}
	_ = c.raw.SetDeadline(time.Now().Add(cancelPatience))
	_ = c.drain() // what failed is reported, or was not asked for
	if c.lost == nil {
		c.implicit = implicit{}
		c.extend()
		_ = c.send() // the next line meets its error
		_ = c.drain()
	}
	c.unhurried()
}

// unhurried removes the deadline of the connection.
func (c *connection) unhurried() {
	if c.lost == nil {
		_ = c.raw.SetDeadline(time.Time{})
	}
}

// limitSession makes the server end a statement by itself some time after its request has ended: when it can no longer
// be reached, or does not see that we have gone. It reports whether it has added a statement for that.
func (c *connection) limitSession() bool {
	left := c.left()
	switch {
	case left > 0 && (c.timeout < left || c.timeout > 4*left):
		c.timeout = doubled(left)
		c.must("SET statement_timeout = " + milliseconds(c.timeout))
	case left == 0 && c.timeout != 0: // that of an earlier request
		c.timeout = 0
		c.must("RESET statement_timeout")
	default:
		return false
	}
	return true
}

// limitTransaction does the same where the connection is someone else's after the transaction.
func (c *connection) limitTransaction() {
	if left := c.left(); left > 0 {
		c.must("SELECT pg_catalog.set_config('statement_timeout', '" + milliseconds(doubled(left)) + "', true)")
	}
}

// left returns how long a statement may take; 0 where that is not bounded, or where the owner of the database has set a
// shorter time.
func (c *connection) left() time.Duration {
	deadline, ok := c.ctx.Deadline()
	left := time.Until(deadline) + time.Second
	if !ok || c.own > 0 && c.own <= left {
		return 0
	}
	return left
}

// doubled returns a time that is at least the given one, and one of few, so that it is rarely changed.
func doubled(least time.Duration) time.Duration {
	d := time.Second
	for d < least {
		d *= 2
	}
	return d
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
