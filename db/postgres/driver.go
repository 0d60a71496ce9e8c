package postgres

import (
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/observe"
	"tiddly/internal/turns"
)

// Database is an open database. It implements exec.Database, exec.Repeating, exec.Writer, exec.Transactor and exec.Watched.
type Database struct {
	// name is the address without its password.
	name     string
	config   *pgconn.Config
	mode     mode
	longest  int
	readOnly bool
	dialect  *dialect.Dialect

	// places has a place for each lent connection.
	places *turns.Line
	// closing is closed by Close.
	closing  chan struct{}
	once     sync.Once
	load     observe.Load
	lookout  lookout
	listener listener
	// epoch counts the changes of the tables: a connection prepares its statements anew after each.
	epoch atomic.Int64
	// seen is the last mark that was read by any connection; nil before.
	seen  atomic.Pointer[sight]
	names names

	mu sync.Mutex
	// idle are the open connections that are not lent, most recently used last.
	idle []*connection
	// crowded is until when no connection is opened while any is idle, since the server had no room for another.
	crowded time.Time
}

const (
	// maxIdle is how long a connection may be idle, maxAge how long it may be open: then it is replaced, so that servers
	// that are added get their share, and what a connection has cached does not stay for ever.
	maxIdle = 5 * time.Minute
	maxAge  = time.Hour
)

// Name implements edge.Described.
func (d *Database) Name() string { return d.name }

// Dialect implements edge.Described.
func (d *Database) Dialect() *dialect.Dialect { return d.dialect }

// ReadOnly implements edge.Described.
func (d *Database) ReadOnly() bool { return d.readOnly }

// snapshot opens a transaction in which everything is read as it was at one moment.
const snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

// Read implements exec.Database.
func (d *Database) Read(ctx context.Context, whole bool, f func(exec.Reader) error) error {
	address := turns.From(ctx)
	c, err := d.acquire(ctx, address, sessionReading)
	if err != nil {
		return err
	}
	usable := false
	defer func() { d.release(c, address, usable) }()
	if whole {
		c.prologue = snapshot
	}
	if err = f(c); hasState(err, stateReadOnly) && !d.readOnly {
		err = readThatWrites(err)
	}
	_ = c.rows.Close() // its error was reported by Err
	c.finish("COMMIT")
	usable = c.lost == nil
	return err
}

// finish ends the watch, and the transaction where that was not ended with the last statements. The server's answer to
// that is read when the connection is used again.
func (c *connection) finish(how string) {
	if c.unsent { // statements that were added and not run
		c.batch, c.steps = c.batch[:0], c.steps[:c.start]
		c.unsent = false
		c.reset()
	}
	c.detach()
	_ = c.drain()
	open, undo := c.implicit.open, c.implicit.open && c.writing
	c.implicit = implicit{}
	if c.lost == nil && (open || c.status != statusNone) {
		c.extend()
		if undo {
			c.must("BEGIN") // only then can the statements before it be rolled back, without a warning in the server's log
		}
		if undo || c.status != statusNone {
			c.must(how)
		}
		_ = c.send() // the next use meets its error
		c.status = statusNone
	}
	c.prologue, c.begun, c.over, c.locks, c.ctx = "", false, false, c.locks[:0], nil
	c.rows.failed = nil
}

// acquire lends a connection to an address, and opens one if none is idle. One is preferred whose transactions are as
// they are wanted, so that the session need not be changed.
func (d *Database) acquire(ctx context.Context, address string, wanted session) (*connection, error) {
	if err := endedFault(ctx, tooLong); err != nil {
		return nil, err
	}
	if d.isClosing() {
		return nil, stopping()
	}
	if !d.places.Take(address) {
		if err := d.await(ctx, address); err != nil {
			return nil, err
		}
	}
	c := d.usable(wanted)
	if c == nil {
		var err error
		if c, err = d.another(ctx); err != nil {
			d.places.Leave(address)
			return nil, connectFault(ctx, err)
		}
	}
	c.first, c.writing = true, wanted == sessionWriting
	c.renew(d.epoch.Load())
	c.attach(ctx)
	return c, nil
}

