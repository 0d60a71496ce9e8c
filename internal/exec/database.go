// Package exec runs statements and turns their rows into response bytes. It declares the small interfaces that the
// folder of each engine under db implements. It may not know goqu, GraphQL or the name of an engine.
package exec

import (
	"context"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
)

// Database is the interface that exec needs of an engine for reading.
type Database interface {
	// Read lends a reading connection to f. With snapshot, everything f reads is of one moment. When ctx ends, a running
	// statement is interrupted and fails with fault.LimitTime; the connection stays usable. Waiting for a connection ends
	// with ctx too.
	Read(ctx context.Context, snapshot bool, f func(Reader) error) error
}

// Repeating is a Database whose server may end a transaction that only reads in favour of others.
type Repeating interface {
	// Again reports whether a read that failed at an attempt, the first of which is 1, may succeed when it is run again.
	// It returns when there is a chance of that.
	Again(ctx context.Context, attempt int, err error) bool
}

// Reader is a connection lent for one request; it is used by one goroutine.
type Reader interface {
	// Query starts a statement. The caller closes the rows before it starts another.
	// Args are int64, float64, bool, string, []byte or nil, and what the encodings of the engine's dialect return.
	// Statements are prepared once per connection and kept.
	Query(sql string, args []any) (Rows, error)
}

// Rows are the rows of one statement. Cells are valid until the following Next.
type Rows interface { //nolint:interfacebloat // one hot loop calls them all: halves would cost a type assertion a cell
	// Next advances to the following row; it reports false at the end or on an error (see Err).
	Next() bool
	// Err returns a fault, or nil at the regular end.
	Err() error
	// Null reports whether cell i is NULL.
	Null(i int) bool
	// Length returns the length of cell i in bytes if it is text or binary, otherwise 0.
	Length(i int) int
	// AppendJSON appends cell i, which is not NULL, as the JSON of a type, whose values are those of enum where it is
	// one. It reports false, with dst as it was, where the cell is not of that type.
	AppendJSON(dst []byte, i int, t *catalog.Type, enum *catalog.EnumType) ([]byte, bool)
	// AppendKey appends the key form of cell i, see package cell.
	AppendKey(dst []byte, i int) []byte
	// Int returns cell i where it is stored as an integer; it reports false for any other cell, NULL too.
	Int(i int) (int64, bool)
	// Value returns cell i, in memory of its own, to be bound again (in dialect.Keys).
	Value(i int) any
	// Close ends the statement. It may be called twice.
	Close() error
}

// Quick is implemented by Rows that append several cells of a row at once.
type Quick interface {
	// AppendCells appends cells with their prefixes, up to the first one that is not valid or longer than MaxQuick, and
	// returns how many it has appended.
	AppendCells(dst []byte, cells []dialect.Cell) ([]byte, int)
}

// Witness is implemented by Readers whose statements can meet cells that are not of their column's kind where they
// compare or sort by them. Such a cell counts as NULL there.
type Witness interface {
	// Unread returns the number of such cells that the last statement met at a place (dialect.MarkPlace): at least that
	// many, and one that was compared twice counts twice.
	Unread(place int) int
}

// Prover is implemented by Readers that may know of columns that every cell of them is of its kind.
type Prover interface {
	// Pure reports whether QueryPure may be asked to run another statement in place of one. It is asked before every run
	// of that, and so learns what is worth knowing.
	Pure(sql string, columns []*catalog.Column) bool
	// QueryPure is Query for a statement that relies on the columns. It reports false, and runs nothing more, if what it
	// would read is not known to be as they must.
	QueryPure(sql string, args []any, columns []*catalog.Column) (rows Rows, ok bool, err error)
}

// Advisor is implemented by Rows that know which settings of a column would make a cell of another kind readable.
type Advisor interface {
	// Setting returns the settings of the column with which cell i is read; nil where there are none.
	Setting(i int, column *catalog.Column) []Setting
}

// Setting is a setting of a column and its value; empty where it has to be left out.
type Setting struct{ Name, Value string }
