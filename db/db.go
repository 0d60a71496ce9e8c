// Package db is the edge to databases: it holds the table of engines, opens a database by its address, and passes on
// what the engine's package returns. It does not depend on plans, on GraphQL or on HTTP.
package db

import (
	"context"
	_ "embed" // for the default tables
	"errors"

	"tiddly/db/edge"
	"tiddly/db/postgres"
	"tiddly/db/sqlite"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// engines is the table of engines. To add an engine, add a folder and a line here.
var engines = table{
	sqlite.Engine(),
	postgres.Engine(),
}

// Schema is the script of the default tables.
//
//go:embed schema.sql
var Schema string

// Options are the options for opening a database.
type Options = edge.Options

// Filler fills a new database.
type Filler = edge.Filler

// Database is an open database of any engine. It implements exec.Database, exec.Writer and exec.Watched.
type Database struct{ edge.Database }

// Open opens the database at an address, with the engine that the address's scheme selects. Errors are faults.
func Open(ctx context.Context, address string, o Options) (*Database, error) {
	return engines.open(ctx, address, o)
}

// Create creates the database at an address and fills it by fill. It returns an error if the database exists. The
// database appears under its name only when it is complete, and not at all if anything fails.
func Create(ctx context.Context, address string, fill func(Filler) error) error {
	return engines.create(ctx, address, fill)
}

type (
	// Scratch makes databases of its own, which nothing else uses.
	Scratch = edge.Scratch
	// Place is where one of them is.
	Place = edge.Place
	// Table describes a table that every engine can create.
	Table = edge.Table
	// Column describes a column of a Table.
	Column = edge.Column
	// Foreign describes a foreign key of a Table.
	Foreign = edge.Foreign
	// View describes what a Table has that is a view.
	View = edge.View
)

// NewScratch returns what makes databases for tests beside those of an address, after it has removed what runs that
// were killed have left there.
func NewScratch(ctx context.Context, address string) (Scratch, error) {
	return engines.scratch(ctx, address)
}

// EngineName returns the name of the engine of an address; empty where there is none.
func EngineName(address string) string { return engines.name(address) }

// IsFile reports whether an address is the path of a file, without a scheme.
func IsFile(address string) bool { return engines.isFile(address) }

// Forms returns the forms of an address, for help texts.
func Forms() string { return engines.forms() }

// Versions returns the names and versions of the database libraries that are linked in.
func Versions() []string { return engines.versions() }

// Redact returns an address without passwords, fit to be shown. It takes any text, whether an address or not.
func Redact(address string) string { return engines.redact(address) }

// Ping reports whether the database answers: its file is where it was opened, and no lock prevents reading.
func (d *Database) Ping(ctx context.Context) error {
	_, err := d.Changed(ctx)
	return err
}

// Again reports whether a read may succeed when it is run again, as exec.Repeating has it.
func (d *Database) Again(ctx context.Context, attempt int, err error) bool {
	r, ok := d.Database.(exec.Repeating)
	return ok && r.Again(ctx, attempt, err)
}

// House returns the quoted schema in which a table of ours lies, or is to be created, as edge.Housed has it; the error
// is errors.ErrUnsupported where tables lie in no schema.
func (d *Database) House(ctx context.Context, table string, write bool) (schema string, there bool, err error) {
	h, ok := d.Database.(edge.Housed)
	if !ok {
		return "", false, errors.ErrUnsupported
	}
	return h.House(ctx, table, write)
}

// Wake returns the channel that has a value when the tables may have changed, as exec.Waking has it; nil where the
// engine has none.
func (d *Database) Wake() <-chan struct{} {
	if n, ok := d.Database.(edge.Notifying); ok {
		return n.Wake()
	}
	return nil
}

// Date returns what finds out whether anybody has written, as exec.Dated has it; nil where the engine has none.
func (d *Database) Date() func() (uint64, bool) {
	if n, ok := d.Database.(exec.Dated); ok {
		return n.Date
	}
	return nil
}

// Notify makes the database tell its servers of changes of its tables, or no longer, and returns what it has done.
func (d *Database) Notify(ctx context.Context, install bool) (did []string, err error) {
	n, ok := d.Database.(edge.Notifying)
	if !ok {
		return nil, fault.New(fault.DatabaseError, "the database %s cannot tell servers of changes of its tables", d.Name()).
			WithHint("nothing needs to be installed: a change is found within half a second")
	}
	return n.Notify(ctx, install)
}
