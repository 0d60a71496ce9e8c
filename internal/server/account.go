package server

import (
	"net/http"

	"tiddly/internal/caller"
	"tiddly/internal/fault"
	"tiddly/internal/httpfault"
)

// Accounts identifies callers.
type Accounts interface {
	// Identify returns the caller of a request; nil is a stranger. Its error is a fault: fault.PermissionToken, or
	// the reason why the caller could not be determined. It may delete a cookie.
	Identify(w http.ResponseWriter, r *http.Request) (*caller.Caller, error)
	// HasSession reports whether a request carries a session cookie, valid or not.
	HasSession(r *http.Request) bool
	// InAddress returns a fault.PermissionToken if the address of a request contains a credential.
	InAddress(r *http.Request) error
}

// checkAddress refuses every request whose address contains a key, a token or a password.
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

// identify puts the caller into the visit. An invalid key or token is refused even if strangers
// are served: its owner should know.
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
			w.Header().Set("Cache-Control", "no-store") // the answer is private to the caller
			visitOf(r.Context()).caller = c
		}
		next.ServeHTTP(w, r)
	})
}

// known refuses strangers if authentication is required.
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

// unidentified refuses a request whose caller could not be determined.
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
		s.options.Log.ErrorContext(r.Context(), "the caller could not be identified: "+f.Error(), attributes...)
		f = fault.New(fault.Internal, "internal error").WithHint("the server's log has the details")
	}
	refuse(w, f)
}
