package sqlite

/*
#include "native.h"
*/
import "C"

import (
	"sync/atomic"

	"tiddly/internal/exec"
)

var _ exec.Dated = (*Database)(nil)

// indexHead is the head of the index of a write-ahead log, which is there twice. Every commit changes it: by a counter,
// the number of the log's pages and a checksum of all of them. It is what SQLite itself compares at the beginning of a
// read, to find out whether the pages that a connection has are still right. A commit writes the second copy and then the
// first, before anybody is told of it.
type indexHead [2][headWords]uint32

const (
	headWords = 12
	// headInit is the word with the byte that is set once the index is complete.
	headInit = 3
)

// asked is what the lookout has found out for those who keep answers.
type asked struct {
	// begun counts the looks. Who finds that one began after it had come needs no look of its own.
	begun atomic.Uint64
	// date is the number of the last state, known whether it is that of the present one.
	date  uint64
	known bool
	// index is the index of the log, in SQLite's memory, and head what it began with; nil without a log.
	index []uint32
	head  indexHead
	// stamp is the state without a log.
	stamp C.tiddly_stamp
}

// Date implements exec.Dated. While another file is at the path it is unknown: with a write-ahead log from when the
// lookout has noticed, as for writes, and without one at once, as for reads.
func (d *Database) Date() (uint64, bool) {
	if d.place.away.Load() {
		return 0, false
	}
	l := d.lookout
	came := l.asked.begun.Load()
	l.brief.Lock()
	defer l.brief.Unlock()
	if l.asked.begun.Load() == came {
		l.asked.begun.Add(1)
		l.asked.known = false
		if l.asked.index != nil {
			l.asked.lookAtIndex()
		} else {
			l.lookAtFile(d.place.beside.Load() != nil)
		}
	}
	return l.asked.date, l.asked.known
}

// lookAtIndex finds out the state from the index of the log, without asking SQLite. While a commit writes the index, or
// after a crash, it is unknown.
func (a *asked) lookAtIndex() {
	var now indexHead
	for i := range now {
		for j := range now[i] {
			now[i][j] = atomic.LoadUint32(&a.index[i*headWords+j])
		}
	}
	if now[0] != now[1] || now[0][headInit] == 0 {
		return
	}
	a.known = true
	if now != a.head {
		a.head = now
		a.date++
	}
}

// lookAtFile finds out the state from SQLite, and from the file at the path. Logged is set if there is a write-ahead log,
// whose index is looked at from then on. The caller holds brief.
func (l *lookout) lookAtFile(logged bool) {
	a := &l.asked
	l.try(func(c *connection) {
		var now C.tiddly_stamp
		if C.tiddly_stamp_now(c.native.work, &now) != 0 {
			return
		}
		if logged {
			if at := C.tiddly_index(c.native.db); at != nil {
				a.index = sliceAt((*uint32)(at), 2*headWords)
				a.lookAtIndex()
				return
			}
		}
		a.known = true
		if a.date == 0 || now != a.stamp {
			a.stamp = now
			a.date++
		}
	})
}

// forgetIndex is called before the connection is closed that the index belongs to.
func (l *lookout) forgetIndex() {
	l.brief.Lock()
	defer l.brief.Unlock()
	l.asked.index = nil
}
