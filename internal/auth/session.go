package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"tiddly/internal/store"
)

// tokenBytes is the number of random bytes in a session token.
const tokenBytes = 32

// touchEvery is the minimum interval of recording the use of a session, unless sessions expire sooner.
const touchEvery = 5 * time.Minute

// sessions are stored under the hashes of their tokens: a reader of the table cannot take one over.
type sessions struct {
	store *store.Store
	now   func() time.Time
	// idle is how long an unused session lasts, longest the maximum lifetime.
	idle, longest time.Duration
}

// opened returns the changes that begin a session, and its token, which is always new; replaced are the ids of the
// browser's previous sessions.
func (s *sessions) opened(account []string, mark string, replaced []string) (token string, all []store.Change) {
	random := make([]byte, tokenBytes)
	_, _ = rand.Read(random) // it never fails: the program would end
	token = base64.RawURLEncoding.EncodeToString(random)
	now := s.now()
	return token, append(store.EndSessions(replaced...), store.OpenSession(store.Session{
		ID: digest(token), Account: account, Mark: mark, Created: now, Used: now,
	}))
}

// expired returns the change that deletes expired sessions.
func (s *sessions) expired() store.Change {
	now := s.now()
	return store.ClearSessions(now.Add(-s.longest), now.Add(-s.idle))
}

// find returns the session of a token; nil if there is none, or it has expired.
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

// touch records the use of a session, at intervals.
func (s *sessions) touch(ctx context.Context, one *store.Session) error {
	now := s.now()
	if now.Sub(one.Used) < min(touchEvery, s.idle/4) {
		return nil
	}
	return s.store.Do(ctx, store.UseSession(one.ID, now))
}

// end deletes sessions.
func (s *sessions) end(ctx context.Context, ids ...string) error {
	return s.store.Do(ctx, store.EndSessions(ids...)...)
}

// markOf returns the fingerprint of a stored password.
func markOf(stored string) string { return digest("session\x00" + stored) }
