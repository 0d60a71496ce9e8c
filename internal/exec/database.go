// Package exec runs statements and turns their rows into response bytes. It declares the small interfaces that the
// folder of each engine under db implements. It may not know goqu, GraphQL or the name of an engine.
package exec

import (
	"context"

	"tiddly/internal/catalog"
)

// Database is the interface that exec needs of an engine for reading.
type Database interface {
	// Read lends a reading connection to f. With snapshot, everything f reads is of one moment. When ctx ends, a running
	// statement is interrupted and fails with fault.LimitTime; the connection stays usable. Waiting for a connection ends
	// with ctx too.
	Read(ctx context.Context, snapshot bool, f func(Reader) error) error
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
	// AppendJSON appends cell i, which is not NULL, as the JSON of a type, whose values are those of enum where it is
	// one. It reports false, with dst as it was, where the cell is not of that type.
	AppendJSON(dst []byte, i int, t *catalog.Type, enum *catalog.EnumType) ([]byte, bool)
	// AppendKey appends the key form of cell i, see package cell.
	AppendKey(dst []byte, i int) []byte
	// Int returns cell i where it is stored as an integer; it reports false for any other cell, NULL too.
	Int(i int) (int64, bool)
	// Value returns cell i to be bound again (in dialect.Keys).
	Value(i int) any
	// Close ends the statement. It may be called twice.
	Close() error
}

// Witness is implemented by Readers whose statements can meet cells that are not of their column's kind where they
// compare or sort by them. Such a cell counts as NULL there.
type Witness interface {
	// Unread returns the number of such cells that the last statement met at a place (dialect.MarkPlace): at least that
	// many, and one that was compared twice counts twice.
	Unread(place int) int
}

// Advisor is implemented by Rows that know which settings of a column would make a cell of another kind readable.
type Advisor interface {
	// Setting returns the settings of the column with which cell i is read; nil where there are none.
	Setting(i int, column *catalog.Column) []Setting
}

// Setting is a setting of a column and its value; empty where it has to be left out.
type Setting struct{ Name, Value string }
