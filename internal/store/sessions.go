package store

import (
	"context"
	"time"

	"tiddly/internal/exec"
)

// Session is a session as it is stored.
type Session struct {
	// ID is the hash of its token.
	ID string
	// Account is the key of its account.
	Account []string
	// Mark is the fingerprint of the password as stored when the session was opened. A different password now means
	// that its change was meant to end the session.
	Mark          string
	Created, Used time.Time
}

// Session returns the session with an id; nil if there is none.
func (s *Store) Session(ctx context.Context, id string) (*Session, error) {
	var found *Session
	err := s.read(ctx, "SELECT id, account, mark, created, used FROM _tiddly_sessions WHERE id = ?", []any{id}, func(r exec.Rows) {
		found = &Session{
			ID: text(r, 0), Account: unpacked(text(r, 1)), Mark: text(r, 2), Created: moment(number(r, 3)), Used: moment(number(r, 4)),
		}
	})
	return found, err
}

// OpenSession returns the change that adds a session.
func OpenSession(one Session) Change {
	return Change{
		"INSERT INTO _tiddly_sessions (id, account, mark, created, used) VALUES (?, ?, ?, ?, ?)",
		[]any{one.ID, packed(one.Account), one.Mark, seconds(one.Created), seconds(one.Used)},
	}
}

// UseSession returns the change that sets when a session was last used, unless a later time is stored.
func UseSession(id string, used time.Time) Change {
	return Change{"UPDATE _tiddly_sessions SET used = ? WHERE id = ? AND used < ?", []any{used.Unix(), id, used.Unix()}}
}

// EndSessions returns the changes that delete sessions by their ids.
func EndSessions(ids ...string) []Change {
	all := make([]Change, len(ids))
	for i, id := range ids {
		all[i] = Change{"DELETE FROM _tiddly_sessions WHERE id = ?", []any{id}}
	}
	return all
}

// RemarkSessions returns the change that keeps the sessions of an account whose unchanged password was rehashed.
func RemarkSessions(account []string, was, is string) Change {
	return Change{"UPDATE _tiddly_sessions SET mark = ? WHERE account = ? AND mark = ?", []any{is, packed(account), was}}
}

// ClearSessions returns the change that deletes the sessions opened, or last used, by the given times.
func ClearSessions(created, used time.Time) Change {
	return Change{"DELETE FROM _tiddly_sessions WHERE created <= ? OR used <= ?", []any{created.Unix(), used.Unix()}}
}
