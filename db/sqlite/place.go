package sqlite

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync/atomic"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/fault"
)

// identity is the system's identity of a file, whatever its path. It is zero on systems without one, where no open
// file can be renamed.
type identity struct{ device, inode uint64 }

// placed is a file and the path at which it must be.
type placed struct {
	path string
	identity
}

// condition is the state of a file that was at a path.
type condition uint8

const (
	there condition = iota
	gone
	// replaced: another file is at the path.
	replaced
)

// now returns the state of the file. A file that cannot be examined counts as gone.
func (p placed) now() (condition, error) {
	found, err := identityOf(p.path)
	switch {
	case err != nil:
		return gone, err
	case found != p.identity:
		return replaced, nil
	}
	return there, nil
}

// place is the path and the identity of the file that is served. Another program can replace the file at its path:
// then our connections write to the old file, and the files that SQLite keeps beside the old one would be taken for
// the new one's.
type place struct {
	// path is the path as it was given, real the one without links.
	path, real placed
	// beside are the write-ahead log and its index; nil while no connection of ours has read in that mode. While a
	// connection is open no program replaces them, and all are named after real.
	beside atomic.Pointer[[]placed]
	// away is the last result of the lookout: whether a file is not at its path.
	away atomic.Bool
	// aside are the files of beside that were renamed away from their paths. rescued reports whether their content is in
	// the file that it belongs to, owed that it is not there yet. Only the holder of the lookout's turn uses them.
	aside         []moved
	rescued, owed bool
	// content is the state of the file's content; nil if that is not checked.
	content *content
	// overwritten is set, for good, when another program has copied over the file.
	overwritten atomic.Bool
}

type moved struct{ from, to string }

// newPlace returns the place of the file that a connection has opened.
func newPlace(path string, c *connection) (*place, error) {
	at, err := identityOf(path)
	p := &place{path: placed{path, at}, real: placed{c.filename(), at}}
	if err == nil {
		err = p.check()
	}
	if err == nil && c.moved() {
		err = p.fault(p.path, replaced, nil)
	}
	return p, err
}

// learnBeside records which files are beside the one that is served; a connection has just read by them.
func (p *place) learnBeside() {
	var all []placed
	for _, suffix := range []string{"-wal", "-shm"} {
		path := p.real.path + suffix
		if at, err := identityOf(path); err == nil {
			all = append(all, placed{path, at})
		}
	}
	p.beside.Store(&all)
	p.content = openContent(p)
}

// logs returns the files beside the one that is served.
func (p *place) logs() []placed {
	if all := p.beside.Load(); all != nil {
		return *all
	}
	return nil
}

// check returns a fault if a file is no longer at its path.
func (p *place) check() error { return p.checkAll(p.logs()) }

// checkWritten is check without the index of the log: writers check often, and the lookout will soon notice the
// index.
func (p *place) checkWritten() error {
	logs := p.logs()
	return p.checkAll(logs[:min(1, len(logs))])
}

func (p *place) checkAll(beside []placed) error {
	if p.overwritten.Load() {
		return fault.Wrap(fmt.Errorf("%s was overwritten in place", p.real.path), fault.DatabaseMoved,
			"another program has copied over the file of the database").WithHint("restart the server to serve the file that is there now")
	}
	if c, err := p.path.now(); c != there {
		return p.fault(p.path, c, err)
	}
	if p.real.path != p.path.path {
		if c, err := p.real.now(); c != there {
			return p.fault(p.real, c, err)
		}
	}
	for _, file := range beside {
		if c, err := file.now(); c != there {
			return p.fault(file, c, err)
		}
	}
	return nil
}

// readable returns a fault if reading could do harm. Without a write-ahead log, SQLite takes the journal of another
// program that writes to the new file for one that a crash has left: it would undo in our file what the other has
// done, and remove the journal.
func (p *place) readable() error {
	if p.overwritten.Load() {
		return p.check() // part of what would be read is another file's
	}
	if p.beside.Load() != nil {
		return nil
	}
	if c, err := p.real.now(); c != there {
		return p.fault(p.real, c, err)
	}
	return nil
}

// writable is readable for writing, which takes no lock in vain once a file is known not to be at its path.
func (p *place) writable() error {
	if p.away.Load() {
		return p.check()
	}
	return p.readable()
}

// explain returns why the file could not be read or written: that it is no longer at its path, or else the error
// itself.
func (p *place) explain(err error) error {
	if err == nil {
		return nil
	}
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case sqlite3.ErrCantOpen, sqlite3.ErrIoErr, sqlite3.ErrReadonly, sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrPerm:
		if moved := p.check(); moved != nil {
			return moved
		}
	}
	return err
}

func (p *place) fault(file placed, c condition, err error) error {
	what := "the file of the database was replaced by another"
	switch {
	case file != p.path && file != p.real:
		what = "the write-ahead log of the database was removed or replaced"
	case c == gone && (errors.Is(err, fs.ErrNotExist) || err == nil):
		what = "the file of the database was moved or removed"
	case c == gone:
		what = "the file of the database cannot be examined"
	}
	if err == nil {
		err = errors.New("another file is at the path")
	}
	return fault.Wrap(fmt.Errorf("%s: %w", file.path, err), fault.DatabaseMoved, "%s", what).
		WithHint(hintMoved)
}

// settled reports whether SQLite's accesses by name affect only our files. They do if only a link leads elsewhere.
func (p *place) settled() bool {
	if p.overwritten.Load() {
		return false
	}
	for _, file := range append([]placed{p.real}, p.logs()...) {
		if c, _ := file.now(); c != there {
			return false
		}
	}
	return true
}

// threatened reports whether the log would be taken for another file's, and lost whether nothing would read it any
// more. Neither holds for a file for which another program has begun a log: what it holds by now is not ours.
func (p *place) threatened() (threatened, lost bool) {
	if p.overwritten.Load() {
		return true, false // the log no longer matches any file
	}
	if c, _ := p.real.now(); c != there {
		return true, true
	}
	for _, beside := range p.logs() {
		switch c, _ := beside.now(); c {
		case replaced:
			return false, false
		case gone:
			lost = true
		case there:
		}
	}
	return false, lost
}

// setAside renames our log, so that no program takes it for that of the file which is at the path now.
func (p *place) setAside() {
	ending := strings.ToLower(rand.Text()[:8])
	for _, file := range p.logs() {
		if c, _ := file.now(); c != there {
			continue
		}
		m := moved{from: file.path, to: file.path + "-moved-" + ending}
		if os.Rename(m.from, m.to) == nil {
			p.aside = append(p.aside, m)
		}
	}
}

// putBack restores the path of the log, unless there is another file.
func (p *place) putBack() {
	for i, m := range p.aside {
		if os.Link(m.to, m.from) != nil {
			p.aside = p.aside[i:]
			return
		}
		_ = os.Remove(m.to) // both names are of one file
	}
	p.aside, p.rescued = nil, false
}

// clear removes the renamed files, when nothing reads them any more. It returns a fault while their content is owed.
func (p *place) clear() error {
	if p.owed {
		f := fault.New(fault.DatabaseMoved, "the last writes could not be moved into the database file, which was moved")
		if len(p.aside) > 0 {
			f = f.WithHint("they are in %s; rename it to the name of the database file plus -wal, and open the database", p.aside[0].to)
		}
		return f
	}
	for _, m := range p.aside {
		_ = os.Remove(m.to) // it is empty
	}
	p.aside = nil
	return nil
}
