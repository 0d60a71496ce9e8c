package store

import (
	"context"
	"time"

	"tiddly/internal/exec"
)

// Key is an API key as it is stored.
type Key struct {
	// ID is a part of the key by which it can be told apart and revoked; it opens nothing.
	ID, Name string
	// Secret is the hash of the key.
	Secret string
	// Account is the key of the row whose account it speaks for; empty where it is that of a program.
	Account []string
	Created time.Time
	// Expires is zero where it does not. Used is the last day on which it was used; zero where it never was.
	Expires, Used time.Time
	// Mark is the fingerprint of its account; empty where it has none yet.
	Mark string
}

// KeyTable reports what is there of the table of the keys.
type KeyTable struct {
	// There reports that a key was ever made, Marked that keys have marks: the table may be older, and nobody may have
	// added them.
	There, Marked bool
}

// KeyTable returns what is there of the table of the keys.
func (s *Store) KeyTable(ctx context.Context) (t KeyTable, err error) {
	if t.There, err = s.has(ctx, keys.there); err != nil || !t.There {
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

// Keys returns all keys, the oldest first.
func (s *Store) Keys(ctx context.Context, t KeyTable) ([]Key, error) {
	var all []Key
	err := s.read(ctx, t.selecting()+" ORDER BY created, id", nil, func(r exec.Rows) { all = append(all, keyOf(r)) })
	return all, err
}

// Key returns the key with an id; nil where there is none.
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

// AddKey adds a key that was never used.
func AddKey(k Key) Change {
	return Change{
		"INSERT INTO _tiddly_keys (id, secret, name, account, created, expires, used, mark) VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
		[]any{k.ID, k.Secret, k.Name, packed(k.Account), seconds(k.Created), seconds(k.Expires), k.Mark},
	}
}

// RevokeKey removes a key, and reports whether there was one.
func (s *Store) RevokeKey(ctx context.Context, id string) (revoked bool, err error) {
	err = s.database.Do(ctx, func(tx exec.Tx) error {
		n, err := s.exec(tx, Change{"DELETE FROM _tiddly_keys WHERE id = ?", []any{id}})
		revoked = n > 0
		return err
	})
	return revoked, err
}

// UseKey sets on which day a key was used, unless another server has set a later one.
func UseKey(id string, day time.Time) Change {
	return Change{"UPDATE _tiddly_keys SET used = ? WHERE id = ? AND used < ?", []any{day.Unix(), id, day.Unix()}}
}

// MarkKey gives a key that has no mark its mark.
func MarkKey(id, mark string) Change {
	return Change{"UPDATE _tiddly_keys SET mark = ? WHERE id = ? AND mark = ''", []any{mark, id}}
}

// EndKey removes a key where its mark is the one that was read.
func EndKey(id, mark string) Change {
	return Change{"DELETE FROM _tiddly_keys WHERE id = ? AND mark = ?", []any{id, mark}}
}
