package postgres

import (
	"errors"
	"strconv"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// Query implements exec.Reader.
func (c *connection) Query(sql string, args []any) (exec.Rows, error) {
	if err := c.Queue(sql, args); err != nil {
		return nil, err
	}
	return c.Queued()
}

// Queue implements exec.Pipelined.
func (c *connection) Queue(sql string, args []any) error {
	if err := c.rows.Close(); err != nil {
		return err
	}
	if err := c.ended(); err != nil {
		return err
	}
	if c.over {
		return fault.Wrap(errOver, fault.Internal, "internal error")
	}
	if !c.unsent && !c.first {
		// The server must not wait for us while we send. What it answered to the last use of the connection is little.
		_ = c.drain() // nobody asked for the rest
	}
	c.introduce()
	// Only of a statement that has run before it is known that its row has the types that are expected.
	c.implicit.sole = c.implicit.sole && c.prepared(sql)
	return c.add(sql, args, false)
}

// Queued implements exec.Pipelined.
func (c *connection) Queued() (exec.Rows, error) {
	if err := c.rows.Close(); err != nil {
		return nil, err
	}
	if err := c.open(); err != nil {
		return nil, c.fault(err)
	}
	return &c.rows, nil
}

// introduce adds what goes before the first statement of a request.
func (c *connection) introduce() {
	if c.implicit.open { // the transaction goes on
		c.lock()
		return
	}
	if c.named {
		c.settleSession()
	}
	opens := c.prologue != ""
	if opens {
		c.must(c.prologue)
		c.prologue, c.begun = "", true
	}
	if !c.named && (opens || c.status == statusNone && !c.unsent) {
		c.limitTransaction()
	}
	c.lock()
}

// lock takes what keeps others from the tables that the transaction must be alone with.
func (c *connection) lock() {
	for _, lock := range c.locks {
		c.must("SELECT pg_catalog.pg_advisory_xact_lock(" + strconv.FormatInt(lock, 10) + ")")
	}
	c.locks = c.locks[:0]
}

// errOver is the error of a statement that would not be in the snapshot of those before it.
var errOver = errors.New("invariant broken: a statement follows the last one of a read")

// End implements exec.Ending. Where a statement fails, the server passes over the rest of the batch, and the
// transaction is ended by finish.
func (c *connection) End() {
	if !c.unsent {
		return
	}
	if c.begun {
		c.must("COMMIT")
	}
	c.over = c.begun || c.implicit.wanted
}
