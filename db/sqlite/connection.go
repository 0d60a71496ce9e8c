package sqlite

/*
#include "block.h"
*/
import "C"

import (
	"context"
	"errors"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/ending"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// connection is one connection, used by one goroutine at a time. It implements exec.Reader.
type connection struct {
	raw    *sqlite3.SQLiteConn
	native native
	watch  watch
	// limited is what was known of the schema when the connection was opened. A connection that may have read an older
	// schema would expand the older views, which were left out, under names that belong to others now.
	limited *limited
	// ctx is that of the request that holds the connection.
	ctx        context.Context //nolint:containedctx // a connection is lent for exactly one request
	statements statements
	rows       rows
	marked     marked
	// proofs says which columns hold only cells of their kind; nil on connections that serve no requests. located is
	// where the connection was, astray reports that a snapshot was taken elsewhere.
	proofs  *proofs
	located located
	astray  bool
}

// connect opens a connection to the file that is served, and fails if another file is at its path by now.
func (d *Database) connect(ctx context.Context, p purpose) (*connection, error) {
	if err := d.place.check(); err != nil {
		return nil, err
	}
	limited := d.limited.Load()
	c, err := connectTo(ctx, d.dsn(p), d.place.real.identity)
	if err != nil {
		return nil, err
	}
	c.limited = limited
	if p == forReading {
		d.boundValues(c)
		c.proofs = d.proofs
	}
	if err := c.standIn(c.collations(), true); err != nil {
		_ = c.close() // the first error is the one to report
		return nil, err
	}
	// The files beside it were opened by name too.
	if err := d.place.check(); err != nil {
		c.leaveFiles()
		_ = c.close() // the first error is the one to report
		return nil, err
	}
	return c, nil
}

// connectTo opens a connection to the expected file, or to any file if expected is zero. Opening reads the file: it
// waits for a lock of another program until ctx ends, at most for patience.
func connectTo(ctx context.Context, dsn string, expected identity) (*connection, error) {
	raw, n, err := openNative(dsn, expected)
	for end := time.Now().Add(patience); isBusy(err) && ctx.Err() == nil && time.Now().Before(end); {
		time.Sleep(ending.Interval)
		raw, n, err = openNative(dsn, expected)
	}
	if err != nil {
		return nil, err
	}
	c := &connection{raw: raw, native: n}
	c.watch.db = n.db
	watchman.Add(&c.watch)
	c.rows.conn, c.rows.block = c, n.block
	c.statements.native = n
	return c, nil
}

// connect opens a connection to whatever file is at the path.
func connect(ctx context.Context, dsn string) (*connection, error) {
	return connectTo(ctx, dsn, identity{})
}

func (c *connection) close() error {
	watchman.Remove(&c.watch)
	c.statements.close()
	c.native.forgetVersion()
	err := c.raw.Close()
	c.native.free()
	return err
}

// serve runs f for one request, and reports whether the connection can be lent again.
func (c *connection) serve(ctx context.Context, snapshot bool, f func(exec.Reader) error) (usable bool, err error) {
	c.ctx = ctx
	c.watch.attach(ctx)
	defer func() {
		// This also runs after a panic of f; the connection is not lent again then.
		c.watch.detach()
		c.ctx = nil
	}()
	if snapshot {
		c.relocate()
		if err := c.run("BEGIN"); err != nil {
			return false, c.fault(err)
		}
	}
	err = f(c)
	_ = c.rows.Close()
	// From here on nothing interrupts: the end of a transaction must not fail.
	c.watch.detach()
	if snapshot && c.run("ROLLBACK") != nil {
		return false, err
	}
	return true, err
}

// run runs one of our own statements that returns no rows.
func (c *connection) run(sql string) error {
	_ = c.rows.Close() // its error is reported by who runs the statement
	s, err := c.statements.get(sql)
	if err != nil {
		return err
	}
	if code := C.tiddly_run(c.native.block, s.handle); code != 0 {
		err = c.native.failed(code)
		C.tiddly_end(c.native.block)
	}
	return err
}

// runNow is run, except that it fails where it would have to wait for a lock.
func (c *connection) runNow(sql string) error {
	c.native.work.hasty = 1
	err := c.run(sql)
	c.native.work.hasty = 0
	return err
}

// unwatched is the context passed to the driver: one that can be cancelled would cost a lock per row.
var unwatched = context.Background()

// Query implements exec.Reader.
func (c *connection) Query(sql string, args []any) (exec.Rows, error) {
	_ = c.rows.Close() // the rows of an earlier statement are no longer needed
	c.native.forgetUnread()
	if err := endedFault(c.ctx, "the request exceeded its time limit"); err != nil {
		return nil, err
	}
	s, err := c.statements.get(sql)
	if err != nil {
		return nil, c.ended(err, prepareFault)
	}
	if err := c.rows.begin(s, args); err != nil {
		return c.again(sql, args, err)
	}
	return &c.rows, nil
}

// again returns the fault of a first step. There SQLite prepares a statement again if the schema has changed. If that
// fails, the error has the code of any other mistake, so the statement is prepared once more by itself. If it then can
// be, the schema may have changed back, and what only reads is run again.
func (c *connection) again(sql string, args []any, err error) (exec.Rows, error) {
	var e sqlite3.Error
	if !errors.As(err, &e) || e.Code != sqlite3.ErrError {
		return nil, c.fault(err)
	}
	c.statements.forget(sql)
	s, unprepared := c.statements.get(sql)
	if unprepared != nil {
		return nil, c.ended(unprepared, prepareFault)
	}
	if s.readonly() {
		c.native.forgetUnread()
		if err = c.rows.begin(s, args); err == nil {
			return &c.rows, nil
		}
	}
	return nil, c.fault(err)
}

// fault returns the fault of a driver's error during the request.
func (c *connection) fault(err error) error { return c.ended(err, faultOf) }

// ended returns the fault of a time limit if the driver failed because the request's time was up: by an interrupt, or
// by ending the wait for a lock. Otherwise it returns what otherwise returns.
func (c *connection) ended(err error, otherwise func(error) error) error {
	if f := c.consulted(); f != nil {
		return f
	}
	var e sqlite3.Error
	if errors.As(err, &e) && (e.Code == sqlite3.ErrInterrupt || e.Code == sqlite3.ErrBusy) {
		if f := endedFault(c.ctx, "the request exceeded its time limit"); f != nil {
			return f
		}
	}
	return otherwise(err)
}

// query runs a statement outside of a request and returns the first cell of its first row.
func (c *connection) query(ctx context.Context, sql string) (value any, err error) {
	_, err = c.serve(ctx, false, func(r exec.Reader) error {
		rows, err := r.Query(sql, nil)
		if err != nil {
			return err
		}
		if !rows.Next() {
			if err := rows.Err(); err != nil {
				return err
			}
			return fault.New(fault.Internal, "a statement gave no row")
		}
		value = rows.Value(0)
		return rows.Close()
	})
	return value, err
}
