package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"tiddly/internal/store"
)

// tokenBytes is how many bytes of a session's token are drawn at random.
const tokenBytes = 32

// touchEvery is how often it is noted at most that a session is used, where it may be unused for long.
const touchEvery = 5 * time.Minute

// sessions are kept in the database under the hashes of their tokens: who reads the table can take over none.
type sessions struct {
	store *store.Store
	now   func() time.Time
	// idle is how long a session lasts without being used, longest how long at most.
	idle, longest time.Duration
}

// opened returns the changes that begin a session, and its token, which is always a new one; replaced are the ids of
// those that the browser had before.
func (s *sessions) opened(account []string, mark string, replaced []string) (token string, all []store.Change) {
	random := make([]byte, tokenBytes)
	_, _ = rand.Read(random) // it never fails: the program would end
	token = base64.RawURLEncoding.EncodeToString(random)
	now := s.now()
	return token, append(store.EndSessions(replaced...), store.OpenSession(store.Session{
		ID: digest(token), Account: account, Mark: mark, Created: now, Used: now,
	}))
}

// expired returns the change that clears away what does not last any more.
func (s *sessions) expired() store.Change {
	now := s.now()
	return store.ClearSessions(now.Add(-s.longest), now.Add(-s.idle))
}

// find returns the session of a token; nil where there is none, or it lasts no more.
func (s *sessions) find(ctx context.Context, token string) (*store.Session, error) {
	if !isToken(token) {
		return nil, nil //nolint:nilnil // no session is no error
	}
	now := s.now()
	found, err := s.store.Session(ctx, digest(token))
	if err != nil || found == nil || now.Sub(found.Created) >= s.longest || now.Sub(found.Used) >= s.idle {
		return nil, err
	}
	return found, nil
}

// isToken reports whether a text has the form of a token.
func isToken(text string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && len(b) == tokenBytes
}

// touch notes that a session is used, now and then.
func (s *sessions) touch(ctx context.Context, one *store.Session) error {
	now := s.now()
	if now.Sub(one.Used) < min(touchEvery, s.idle/4) {
		return nil
	}
	return s.store.Do(ctx, store.UseSession(one.ID, now))
}

// end ends sessions.
func (s *sessions) end(ctx context.Context, ids ...string) error {
	return s.store.Do(ctx, store.EndSessions(ids...)...)
}

// markOf returns the fingerprint of a password as it is stored.
func markOf(stored string) string { return digest("session\x00" + stored) }
