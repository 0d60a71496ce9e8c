package store

import (
	"context"
	"time"

	"tiddly/internal/exec"
)

// Key is an API key as it is stored.
type Key struct {
	// ID is the part of the key by which it is identified and revoked; it is not secret.
	ID, Name string
	// Secret is the hash of the key.
	Secret string
	// Account is the key of the account's row; empty for the key of a program.
	Account []string
	Created time.Time
	// Expires is zero if the key never expires. Used is the last day on which it was used; zero if it never was.
	Expires, Used time.Time
	// Mark is the fingerprint of its account; empty if not set yet.
	Mark string
}

// KeyTable describes the state of the table of keys.
type KeyTable struct {
	// There is set if the table exists, Marked if it has the column of marks: it may come from an earlier version
	// that was never upgraded.
	There, Marked bool
}

// KeyTable returns the state of the table of keys.
func (s *Store) KeyTable(ctx context.Context) (t KeyTable, err error) {
	if _, t.There, err = s.place(ctx, keys, false); err != nil || !t.There {
		return t, err
	}
	t.Marked, err = s.has(ctx, marks.there)
	return t, err
}

// selecting returns the beginning of a statement that reads keys.
func (t KeyTable) selecting() string {
	mark := "''"
	if t.Marked {
		mark = "mark"
	}
	return "SELECT id, secret, name, account, created, expires, used, " + mark + " FROM _tiddly_keys"
}

// Keys returns all keys, oldest first.
func (s *Store) Keys(ctx context.Context, t KeyTable) ([]Key, error) {
	var all []Key
	err := s.read(ctx, t.selecting()+" ORDER BY created, id", nil, func(r exec.Rows) { all = append(all, keyOf(r)) })
	return all, err
}

// Key returns the key with an id; nil if there is none.
func (s *Store) Key(ctx context.Context, t KeyTable, id string) (*Key, error) {
	var found *Key
	err := s.read(ctx, t.selecting()+" WHERE id = ?", []any{id}, func(r exec.Rows) {
		key := keyOf(r)
		found = &key
	})
	return found, err
}

func keyOf(r exec.Rows) Key {
	return Key{
		ID: text(r, 0), Secret: text(r, 1), Name: text(r, 2), Account: unpacked(text(r, 3)), Created: moment(number(r, 4)),
		Expires: moment(number(r, 5)), Used: moment(number(r, 6)), Mark: text(r, 7),
	}
}

// AddKey returns the change that adds an unused key.
func AddKey(k Key) Change {
	return Change{
		"INSERT INTO _tiddly_keys (id, secret, name, account, created, expires, used, mark) VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
		[]any{k.ID, k.Secret, k.Name, packed(k.Account), seconds(k.Created), seconds(k.Expires), k.Mark},
	}
}

// RevokeKey removes a key and reports whether it existed.
func (s *Store) RevokeKey(ctx context.Context, id string) (revoked bool, err error) {
	err = s.database.Do(ctx, func(tx exec.Tx) error {
		n, err := s.exec(tx, Change{"DELETE FROM _tiddly_keys WHERE id = ?", []any{id}})
		revoked = n > 0
		return err
	})
	return revoked, err
}

// UseKey returns the change that sets the day on which a key was last used, unless a later one is stored.
func UseKey(id string, day time.Time) Change {
	return Change{"UPDATE _tiddly_keys SET used = ? WHERE id = ? AND used < ?", []any{day.Unix(), id, day.Unix()}}
}

// MarkKey returns the change that sets the mark of a key without one.
func MarkKey(id, mark string) Change {
	return Change{"UPDATE _tiddly_keys SET mark = ? WHERE id = ? AND mark = ''", []any{mark, id}}
}

// EndKey returns the change that removes a key if its mark is the given one.
func EndKey(id, mark string) Change {
	return Change{"DELETE FROM _tiddly_keys WHERE id = ? AND mark = ?", []any{id, mark}}
}
