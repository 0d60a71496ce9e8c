package engine

import (
	"context"
	"sync"

	"tiddly/internal/ending"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// held is a connection that is lent for longer than one request: for a snapshot, or for a transaction.
type held struct {
	reader exec.Reader
	ctx    context.Context //nolint:containedctx // that of the caller, with which the connection is watched
	// leave receives the error with which the unit ends, ended that of the end.
	leave chan error
	ended chan error

	// using is held while the connection is used, gone is set once it is no longer lent.
	using sync.Mutex
	gone  bool
}

// snapshot holds a connection for reading.
func snapshot(ctx context.Context, db exec.Database) (*held, error) {
	return hold(ctx, func(lent func(exec.Reader) error) error { return db.Read(ctx, true, lent) })
}

// transaction holds the connection of a transaction.
func transaction(ctx context.Context, t exec.Transactor) (*held, error) {
	return hold(ctx, func(lent func(exec.Reader) error) error {
		return t.Transact(ctx, func(tx exec.Tx) error { return lent(tx) })
	})
}

// hold calls borrow, which passes a connection to lent, and keeps the connection until end, or until ctx ends: others
// need not wait for code that does not return.
func hold(ctx context.Context, borrow func(lent func(exec.Reader) error) error) (*held, error) {
	h := &held{ctx: ctx, leave: make(chan error, 1), ended: make(chan error, 1)}
	lent := make(chan exec.Reader, 1)
	go func() {
		h.ended <- borrow(func(r exec.Reader) error {
			lent <- r
			return h.wait()
		})
	}()
	select {
	case h.reader = <-lent:
		return h, nil
	case err := <-h.ended:
		return nil, err
	}
}

// wait returns the error with which the unit ends.
func (h *held) wait() error {
	select {
	case err := <-h.leave:
		return err
	case <-h.ctx.Done():
		h.using.Lock()
		defer h.using.Unlock()
		h.gone = true
		return late(h.ctx)
	}
}

// use passes the connection to f, unless the time of the request is over.
func (h *held) use(ctx context.Context, f func(exec.Reader) error) error {
	h.using.Lock()
	defer h.using.Unlock()
	if h.gone {
		return late(h.ctx)
	}
	if err := ctx.Err(); err != nil {
		return late(ctx)
	}
	return f(h.reader)
}

// late returns the fault of a request whose time is over.
func late(ctx context.Context) error {
	if f := ending.Fault(ctx, "the request exceeded its time limit"); f != nil {
		return f
	}
	return fault.Wrap(context.Cause(ctx), fault.LimitTime, "the request exceeded its time limit")
}

// end gives the connection back, and returns the error of the end: with nil, that of the commit.
func (h *held) end(err error) error {
	h.leave <- err
	return <-h.ended
}
