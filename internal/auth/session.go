package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"tiddly/internal/exec"
)

// tokenBytes is how many bytes of a session's token are drawn at random.
const tokenBytes = 32

// touchEvery is how often it is noted at most that a session is used, where it may be unused for long.
const touchEvery = 5 * time.Minute

// sessions are kept in the database under the hashes of their tokens: who reads the table can take over none.
type sessions struct {
	store store
	now   func() time.Time
	// idle is how long a session lasts without being used, longest how long at most.
	idle, longest time.Duration
}

// session is one that lasts.
type session struct {
	id      string
	account []string
	// mark is the fingerprint of the password as it was stored when the session was opened. Where another is stored
	// now, whoever changed it meant to lock others out.
	mark string
	used time.Time
}

// opened gives the statements that begin a session, and its token, which is always a new one; replaced are the ids of
// those that the browser had before.
func (s *sessions) opened(account []string, mark string, replaced []string) (token string, all []statement) {
	random := make([]byte, tokenBytes)
	_, _ = rand.Read(random) // it never fails: the program would end
	token = base64.RawURLEncoding.EncodeToString(random)
	now := s.now().Unix()
	all = ended(replaced...)
	return token, append(all, statement{
		"INSERT INTO _tiddly_sessions (id, account, mark, created, used) VALUES (?, ?, ?, ?, ?)",
		[]any{digest(token), packed(account), mark, now, now},
	})
}

// ended gives the statements that end sessions.
func ended(ids ...string) []statement {
	all := make([]statement, len(ids))
	for i, id := range ids {
		all[i] = statement{"DELETE FROM _tiddly_sessions WHERE id = ?", []any{id}}
	}
	return all
}

// remarked gives the statement that keeps the sessions of an account whose password was hashed anew, though it is the
// same.
func remarked(account []string, was, is string) statement {
	return statement{"UPDATE _tiddly_sessions SET mark = ? WHERE account = ? AND mark = ?", []any{is, packed(account), was}}
}

// expired gives the statement that clears away what does not last any more.
func (s *sessions) expired() statement {
	now := s.now()
	return statement{
		"DELETE FROM _tiddly_sessions WHERE created <= ? OR used <= ?",
		[]any{now.Add(-s.longest).Unix(), now.Add(-s.idle).Unix()},
	}
}

// find gives the session of a token; nil where there is none, or it lasts no more.
func (s *sessions) find(ctx context.Context, token string) (*session, error) {
	if !isToken(token) {
		return nil, nil //nolint:nilnil // no session is no error
	}
	var found *session
	now := s.now()
	err := s.store.read(ctx, "SELECT id, account, mark, created, used FROM _tiddly_sessions WHERE id = ?", []any{digest(token)}, func(r exec.Rows) {
		created, used := moment(number(r, 3)), moment(number(r, 4))
		if now.Sub(created) < s.longest && now.Sub(used) < s.idle {
			found = &session{id: text(r, 0), account: unpacked(text(r, 1)), mark: text(r, 2), used: used}
		}
	})
	return found, err
}

// isToken reports whether a text has the form of a token.
func isToken(text string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && len(b) == tokenBytes
}

// touch notes that a session is used, now and then.
func (s *sessions) touch(ctx context.Context, one *session) error {
	now := s.now()
	if now.Sub(one.used) < min(touchEvery, s.idle/4) {
		return nil
	}
	return s.store.write(ctx, statement{"UPDATE _tiddly_sessions SET used = ? WHERE id = ?", []any{now.Unix(), one.id}})
}

// end ends sessions.
func (s *sessions) end(ctx context.Context, ids ...string) error {
	return s.store.write(ctx, ended(ids...)...)
}

// markOf gives the fingerprint of a password as it is stored.
func markOf(stored string) string { return digest("session\x00" + stored) }
