package exec

import "context"

// Watched is an engine whose tables can change while they are served.
type Watched interface {
	// Changed returns a mark of the current tables: a mark that differs from an earlier one means that they may have
	// changed in between. It is cheap, and does not wait for a connection of Read.
	Changed(ctx context.Context) (mark string, err error)
}

// Waking is a Watched database that may learn of changes when they are made.
type Waking interface {
	// Wake returns a channel that has a value when the tables may have changed since they were last looked at. It may be
	// nil.
	Wake() <-chan struct{}
}

// Dated is a database of which it can be found out cheaply whether anybody has written to it.
type Dated interface {
	// Date returns a number of the present content: as long as it stays nobody has committed anything, neither through this
	// server nor through another program. It grows with every change, and never comes back. It reports false if the content
	// cannot be told, such as while a program holds a lock, and waits for none.
	Date() (number uint64, ok bool)
}
