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
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// connection is one connection, used by one goroutine at a time. It implements exec.Reader.
type connection struct {
	raw    *sqlite3.SQLiteConn
	native native
	watch  watch
	// limited is what was known of the schema when the connection was opened. One that may have read an older schema would
	// write out by it the views of that, which were left out, where they now have the names of others.
	limited *limited
	// ctx is that of the request that has the connection.
	ctx        context.Context //nolint:containedctx // a connection is lent for exactly one request
	statements statements
	rows       rows
	args       []driver.NamedValue
	columns    []driver.Value
	marked     marked
}

// connect opens a connection to the file that is served, and to no other that may be at its path by now.
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
	// What is beside the file was opened by its name too.
	if err := d.place.check(); err != nil {
		c.leaveFiles()
		_ = c.close() // the first error says more
		return nil, err
	}
	return c, nil
}

// connectTo opens a connection to the expected file, or to whatever file is there where that is zero. Opening reads it:
// a lock of another program is waited for until ctx ends, up to patience.
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

// connect opens a connection to whatever file is there.
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

// serve runs f for one request. It tells whether the connection can be lent again.
func (c *connection) serve(ctx context.Context, snapshot bool, f func(exec.Reader) error) (usable bool, err error) {
	c.ctx = ctx
	c.watch.attach(ctx)
	defer func() {
		// Also after a panic of f; then the connection is not lent again.
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

// run runs one of our own statements, which gives no rows.
func (c *connection) run(sql string) error {
	s, err := c.statements.get(sql)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(unwatched, nil)
	return err
}

// unwatched is what the driver is given: a context that can end would cost it a lock for each row.
var unwatched = context.Background()

// Query implements exec.Reader.
func (c *connection) Query(sql string, args []any) (exec.Rows, error) {
	_ = c.rows.Close() // what an earlier statement left open cannot matter any more
	if err := endedFault(c.ctx, "the request took too long"); err != nil {
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

// stepFault is the fault of a first step. SQLite prepares a statement anew there when the schema has changed; that
// it no longer can be has the code of any other mistake, so it is tried once more by itself.
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

// fault gives the fault of an error that the driver gave while the request ran.
func (c *connection) fault(err error) error { return c.ended(err, faultOf) }

// ended gives a time limit where the request's time is why the driver failed: an interrupt, or a lock that
// was no longer waited for. Else it leaves the error to otherwise.
func (c *connection) ended(err error, otherwise func(error) error) error {
	var e sqlite3.Error
	if errors.As(err, &e) && (e.Code == sqlite3.ErrInterrupt || e.Code == sqlite3.ErrBusy) {
		if f := endedFault(c.ctx, "the request took too long"); f != nil {
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
	// ended tells that the last row was given. A further step would run the statement once more from its start.
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
	if !errors.Is(err, io.EOF) {
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
	return appendCellKey(dst, r.cells[i])
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
		return nil // an error of the statement is told once, by Err
	}
	return faultOf(err)
}

// maxStatements is how many prepared statements a connection keeps, maxStatementBytes how long their texts may be
// together. A statement for a list of 10,000 values holds a megabyte.
const (
	maxStatements     = 200
	maxStatementBytes = 512 << 10
)

// statements are the prepared statements of a connection, those used last in front.
type statements struct {
	raw   *sqlite3.SQLiteConn
	byKey map[string]*list.Element
	order list.List
	// bytes is how long the texts are.
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
	_ = old.Close() // the error would be that of its last step, long told
}

func (s *statements) close() {
	for e := s.order.Front(); e != nil; e = s.order.Front() {
		s.drop(e)
	}
}

// query runs a statement outside of a request and gives the first cell of its first row.
func (c *connection) query(ctx context.Context, sql string) (cell any, err error) {
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
		cell = rows.Value(0)
		return rows.Close()
	})
	return cell, err
}