func (d *Database) isClosing() bool {
	select {
	case <-d.closing:
		return true
	default:
		return false
	}
}

// await waits until a connection may be lent to an address. Every caller holds a place among the running requests, so
// the number of waiting ones is bounded.
func (d *Database) await(ctx context.Context, address string) error {
	defer d.load.Waited()()
	w := d.places.Wait(address, math.MaxInt)
	var err error
	select {
	case <-w.Granted():
		return nil
	case <-d.closing:
		err = stopping()
	case <-ctx.Done():
		err = endedFault(ctx, "all connections to the database were busy for too long")
	}
	if d.places.GiveUp(w) {
		return err
	}
	return nil // it got its place meanwhile
}

func stopping() error {
	return fault.New(fault.InternalStopping, "the server is stopping").WithHint("try again in a moment")
}

// usable returns an idle connection that the server has not ended; nil if there is none, or none with such a session
// while another may be opened.
func (d *Database) usable(wanted session) *connection {
	for c := d.warmest(wanted); c != nil; c = d.warmest(wanted) {
		if c.alive() {
			return c
		}
		c.close()
	}
	return nil
}

// another opens a connection. Where that fails, one that is idle does as well, whatever its session is.
func (d *Database) another(ctx context.Context) (*connection, error) {
	c, err := d.connect(ctx)
	if err == nil {
		return c, nil
	}
	d.mu.Lock()
	d.crowded = time.Now().Add(maxIdle)
	d.mu.Unlock()
	if c := d.usable(sessionUnknown); c != nil {
		return c, nil
	}
	return nil, err
}

// warmest removes and returns the most recently used idle connection, whose caches are the fullest, of those with such a
// session; of all, if the session does not matter or no other connection may be opened.
func (d *Database) warmest(wanted session) *connection {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, c := range slices.Backward(d.idle) {
		if wanted == sessionUnknown || c.session == wanted || c.session == sessionUnknown {
			d.idle = slices.Delete(d.idle, i, i+1)
			return c
		}
	}
	last := len(d.idle) - 1
	if last < 0 || d.places.Held()+len(d.idle) <= d.places.Places() && time.Now().After(d.crowded) {
		return nil
	}
	c := d.idle[last]
	d.idle = slices.Delete(d.idle, last, last+1)
	return c
}

// release takes a connection back.
func (d *Database) release(c *connection, address string, usable bool) {
	now := time.Now()
	if usable && now.Sub(c.born) < maxAge && !d.isClosing() {
		c.idleSince = now
		d.mu.Lock()
		d.idle = append(d.idle, c)
		d.mu.Unlock()
	} else {
		c.watch.leave()
		c.close()
	}
	d.dropIdle(now)
	d.places.Leave(address)
}

// dropIdle closes the connections that nobody has needed for long.
func (d *Database) dropIdle(now time.Time) {
	d.mu.Lock()
	var old []*connection
	n := 0
	for n < len(d.idle) && now.Sub(d.idle[n].idleSince) > maxIdle {
		n++
	}
	if n > 0 {
		old = slices.Clone(d.idle[:n])
		d.idle = slices.Delete(d.idle, 0, n)
	}
	d.mu.Unlock()
	for _, c := range old {
		c.close()
	}
}

// dropAll closes the idle connections: they lead to a server that is no longer the one to write to.
func (d *Database) dropAll() {
	for c := d.warmest(sessionUnknown); c != nil; c = d.warmest(sessionUnknown) {
		c.close()
	}
}

// Close waits for the lent connections and closes all. Reading and writing afterwards returns fault.InternalStopping.
// Close may be called twice.
func (d *Database) Close() error {
	d.once.Do(func() {
		close(d.closing)
		d.places.Close()
		d.dropAll()
		d.lookout.close()
		d.endListening()
	})
	return nil
}
