package server

import (
	"context"
	"net/http"

	"tiddly/internal/caller"
	"tiddly/internal/fault"
	"tiddly/internal/httpfault"
)

// Accounts say who is asking.
type Accounts interface {
	// Identify returns whose request it is; nil is a stranger. Its error is a fault: fault.PermissionToken, or what kept
	// it from finding out. It may take a cookie away.
	Identify(w http.ResponseWriter, r *http.Request) (*caller.Caller, error)
	// HasSession tells whether a request carries the cookie of a session, be it good or not.
	HasSession(r *http.Request) bool
	// InAddress returns a fault.PermissionToken where the address of a request holds what opens something.
	InAddress(r *http.Request) error
}

// checkAddress refuses requests whose address holds a key, a token or a password, whatever it leads to.
func (s *Server) checkAddress(next http.Handler) http.Handler {
	if s.options.Accounts == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.options.Accounts.InAddress(r); err != nil {
			s.unidentified(w, r, fault.From(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// identify says who is asking, in the context of the request. A key or token that opens nothing is refused even where
// strangers are served: its owner should know.
func (s *Server) identify(next http.Handler) http.Handler {
	if s.options.Accounts == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := s.options.Accounts.Identify(w, r)
		if err != nil {
			s.unidentified(w, r, fault.From(err))
			return
		}
		if c != nil {
			w.Header().Set("Cache-Control", "no-store") // what it gets is not for others
			note(r.Context(), c)
			r = r.WithContext(caller.With(r.Context(), c))
		}
		next.ServeHTTP(w, r)
	})
}

// askerKey leads to where it is noted for the log who asks: that is known only further in.
type askerKey struct{}

// asker is who asks; nil is a stranger.
type asker struct{ caller *caller.Caller }

func note(ctx context.Context, c *caller.Caller) {
	if a, ok := ctx.Value(askerKey{}).(*asker); ok {
		a.caller = c
	}
}

// known refuses strangers, where everyone is asked who they are.
func (s *Server) known(next http.Handler) http.Handler {
	if !s.options.Required {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if caller.From(r.Context()) == nil {
			w.Header().Set("WWW-Authenticate", "Bearer")
			refuse(w, fault.New(fault.PermissionUnauthenticated, "sign in to continue").
				WithHint("sign in by POST /login, or send a key or token as Authorization: Bearer …"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// unidentified answers a request of which it is not known whose it is.
func (s *Server) unidentified(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	switch status := httpfault.Status(f.Code); status {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
	case httpfault.StatusLeft, http.StatusServiceUnavailable:
		httpfault.SetRetryAfterUnbegun(w.Header(), f.Code)
	default:
		attributes := []any{}
		if cause := f.Cause(); cause != nil {
			attributes = append(attributes, "cause", cause.Error())
		}
		s.options.Log.ErrorContext(r.Context(), "it could not be found out who asks: "+f.Error(), attributes...)
		f = fault.New(fault.Internal, "internal error").WithHint("the log of the server says more")
	}
	refuse(w, f)
}
