// Package auth finds out who asks: sessions, keys and tokens all become a caller.Caller, which the server hands on. It
// may know no SQL of the user's tables.
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

// Users name the table of the accounts and its columns, as the database does.
type Users struct{ Table, Identity, Password string }

// Options say who is asked what.
type Options struct {
	// Store keeps sessions, failed logins and keys.
	Store *store.Store
	// ReadOnly reports that nothing can be written: then there are no sessions, and keys only where some were made before.
	ReadOnly bool
	// Snapshot returns what is served now, uncut: the accounts are looked up in it, whatever others may see. It is not
	// called before the first request.
	Snapshot func() *engine.Snapshot
	// Users name the accounts; nil where there are none, and then nobody can sign in.
	Users *Users
	// Hasher compares passwords; it is needed with Users.
	Hasher *password.Hasher
	// Tokens decides which JWTs are believed; nil believes none.
	Tokens *jwt.Verifier
	// Idle is how long a session lasts that is not used, Longest how long at most.
	Idle, Longest time.Duration
	// Time is how long a login may take, the wait for its turn included.
	Time time.Duration
	// Client returns the address of a client, by which failed logins are counted; it is needed with Users.
	Client func(*http.Request) string
	// Admit takes a place among the requests that are worked on, before what a request shows is looked at; leave gives it
	// back. Its error is a fault. Nil bounds nothing.
	Admit func(ctx context.Context) (leave func(), err error)
	// Enter takes a place among the logins that are worked on; leave gives it back. Its error is a fault. Nil bounds
	// nothing.
	Enter func(ctx context.Context) (leave func(), err error)
	Log   *slog.Logger
	// Now is the clock; nil is that of the system.
	Now func() time.Time
}

// Service finds out who asks, and lets people sign in and out. It is safe for concurrent use.
type Service struct {
	options  Options
	store    *store.Store
	keys     *Keys
	hasKeys  bool
	sessions sessions
	attempts attempts
	accounts accounts
	turns    turns
	// cleared is when that was done last, in seconds since 1970.
	cleared atomic.Int64
	// refused are the logins that were refused since the log was told of some, at told.
	refused, told atomic.Int64
}

// Create makes the tables that are needed and not there; with users also those of sessions. It comes before the
// database is read, so that they are no change to it. Errors are faults.
func Create(ctx context.Context, s *store.Store, users bool) error {
	if users {
		if err := s.CreateSessions(ctx); err != nil {
			return err
		}
	}
	return s.CreateKeys(ctx)
}

// New returns a service over a store whose tables were made, or that nobody can write. Errors are faults.
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
		return nil, fault.New(fault.DatabaseReadOnly, "accounts need a database that can be written: sessions are kept in it").
			WithHint("leave the settings below auth.users away, or serve the database without read-only; API keys and tokens need no writing")
	}
	var err error
	s.hasKeys, err = s.keys.open(ctx)
	return s, err
}

// clearance is how often sessions that do not last any more are cleared away.
const clearance = 10 * time.Minute

// clearing returns the changes that do so, when it is time again.
func (s *Service) clearing() []store.Change {
	now, last := s.options.Now().Unix(), s.cleared.Load()
	if now-last < int64(clearance/time.Second) || !s.cleared.CompareAndSwap(last, now) {
		return nil
	}
	return []store.Change{s.sessions.expired()}
}
