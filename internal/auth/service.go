package auth

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"tiddly/internal/auth/jwt"
	"tiddly/internal/auth/password"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
)

// Users name the table of the accounts and its columns, as the database does.
type Users struct{ Table, Identity, Password string }

// Options say who is asked what.
type Options struct {
	Database Database
	// ReadOnly tells that nothing can be written: then there are no sessions, and keys only where some were made before.
	ReadOnly bool
	// Numbered tells that placeholders are $1, $2 …
	Numbered bool
	// Snapshot gives what is served now. It is not called before the first request.
	Snapshot func() *engine.Snapshot
	// Users name the accounts; nil where there are none, and then nobody can sign in.
	Users *Users
	// Hasher compares passwords; it is needed with Users.
	Hasher *password.Hasher
	// Tokens tells which JWTs are believed; nil believes none.
	Tokens *jwt.Verifier
	// Idle is how long a session lasts that is not used, Longest how long at most.
	Idle, Longest time.Duration
	// Time is how long a login may take, the wait for its turn included.
	Time time.Duration
	// Client tells the address of a client, by which failed logins are counted; it is needed with Users.
	Client func(*http.Request) string
	// Enter takes a place among the logins that are worked on; leave gives it back. Its error is a fault. Nil bounds nothing.
	Enter func(ctx context.Context) (leave func(), err error)
	Log   *slog.Logger
	// Now is the clock; nil is that of the system.
	Now func() time.Time
}

