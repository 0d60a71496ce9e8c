// Package store keeps the server's own tables (_tiddly_…), which lie beside those that are served. Its statements are
// atomic by themselves, so that any number of servers over one database do no harm to each other, and are written in SQL
// that engines share. It may know nothing of HTTP, of who asks and of the user's tables.
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
}

// Store reads and writes the tables. It is safe for concurrent use.
type Store struct {
	database Database
	// numbered asks for $1, $2 … in place of ?.
	numbered bool
}

// New returns the store of a database. Numbered reports that the placeholders of its engine are $1, $2 …
func New(database Database, numbered bool) *Store {
	return &Store{database: database, numbered: numbered}
}

// Change is a statement that changes rows. A ? stands for each of its values.
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

// exec makes a change and returns how many rows it has changed.
func (s *Store) exec(tx exec.Tx, c Change) (int64, error) { return tx.Exec(s.spelled(c.sql), c.args) }

// read runs a statement, and calls row for each of its rows.
func (s *Store) read(ctx context.Context, sql string, args []any, row func(exec.Rows)) error {
	return s.database.Read(ctx, false, func(r exec.Reader) error { return s.query(r, sql, args, row) })
}

// query does so on a connection that is at hand.
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

// has reports whether a statement can be prepared: what it reads is there.
func (s *Store) has(ctx context.Context, sql string) (bool, error) {
	err := s.read(ctx, sql, nil, func(exec.Rows) {})
	if f, ok := errors.AsType[*fault.Fault](err); ok && f.Code == fault.SchemaChanged {
		return false, nil
	}
	return err == nil, err
}

// spelled returns a statement with the placeholders that the engine takes. No text in the statements has a question mark.
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

// text and number return a cell of a column of ours.
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

// packed and unpacked write the key of an account into one column.
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
		return []string{text} // none that is there, and not that of a program, which has none
	}
	return account
}

// seconds and moment write a time into a column; the zero time is 0.
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
