// Package store keeps the server's own tables (_tiddly_…), which live in the served database. Each of its
// statements is atomic, so that several servers over one database do not interfere, and is written in SQL that all
// engines share. It may know nothing of HTTP, of callers and of the user's tables.
package store

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// Database is where the tables are kept.
type Database interface {
	exec.Database
	exec.Writer
	// House returns the quoted schema in which a table of the server's own lies, or is to be created if it does not exist;
	// the error is errors.ErrUnsupported where tables lie in no schema. With write the server needs to write it.
	House(ctx context.Context, table string, write bool) (schema string, there bool, err error)
}

// Store reads and writes the tables. It is safe for concurrent use.
type Store struct {
	database Database
	// numbered is set if placeholders are $1, $2 … instead of ?.
	numbered bool
}

// New returns the store of a database. Numbered means that the engine's placeholders are $1, $2 …
func New(database Database, numbered bool) *Store {
	return &Store{database: database, numbered: numbered}
}

// Change is a statement that changes rows, with a ? for each of its values.
type Change struct {
	sql  string
	args []any
}

// Do makes changes in one transaction. Errors are faults.
func (s *Store) Do(ctx context.Context, all ...Change) error {
	return s.database.Do(ctx, func(tx exec.Tx) error {
		for _, c := range all {
			if _, err := s.exec(tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// exec makes a change and returns the number of changed rows.
func (s *Store) exec(tx exec.Tx, c Change) (int64, error) { return tx.Exec(s.spelled(c.sql), c.args) }

// read runs a statement and calls row for each of its rows.
func (s *Store) read(ctx context.Context, sql string, args []any, row func(exec.Rows)) error {
	return s.database.Read(ctx, false, func(r exec.Reader) error { return s.query(r, sql, args, row) })
}

// query is read on an open connection.
func (s *Store) query(r exec.Reader, sql string, args []any, row func(exec.Rows)) error {
	rows, err := r.Query(s.spelled(sql), args)
	if err != nil {
		return err
	}
	for rows.Next() {
		row(rows)
	}
	err = rows.Err()
	if closeErr := rows.Close(); err == nil {
		err = closeErr
	}
	return err
}

// has reports whether a statement can be prepared, which means that the table it reads exists.
func (s *Store) has(ctx context.Context, sql string) (bool, error) {
	err := s.read(ctx, sql, nil, func(exec.Rows) {})
	if f, ok := errors.AsType[*fault.Fault](err); ok && f.Code == fault.SchemaChanged {
		return false, nil
	}
	return err == nil, err
}

// spelled returns a statement with the engine's placeholders. The statements contain no other question marks.
func (s *Store) spelled(sql string) string {
	if !s.numbered {
		return sql
	}
	var b strings.Builder
	for i, part := range strings.Split(sql, "?") {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(i))
		}
		b.WriteString(part)
	}
	return b.String()
}

// text and number return a cell of one of the store's columns.
func text(r exec.Rows, i int) string {
	switch v := r.Value(i).(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

func number(r exec.Rows, i int) int64 {
	n, _ := r.Value(i).(int64)
	return n
}

// packed and unpacked convert the key of an account to and from one column.
func packed(account []string) string {
	if len(account) == 0 {
		return ""
	}
	b, err := json.Marshal(account)
	if err != nil {
		panic("invariant broken: texts are not JSON: " + err.Error())
	}
	return string(b)
}

func unpacked(text string) []string {
	if text == "" {
		return nil
	}
	var account []string
	if json.Unmarshal([]byte(text), &account) != nil || len(account) == 0 {
		return []string{text} // an account that exists, unlike the empty one of a program
	}
	return account
}

// seconds and moment convert a time to and from a column; the zero time is 0.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
