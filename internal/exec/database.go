// Package exec runs statements and turns their rows into response bytes. It declares the
// small interfaces that the folder of each engine under db implements. It knows no goqu, no GraphQL and no
// engine by name.
package exec

import (
	"context"

	"tiddly/internal/catalog"
)

// Database is what exec needs of an engine for reading.
type Database interface {
	// Read lends a reading connection to f. Where snapshot is true, everything f reads is
	// of one moment. When ctx ends, a running statement is interrupted and fails with
	// fault.LimitTime; the connection stays usable. Waiting for a connection ends with ctx too.
	Read(ctx context.Context, snapshot bool, f func(Reader) error) error
}

// Reader is a connection lent for one request; it is used by one goroutine.
type Reader interface {
	// Query starts a statement. The caller closes the rows before it starts another.
	// Args are int64, float64, bool, string, []byte or nil. Statements are
	// prepared once per connection and kept.
	Query(sql string, args []any) (Rows, error)
}

// Rows are the rows of one statement. Cells are valid until the following Next.
type Rows interface { //nolint:interfacebloat // one hot loop calls them all: halves would cost a type assertion a cell
	// Next goes to the following row; false at the end or on an error (see Err).
	Next() bool
	// Err gives a fault, or nil at the regular end.
	Err() error
	// Null tells whether cell i is NULL.
	Null(i int) bool
	// AppendJSON appends cell i, which is not NULL, as the JSON of its column's kind. False means
	// that the cell is not of that kind; dst is then given back as it was.
	AppendJSON(dst []byte, i int, column *catalog.Column) ([]byte, bool)
	// AppendKey appends the key form of cell i, see package cell.
	AppendKey(dst []byte, i int) []byte
	// Int returns cell i where it is stored as an integer; it reports false for any other cell, NULL too.
	Int(i int) (int64, bool)
	// Value returns cell i to be bound again (in dialect.Keys).
	Value(i int) any
	// Close ends the statement; it may be called twice.
	Close() error
}

// Advisor is implemented by Rows that know what can be set of a column so that a cell is read which is not of its kind.
type Advisor interface {
	// Setting gives the settings of the column with which cell i is read; nil where there are none.
	Setting(i int, column *catalog.Column) []Setting
}

// Setting is a setting of a column and its value; empty where it has to be left out.
type Setting struct{ Name, Value string }
