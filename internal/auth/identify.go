package auth

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"tiddly/internal/caller"
	"tiddly/internal/fault"
)

// Identify returns the caller; nil is a stranger. An invalid key or token is a fault.PermissionToken, whatever the
// request: its owner should know. The Authorization header has precedence over the cookie, which browsers send by
// themselves. An expired session makes a stranger, and its cookie is deleted. Other errors are those of the
// database, and of an overloaded server.
func (s *Service) Identify(w http.ResponseWriter, r *http.Request) (*caller.Caller, error) {
	shown, shows, err := shownBy(r.Header["Authorization"])
	if err != nil {
		return nil, err
	}
	if !shows && (s.options.Users == nil || !hasCookie(r)) {
		return nil, nil //nolint:nilnil // a stranger is no error
	}
	// Checking credentials costs reads, and hashing for a token, so requests with credentials wait in the queue of
	// all requests.
	if s.options.Admit != nil {
		leave, err := s.options.Admit(r.Context())
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.options.Time)
	defer cancel()
	if shows {
		return s.bearer(ctx, shown)
	}
	tokens := tokensOf(r, nameOfCookie(r))
	c, lasts, err := s.sessionOf(ctx, tokens[:min(len(tokens), mostSessions)])
	if !lasts && err == nil {
		clearCookie(w, r)
	}
	return c, err
}

// sessionOf returns the caller of the session in the cookies of a name, and reports whether one is valid. If there
// are valid sessions of several accounts, somebody has added one to the user's, and none is accepted.
func (s *Service) sessionOf(ctx context.Context, tokens []string) (c *caller.Caller, lasts bool, err error) {
	for _, token := range tokens {
		one, err := s.session(ctx, token)
		switch {
		case err != nil:
			return nil, false, err
		case one == nil:
			continue
		case c != nil && !slices.Equal(c.User, one.User):
			return nil, true, nil
		}
		c = one
	}
	return c, c != nil, nil
}

// bearer returns the caller of a key or token.
func (s *Service) bearer(ctx context.Context, shown string) (*caller.Caller, error) {
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
			s.options.Log.WarnContext(ctx, "the use of a key could not be recorded", "key", key.ID, "err", err)
		}
	}
	return known(caller.Key, key.ID, user, nil), nil
}

func noSuchKey() *fault.Fault {
	return fault.New(fault.PermissionToken, "the key or token is invalid, revoked or expired").
		WithHint("send a valid one as Authorization: Bearer …")
}

// token returns the caller of a JWT. If there are accounts, a token must belong to an existing one, or be marked
// as a program's.
func (s *Service) token(ctx context.Context, shown string) (*caller.Caller, error) {
	t, err := s.options.Tokens.Verify(ctx, shown)
	if err != nil {
		return nil, err
	}
	id := digest(shown)[:keyIDLength]
	switch {
	case t.Service:
		return known(caller.Token, id, nil, t.Claims), nil
	case s.options.Users == nil:
		return known(caller.Token, id, []string{t.Subject}, t.Claims), nil
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
		return nil, fault.New(fault.PermissionToken, "the token does not identify an account").
			WithHint("its sub must be the primary key of an account, as in answers; the operator can accept tokens of programs with the setting auth.jwt.services")
	}
	return known(caller.Token, id, a.key, t.Claims), nil
}

// known returns an identified caller.
func known(m caller.Method, id string, user []string, claims map[string]json.RawMessage) *caller.Caller {
	return &caller.Caller{Principal: caller.Principal{Method: m, ID: id, User: user}, Claims: claims}
}

// speaksFor returns the account that a key is bound to, nil for the key of a program, and reports whether the key
// is valid. A key whose account is gone is deleted: its row's key may be reused for a new account.
func (s *Service) speaksFor(ctx context.Context, key *APIKey) (user []string, holds bool, err error) {
	if len(key.Account) == 0 || s.options.Users == nil {
		return key.Account, true, nil
	}
	plans, err := s.accounts.plans()
	if err != nil {
		return nil, false, err
	}
	a, err := plans.ownerOf(ctx, key.Account)
	switch {
	case err != nil:
		return nil, false, err
	case a == nil || key.Mark != "" && key.Mark != boundTo(key.ID, a.identity):
		s.endKey(ctx, plans, key)
		return nil, false, nil
	case key.Mark == "":
		if err := s.keys.bind(ctx, key, a.identity); err != nil {
			s.options.Log.WarnContext(ctx, "a key could not be bound to its account", "key", key.ID, "err", err)
		}
	}
	return a.key, true, nil
}

// endKey deletes a key whose account is gone. A key whose account no row could be is kept: the accounts table has
// changed.
func (s *Service) endKey(ctx context.Context, plans *accountPlans, key *APIKey) {
	if _, err := plans.arguments(key.Account); err != nil {
		return
	}
	if err := s.keys.end(ctx, key); err != nil {
		s.options.Log.WarnContext(ctx, "a key without an account could not be revoked", "key", key.ID, "err", err)
		return
	}
	s.options.Log.InfoContext(ctx, "a key was revoked: its account was deleted or renamed", "key", key.ID)
}

// BindKeys sets the marks of keys that were made before marks existed, and deletes those whose account is gone. It
// must be called before the first request. Errors are faults.
func (s *Service) BindKeys(ctx context.Context) error {
	if s.options.Users == nil || !s.hasKeys {
		return nil
	}
	all, err := s.keys.List(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Mark != "" {
			continue
		}
		if _, _, err := s.speaksFor(ctx, &all[i]); err != nil {
			return err
		}
	}
	return nil
}

// session returns the caller of a session token; nil if the session has expired, or the password was changed since
// it began.
func (s *Service) session(ctx context.Context, token string) (*caller.Caller, error) {
	found, err := s.sessions.find(ctx, token)
	if err != nil || found == nil {
		return nil, err
	}
	plans, err := s.accounts.plans()
	if err != nil {
		return nil, err
	}
	a, err := plans.keyed(ctx, found.Account)
	if err != nil {
		return nil, err
	}
	if a == nil || markOf(a.stored) != found.Mark {
		return nil, s.sessions.end(ctx, found.ID)
	}
	if err := s.sessions.touch(ctx, found); err != nil {
		s.options.Log.WarnContext(ctx, "the use of a session could not be recorded", "err", err)
	}
	return known(caller.Session, found.ID[:keyIDLength], a.key, nil), nil
}
