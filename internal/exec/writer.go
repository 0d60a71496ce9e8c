package exec

import "context"

// Writer is the interface that exec needs of an engine for writing.
type Writer interface {
	// Do runs unit in a transaction and returns after the commit, or with the fault that rolled it back. Nothing of a
	// unit that fails is kept. The engine may run several callers' units in one transaction, and may run a unit again
	// from its start after a rollback that was not its own: a unit must be repeatable and must not answer anyone before
	// Do returns. When ctx ends before the commit, only that unit is interrupted and rolled back.
	Do(ctx context.Context, unit func(Tx) error) error
}

// Transactor is the interface of an engine that can run a unit once.
type Transactor interface {
	// Transact runs unit in a transaction of its own, and never again, whatever happens. It returns after the commit, or
	// with the fault that rolled it back. When ctx ends, a statement of the unit is interrupted; the unit itself must
	// return then.
	Transact(ctx context.Context, unit func(Tx) error) error
}

// Marked is a Reader that knows the state of the tables it reads: in its transaction, or now where it has none.
type Marked interface {
	// Mark returns the mark that Watched returns of the same tables.
	Mark() (string, error)
}

// Tx is the transaction of one unit.
type Tx interface {
	Reader
	// Exec runs a statement that returns no rows, and returns the number of rows that matched.
	Exec(sql string, args []any) (int64, error)
}
