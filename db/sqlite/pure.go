package sqlite

/*
#include "native.h"
*/
import "C"

import (
	"tiddly/internal/catalog"
	"tiddly/internal/exec"
)

var _ exec.Prover = (*connection)(nil)

// located is where a connection was: the state of the file at which its own number of the content was number. As long as
// it has that number, what it reads is that state. It is the rule by which SQLite keeps pages from one read to the next.
type located struct {
	state  state
	number uint32
	known  bool
}

// Pure implements exec.Prover.
func (c *connection) Pure(sql string, columns []*catalog.Column) bool {
	if c.proofs == nil || !c.statements.dear(sql) {
		return false
	}
	if c.proofs.current.Load().allPure(columns) {
		return true
	}
	c.proofs.want(columns)
	return false
}

// QueryPure implements exec.Prover.
func (c *connection) QueryPure(sql string, args []any, columns []*catalog.Column) (exec.Rows, bool, error) {
	e := c.proofs.current.Load()
	if !e.allPure(columns) || !c.locate(e) {
		return nil, false, nil
	}
	rows, err := c.Query(sql, args)
	if err != nil {
		return nil, false, err
	}
	// With its first rows, which Query reads, the statement has its snapshot.
	if n, ok := c.native.read(); !ok || n != c.located.number {
		_ = rows.Close() // its rows are not wanted
		c.located = located{}
		c.proofs.drop(e)
		return nil, false, nil
	}
	e.uses.Add(1)
	return rows, true, nil
}

// locate reports whether what the connection reads next is the state at which columns were examined, unless somebody
// writes before it does.
func (c *connection) locate(e *examined) bool {
	here := c.located.known && c.located.state == e.state
	if c.native.reading() {
		n, ok := c.native.read()
		here = here && ok && n == c.located.number
		c.astray = !here
		return here
	}
	if here {
		return true
	}
	l := c.proofs.d.lookout
	before, ok := l.state()
	if !ok {
		return false
	}
	n, read := c.native.content()
	after, ok := l.state()
	if !ok || !read {
		return false
	}
	if before != after || before != e.state {
		c.proofs.drop(e)
		return false
	}
	c.located = located{e.state, n, true}
	return true
}

// relocate is called before a snapshot, in which it would be too late, if one was not located before.
func (c *connection) relocate() {
	if !c.astray {
		return
	}
	c.astray = false
	if e := c.proofs.current.Load(); e != nil {
		c.locate(e)
	}
}

// recheck is the number of runs after which the steps of a statement that was not dear are counted again.
const recheck = 8

// dear reports whether a statement took many steps when it ran last. It does not say so of one that never ran.
func (s *statements) dear(sql string) bool {
	e, ok := s.byKey[sql]
	if !ok {
		return false
	}
	st := e.Value.(*statement) //nolint:forcetypeassert // the only type in the list
	if st.runs++; st.dear || st.runs%recheck == 1 {
		// One whose place was taken ran none.
		if n := C.tiddly_steps(st.handle); n != 0 {
			st.dear = n < 0 || n >= dearSteps
		}
	}
	return st.dear
}
