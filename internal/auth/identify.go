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

// Identify returns who asks; nil is a stranger. A key or token that opens nothing is a fault.PermissionToken,
// whatever is asked: its owner should know. What is shown on purpose counts, and the cookie that a browser sends
// unasked only where nothing is. A session that does not last any more makes a stranger, and its cookie is taken away.
// Other errors are those of the database, and of a server that has too much to do.
func (s *Service) Identify(w http.ResponseWriter, r *http.Request) (*caller.Caller, error) {
	shown, shows, err := shownBy(r.Header["Authorization"])
	if err != nil {
		return nil, err
	}
	if !shows && (s.options.Users == nil || !hasCookie(r)) {
		return nil, nil //nolint:nilnil // a stranger is no error
	}
	// What is shown costs reads, and hashes where it is a token: whoever shows junk waits in the same line as all others.
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

// sessionOf returns whose session the cookies of a name show, and reports whether one of them lasts. Where they are
// sessions of several accounts, somebody has put one beside that of the user, and none is believed.
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

// bearer returns who shows a key or token.
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
			s.options.Log.WarnContext(ctx, "the use of a key could not be noted", "key", key.ID, "err", err)
		}
	}
	return known(caller.Key, key.ID, user, nil), nil
}

func noSuchKey() *fault.Fault {
	return fault.New(fault.PermissionToken, "the key or token is invalid, revoked or expired").
		WithHint("send a valid one as Authorization: Bearer …")
}

// token returns who shows a JWT. Where there are accounts, a token is that of one which is there now, or says that it is
// a program's.
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
		return nil, fault.New(fault.PermissionToken, "the token speaks for no account").
			WithHint("its sub has to be the primary key of an account, as answers write it; the operator can let tokens of programs in with the setting auth.jwt.services")
	}
	return known(caller.Token, id, a.key, t.Claims), nil
}

// known returns a caller who has shown who they are.
func known(m caller.Method, id string, user []string, claims map[string]json.RawMessage) *caller.Caller {
	return &caller.Caller{Principal: caller.Principal{Method: m, ID: id, User: user}, Claims: claims}
}

// speaksFor returns the account for which a key speaks, nil for that of a program, and reports whether the key holds.
// One whose account is gone ends: a new account may be given the key of the row.
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

// BindKeys binds the keys that were made before keys were bound to the accounts that are there, and ends those whose
// account is gone. It comes before the first request. Errors are faults.
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

// session returns whose session a token is; nil where it lasts no more, or the password was changed since.
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
		s.options.Log.WarnContext(ctx, "the use of a session could not be noted", "err", err)
	}
	return known(caller.Session, found.ID[:keyIDLength], a.key, nil), nil
}
