package store

import (
	"context"
	"errors"
	"strings"

	"tiddly/internal/exec"
)

// table is one of the server's own tables: its name, the statement that creates it with {} for its place, and one that
// can only be prepared if it exists.
type table struct{ name, create, there string }

// The tables. Their names begin with _tiddly_, so they are never served. Times are seconds since 1970, UTC.
var (
	// A session is found by the hash of its token. Account is the key of its row as a JSON array of texts, mark a
	// fingerprint of the password at the time of the login.
	sessions = table{
		"_tiddly_sessions", `CREATE TABLE IF NOT EXISTS {} (id VARCHAR(64) NOT NULL PRIMARY KEY, account VARCHAR(2000) NOT NULL,
		mark VARCHAR(64) NOT NULL, created BIGINT NOT NULL, used BIGINT NOT NULL)`,
		"SELECT id FROM _tiddly_sessions WHERE id = ''",
	}
	// Logins count the failures since began, by the hash of an account's name or of an address.
	logins = table{
		"_tiddly_logins", `CREATE TABLE IF NOT EXISTS {} (subject VARCHAR(64) NOT NULL PRIMARY KEY, began BIGINT NOT NULL,
		failures BIGINT NOT NULL)`,
		"SELECT subject FROM _tiddly_logins WHERE subject = ''",
	}
	// A key is found by its id, which is a part of it; secret is the hash of the whole key. Expires is 0 if it never
	// expires. Mark is a fingerprint of the account's identity; it is empty without an account, and for keys made
	// before marks existed.
	keys = table{
		"_tiddly_keys", `CREATE TABLE IF NOT EXISTS {} (id VARCHAR(32) NOT NULL PRIMARY KEY, secret VARCHAR(64) NOT NULL,
		name VARCHAR(200) NOT NULL, account VARCHAR(2000) NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, used BIGINT NOT NULL,
		mark VARCHAR(64) NOT NULL DEFAULT '')`,
		"SELECT id FROM _tiddly_keys WHERE id = ''",
	}
	// Marks is the column of keys that tables of earlier versions lack.
	marks = table{
		"", `ALTER TABLE _tiddly_keys ADD COLUMN mark VARCHAR(64) NOT NULL DEFAULT ''`,
		"SELECT mark FROM _tiddly_keys WHERE id = ''",
	}
)

// CreateSessions creates the tables of sessions and failed logins if they do not exist.
func (s *Store) CreateSessions(ctx context.Context) error { return s.create(ctx, sessions, logins) }

// CreateKeys creates the table of keys if it does not exist, and adds missing columns to one of an earlier
// version.
func (s *Store) CreateKeys(ctx context.Context) error { return s.create(ctx, keys, marks) }

// create creates what does not exist. Several servers may do so at once: the second one fails, or finds it
// created.
func (s *Store) create(ctx context.Context, all ...table) error {
	for _, t := range all {
		place, there, err := s.place(ctx, t, true)
		if there || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		err = s.database.Do(ctx, func(tx exec.Tx) error {
			_, err := tx.Exec(strings.Replace(t.create, "{}", place, 1), nil)
			return err
		})
		if err == nil {
			continue
		}
		if _, there, asked := s.place(ctx, t, true); !there || asked != nil {
			return err
		}
	}
	return nil
}

// place returns the name of a table with the schema in which it lies, or is to be created, and reports whether it
// exists. With write the server needs to create or to write it.
func (s *Store) place(ctx context.Context, t table, write bool) (place string, there bool, err error) {
	if t.name != "" {
		schema, there, err := s.database.House(ctx, t.name, write)
		if !errors.Is(err, errors.ErrUnsupported) {
			return schema + "." + t.name, there, err
		}
	}
	there, err = s.has(ctx, t.there)
	return t.name, there, err
}
