package postgres

import (
	"context"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

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
