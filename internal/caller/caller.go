// Package caller holds the caller: the client of a request as the server has identified it, for the edges to pass
// on and the engine to read. It is a leaf and may know nothing of credentials, of HTTP or of tables.
package caller

import (
	"context"
	"encoding/json"
)

// Caller is the client of a request. Nil is a stranger.
type Caller struct {
	Principal
	// Role names the caller's permissions. Empty is the default role; there are no others yet.
	Role string
	// Claims are the claims of a signed token, by name, as written. Nil without a token.
	Claims map[string]json.RawMessage
}

// Principal is the identity of a caller.
type Principal struct {
	Method Method
	// ID identifies the session, key or token in logs and lists; it is not secret.
	ID string
	// User is the key of the account's row, a text for each of its columns in their order; empty if the principal has
	// no account (an API key of a program).
	User []string
}

// String returns the method and the id, for the log.
func (p *Principal) String() string { return p.Method.String() + " " + p.ID }

// Method is the way in which a client was identified.
type Method uint8

// The methods.
const (
	// Session is the cookie of a login.
	Session Method = iota
	// Key is an API key.
	Key
	// Token is a JWT.
	Token
)

var methodNames = [...]string{Session: "session", Key: "key", Token: "token"}

// String returns the name of the method, one lower-case word.
func (m Method) String() string {
	if int(m) < len(methodNames) {
		return methodNames[m]
	}
	return "unknown"
}

// Account returns the key of the caller's account, a text for each of its columns; nil if the caller has none.
func (c *Caller) Account() []string {
	if c == nil {
		return nil
	}
	return c.User
}

// ContextKey is the key under which the context of a request holds its *Caller.
type ContextKey struct{}

// With returns a context with the caller c.
func With(ctx context.Context, c *Caller) context.Context {
	return context.WithValue(ctx, ContextKey{}, c)
}

// From returns the caller of a context.
func From(ctx context.Context) *Caller {
	c, _ := ctx.Value(ContextKey{}).(*Caller)
	return c
}
