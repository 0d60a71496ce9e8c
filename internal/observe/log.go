package observe

import (
	"context"
	"log/slog"
)

// IDKey is the key under which the context of a request holds its id, as a *string.
type IDKey struct{}

// WithID returns a context with the id of a request, for the log.
func WithID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, IDKey{}, &id)
}

// ID returns the id of a request; empty outside of one.
func ID(ctx context.Context) string {
	if id, _ := ctx.Value(IDKey{}).(*string); id != nil {
		return *id
	}
	return ""
}

// NamesRequests returns a handler that adds the id of the request, as "request", to every record logged within
// one.
func NamesRequests(h slog.Handler) slog.Handler { return naming{h} }

type naming struct{ slog.Handler }

// Handle implements slog.Handler.
func (n naming) Handle(ctx context.Context, r slog.Record) error {
	if id := ID(ctx); id != "" {
		r.AddAttrs(slog.String("request", id))
	}
	return n.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (n naming) WithAttrs(attrs []slog.Attr) slog.Handler { return naming{n.Handler.WithAttrs(attrs)} }

// WithGroup implements slog.Handler.
func (n naming) WithGroup(name string) slog.Handler { return naming{n.Handler.WithGroup(name)} }
