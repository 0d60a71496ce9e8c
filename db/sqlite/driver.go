// Package sqlite is the edge to SQLite: it opens files, reads their catalogue, lends connections and turns cells into
// JSON. It does not depend on plans, on GraphQL or on HTTP.
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
	"tiddly/internal/observe"
	"tiddly/internal/turns"
)

// Options are the options for opening a file.
type Options struct {
	// Path is the path of the file.
	Path string
	// Create creates a missing file; without it that is an error.
	Create bool
	// WAL switches the file to write-ahead logging, in which readers and the writer do not wait for each other. A new
	// file always uses it; existing ones keep their journal mode without this.
	WAL bool
	// ReadOnly opens the file so that nothing can be written. Files that cannot be written are always opened so.
	ReadOnly bool
	// Readers is the maximum number of concurrent readers; 0 means the default.
	Readers int
	// Longest is the length of the longest value needed in an answer, in bytes; 0 means the default.
	Longest int
}

// defaultReaders returns enough readers to keep every processor busy, and as many again for queries that wait for the
// disk; with at least four, one long query does not take half of them.
func defaultReaders() int { return max(4, 2*runtime.NumCPU()) }

// Database is an open file. It implements exec.Database, exec.Writer and exec.Watched.
type Database struct {
	// name is the path as it was given, path the absolute one.
	name    string
	path    string
	mode    Mode
	longest int
	// dialect is replaced where the settings have words for true and false, or forms of dates, that it does not know yet.
	dialect atomic.Pointer[dialect.Dialect]
	// made describes the default tables that were created.
	made []string

	// readers has a place for each lent connection.
	readers *turns.Line
	// closing is closed by Close.
	closing chan struct{}
	once    sync.Once
	err     error

	writer  writer
	load    observe.Load
	lookout *lookout
	proofs  *proofs
	place   *place
	// limited is what was found too large in the schema; nil before the schema is read.
	limited atomic.Pointer[limited]

	mu sync.Mutex
	// idle are the open connections that are not lent, most recently used last.
	idle []*connection
}

// Mode describes how a file was opened, for the log.
type Mode struct {
	// Journal is the journal mode as SQLite names it ("wal", "delete").
	Journal string
	// ReadOnly reports whether the file is read-only; Reason is why, if that was not asked for.
	ReadOnly bool
	Reason   string
	// Created reports whether the file is new.
	Created bool
	// Encoding is the encoding of the file's text ("UTF-8").
	Encoding string
	// Readers is the maximum number of concurrent readers.
	Readers int
}

// Mode returns how the file was opened.
func (d *Database) Mode() Mode { return d.mode }

// Name returns the path of the file as it was given.
func (d *Database) Name() string { return d.name }

// Path returns the absolute path of the file.
func (d *Database) Path() string { return d.path }

// Dialect returns the SQL dialect of the file.
func (d *Database) Dialect() *dialect.Dialect { return d.dialect.Load() }

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

// acquire lends a connection to an address, and opens one if none is idle.
func (d *Database) acquire(ctx context.Context, address string) (*connection, error) {
	if err := d.place.readable(); err != nil {
		return nil, err
	}
	if err := endedFault(ctx, "the request exceeded its time limit"); err != nil {
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
			err = cmp.Or(endedFault(ctx, "the request exceeded its time limit"), err)
		}
		f := fault.From(faultOf(err))
		// While another file is at the path no connection can be opened: requests wait for the open ones.
		if f.Code != fault.DatabaseMoved || !d.readers.Park(address) {
			d.readers.Leave(address)
			return nil, f
		}
	}
}

// await waits until a connection may be lent to an address. Every caller holds a place among the running requests, so
// the number of waiting ones is bounded.
func (d *Database) await(ctx context.Context, address string) error {
	defer d.load.Waited()()
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

// warmest removes and returns the most recently used idle connection, whose caches are the fullest.
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
		_ = c.close() // it is closed because it failed, which is already reported
	}
	d.readers.Leave(address)
}

// Close waits for the lent connections, closes all, and writes the write-ahead log into the file. Reading and writing
// afterwards returns fault.InternalStopping. Close may be called twice.
func (d *Database) Close() error {
	d.once.Do(func() {
		close(d.closing)
		errs := []error{d.writer.close()}
		d.proofs.close()
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
