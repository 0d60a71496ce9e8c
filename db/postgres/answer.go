package postgres

import (
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// receive returns the server's next message. It is valid until the next call.
func (c *connection) receive() (pgproto3.BackendMessage, error) {
	if c.lost != nil {
		return nil, c.lost
	}
	for {
		m, err := c.front.Receive()
		if err != nil {
			_ = c.raw.SetWriteDeadline(time.Now().Add(time.Second)) // nobody reads what is still being sent
			c.sent()                                                // its error is the better one
			return nil, c.lose(err)
		}
		switch m.(type) {
		case *pgproto3.NoticeResponse, *pgproto3.ParameterStatus, *pgproto3.NotificationResponse:
			continue // not about a statement
		}
		return m, nil
	}
}

// open sends the batch, and reads up to the rows of the first statement of a request that was not read.
func (c *connection) open() error {
	if err := c.send(); err != nil {
		return err
	}
	err := c.settle()
	if isStale(err) {
		if c.first && !c.implicit.sole {
			if err = c.again(); err == nil {
				err = c.settle()
			}
		} else {
			c.outdate()
		}
	}
	c.first = false
	return err
}

// settle reads answers up to the rows of a statement of a request.
func (c *connection) settle() error {
	for c.next < len(c.steps) {
		s := c.steps[c.next]
		if s.kind == stepRun && !s.own {
			if err := c.bound(s); err != nil {
				return err
			}
			c.rows.start(s.statement.columns)
			return nil
		}
		if err := c.pass(s); err != nil {
			return err
		}
	}
	return errors.New("invariant broken: rows of no statement were asked for")
}

// drain reads all answers that are owed, and returns the first error of a statement.
func (c *connection) drain() error {
	var first error
	for c.next < len(c.steps) {
		if err := c.pass(c.steps[c.next]); err != nil && first == nil {
			first = err
		}
		if c.lost != nil {
			return c.lost
		}
	}
	return first
}

// pass reads the answer of a step, whose rows are not asked for.
func (c *connection) pass(s step) error {
	switch s.kind {
	case stepRun:
		if err := c.bound(s); err != nil {
			return err
		}
		for {
			if more, err := c.row(); !more {
				return err
			}
		}
	case stepDescribe:
		if err := c.expect('t'); err != nil {
			return err
		}
		if err := c.describe(s.statement); err != nil {
			return err
		}
	case stepParse:
		if err := c.expect('1'); err != nil {
			return err
		}
		s.statement.prepared = s.statement.name != ""
	case stepForget:
		if err := c.expect('3'); err != nil {
			return err
		}
	case stepSync:
		if err := c.expect('Z'); err != nil {
			return err
		}
	}
	c.next++
	return nil
}

// bound reads what comes before the rows of a statement.
func (c *connection) bound(s step) error {
	if err := c.expect('2'); err != nil {
		if e := stateOf(err); e != nil {
			e.Where = "" // it says which of the values it is, and no function has run
		}
		return err
	}
	if s.described {
		return c.describe(s.statement)
	}
	return nil
}

// describe reads the columns of a statement.
func (c *connection) describe(s *statement) error {
	m, err := c.receive()
	if err != nil {
		return err
	}
	switch m := m.(type) {
	case *pgproto3.RowDescription:
		s.columns = s.columns[:0]
		for i := range m.Fields {
			s.columns = append(s.columns, m.Fields[i].DataTypeOID)
		}
		return nil
	case *pgproto3.NoData:
		s.columns = s.columns[:0]
		return nil
	}
	return c.unexpected(m)
}

// row reads the next row of a statement. It reports false at its end, which ends the step, and on an error.
func (c *connection) row() (bool, error) {
	m, err := c.receive()
	if err != nil {
		return false, err
	}
	switch m := m.(type) {
	case *pgproto3.DataRow:
		c.rows.values = m.Values
		return true, nil
	case *pgproto3.CommandComplete:
		c.rows.affected = pgconn.NewCommandTag(string(m.CommandTag)).RowsAffected()
		c.next++
		return false, nil
	case *pgproto3.EmptyQueryResponse:
		c.next++
		return false, nil
	}
	return false, c.unexpected(m)
}

// expect reads a message that has nothing to be read but its kind.
func (c *connection) expect(kind byte) error {
	m, err := c.receive()
	if err != nil {
		return err
	}
	got := byte(0)
	switch m := m.(type) {
	case *pgproto3.ParseComplete:
		got = '1'
	case *pgproto3.BindComplete:
		got = '2'
	case *pgproto3.CloseComplete:
		got = '3'
	case *pgproto3.ParameterDescription:
		got = 't'
	case *pgproto3.ReadyForQuery:
		got, c.status = 'Z', m.TxStatus
	}
	if got != kind {
		return c.unexpected(m)
	}
	return nil
}

// unexpected returns the error of a message in place of the one that was expected: the server's own, after which it
// passes over the rest of the batch, or that of a server that does not keep to the protocol.
func (c *connection) unexpected(m pgproto3.BackendMessage) error {
	response, ok := m.(*pgproto3.ErrorResponse)
	if !ok {
		return c.lose(fmt.Errorf("the server sent an unexpected %T", m))
	}
	failed := pgconn.ErrorResponseToPgError(response)
	if failed.SeverityUnlocalized == "FATAL" || failed.SeverityUnlocalized == "PANIC" {
		return c.lose(failed)
	}
	c.abandon()
	return failed
}

// abandon passes over the rest of the batch.
func (c *connection) abandon() {
	c.rows.done = true
	for c.next < len(c.steps) && c.steps[c.next].kind != stepSync {
		c.next++
	}
	if c.next == len(c.steps) {
		c.failImplicit()
		return
	}
	c.untilReady()
	c.next++
}

// untilReady passes over what comes before the server is ready. An error is kept as that of the connection.
func (c *connection) untilReady() {
	for {
		m, err := c.receive()
		if err != nil {
			return
		}
		if ready, ok := m.(*pgproto3.ReadyForQuery); ok {
			c.status = ready.TxStatus
			return
		}
	}
}
