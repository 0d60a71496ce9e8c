package postgres

// What the transactions of a session are by default.
type session uint8

const (
	sessionUnknown session = iota
	sessionReading
	sessionWriting
)

// A read of several levels needs no BEGIN and no COMMIT: the server takes all that comes before a Sync for one
// transaction. Each level but the last ends with a Flush, after which the server answers and the transaction goes on.
// The session has REPEATABLE READ and READ ONLY by default for that, so that all levels see the tables as the first one
// does, and every other transaction names what it needs.
//
// A write whose statements run no code of the owner's is such a transaction too, in a session that has what the owner of
// the database has set: its statements are followed by a Flush, and the Sync that commits them is sent when their rows
// were found to be right. One statement whose row can only be right goes with its Sync.

// stillness makes what is read within one transaction of a session be of one moment, and no read write.
const stillness = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"

// implicit is the state of a transaction that no statement begins or ends.
type implicit struct {
	// wanted reports that the statements of the read are one, open that the server waits for more of them.
	wanted, open bool
	// last reports that the last batch ends it.
	last bool
	// sole reports that there is one statement, which is sent with the commit.
	sole bool
}

// Start implements exec.Ending. What a pooler assigns to transactions has no settings of its own that stay.
func (c *connection) Start() {
	if c.named && c.prologue == snapshot && c.status == statusNone {
		c.prologue, c.implicit.wanted = "", true
	}
}

// settleSession adds what makes the session one of ours, in a transaction of its own: it would be undone with that of
// the request.
func (c *connection) settleSession() {
	some := c.limitSession()
	wanted, setting := sessionReading, stillness
	if c.writing {
		wanted, setting = sessionWriting, c.database.mode.moving()
	}
	// A transaction that a statement begins needs no session of its kind, but keeps the one of a new connection to it.
	if c.session != wanted && (c.prologue == "" || c.session == sessionUnknown) {
		c.must(setting)
		c.session, some = wanted, true
	}
	if some {
		c.split()
	}
}

// terminate adds the end of a batch. The server answers after either.
func (c *connection) terminate() {
	i := &c.implicit
	if i.open = i.wanted && !c.over && !i.sole; i.open {
		c.batch = appendFlush(c.batch)
	} else {
		c.split()
	}
	c.over = c.over || i.sole
	i.last = !i.open
}

// failImplicit ends the transaction after an error, if it was open: the server passes over everything until then.
func (c *connection) failImplicit() {
	if !c.implicit.open {
		return
	}
	c.implicit.open, c.over = false, true
	c.sent()
	if c.write(appendSync(nil)) == nil {
		c.untilReady()
	}
}
