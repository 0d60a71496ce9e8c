// Package caller is who asks: what the server has found out of the client of a request, for the edges to hand on and the
// engine to read. It is a leaf and may know nothing of how clients show who they are, of HTTP or of tables.
package caller

import (
	"context"
	"encoding/json"
)

// Caller is who asks. Nil is a stranger.
type Caller struct {
	Principal
	// Role names what the caller may see and do. Empty is what everybody may: there are no other roles yet.
	Role string
	// Claims are what a signed token says of the caller, by their names, each as it is written. Nil where there is none.
	Claims map[string]json.RawMessage
}

// Principal is who the caller has shown to be.
type Principal struct {
	Method Method
	// ID names the session, key or token in logs and lists; it opens nothing.
	ID string
	// User is the key of the account's row, a text for each of its columns in their order; empty where the principal is no
	// account (an API key of a program).
	User []string
}

// String returns the method and the id, for the log.
func (p *Principal) String() string { return p.Method.String() + " " + p.ID }

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

// String returns the name of the method, one lower-case word.
func (m Method) String() string {
	if int(m) < len(methodNames) {
		return methodNames[m]
	}
	return "unknown"
}

// Account returns the key of the caller's account, a text for each of its columns; nil where the caller is none.
func (c *Caller) Account() []string {
	if c == nil {
		return nil
	}
	return c.User
}

type contextKey struct{}

// With returns a context of a request that c makes.
func With(ctx context.Context, c *Caller) context.Context {
	return context.WithValue(ctx, contextKey{}, c)
}

// From returns who makes the request of a context.
func From(ctx context.Context) *Caller {
	c, _ := ctx.Value(contextKey{}).(*Caller)
	return c
}
