// Package db is the edge to databases: it opens one by its address, makes the default one, and hands
// on what the folder of its engine knows. It knows nothing of plans, of GraphQL and of HTTP.
package db

import (
	"context"
	_ "embed" // for the default tables

	"tiddly/db/sqlite"
	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
)

// Schema is the script of the default tables.
//
//go:embed schema.sql
var Schema string

// Options say how a database is opened.
type Options struct {
	// Create makes the file where there is none; without it that is an error.
	Create bool
	// Default tells that this is the default database: what it lacks of Schema is made, and Facts
	// tell where it differs.
	Default bool
	// WAL switches an existing file to write-ahead logging.
	WAL bool
	// ReadOnly opens the database so that nothing can be written.
	ReadOnly bool
	// Longest is the longest value that is wanted in an answer; 0 means the default.
	Longest int
}

// runner is what runs statements.
type runner interface {
	exec.Database
	exec.Writer
	exec.Watched
	// Usage tells how busy the database is.
	Usage() exec.Usage
}

// edge is what the folder of each engine gives.
type edge interface {
	runner
	// Inspect reads the catalogue.
	Inspect(ctx context.Context, overrides catalog.Overrides) (catalog.Source, error)
	// Dialect says how SQL is spelled.
	Dialect() *dialect.Dialect
	// ReadOnly tells that nothing can be written.
	ReadOnly() bool
	// Facts say how the database was opened.
	Facts() []string
	// Close waits for what is running, and ends all connections.
	Close() error
}

// Database is an open database of any engine. It implements exec.Database, exec.Writer and exec.Watched.
type Database struct {
	edge
	name  string
	facts []string
}

// Open opens the database that an address names: PATH or sqlite:PATH. Errors are faults.
func Open(ctx context.Context, address string, o Options) (*Database, error) {
	options, err := parseAddress(address, sqlite.Options{Create: o.Create, WAL: o.WAL, ReadOnly: o.ReadOnly, Longest: o.Longest})
	if err != nil {
		return nil, err
	}
	opened, err := sqlite.Open(ctx, options)
	if err != nil {
		return nil, err
	}
	d := &Database{edge: opened, name: options.Path}
	if o.Default {
		if d.facts, err = opened.Ensure(ctx, Schema); err != nil {
			_ = opened.Close() // the first error says more
			return nil, err
		}
	}
	return d, nil
}

// Name gives the database's name for people.
func (d *Database) Name() string { return d.name }

// Facts say how the database was opened and what was made in it, in sentences for the log.
func (d *Database) Facts() []string { return append(d.edge.Facts(), d.facts...) }

// Ping reports whether the database answers: its file is at its path, and no lock keeps it from being read.
func (d *Database) Ping(ctx context.Context) error {
	_, err := d.Changed(ctx)
	return err
}

// Versions name the database libraries that are linked in.
func Versions() []string { return []string{sqlite.Version() + ", embedded"} }