// Service tells who is asking, and lets people sign in and out. It is safe for concurrent use.
type Service struct {
	options  Options
	store    store
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

// Create makes the tables that are needed and not there; with users also those of sessions. It comes before the database is read,
// so that they are no change to it. Errors are faults.
func Create(ctx context.Context, database Database, numbered, users bool) error {
	s := store{database: database, numbered: numbered}
	if users {
		if err := s.create(ctx, createSessions, createLogins); err != nil {
			return err
		}
	}
	return s.createKeyTable(ctx)
}

// New makes a service over a database whose tables were made, or that nobody can write. Errors are faults.
func New(ctx context.Context, o Options) (*Service, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	st := store{database: o.Database, numbered: o.Numbered}
	s := &Service{
		options: o, store: st, keys: &Keys{store: st, now: o.Now},
		sessions: sessions{store: st, now: o.Now, idle: o.Idle, longest: o.Longest},
		attempts: attempts{store: st, now: o.Now},
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

// clearing gives the statements that do so, when it is time again.
func (s *Service) clearing() []statement {
	now, last := s.options.Now().Unix(), s.cleared.Load()
	if now-last < int64(clearance/time.Second) || !s.cleared.CompareAndSwap(last, now) {
		return nil
	}
	return []statement{s.sessions.expired()}
}

// Identify tells who is asking; nil is a stranger. A key or token that opens nothing is a fault.PermissionToken, whatever is asked:
// its owner should know. A session that does not last any more makes a stranger, and its cookie is taken away. Other
// errors are those of the database.
func (s *Service) Identify(w http.ResponseWriter, r *http.Request) (*Principal, error) {
	if inAddress(r) {
		return nil, fault.New(fault.PermissionToken, "a key or token does not belong into the address, from where it gets into logs and histories").
			WithHint("revoke it, and send another one as Authorization: Bearer …")
	}
	shown, shows := shownBy(r.Header["Authorization"])
	token := ""
	if !shows && s.options.Users != nil {
		token = tokenOf(r)
	}
	if !shows && token == "" {
		return nil, nil //nolint:nilnil // a stranger is no error
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.options.Time)
	defer cancel()
	if shows {
		return s.bearer(ctx, shown)
	}
	p, err := s.session(ctx, token)
	if p == nil && err == nil {
		setCookie(w, r, "", 0)
	}
	return p, err
}

// inAddress tells whether a key or token stands in the address of a request.
func inAddress(r *http.Request) bool {
	for _, part := range []string{r.URL.Path, r.URL.RawQuery} {
		if strings.Contains(part, keyPrefix) && keyInText.MatchString(part) {
			return true
		}
	}
	return strings.Contains(r.URL.RawQuery, "access_token") && r.URL.Query().Has("access_token")
}

// shownBy gives what a client shows as Authorization: Bearer. Of several, none is believed; other ways to say who one is are
// not for this server.
func shownBy(headers []string) (shown string, ok bool) {
	for _, h := range headers {
		scheme, rest, _ := strings.Cut(h, " ")
		if strings.EqualFold(scheme, "Bearer") {
			shown, ok = strings.TrimSpace(rest), true
		}
	}
	if len(headers) > 1 {
		shown = ""
	}
	return shown, ok
}

// bearer tells who shows a key or token.
func (s *Service) bearer(ctx context.Context, shown string) (*Principal, error) {
	if !strings.HasPrefix(shown, keyPrefix) && s.options.Tokens != nil {
		return s.token(ctx, shown)
	}
	if !s.hasKeys {
		return nil, noSuchKey()
	}
	key, err := s.keys.find(ctx, shown)
	if err != nil {
		return nil, err
	}
	if key == nil {
		return nil, noSuchKey()
	}
	user, holds, err := s.speaksFor(ctx, key)
	switch {
	case err != nil:
		return nil, err
	case !holds:
		return nil, noSuchKey()
	}
	if !s.options.ReadOnly {
		if err := s.keys.touch(ctx, key); err != nil {
			s.options.Log.WarnContext(ctx, "the use of a key could not be noted", "key", key.ID, "err", err)
		}
	}
	return &Principal{Method: Key, ID: key.ID, User: user}, nil
}

func noSuchKey() *fault.Fault {
	return fault.New(fault.PermissionToken, "the key or token opens nothing: it is unknown, was revoked or has expired").
		WithHint("send one that holds as Authorization: Bearer …")
}

// token tells who shows a JWT. Where there are accounts, a token is that of one which is there now, or says that it is a program's.
func (s *Service) token(ctx context.Context, shown string) (*Principal, error) {
	t, err := s.options.Tokens.Verify(ctx, shown)
	if err != nil {
		return nil, err
	}
	p := &Principal{Method: Token, ID: digest(shown)[:keyIDLength]}
	switch {
	case t.Service:
		return p, nil
	case s.options.Users == nil:
		p.User = []string{t.Subject}
		return p, nil
	}
	plans, err := s.accounts.plans()
	if err != nil {
		return nil, err
	}
	a, err := plans.about(ctx, t.Subject)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, fault.New(fault.PermissionToken, "the token speaks for no account").
			WithHint("its sub has to be the primary key of an account, as answers write it; the operator can let tokens of programs in with the setting auth.jwt.services")
	}
	p.User = a.key
	return p, nil
}

// speaksFor returns the account for which a key speaks, nil for that of a program, and reports whether the key holds. One whose
// account is gone ends: a new account may be given the key of the row.
func (s *Service) speaksFor(ctx context.Context, key *APIKey) (user []string, holds bool, err error) {
	if len(key.Account) == 0 || s.options.Users == nil {
		return key.Account, true, nil
	}
	plans, err := s.accounts.plans()
	if err != nil {
		return nil, false, err
	}
	a, err := plans.keyed(ctx, key.Account)
	switch {
	case err != nil:
		return nil, false, err
	case a == nil || key.mark != "" && key.mark != boundTo(key.ID, a.identity):
		s.endKey(ctx, plans, key)
		return nil, false, nil
	case key.mark == "":
		if err := s.keys.bind(ctx, key, a.identity); err != nil {
			s.options.Log.WarnContext(ctx, "a key could not be bound to its account", "key", key.ID, "err", err)
		}
	}
	return a.key, true, nil
}

// endKey ends a key that has met no account. One that no row could have is kept: the table is another than it was.
func (s *Service) endKey(ctx context.Context, plans *accountPlans, key *APIKey) {
	if _, err := plans.arguments(key.Account); err != nil {
		return
	}
	if err := s.keys.end(ctx, key); err != nil {
		s.options.Log.WarnContext(ctx, "a key whose account is gone could not be ended", "key", key.ID, "err", err)
		return
	}
	s.options.Log.InfoContext(ctx, "a key has ended: the account that it spoke for is gone, or has another name", "key", key.ID)
}

// BindKeys binds the keys that were made before keys were bound to the accounts that are there, and ends those whose account is gone. It
// comes before the first request. Errors are faults.
func (s *Service) BindKeys(ctx context.Context) error {
	if s.options.Users == nil || !s.hasKeys {
		return nil
	}
	all, err := s.keys.List(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].mark != "" {
			continue
		}
		if _, _, err := s.speaksFor(ctx, &all[i]); err != nil {
			return err
		}
	}
	return nil
}

// session tells whose session a token is; nil where it lasts no more, or the password was changed since.
func (s *Service) session(ctx context.Context, token string) (*Principal, error) {
	found, err := s.sessions.find(ctx, token)
	if err != nil || found == nil {
		return nil, err
	}
	plans, err := s.accounts.plans()
	if err != nil {
		return nil, err
	}
	a, err := plans.keyed(ctx, found.account)
	if err != nil {
		return nil, err
	}
	if a == nil || markOf(a.stored) != found.mark {
		return nil, s.sessions.end(ctx, found.id)
	}
	if err := s.sessions.touch(ctx, found); err != nil {
		s.options.Log.WarnContext(ctx, "the use of a session could not be noted", "err", err)
	}
	return &Principal{Method: Session, ID: found.id[:keyIDLength], User: a.key}, nil
}
