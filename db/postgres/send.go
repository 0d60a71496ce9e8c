package postgres

import (
	"context"
	"errors"
	"strings"
	"time"

	"tiddly/internal/ending"
)

// send ends the batch and sends it.
func (c *connection) send() error {
	if !c.unsent {
		return nil
	}
	c.terminate()
	c.unsent = false
	return c.write(c.batch)
}

// write sends messages, large ones in the background.
func (c *connection) write(messages []byte) error {
	if c.lost != nil {
		return c.lost
	}
	if len(messages) <= maxInline {
		if n, err := c.raw.Write(messages); err != nil {
			return c.lose(&sendError{err: err, none: n == 0})
		}
		return nil
	}
	c.sending = make(chan error, 1)
	go func() {
		n, err := c.raw.Write(messages)
		if err != nil {
			err = &sendError{err: err, none: n == 0}
			_ = c.raw.SetReadDeadline(time.Unix(1, 0)) // ends the wait for answers, which will not come
		}
		c.sending <- err
	}()
	return nil
}

// sent waits until a batch in the background is sent. An error ends the connection.
func (c *connection) sent() {
	if c.sending != nil {
		if err := <-c.sending; err != nil {
			_ = c.lose(err) // the caller meets it when it reads
		}
		c.sending = nil
	}
}

// sendError is the error of a batch that was not sent whole; none reports that nothing of it was.
type sendError struct {
	err  error
	none bool
}

func (e *sendError) Error() string { return e.err.Error() }

func (e *sendError) Unwrap() error { return e.err }

// lose records that the connection has ended, and returns the first reason.
func (c *connection) lose(err error) error {
	if c.lost == nil {
		c.lost = &lostError{err}
		_ = c.raw.Close() // the server has gone already
		watchman.Remove(&c.watch)
	}
	return c.lost
}

// lostError is the error of a connection that has ended.
type lostError struct{ err error }

func (e *lostError) Error() string { return "the connection has ended: " + e.err.Error() }

func (e *lostError) Unwrap() error { return e.err }

// isLost reports whether an error has ended its connection.
func isLost(err error) bool {
	_, lost := errors.AsType[*lostError](err)
	return lost
}

// ended returns the fault of a request that is over, or whose connection is; nil otherwise.
func (c *connection) ended() error {
	if err := endedFault(c.ctx, tooLong); err != nil {
		return err
	}
	if c.lost != nil {
		return c.fault(c.lost)
	}
	return nil
}

const tooLong = "the request exceeded its time limit"

// endedFault returns the fault of a request whose context has ended, else nil.
func endedFault(ctx context.Context, what string) error {
	if f := ending.Fault(ctx, what); f != nil {
		return f
	}
	return nil // not a nil pointer in an interface
}

// fault returns the fault of an error of the connection. What the end of the request has caused is reported as that.
func (c *connection) fault(err error) error {
	if isLost(err) || hasState(err, stateCanceled) {
		if f := endedFault(c.ctx, tooLong); f != nil {
			return f
		}
	}
	if e := stateOf(err); e != nil && strings.HasPrefix(e.Code, "22") && c.rows.failed == nil {
		return unreadable(e)
	}
	return faultOf(err)
}
