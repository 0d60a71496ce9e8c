// Package db is the edge to databases: it holds the table of engines, opens a database by its address, and passes on
// what the engine's package returns. It does not depend on plans, on GraphQL or on HTTP.
package db

import (
	"context"
	_ "embed" // for the default tables

	"tiddly/db/edge"
	"tiddly/db/sqlite"
)

// engines is the table of engines. To add an engine, add a folder and a line here.
var engines = table{
	sqlite.Engine(),
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
