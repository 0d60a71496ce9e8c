package postgres

import (
	"container/list"
	"strconv"
)

// The bounds of the prepared statements of a connection. The server keeps for each its text, its tree and its plan.
const (
	maxStatements     = 256
	maxStatementBytes = 1 << 20
	// maxNamed is the length of the longest statement that is kept.
	maxNamed = 1 << 16
)

// statement is a statement that a connection has prepared, or prepares each time anew.
type statement struct {
	// name is empty where the server forgets the statement.
	name string
	sql  string
	// prepared reports whether the server has confirmed it.
	prepared bool
	// columns are the types of the cells, as the server described them.
	columns []uint32
}

// statements are the prepared statements of a connection, the most recently used first.
type statements struct {
	bySQL map[string]*list.Element
	order list.List
	bytes int
	count int
}

// find returns a known statement, or nil.
func (s *statements) find(sql string) *statement {
	at, ok := s.bySQL[sql]
	if !ok {
		return nil
	}
	s.order.MoveToFront(at)
	return at.Value.(*statement) //nolint:forcetypeassert // what add puts there
}

// add adds a statement under a new name. It returns those that have to make room for it.
func (s *statements) add(sql string) (added *statement, gone []*statement) {
	if s.bySQL == nil {
		s.bySQL = map[string]*list.Element{}
	}
	for s.order.Len() > 0 && (s.order.Len() >= maxStatements || s.bytes+len(sql) > maxStatementBytes) {
		last := s.order.Back().Value.(*statement) //nolint:forcetypeassert // what add puts there
		s.remove(last)
		gone = append(gone, last)
	}
	s.count++
	added = &statement{name: "t" + strconv.Itoa(s.count), sql: sql}
	s.bySQL[sql] = s.order.PushFront(added)
	s.bytes += len(sql)
	return added, gone
}

// remove forgets a statement.
func (s *statements) remove(gone *statement) {
	if at, ok := s.bySQL[gone.sql]; ok && at.Value == gone {
		s.order.Remove(at)
		delete(s.bySQL, gone.sql)
		s.bytes -= len(gone.sql)
	}
}

// clear forgets all statements.
func (s *statements) clear() {
	clear(s.bySQL)
	s.order.Init()
	s.bytes = 0
}
