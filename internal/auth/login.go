package auth

import (
	"context"
	"net/http"
	"time"

	"tiddly/internal/auth/password"
	"tiddly/internal/fault"
	"tiddly/internal/httpfault"
	"tiddly/internal/store"
)

// The texts of the original, which its clients compare.
const (
	wrongCredentials = "Invalid email or password."
	tooManyLogins    = "Too many failed logins. Try again later."
	unauthorized     = "Unauthorized Access."
	incomplete       = "A login needs email and password."
)

// Login returns the handler of POST /login, which checks a password and opens a session.
func (s *Service) Login() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.options.Users == nil {
			s.refuseLogin(w)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), s.options.Time)
		defer cancel()
		given, problem := readCredentials(w, r, s.options.Users.Identity)
		if problem != nil {
			problem.send(w)
			return
		}
		reply{status: http.StatusOK}.or(s.login(ctx, w, r, given)).send(w)
	})
}

// refuseLogin answers if there are no accounts but authentication is required: strangers may not learn what a
// stored row contains, not even whether a guess is right.
func (s *Service) refuseLogin(w http.ResponseWriter) {
	(&reply{status: http.StatusOK, text: unauthorized}).send(w)
}

// login signs in; it returns nil if that succeeds.
func (s *Service) login(ctx context.Context, w http.ResponseWriter, r *http.Request, given credentials) *reply {
	if s.options.Enter != nil {
		leave, err := s.options.Enter(ctx)
		if err != nil {
			return s.failed(ctx, err)
		}
		defer leave()
	}
	plans, err := s.accounts.plans()
	if err != nil {
		return s.failed(ctx, err)
	}
	given.identity = plans.name(given.identity)
	of := subjectsOf(given.identity, s.options.Client(r))
	done, err := s.turns.take(ctx, of[0].Hash)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer done()
	wait, err := s.attempts.begin(ctx, of)
	if err != nil {
		return s.failed(ctx, err)
	}
	if wait > 0 {
		s.tellRefused(ctx)
		httpfault.SetRetryAfterWait(w.Header(), wait)
		return &reply{status: http.StatusTooManyRequests, text: tooManyLogins}
	}
	a, err := s.check(ctx, plans, given)
	if err != nil {
		// Nothing was compared, so nothing has failed.
		return s.takeBack(ctx, of, err)
	}
	if a == nil {
		return &reply{status: http.StatusOK, text: wrongCredentials}
	}
	if err := s.open(ctx, w, r, a, of); err != nil {
		return s.takeBack(ctx, of, err)
	}
	return nil
}

// takeBack answers a login that could not be made and does not count.
func (s *Service) takeBack(ctx context.Context, of subjects, err error) *reply {
	if undo := s.attempts.undo(context.WithoutCancel(ctx), of); undo != nil {
		s.options.Log.WarnContext(ctx, "a login that was not completed counts as failed", "err", undo)
	}
	return s.failed(ctx, err)
}

// refusedEvery is the minimum interval of log lines about refused logins: guessing passwords must not fill the
// log.
const refusedEvery = 10 * time.Second

// tellRefused counts a refused login, and logs the number since the last log line.
func (s *Service) tellRefused(ctx context.Context) {
	s.refused.Add(1)
	now, last := s.options.Now().Unix(), s.told.Load()
	if now-last < int64(refusedEvery/time.Second) || !s.told.CompareAndSwap(last, now) {
		return
	}
	s.options.Log.WarnContext(ctx, "logins are refused: too many failed", "logins", s.refused.Swap(0))
}

// check returns the account if the given password is right, else nil. Every wrong login costs one hash, so that
// its duration discloses nothing.
func (s *Service) check(ctx context.Context, plans *accountPlans, given credentials) (*account, error) {
	a, err := plans.named(ctx, given.identity)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, s.options.Hasher.Nobody(ctx, given.password)
	}
	verdict, err := s.options.Hasher.Verify(ctx, a.stored, given.password)
	if err != nil || verdict == password.Wrong {
		return nil, err
	}
	if verdict == password.Right {
		return a, nil
	}
	renewed, err := plans.renew(ctx, a, given.password)
	switch {
	case err != nil:
		return nil, err
	case renewed != nil:
		renewed.was = a.stored
		return renewed, nil
	}
	// Meanwhile another password, or a hash of this one, was written.
	if a, err = plans.keyed(ctx, a.key); err != nil || a == nil {
		return nil, err
	}
	if verdict, err = s.options.Hasher.Verify(ctx, a.stored, given.password); err != nil || verdict == password.Wrong {
		return nil, err
	}
	return a, nil
}

// open begins the session of an account in place of the browser's previous ones, and deletes the failures.
func (s *Service) open(ctx context.Context, w http.ResponseWriter, r *http.Request, a *account, of subjects) error {
	token, all := s.sessions.opened(a.key, markOf(a.stored), sessionsOf(r))
	if a.was != "" {
		all = append(all, store.RemarkSessions(a.key, markOf(a.was), markOf(a.stored)))
	}
	all = append(append(all, s.attempts.succeeded(of)...), s.clearing()...)
	if err := s.store.Do(ctx, all...); err != nil {
		return err
	}
	setCookie(w, r, token, s.options.Longest)
	return nil
}

// failed returns the answer to an internal failure, and logs its cause.
func (s *Service) failed(ctx context.Context, err error) *reply {
	f := fault.From(err)
	return failure(f, func() {
		s.options.Log.ErrorContext(ctx, "a login failed for a reason other than the password: "+f.Error(), causeOf(f)...)
	})
}

// Logout returns the handler of POST /logout, which ends all sessions in the browser's cookies, and deletes the
// cookies. It accepts both names, because the name only reflects the scheme at the time of the login.
func (s *Service) Logout() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if all := sessionsOf(r); len(all) > 0 && s.options.Users != nil {
			ctx, cancel := context.WithTimeout(r.Context(), s.options.Time)
			defer cancel()
			if err := s.sessions.end(ctx, all...); err != nil {
				s.failed(ctx, err).send(w)
				return
			}
		}
		clearCookies(w, r)
		(&reply{status: http.StatusOK}).send(w)
	})
}
