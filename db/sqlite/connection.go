package sqlite

import (
	"container/list"
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
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
	args       []driver.NamedValue
	columns    []driver.Value
	marked     marked
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
		time.Sleep(interval)
		raw, n, err = openNative(dsn, expected)
	}
	if err != nil {
		return nil, err
	}
	c := &connection{raw: raw, native: n}
	c.watch.db = n.db
	c.rows.conn = c
	c.statements.raw = raw
	return c, nil
}

// connect opens a connection to whatever file is at the path.
func connect(ctx context.Context, dsn string) (*connection, error) {
	return connectTo(ctx, dsn, identity{})
}

func (c *connection) close() error {
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
	s, err := c.statements.get(sql)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(unwatched, nil)
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
	c.args = c.args[:0]
	for i, v := range args {
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	opened, err := s.QueryContext(unwatched, c.args)
	clear(c.args)
	if err != nil {
		return nil, c.stepFault(sql, err)
	}
	r := &c.rows
	r.open = opened.(*sqlite3.SQLiteRows) //nolint:forcetypeassert // what this driver opens
	r.err, r.ended = nil, false
	width := len(r.open.Columns())
	if cap(c.columns) < width {
		c.columns = make([]driver.Value, width)
	}
	r.cells = c.columns[:width]
	return r, nil
}

// stepFault returns the fault of a first step. There SQLite prepares a statement again if the schema has changed. If
// that fails, the error has the code of any other mistake, so the statement is prepared once more by itself.
func (c *connection) stepFault(sql string, err error) error {
	var e sqlite3.Error
	if errors.As(err, &e) && e.Code == sqlite3.ErrError {
		c.statements.forget(sql)
		if _, err := c.statements.get(sql); err != nil {
			return c.ended(err, prepareFault)
		}
	}
	return c.fault(err)
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

// rows are the rows of the statement that runs on a connection. They implement exec.Rows.
type rows struct {
	conn  *connection
	open  *sqlite3.SQLiteRows
	cells []driver.Value
	// ended reports whether the last row was returned. A further step would run the statement again from its start.
	ended bool
	err   error
}

// Next implements exec.Rows.
func (r *rows) Next() bool {
	if r.open == nil || r.ended || r.err != nil {
		return false
	}
	err := r.open.Next(r.cells)
	if err == nil {
		return true
	}
	r.ended = true
	if errors.Is(err, io.EOF) {
		r.err = r.conn.consulted() // an interrupt may come too late for a statement
	} else {
		r.err = r.conn.fault(err)
	}
	return false
}

// Err implements exec.Rows.
func (r *rows) Err() error { return r.err }

// Null implements exec.Rows.
func (r *rows) Null(i int) bool { return r.cells[i] == nil }

// AppendJSON implements exec.Rows.
func (r *rows) AppendJSON(dst []byte, i int, t *catalog.Type, enum *catalog.EnumType) ([]byte, bool) {
	return appendCell(dst, r.cells[i], t, enum)
}

// AppendKey implements exec.Rows.
func (r *rows) AppendKey(dst []byte, i int) []byte {
	return cell.AppendKey(dst, r.cells[i])
}

// Int implements exec.Rows.
func (r *rows) Int(i int) (int64, bool) {
	n, ok := r.cells[i].(int64)
	return n, ok
}

// Value implements exec.Rows.
func (r *rows) Value(i int) any { return r.cells[i] }

// Close implements exec.Rows.
func (r *rows) Close() error {
	if r.open == nil {
		return nil
	}
	err := r.open.Close()
	r.open = nil
	clear(r.cells) // so that large values are not kept
	if r.err != nil {
		return nil // an error of the statement is reported once, by Err
	}
	return faultOf(err)
}

// maxStatements is the number of prepared statements that a connection keeps, maxStatementBytes the total length of
// their texts. A statement with a list of many values can be long.
const (
	maxStatements     = 200
	maxStatementBytes = 512 << 10
)

// statements are the prepared statements of a connection, most recently used first.
type statements struct {
	raw   *sqlite3.SQLiteConn
	byKey map[string]*list.Element
	order list.List
	// bytes is the total length of the texts.
	bytes int
}

type statement struct {
	sql string
	*sqlite3.SQLiteStmt
}

func (s *statements) get(sql string) (*sqlite3.SQLiteStmt, error) {
	if e, ok := s.byKey[sql]; ok {
		s.order.MoveToFront(e)
		return e.Value.(*statement).SQLiteStmt, nil //nolint:forcetypeassert // the only type in the list
	}
	prepared, err := s.raw.PrepareContext(unwatched, sql)
	if err != nil {
		return nil, err
	}
	stmt := prepared.(*sqlite3.SQLiteStmt) //nolint:forcetypeassert // what this driver prepares
	if s.byKey == nil {
		s.byKey = make(map[string]*list.Element)
	}
	if s.order.Len() == maxStatements {
		s.drop(s.order.Back())
	}
	s.byKey[sql] = s.order.PushFront(&statement{sql, stmt})
	for s.bytes += len(sql); s.bytes > maxStatementBytes && s.order.Len() > 1; {
		s.drop(s.order.Back())
	}
	return stmt, nil
}

func (s *statements) forget(sql string) {
	if e, ok := s.byKey[sql]; ok {
		s.drop(e)
	}
}

func (s *statements) drop(e *list.Element) {
	old := s.order.Remove(e).(*statement) //nolint:forcetypeassert // the only type in the list
	delete(s.byKey, old.sql)
	s.bytes -= len(old.sql)
	_ = old.Close() // the error would be that of its last step, already reported
}

func (s *statements) close() {
	for e := s.order.Front(); e != nil; e = s.order.Front() {
		s.drop(e)
	}
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
