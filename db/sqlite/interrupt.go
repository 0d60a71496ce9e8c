package sqlite

/*
#include "native.h"
*/
import "C"

import (
	"context"
	"runtime"
	"runtime/cgo"
	"sync"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/fault"
)

// native is what the driver keeps to itself of a connection: its handle in C, by which a statement can
// be interrupted from outside. The driver's own cancellation costs a lock and more for every row.
type native struct {
	db    *C.sqlite3
	owner cgo.Handle
	// work is what the functions in C know of the connection.
	work *C.tiddly_work
}

// free frees what belongs to a connection that was closed.
func (n native) free() {
	C.tiddly_free(n.work)
	if n.owner != 0 {
		n.owner.Delete()
	}
}

// interruptAt makes an interrupt come once the functions of the connection have done so many steps more, or none where
// more is 0; steps gives how many they have done. So tests know what is done after an interrupt, without a clock.
func (n native) interruptAt(more int64) {
	n.work.stop = 0
	if more > 0 {
		n.work.stop = n.work.steps + C.int64_t(more)
	}
}

func (n native) steps() int64 { return int64(n.work.steps) }

var install = sync.OnceValue(func() error { return resultOf(C.tiddly_install()) })

// resultOf makes a result code the error that the driver would have made of it.
func resultOf(code C.int) error {
	if code == 0 {
		return nil
	}
	return sqlite3.Error{Code: sqlite3.ErrNo(code & 0xff), ExtendedCode: sqlite3.ErrNoExtended(code)}
}

// openNative opens a connection with everything that belongs to a connection of ours. It fails where that has another
// file than the expected one.
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
		_ = raw.Close() // the first error says more
		n.free()
		return nil, native{}, err
	}
	return raw, n, nil
}

// newNative sets up a handle. SQLite reports none where another part of the process has reset its extensions: C would
// then use a handle that is not there. What was made before a failure has to be freed.
func newNative(db *C.sqlite3) (native, error) {
	if db == nil {
		return native{}, fault.New(fault.Internal, "SQLite did not report the connection that it opened")
	}
	f := &functions{}
	n := native{db: db, owner: cgo.NewHandle(f)}
	n.work = C.tiddly_new(db, C.uintptr_t(n.owner))
	f.work = n.work
	return n, resultOf(C.tiddly_configure(n.work))
}

// filename returns the path of the file as SQLite resolved it.
func (c *connection) filename() string { return C.GoString(C.tiddly_filename(c.native.db)) }

// moved reports whether the file is no longer at that path.
func (c *connection) moved() bool { return C.tiddly_moved(c.native.db) != 0 }

// leaveFiles keeps the end of the connection from touching files by their names.
func (c *connection) leaveFiles() { C.tiddly_leave_files(c.native.db) }

// interval is how long an interrupt is waited for before it is sent again. One that comes between two
// statements is lost, as SQLite has it.
const interval = 10 * time.Millisecond

// watch interrupts a connection when the request that has it ends too early. At most one request
// is attached, and detach returns only when no interrupt can come any more: so none reaches the next request or a
// closed connection.
type watch struct {
	db *C.sqlite3
	// run is interrupt, bound once.
	run        func()
	stop       func() bool
	quit, done chan struct{}
}

func (w *watch) attach(ctx context.Context) {
	if ctx.Done() == nil {
		return
	}
	if w.run == nil {
		w.run = w.interrupt
		w.quit, w.done = make(chan struct{}), make(chan struct{})
	}
	w.stop = context.AfterFunc(ctx, w.run)
}

func (w *watch) detach() {
	if w.stop == nil {
		return
	}
	if !w.stop() {
		close(w.quit)
		<-w.done
		w.quit, w.done = make(chan struct{}), make(chan struct{})
	}
	w.stop = nil
}

// interrupt runs once the request's context has ended, until the request is detached.
func (w *watch) interrupt() {
	defer close(w.done)
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		C.tiddly_interrupt(w.db)
		select {
		case <-w.quit:
			return
		case <-tick.C:
		}
	}
}
