// Package sqlite is the edge to SQLite: it opens files, reads their catalogue, lends connections and turns
// cells into JSON. It knows nothing of plans, of GraphQL and of HTTP.
package sqlite

import (
	"cmp"
	"context"
	"errors"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/turns"
)

// Options say which file is served, and how.
type Options struct {
	// Path is the path of the file.
	Path string
	// Create makes the file where there is none; without it that is an error.
	Create bool
	// WAL switches the file to write-ahead logging, in which readers and the writer do not wait for each
	// other. A file that is created has it anyway; others keep their journal mode without this.
	WAL bool
	// ReadOnly opens the file so that nothing can be written. Files that cannot be written are always opened so.
	ReadOnly bool
	// Readers is the most connections that read at the same time; 0 means the default.
	Readers int
	// Longest is the longest value that is wanted in an answer; 0 means the default.
	Longest int
}

// defaultReaders keeps every processor busy and leaves as many readers again for queries that wait for
// the disk; with four at least, one long query is not half of them.
func defaultReaders() int { return max(4, 2*runtime.NumCPU()) }

// Database is an open file. It implements exec.Database, exec.Writer and exec.Watched.
type Database struct {
	// name is the path as it was given, path the same absolute.
	name    string
	path    string
	mode    Mode
	longest int
	dialect *dialect.Dialect
	// made says what was made of the default tables.
	made []string

	// readers has a place for each connection that is lent.
	readers *turns.Line
	// closing is closed by Close.
	closing chan struct{}
	once    sync.Once
	err     error

	writer  writer
	load    load
	lookout *lookout
	place   *place
	// limited is what was found too large in the schema, nil before that was read.
	limited atomic.Pointer[limited]

	mu sync.Mutex
	// idle are the connections that are open and not lent, the warmest last.
	idle []*connection
}

// Mode is how a file was opened, for the log.
type Mode struct {
	// Journal is the journal mode as SQLite names it ("wal", "delete").
	Journal string
	// ReadOnly tells that nothing can be written; Reason why, where it was not asked for.
	ReadOnly bool
	Reason   string
	// Created tells that the file is new.
	Created bool
	// Encoding is that of the file's text ("UTF-8").
	Encoding string
	// Readers is the most connections that read at the same time.
	Readers int
}

// Mode tells how the file was opened.
func (d *Database) Mode() Mode { return d.mode }

// Name returns the path of the file as it was given.
func (d *Database) Name() string { return d.name }

// Path returns the path of the file, absolute.
func (d *Database) Path() string { return d.path }

// Dialect says how SQL is spelled for the file.
func (d *Database) Dialect() *dialect.Dialect { return d.dialect }

// Read implements exec.Database.
func (d *Database) Read(ctx context.Context, snapshot bool, f func(exec.Reader) error) error {
	address := turns.From(ctx)
	c, err := d.acquire(ctx, address)
	if err != nil {
		return err
	}
	usable := false
	defer func() { d.release(c, address, usable) }()
	usable, err = c.serve(ctx, snapshot, f)
	return d.place.explain(err)
}

// acquire lends a connection to an address, and opens one where none is idle.
func (d *Database) acquire(ctx context.Context, address string) (*connection, error) {
	if err := d.place.readable(); err != nil {
		return nil, err
	}
	if err := endedFault(ctx, "the request took too long"); err != nil {
		return nil, err
	}
	select {
	case <-d.closing:
		return nil, stopping()
	default:
	}
	for {
		if !d.readers.Take(address) {
			if err := d.await(ctx, address); err != nil {
				return nil, err
			}
		}
		for c := d.warmest(); c != nil; c = d.warmest() {
			if c.limited == d.limited.Load() {
				return c, nil
			}
			_ = c.close() // nothing was written
		}
		c, err := d.connect(ctx, forReading)
		if err == nil {
			return c, nil
		}
		if isBusy(err) {
			err = cmp.Or(endedFault(ctx, "the request took too long"), err)
		}
		f := fault.From(faultOf(err))
		// While another file is at the path no connection can be opened: requests wait for those that are open.
		if f.Code != fault.DatabaseMoved || !d.readers.Park(address) {
			d.readers.Leave(address)
			return nil, f
		}
	}
}

// await waits until a connection may be lent to an address. All that come here are at work, so their number is bounded.
func (d *Database) await(ctx context.Context, address string) error {
	defer d.load.waited()()
	w := d.readers.Wait(address, math.MaxInt)
	var err error
	select {
	case <-w.Granted():
		return nil
	case <-d.closing:
		err = stopping()
	case <-ctx.Done():
		err = endedFault(ctx, "all connections to the database were busy for too long")
	}
	if d.readers.GiveUp(w) {
		return err
	}
	return nil // it got its place meanwhile
}

func stopping() error {
	return fault.New(fault.InternalStopping, "the server is stopping").WithHint("try again in a moment")
}

// warmest takes the idle connection that was used last: its caches are the fullest.
func (d *Database) warmest() *connection {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.idle) == 0 {
		return nil
	}
	last := len(d.idle) - 1
	c := d.idle[last]
	d.idle[last] = nil
	d.idle = d.idle[:last]
	return c
}

func (d *Database) release(c *connection, address string, usable bool) {
	if usable && c.limited == d.limited.Load() {
		d.mu.Lock()
		d.idle = append(d.idle, c)
		d.mu.Unlock()
	} else {
		_ = c.close() // it is closed because it failed; that is told already
	}
	d.readers.Leave(address)
}

// Close waits for the connections that are lent, closes all, and puts what the write-ahead log holds into the
// file. Reading and writing afterwards is a fault.InternalStopping. It may be called twice.
func (d *Database) Close() error {
	d.once.Do(func() {
		close(d.closing)
		errs := []error{d.writer.close()}
		d.readers.Close()
		for c := d.warmest(); c != nil; c = d.warmest() {
			errs = append(errs, c.close())
		}
		errs = append(errs, d.closeLookout())
		d.returnMemory()
		d.err = faultOf(errors.Join(errs...))
	})
	return d.err
}
