package exec

import (
	"context"

	"tiddly/internal/catalog"
)

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

// Expecting is a Tx that cannot know the state of the tables at no cost: others can change them while the transaction is
// open, and to ask for the mark takes longer than to write a row.
type Expecting interface {
	// Expect makes the transaction end with ErrMoved, at the latest in place of its commit, if the engine knows by then
	// that the tables have another mark.
	Expect(mark string)
}

// Steady is a Tx whose statements each see what others have committed by then, unless it is asked for another way.
type Steady interface {
	// Steady makes all statements see what the first one does. Where a row that is to be changed was changed by others
	// since, the unit is rolled back, and run again as Writer.Do says. In a transaction that has run a statement it does
	// nothing, as Brief does.
	Steady()
}

// Alone is a Tx beside which others may write the same tables, in this process or in another one.
type Alone interface {
	// Alone makes the transaction wait until no other that was alone with one of the tables is open. The statements after
	// it see what those have written, so that it must not be Steady.
	Alone(tables []*catalog.Table)
}

// Brief is a Tx for which to begin and to end takes statements of its own.
type Brief interface {
	// Brief says that the statements run no code of the database's owner, neither then nor at the end of the transaction,
	// so that they need no such statements around them. Sure says that there is one statement, and that nothing after it
	// makes the unit fail, so that it can be sent with the commit.
	Brief(sure bool)
}

// Tx is the transaction of one unit.
type Tx interface {
	Reader
	// Exec runs a statement that returns no rows, and returns the number of rows that matched.
	Exec(sql string, args []any) (int64, error)
}
