package sqlite

/*
#include "native.h"
*/
import "C"

import "sync"

// lookout is the connection that checks for changes by other programs. It is the first to be opened and the last to
// be closed: while it is open no other file can have the identity of ours, and only its end writes the log into the
// file. It is not one of the readers, which may all be lent: then a change of the schema would be noticed last when
// it matters most.
type lookout struct {
	// brief is held by those who only ask for the state, before the turn: they wait for each other, but for nobody else.
	brief sync.Mutex
	// turn holds one token, taken by whoever uses the connection.
	turn  chan struct{}
	asked asked
	// conn is nil once it is closed.
	conn *connection
}

func newLookout(c *connection) *lookout { return &lookout{turn: make(chan struct{}, 1), conn: c} }

// state is the number of a content of the file, as the lookout has counted them: while it stays, nobody has committed
// anything, neither our writer nor another program. It means nothing beside the numbers of another connection.
type state uint32

// state returns that of the current content. It reports false if the lookout is in use for longer, or the file is locked:
// nobody waits for it.
func (l *lookout) state() (state, bool) {
	l.brief.Lock()
	defer l.brief.Unlock()
	n, ok := uint32(0), false
	l.try(func(c *connection) { n, ok = c.native.content() })
	return state(n), ok
}

// try calls f with the connection, unless that is in use or closed.
func (l *lookout) try(f func(*connection)) {
	select {
	case l.turn <- struct{}{}:
	default:
		return
	}
	defer func() { <-l.turn }()
	if l.conn != nil {
		f(l.conn)
	}
}

// content begins and ends a read, and returns SQLite's number of the content of the file, which is one of this
// connection. It does not wait for a lock.
func (n native) content() (uint32, bool) {
	var number C.uint32_t
	ok := C.tiddly_content(n.work, &number) == 0
	return uint32(number), ok
}

// read returns the number of the content that the last read of the connection had.
func (n native) read() (uint32, bool) {
	var number C.uint32_t
	ok := C.tiddly_read(n.work, &number) == 0
	return uint32(number), ok
}

// reading reports whether the connection holds a snapshot.
func (n native) reading() bool { return C.tiddly_reading(n.db) != 0 }
