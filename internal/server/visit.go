package server

import (
	"context"

	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
	"tiddly/internal/turns"
)

// visit is the context of an exchange. It holds what every request has, in one allocation with its tracker.
type visit struct {
	context.Context //nolint:containedctx // it is a context
	// address is the client's, id that of the request.
	address, id string
	// share may be nil.
	share *outgoing.Share
}

// Value implements context.Context.
func (v *visit) Value(key any) any {
	switch key.(type) {
	case turns.Key:
		return &v.address
	case outgoing.Key:
		return v.share
	case observe.IDKey:
		return &v.id
	}
	return v.Context.Value(key)
}
