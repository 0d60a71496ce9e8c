package exec

import "context"

// Watched is an engine whose tables can change while they are served.
type Watched interface {
	// Changed returns a mark of the current tables: a mark that differs from an earlier one means that they may have
	// changed in between. It is cheap, and does not wait for a connection of Read.
	Changed(ctx context.Context) (mark string, err error)
}
