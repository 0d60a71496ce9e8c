// Package auth identifies callers: sessions, keys and tokens all become a caller.Caller, which the server passes
// on. It may know no SQL of the user's tables.
package auth

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"tiddly/internal/auth/jwt"
	"tiddly/internal/auth/password"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/store"
)

// Users names the accounts table and its columns, as the database does.
type Users struct{ Table, Identity, Password string }

// Options configure the service.
type Options struct {
	// Store keeps sessions, failed logins and keys.
	Store *store.Store
	// ReadOnly is set if nothing can be written: then there are no sessions, and no keys except existing ones.
	ReadOnly bool
	// Snapshot returns the current snapshot without restrictions: the accounts are looked up in it, whatever others
	// may see. It is not called before the first request.
	Snapshot func() *engine.Snapshot
	// Users names the accounts; with nil nobody can sign in.
	Users *Users
	// Hasher compares passwords; it is required with Users.
	Hasher *password.Hasher
	// Tokens verifies JWTs; nil accepts none.
	Tokens *jwt.Verifier
	// Idle is how long an unused session lasts, Longest the maximum lifetime.
	Idle, Longest time.Duration
	// Time is the time limit of a login, including the wait for its turn.
	Time time.Duration
	// Client returns the address of a client, by which failed logins are counted; it is required with Users.
	Client func(*http.Request) string
	// Admit takes a place among the running requests, before credentials are checked; leave releases it. Its error is
	// a fault. Nil is no limit.
	Admit func(ctx context.Context) (leave func(), err error)
	// Enter takes a place among the running logins; leave releases it. Its error is a fault. Nil is no limit.
	Enter func(ctx context.Context) (leave func(), err error)
	Log   *slog.Logger
	// Now is the clock; nil is the system's.
	Now func() time.Time
}

// Service identifies callers, and lets them sign in and out. It is safe for concurrent use.
type Service struct {
	options  Options
	store    *store.Store
	keys     *Keys
	hasKeys  bool
	sessions sessions
	attempts attempts
	accounts accounts
	turns    turns
	// cleared is when that was last done, in seconds since 1970.
	cleared atomic.Int64
	// refused counts the refused logins since the last log line about them, at told.
	refused, told atomic.Int64
}

// Create creates the tables that are needed and missing; with users also those of sessions. It must be called
// before the database is read, so that they do not count as a change. Errors are faults.
func Create(ctx context.Context, s *store.Store, users bool) error {
	if users {
		if err := s.CreateSessions(ctx); err != nil {
			return err
		}
	}
	return s.CreateKeys(ctx)
}

// New returns a service over a store whose tables exist, or that is read-only. Errors are faults.
func New(ctx context.Context, o Options) (*Service, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Service{
		options: o, store: o.Store, keys: &Keys{store: o.Store, now: o.Now},
		sessions: sessions{store: o.Store, now: o.Now, idle: o.Idle, longest: o.Longest},
		attempts: attempts{store: o.Store, now: o.Now},
		accounts: accounts{current: o.Snapshot, users: o.Users},
		turns:    newTurns(),
	}
	if o.ReadOnly && o.Users != nil {
		return nil, fault.New(fault.DatabaseReadOnly, "accounts need a writable database, where sessions are stored").
			WithHint("remove the settings below auth.users, or serve the database without read-only; API keys and tokens need no writes")
	}
	var err error
	s.hasKeys, err = s.keys.open(ctx)
	return s, err
}

// clearance is how often expired sessions are deleted.
const clearance = 10 * time.Minute

// clearing returns the changes that do so, if they are due.
func (s *Service) clearing() []store.Change {
	now, last := s.options.Now().Unix(), s.cleared.Load()
	if now-last < int64(clearance/time.Second) || !s.cleared.CompareAndSwap(last, now) {
		return nil
	}
	return []store.Change{s.sessions.expired()}
}
