package sqlite

/*
#include "block.h"

extern int sqlite3_errcode(sqlite3 *);
extern const char *sqlite3_errmsg(sqlite3 *);
extern int sqlite3_extended_errcode(sqlite3 *);
extern int sqlite3_stmt_readonly(sqlite3_stmt *);
*/
import "C"

import (
	"container/list"
	"errors"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// failure is an error of SQLite with its message, which the driver's own type keeps to itself.
type failure struct {
	code    sqlite3.Error
	message string
}

// Error returns SQLite's message.
func (f *failure) Error() string { return f.message }

// Unwrap returns the codes as the driver's errors have them.
func (f *failure) Unwrap() error { return f.code }

// saidBy returns the message of an error of SQLite, without what was wrapped around it.
func saidBy(err error) (string, sqlite3.Error, bool) {
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return "", e, false
	}
	if f, ours := errors.AsType[*failure](err); ours {
		return f.message, e, true
	}
	return e.Error(), e, true
}

// failed returns the error of a result code. It must be called before any other call on the connection, for the
// message.
func (n native) failed(code C.int) error {
	if C.sqlite3_errcode(n.db)&0xff != code&0xff {
		return resultOf(code) // SQLite itself did not fail
	}
	extended := C.sqlite3_extended_errcode(n.db)
	return &failure{
		code:    sqlite3.Error{Code: sqlite3.ErrNo(extended & 0xff), ExtendedCode: sqlite3.ErrNoExtended(extended)},
		message: C.GoString(C.sqlite3_errmsg(n.db)),
	}
}

// maxStatements is the number of prepared statements that a connection keeps, maxStatementBytes the total length of
// their texts. A statement with a list of many values can be long.
const (
	maxStatements     = 200
	maxStatementBytes = 512 << 10
)

// statements are the prepared statements of a connection, most recently used first.
type statements struct {
	native native
	byKey  map[string]*list.Element
	order  list.List
	// bytes is the total length of the texts.
	bytes int
}

// statement is a prepared statement.
type statement struct {
	sql    string
	handle *C.sqlite3_stmt
	// runs counts the questions whether it is dear; dear is the answer of the last count of its steps.
	runs int
	dear bool
}

// readonly reports whether the statement cannot change anything.
func (s *statement) readonly() bool { return C.sqlite3_stmt_readonly(s.handle) != 0 }

func (s *statements) get(sql string) (*statement, error) {
	if e, ok := s.byKey[sql]; ok {
		s.order.MoveToFront(e)
		return e.Value.(*statement), nil //nolint:forcetypeassert // the only type in the list
	}
	handle := C.tiddly_prepare(s.native.block, firstOf[C.char](sql), C.int(len(sql)))
	if code := s.native.block.code; code != 0 {
		return nil, s.native.failed(code)
	}
	prepared := &statement{sql: sql, handle: handle}
	if s.byKey == nil {
		s.byKey = make(map[string]*list.Element)
	}
	if s.order.Len() == maxStatements {
		s.drop(s.order.Back())
	}
	s.byKey[sql] = s.order.PushFront(prepared)
	for s.bytes += len(sql); s.bytes > maxStatementBytes && s.order.Len() > 1; {
		s.drop(s.order.Back())
	}
	return prepared, nil
}

func (s *statements) forget(sql string) {
	if e, ok := s.byKey[sql]; ok {
		s.drop(e)
	}
}

func (s *statements) drop(e *list.Element) {
	old := s.order.Remove(e).(*statement) //nolint:forcetypeassert // the only type in the list
	delete(s.byKey, old.sql)
	s.bytes -= len(old.sql)
	C.tiddly_finalize(s.native.block, old.handle)
}

// close frees the statements. SQLite does not completely close a connection that has one, and keeps its locks.
func (s *statements) close() {
	for e := s.order.Front(); e != nil; e = s.order.Front() {
		s.drop(e)
	}
}
