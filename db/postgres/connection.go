package postgres

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
)

// connection is a connection to a server, used by one goroutine at a time. It implements exec.Reader,
// exec.Pipelined and exec.Ending.
//
// Statements are added to a batch, which is sent when the first rows of it are asked for: a batch is one round trip,
// whatever is in it. Each part of a batch has a step, in the order of the server's answers.
type connection struct {
	database *Database
	// opened is what opened the connection; it is only used to cancel statements.
	opened *pgconn.PgConn
	raw    net.Conn
	peek   *peek
	front  *pgproto3.Frontend
	// named reports whether statements keep their names from one transaction to the next.
	named bool
	// epoch is that of the tables for which its statements were prepared.
	epoch int64
	// born and idleSince are when it was opened, and last used.
	born, idleSince time.Time

	statements statements
	// batch are the messages of the current batch; unsent reports that it was not sent yet.
	batch  []byte
	unsent bool
	// sending returns the error of a batch that is being sent in the background; nil where none is.
	sending chan error
	// steps are those of the server's answers that were not read yet, from next on.
	steps []step
	next  int
	// start is the index of the first step of the batch.
	start int
	// outdated are statements that the server still has, and that are no longer used.
	outdated []*statement
	// status is the state of the transaction by the server's last word: none, open, or failed.
	status byte
	// prologue is the statement that opens the transaction, and is sent before the first of the others.
	prologue string
	// begun reports that it was added to a batch, over that the end of the transaction was too.
	begun, over bool
	implicit    implicit
	session     session
	// writing reports that the connection is lent to who writes.
	writing bool
	// locks are taken before the next statement of the transaction, and held to its end.
	locks []int64
	// first reports that nothing of the server's answers was handed on since the connection was lent.
	first bool
	// timeout is the statement_timeout that we have set, 0 for none; own is the one that the owner of the database has set.
	timeout, own time.Duration
	// lost is the error that ended the connection.
	lost error

	// ctx is that of the request that holds the connection.
	ctx   context.Context //nolint:containedctx // a connection is lent for exactly one request
	watch watch
	rows  rows
}

// step is an answer that the server owes.
type step struct {
	kind      stepKind
	statement *statement
	// described reports that the columns of the statement come before its rows; own that its rows are not asked for.
	described, own bool
}

type stepKind uint8

const (
	stepParse stepKind = iota
	stepDescribe
	stepRun
	stepForget
	stepSync
)

// The states of a transaction.
const (
	statusNone = 'I'
	statusOpen = 'T'
)

// maxInline is the size of the largest batch that is sent before its answers are read. The operating system has room
// for it, so that the server cannot wait for us while we wait for it.
const maxInline = 8 << 10

// maxBatch is the size of the largest buffer that is kept for the next batch.
const maxBatch = 1 << 20

// split ends the transaction of the statements of ours in the batch.
func (c *connection) split() {
	c.batch = appendSync(c.batch)
	c.steps = append(c.steps, step{kind: stepSync})
}

// must adds a statement of ours without values or rows.
func (c *connection) must(sql string) {
	_ = c.add(sql, nil, true) // only values can be wrong
}

// add adds a statement to the batch.
func (c *connection) add(sql string, args []any, own bool) error {
	c.extend()
	size, steps := len(c.batch), len(c.steps)
	s := c.statementOf(sql)
	run := step{kind: stepRun, statement: s, own: own}
	if !s.prepared && !c.preparing(s) {
		c.batch = appendParse(c.batch, s)
		c.steps = append(c.steps, step{kind: stepParse, statement: s})
		run.described = !own
	}
	bound, err := appendBind(c.batch, s, args)
	if err != nil {
		c.batch, c.steps = c.batch[:size], c.steps[:steps]
		return err
	}
	c.batch = bound
	if run.described {
		c.batch = appendDescribe(c.batch)
	}
	c.batch = appendExecute(c.batch)
	c.steps = append(c.steps, run)
	return nil
}

// extend begins a batch, unless one is begun.
func (c *connection) extend() {
	if c.unsent {
		return
	}
	c.sent()
	c.unsent = true
	c.batch = c.batch[:0]
	if cap(c.batch) > maxBatch {
		c.batch = nil
	}
	if c.next == len(c.steps) {
		c.steps, c.next = c.steps[:0], 0
	}
	c.start = len(c.steps)
	c.forget(c.outdated...)
	c.outdated = c.outdated[:0]
}

// forget makes the server forget statements.
func (c *connection) forget(gone ...*statement) {
	for _, s := range gone {
		c.batch = appendForget(c.batch, s)
		c.steps = append(c.steps, step{kind: stepForget, statement: s})
	}
}

// statementOf returns the statement for a text, and makes room for a new one.
func (c *connection) statementOf(sql string) *statement {
	if !c.named || len(sql) > maxNamed {
		return &statement{sql: sql}
	}
	if s := c.statements.find(sql); s != nil {
		return s
	}
	added, gone := c.statements.add(sql)
	c.forget(gone...)
	return added
}

// prepared reports whether the server has confirmed that it knows a statement.
func (c *connection) prepared(sql string) bool {
	s := c.statements.find(sql)
	return s != nil && s.prepared
}

// preparing reports whether the batch prepares a named statement.
func (c *connection) preparing(s *statement) bool {
	if s.name == "" {
		return false
	}
	for _, known := range c.steps[c.next:] {
		if known.kind == stepParse && known.statement == s {
			return true
		}
	}
	return false
}

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

// close ends the connection.
func (c *connection) close() {
	if c.lost != nil {
		return
	}
	// The server is told, and not waited for.
	_ = c.raw.SetWriteDeadline(time.Now().Add(time.Second))
	_, _ = c.raw.Write([]byte{'X', 0, 0, 0, 4})
	_ = c.lose(fault.New(fault.Internal, "the connection was closed"))
}
