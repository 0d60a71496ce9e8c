package store

import (
	"context"

	"tiddly/internal/exec"
)

// secrets are random texts that servers of one database share, by name.
var secrets = table{
	"_tiddly_secrets", `CREATE TABLE IF NOT EXISTS {} (name VARCHAR(64) NOT NULL PRIMARY KEY, secret VARCHAR(200) NOT NULL)`,
	"SELECT name FROM _tiddly_secrets WHERE name = ''",
}

// Any reports whether the database has one of the server's own tables.
func (s *Store) Any(ctx context.Context) (bool, error) {
	for _, t := range []table{sessions, keys, secrets} {
		if _, there, err := s.place(ctx, t, false); there || err != nil {
			return there, err
		}
	}
	return false, nil
}

// Secret returns the secret with a name; empty where there is none.
func (s *Store) Secret(ctx context.Context, name string) (found string, err error) {
	if _, there, err := s.place(ctx, secrets, false); !there || err != nil {
		return "", err
	}
	err = s.read(ctx, "SELECT secret FROM _tiddly_secrets WHERE name = ?", []any{name}, func(r exec.Rows) { found = text(r, 0) })
	return found, err
}

// KeepSecret makes the secret with a name this one, unless it has one already, and returns it. It creates the table.
// Several servers may do so at once: all get the same.
func (s *Store) KeepSecret(ctx context.Context, name, secret string) (string, error) {
	if found, err := s.Secret(ctx, name); found != "" || err != nil {
		return found, err
	}
	if err := s.create(ctx, secrets); err != nil {
		return "", err
	}
	err := s.Do(ctx, Change{
		"INSERT INTO _tiddly_secrets (name, secret) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", []any{name, secret},
	})
	if err != nil {
		return "", err
	}
	return s.Secret(ctx, name)
}
