package postgres

// A prepared statement returns columns of the types that it had when it was prepared. If one of them has changed since,
// the server refuses to run it, and it has to be prepared anew.

// again sends the last batch once more, after its statements were prepared anew under their names. Nothing of its
// answers was handed on, and the transaction that it may have begun ends.
func (c *connection) again() error {
	c.sent()
	failed, steps := c.batch, append([]step(nil), c.steps[c.start:]...)
	c.steps, c.next, c.start = c.steps[:0], 0, 0
	c.batch = nil
	if c.status != statusNone {
		c.plain("ROLLBACK")
	}
	prepares := map[*statement]bool{}
	for _, s := range steps {
		if s.kind == stepParse {
			prepares[s.statement] = true
		}
	}
	done := map[*statement]bool{}
	for _, s := range steps {
		if s.kind != stepRun || s.statement.name == "" || done[s.statement] {
			continue
		}
		done[s.statement] = true
		s.statement.prepared = false
		c.forget(s.statement)
		if !prepares[s.statement] {
			c.batch = appendDescribeStatement(appendParse(c.batch, s.statement), s.statement)
			c.steps = append(c.steps, step{kind: stepParse, statement: s.statement}, step{kind: stepDescribe, statement: s.statement})
		}
	}
	c.split()
	c.batch = append(c.batch, failed...)
	c.steps = append(c.steps, steps...)
	if c.implicit.wanted {
		c.over, c.implicit.open = c.implicit.last, !c.implicit.last
	}
	return c.write(c.batch)
}

// plain adds a statement of ours that the server forgets.
func (c *connection) plain(sql string) {
	s := &statement{sql: sql}
	c.batch = appendParse(c.batch, s)
	c.batch, _ = appendBind(c.batch, s, nil) // only values can be wrong
	c.batch = appendExecute(c.batch)
	c.steps = append(c.steps, step{kind: stepParse, statement: s}, step{kind: stepRun, statement: s, own: true})
}

// outdate makes the statements of the last batch be prepared anew when they are used again.
func (c *connection) outdate() {
	for _, s := range c.steps[c.start:] {
		if s.kind == stepRun && s.statement.prepared {
			c.statements.remove(s.statement)
			s.statement.prepared = false
			c.outdated = append(c.outdated, s.statement)
		}
	}
}

// reset makes the next use of the connection begin with a session of which nothing is known.
func (c *connection) reset() {
	c.epoch, c.timeout, c.session = unknownEpoch, -1, sessionUnknown
	c.statements.clear()
	c.outdated = c.outdated[:0]
}

// unknownEpoch is the epoch of a session that may have any statements.
const unknownEpoch = -1

// renew makes all statements be prepared anew, if the tables have changed since they were prepared.
func (c *connection) renew(epoch int64) {
	if c.epoch == epoch {
		return
	}
	some := c.named && (c.epoch == unknownEpoch || c.statements.order.Len() > 0)
	c.epoch = epoch
	if some {
		c.extend()
		c.plain("DEALLOCATE ALL")
		c.split()
		c.statements.clear()
	}
}
