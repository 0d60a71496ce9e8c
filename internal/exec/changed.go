package exec

import "context"

// Watched is an engine whose tables can be changed while they are served.
type Watched interface {
	// Changed gives a mark of the tables as they are now: another mark than an earlier one means that they may have been
	// changed in between. It is cheap, and waits for no connection of Read.
	Changed(ctx context.Context) (mark string, err error)
}
