package postgres

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/turns"
)

// maxAttempts is how often a unit is run, if the server ends its transaction in favour of another.
const maxAttempts = 4

// Do implements exec.Writer. Each unit has a transaction of its own.
func (d *Database) Do(ctx context.Context, unit func(exec.Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := d.Transact(ctx, unit)
		if !d.Again(ctx, attempt, err) {
			return err
		}
	}
}

// Again implements exec.Repeating. A read that waits for a table which another transaction changes may be the one that
// the server chooses to end a deadlock; and where it has handed on rows, a statement that was prepared for the tables as
// they were ends it. The other statements of all connections may be as old.
func (d *Database) Again(ctx context.Context, attempt int, err error) bool {
	stale := isStale(err)
	if stale {
		d.epoch.Add(1)
	}
	return attempt < maxAttempts && (stale || isRepeatable(err)) && pause(ctx, attempt)
}

// isRepeatable reports whether a transaction was rolled back in favour of another, so that it may succeed when it is
// run again.
func isRepeatable(err error) bool {
	return hasState(err, stateSerialization) || hasState(err, stateDeadlock)
}

// pause waits before a unit is run again: longer each time, and not as long as others that failed with it. It reports
// false if the request ends before.
func pause(ctx context.Context, attempt int) bool {
	longest := 10 * time.Millisecond << attempt
	timer := time.NewTimer(time.Millisecond + rand.N(longest)) //nolint:gosec // nothing is kept secret by it
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Transact implements exec.Transactor.
func (d *Database) Transact(ctx context.Context, unit func(exec.Tx) error) error {
	if d.readOnly {
		return d.readOnlyFault()
	}
	address := turns.From(ctx)
	c, err := d.acquire(ctx, address, sessionWriting)
	if err != nil {
		return err
	}
	usable := false
	defer func() { d.release(c, address, usable) }()
	err = d.transact(c, unit)
	usable = c.lost == nil && !d.demoted(err)
	return d.named(c, usable, err)
}

func (d *Database) readOnlyFault() error {
	return fault.New(fault.DatabaseReadOnly, "the database is served read-only").WithHint("%s", d.mode.writable())
}

// transact runs a unit in a transaction of a connection.
func (d *Database) transact(c *connection, unit func(exec.Tx) error) error {
	c.prologue = d.mode.begin()
	t := &tx{conn: c}
	err := t.do(unit)
	if c.implicit.sole && c.over {
		err = c.committed(err)
		if err == nil {
			d.load.Committed(1)
		}
		c.finish("ROLLBACK")
		return err
	}
	if err == nil {
		err = endedFault(c.ctx, tooLong)
	}
	if err != nil {
		c.finish("ROLLBACK")
		return err
	}
	c.detach()
	_ = c.drain() // nobody asked for the rest
	switch {
	case c.lost != nil:
		err = faultOf(c.lost)
	case c.status == statusNone && !c.implicit.open: // nothing was written
	case c.status != statusOpen && !c.implicit.open:
		err = faultOf(errors.New("invariant broken: a failed transaction is to be committed"))
	default:
		if err = c.commit(); err == nil {
			d.load.Committed(1)
		}
	}
	c.finish("ROLLBACK")
	return err
}

// commit ends the transaction. From here on nothing interrupts: once the server may know of the commit, only its
// answer says what has happened.
func (c *connection) commit() error {
	_ = c.raw.SetDeadline(time.Now().Add(endPatience))
	defer c.unhurried()
	if c.implicit.open {
		c.implicit = implicit{}
		c.extend() // the end of the batch is that of the transaction
	} else {
		c.must("COMMIT")
	}
	if err := c.send(); err != nil {
		return c.confirmed(err)
	}
	return c.confirmed(c.drain())
}

// committed returns how a transaction has ended whose commit was sent with its only statement, of which an error is known,
// or none.
func (c *connection) committed(err error) error {
	c.detach()
	_ = c.raw.SetDeadline(time.Now().Add(endPatience))
	defer c.unhurried()
	if ended := c.drain(); err == nil || c.lost != nil {
		err = ended
	}
	return c.confirmed(err)
}

// confirmed returns the fault of a transaction whose commit was sent, by the error of what was sent, if any.
func (c *connection) confirmed(err error) error {
	s, ok := errors.AsType[*sendError](c.lost)
	switch {
	case ok && s.none:
		return faultOf(c.lost)
	case c.lost != nil:
		return uncertain(c.lost)
	case err == nil && c.status != statusNone:
		err = errors.New("invariant broken: a transaction goes on after its commit")
	}
	return faultOf(err)
}

// demoted reports whether the server refuses writes that it was opened for: it is no longer the one to write to, so
// that the next connection has to find another.
func (d *Database) demoted(err error) bool {
	if !hasState(err, stateReadOnly) {
		return false
	}
	d.dropAll()
	return true
}
