// Package auth says who is asking: accounts, sessions, keys and tokens all resolve to a Principal, which the edges find
// in the context of a request.
package auth

import "context"

// Method is how a client showed who it is.
type Method uint8

// The methods.
const (
	// Session is a cookie that a login gave.
	Session Method = iota
	// Key is an API key.
	Key
	// Token is a JWT.
	Token
)

var methodNames = [...]string{Session: "session", Key: "key", Token: "token"}

// String gives the name of the method, one lower-case word.
func (m Method) String() string {
	if int(m) < len(methodNames) {
		return methodNames[m]
	}
	return "unknown"
}

// Principal is who is asking.
type Principal struct {
	Method Method
	// ID names the session, key or token in logs and lists; it opens nothing.
	ID string
	// User is the key of the account's row, a text for each of its columns in their order; empty where the principal is no
	// account (an API key of a program).
	User []string
}

// String names the principal for the log: its method and id.
func (p *Principal) String() string { return p.Method.String() + " " + p.ID }

type contextKey struct{}

// With gives a context whose request is made by p.
func With(ctx context.Context, p *Principal) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// From gives who is asking; nil is a stranger.
func From(ctx context.Context) *Principal {
	p, _ := ctx.Value(contextKey{}).(*Principal)
	return p
}
