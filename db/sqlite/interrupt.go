package sqlite

/*
#include "block.h"
*/
import "C"

import (
	"runtime"
	"runtime/cgo"
	"sync"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/fault"
)

// native is what the driver hides of a connection: its handle in C, by which a statement can be interrupted from
// outside. The driver's own cancellation costs a lock and more for every row.
type native struct {
	db    *C.sqlite3
	owner cgo.Handle
	// work is the state of the functions in C on the connection.
	work *C.tiddly_work
	// block is the statement that runs on the connection.
	block *C.tiddly_block
}

// free frees the resources of a connection that was closed.
func (n native) free() {
	C.tiddly_block_free(n.block)
	C.tiddly_free(n.work)
	if n.owner != 0 {
		n.owner.Delete()
	}
}

// interruptAt makes an interrupt occur after that many more steps of the connection's functions; never if more is 0.
// steps returns the number of steps so far. With these, tests observe what is done after an interrupt, without a
// clock.
func (n native) interruptAt(more int64) {
	n.work.stop = 0
	if more > 0 {
		n.work.stop = n.work.steps + C.int64_t(more)
	}
}

func (n native) steps() int64 { return int64(n.work.steps) }

var install = sync.OnceValue(func() error { return resultOf(C.tiddly_install()) })

// resultOf returns the error that the driver would have returned for a result code.
func resultOf(code C.int) error {
	if code == 0 {
		return nil
	}
	return sqlite3.Error{Code: sqlite3.ErrNo(code & 0xff), ExtendedCode: sqlite3.ErrNoExtended(code)}
}

// openNative opens a connection and sets up everything that belongs to it. It returns an error if the connection has
// another file than the expected one.
func openNative(dsn string, expected identity) (*sqlite3.SQLiteConn, native, error) {
	err := install()
	if err != nil {
		return nil, native{}, err
	}
	// SQLite reports the handle on the thread that opens, see native.c.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	C.tiddly_expect(C.uint64_t(expected.device), C.uint64_t(expected.inode))
	opened, err := (&sqlite3.SQLiteDriver{}).Open(dsn)
	db := C.tiddly_opened()
	if err != nil {
		return nil, native{}, err
	}
	raw := opened.(*sqlite3.SQLiteConn) //nolint:forcetypeassert // what this driver opens
	n, err := newNative(db)
	if err != nil {
		_ = raw.Close() // the first error is the one to report
		n.free()
		return nil, native{}, err
	}
	return raw, n, nil
}

// newNative sets up a handle. SQLite reports none if another part of the process has reset its extensions: C would
// then use an invalid handle. What was allocated before a failure must be freed.
func newNative(db *C.sqlite3) (native, error) {
	if db == nil {
		return native{}, fault.New(fault.Internal, "SQLite did not report the connection that it opened")
	}
	f := &functions{}
	n := native{db: db, owner: cgo.NewHandle(f)}
	n.work = C.tiddly_new(db, C.uintptr_t(n.owner))
	f.work = n.work
	if n.block = C.tiddly_block_new(db); n.block == nil {
		return n, resultOf(C.int(sqlite3.ErrNomem))
	}
	return n, resultOf(C.tiddly_configure(n.work))
}

// filename returns the path of the file as SQLite resolved it.
func (c *connection) filename() string { return C.GoString(C.tiddly_filename(c.native.db)) }

// moved reports whether the file is no longer at that path.
func (c *connection) moved() bool { return C.tiddly_moved(c.native.db) != 0 }

// leaveFiles keeps the closing of the connection from touching files by their names.
func (c *connection) leaveFiles() { C.tiddly_leave_files(c.native.db) }
