package postgres

import (
	"context"
	"errors"

	"tiddly/internal/exec"
)

var (
	_ exec.Watched = (*Database)(nil)
	_ exec.Waking  = (*Database)(nil)
	_ exec.Marked  = (*connection)(nil)
)

// lookout is the connection that looks for changes of the tables. It is not one of those that are lent, which may all
// be: then a change would be noticed last when it matters most.
type lookout struct {
	// turn holds one token, taken by whoever uses the connection.
	turn chan struct{}
	// conn is nil while there is none.
	conn *connection
	// mark is the last one.
	mark string
}

// Changed implements exec.Watched.
func (d *Database) Changed(ctx context.Context) (mark string, err error) {
	l := &d.lookout
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return "", endedFault(ctx, "the database did not answer in time")
	}
	defer func() { <-l.turn }()
	if d.isClosing() {
		return "", stopping()
	}
	if l.conn == nil || !l.conn.alive() {
		l.drop()
		if l.conn, err = d.connect(ctx); err != nil {
			l.conn = nil
			return "", connectFault(ctx, err)
		}
	}
	l.conn.attach(ctx)
	mark, err = l.conn.readMark()
	told := err == nil && mark != l.mark && d.mayListen() && l.conn.tells()
	l.conn.finish("COMMIT")
	if l.conn.lost != nil {
		l.conn = nil
	}
	if err == nil && mark != l.mark {
		if l.mark != "" {
			d.epoch.Add(1) // no statement was prepared for older tables than the first
		}
		l.mark = mark
		if told {
			d.listen()
		}
	}
	return mark, err
}

// drop closes the connection.
func (l *lookout) drop() {
	if l.conn != nil {
		l.conn.close()
		l.conn = nil
	}
}

// close waits for whoever uses the connection, and closes it.
func (l *lookout) close() {
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	l.drop()
}

// Mark implements exec.Marked. A transaction that reads ends before: within it the catalogue would be that of its
// beginning, while its statements already use the tables as they are now.
func (c *connection) Mark() (string, error) {
	if err := c.rows.Close(); err != nil {
		return "", err
	}
	_ = c.drain() // nobody asked for the rest
	before, within := c.prologue, c.implicit.wanted
	if c.status != statusNone {
		c.must("COMMIT")
		before = snapshot
	}
	if c.implicit.open {
		c.extend()
		c.split()
	}
	c.prologue, c.implicit, c.over = "", implicit{}, false
	mark, err := c.readMark()
	c.prologue, c.implicit.wanted = before, within
	return mark, err
}

// readMark reads the mark by a statement of its own.
func (c *connection) readMark() (string, error) {
	known := c.database.seen.Load()
	if known == nil {
		known = &sight{}
	}
	var now sight
	err := c.each(markStatement, []any{known.state}, func(r exec.Rows) {
		now.state, _ = r.Value(0).(string)
		if now.mark = known.mark; !r.Null(1) {
			now.mark, _ = r.Value(1).(string)
		}
	})
	if err == nil && now.mark == "" {
		err = faultOf(errors.New("invariant broken: the mark of the tables is empty"))
	}
	if err != nil {
		return "", err
	}
	if now != *known && c.status == statusNone && !c.writing {
		c.database.seen.Store(&now) // a transaction also sees what it has changed itself, which its state does not tell
	}
	return now.mark, nil
}

// each calls row with each row of a statement.
func (c *connection) each(sql string, args []any, row func(exec.Rows)) error {
	rows, err := c.Query(sql, args)
	if err != nil {
		return err
	}
	for rows.Next() {
		row(rows)
	}
	return rows.Err()
}
