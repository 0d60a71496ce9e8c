package auth

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// Database is where the tables of this package are kept: beside those that are served.
type Database interface {
	exec.Database
	exec.Writer
}

// store runs the few fixed statements over tables of ours. They are written in SQL that all engines share, with ? for a
// value.
type store struct {
	database Database
	// numbered asks for $1, $2 … in place of ?.
	numbered bool
}

// The tables. Their names begin with _tiddly_, so they are never served. Times are seconds since 1970, UTC.
const (
	// A session is found by the hash of its token. Account is the key of its row as a JSON array of texts, mark a
	// fingerprint of the password that it was opened with.
	createSessions = `CREATE TABLE IF NOT EXISTS _tiddly_sessions (id VARCHAR(64) NOT NULL PRIMARY KEY, account VARCHAR(2000) NOT NULL,
		mark VARCHAR(64) NOT NULL, created BIGINT NOT NULL, used BIGINT NOT NULL)`
	// Logins count those that failed since began, by the hash of an account's name or of an address.
	createLogins = `CREATE TABLE IF NOT EXISTS _tiddly_logins (subject VARCHAR(64) NOT NULL PRIMARY KEY, began BIGINT NOT NULL,
		failures BIGINT NOT NULL)`
	// A key is found by its id, which is a part of it; secret is the hash of the whole. Expires is 0 where it does not.
	// Mark is a fingerprint of what its account is named by; empty where it has none, and where it was made before keys
	// had one.
	createKeys = `CREATE TABLE IF NOT EXISTS _tiddly_keys (id VARCHAR(32) NOT NULL PRIMARY KEY, secret VARCHAR(64) NOT NULL,
		name VARCHAR(200) NOT NULL, account VARCHAR(2000) NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, used BIGINT NOT NULL,
		mark VARCHAR(64) NOT NULL DEFAULT '')`
	selectMark = "SELECT mark FROM _tiddly_keys WHERE id = ''"
	addMark    = `ALTER TABLE _tiddly_keys ADD COLUMN mark VARCHAR(64) NOT NULL DEFAULT ''`
)

// create makes tables that are not there.
func (s *store) create(ctx context.Context, tables ...string) error {
	return s.database.Do(ctx, func(tx exec.Tx) error {
		for _, sql := range tables {
			if _, err := tx.Exec(sql, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// createKeyTable makes the table of the keys, and adds to one that was made before what it lacks.
func (s *store) createKeyTable(ctx context.Context) error {
	if err := s.create(ctx, createKeys); err != nil {
		return err
	}
	if has, err := s.has(ctx, selectMark); has || err != nil {
		return err
	}
	err := s.create(ctx, addMark)
	if has, asked := s.has(ctx, selectMark); has && asked == nil {
		return nil // where it failed, another server was quicker
	}
	return err
}

// has tells whether a statement can be prepared: what it reads is there.
func (s *store) has(ctx context.Context, sql string) (bool, error) {
	err := s.read(ctx, sql, nil, func(exec.Rows) {})
	if f, ok := errors.AsType[*fault.Fault](err); ok && f.Code == fault.SchemaChanged {
		return false, nil
	}
	return err == nil, err
}

// read runs a statement, and calls row for each of its rows.
func (s *store) read(ctx context.Context, sql string, args []any, row func(exec.Rows)) error {
	return s.database.Read(ctx, false, func(r exec.Reader) error { return s.query(r, sql, args, row) })
}

// query does so on a connection that is at hand.
func (s *store) query(r exec.Reader, sql string, args []any, row func(exec.Rows)) error {
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

// statement is one that changes rows.
type statement struct {
	sql  string
	args []any
}

// write runs statements in one transaction.
func (s *store) write(ctx context.Context, all ...statement) error {
	return s.database.Do(ctx, func(tx exec.Tx) error { return s.run(tx, all...) })
}

func (s *store) run(tx exec.Tx, all ...statement) error {
	for _, one := range all {
		if _, err := tx.Exec(s.spelled(one.sql), one.args); err != nil {
			return err
		}
	}
	return nil
}

// spelled gives a statement with the placeholders that the engine wants. No text in the statements has a question mark.
func (s *store) spelled(sql string) string {
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

// text and number give a cell of a column of ours.
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
