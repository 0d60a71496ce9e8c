package db

import (
	"context"
	"iter"

	"tiddly/db/sqlite"
	"tiddly/internal/fault"
)

// Filler takes what goes into a new database.
type Filler interface {
	// Exec runs a script of statements.
	Exec(ctx context.Context, script string) error
	// Insert adds rows to a table and says how many. Values are int64, float64, bool, string, []byte or nil.
	Insert(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (int, error)
}

// Create makes the database file that an address names, as for Open, with what fill puts in. A file that exists is
// refused. The file appears under its name when it is complete, and not at all where anything fails.
func Create(ctx context.Context, address string, fill func(Filler) error) error {
	o, err := parseAddress(address, sqlite.Options{})
	if err != nil {
		return err
	}
	if o.ReadOnly {
		return fault.New(fault.DatabaseReadOnly, "a database that is read-only cannot be made").
			WithHint("leave out the parameter mode=ro")
	}
	return sqlite.Create(ctx, o.Path, func(f *sqlite.Filling) error { return fill(f) })
}
