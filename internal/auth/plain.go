package auth

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// The table and columns of the original's login.
const (
	plainTable    = "user"
	plainIdentity = "email"
	plainPassword = "password"
)

// Plain is the login of the original, for servers without accounts: it compares two columns of a table user with
// the given values, and sets a cookie without any effect. Its clients use it to check passwords.
type Plain struct {
	// Snapshot returns the current snapshot.
	Snapshot func() *engine.Snapshot
	// Time is the time limit of a login.
	Time time.Duration
	// Enter takes a place among the running logins; nil is no limit.
	Enter func(ctx context.Context) (leave func(), err error)
	// Report is called with failures that need attention.
	Report func(ctx context.Context, err error)
}

// Login returns the handler of POST /login.
func (p *Plain) Login() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), p.Time)
		defer cancel()
		given, problem := readCredentials(w, r, plainIdentity)
		if problem == nil {
			problem = p.login(ctx, given)
		}
		if problem == nil {
			setCookie(w, r, rand.Text(), 24*time.Hour)
		}
		reply{status: http.StatusOK}.or(problem).send(w)
	})
}

// login compares the values; it returns nil if they are equal.
func (p *Plain) login(ctx context.Context, given credentials) *reply {
	if p.Enter != nil {
		leave, err := p.Enter(ctx)
		if err != nil {
			return p.failed(ctx, err)
		}
		defer leave()
	}
	s := p.Snapshot()
	t := s.Catalog.TableBySQL(plainTable)
	if t == nil || t.ColumnBySQL(plainIdentity) == nil || t.ColumnBySQL(plainPassword) == nil {
		return &reply{status: http.StatusOK, text: "Table not found: " + plainTable}
	}
	identity, secret := t.ColumnBySQL(plainIdentity), t.ColumnBySQL(plainPassword)
	a, err1 := request.CoerceLoosely(identity.Type.Kind, identity.Enum, given.identity)
	b, err2 := request.CoerceLoosely(secret.Type.Kind, secret.Enum, given.password)
	if err1 != nil || err2 != nil {
		return &reply{status: http.StatusOK, text: wrongCredentials}
	}
	prepared, err := s.Prepare(ctx, &request.Request{Fields: []*request.Field{{
		Key: "rows", Kind: request.List, Table: t.TypeName, Query: &request.Query{
			Where: &request.Where{
				Kind: request.And, Children: []*request.Where{equals(identity, request.SlotAt(0)), equals(secret, request.SlotAt(1))},
			},
			Limit: request.SlotAt(2), Select: []request.Selection{{Key: "is", Kind: request.Typename}},
		},
	}}})
	if err != nil {
		return p.failed(ctx, err)
	}
	answer := s.Run(ctx, nil, prepared, []any{a, b, int64(1)}, nil)
	switch {
	case len(answer.Errors) > 0:
		return p.failed(ctx, answer.Errors[0])
	case answer.Rows == 0:
		return &reply{status: http.StatusOK, text: wrongCredentials}
	}
	return nil
}

func (p *Plain) failed(ctx context.Context, err error) *reply {
	return failure(fault.From(err), func() { p.Report(ctx, err) })
}

// Logout returns the handler of POST /logout, which deletes the cookies.
func (*Plain) Logout() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		clearCookies(w, r)
		(&reply{status: http.StatusOK}).send(w)
	})
}
