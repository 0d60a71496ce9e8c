// Package db is the edge to databases: it has the table of engines, opens a database by its address, and hands on what
// the folder of its engine knows. It knows nothing of plans, of GraphQL and of HTTP.
package db

import (
	"context"
	_ "embed" // for the default tables

	"tiddly/db/edge"
	"tiddly/db/sqlite"
)

// engines is the table of engines. A further engine is a folder, and a line here.
var engines = table{
	sqlite.Engine(),
}

// Schema is the script of the default tables.
//
//go:embed schema.sql
var Schema string

// Options say how a database is opened.
type Options = edge.Options

// Filler takes what goes into a new database.
type Filler = edge.Filler

// Database is an open database of any engine. It implements exec.Database, exec.Writer and exec.Watched.
type Database struct{ edge.Database }

// Open opens the database that an address names, by the engine whose scheme it has. Errors are faults.
func Open(ctx context.Context, address string, o Options) (*Database, error) {
	return engines.open(ctx, address, o)
}

// Create makes the database that an address names, as for Open, with what fill puts in. One that exists is refused. It
// appears under its name when it is complete, and not at all where anything fails.
func Create(ctx context.Context, address string, fill func(Filler) error) error {
	return engines.create(ctx, address, fill)
}

// Forms returns how a database is named, for help texts.
func Forms() string { return engines.forms() }

// Versions name the database libraries that are linked in.
func Versions() []string { return engines.versions() }

// Redact returns an address as people may see it: without passwords. It takes any text, an address or not.
func Redact(address string) string { return engines.redact(address) }

// Ping reports whether the database answers: it is where it was opened, and no lock keeps it from being read.
func (d *Database) Ping(ctx context.Context) error {
	_, err := d.Changed(ctx)
	return err
}
