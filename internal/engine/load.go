package engine

import (
	"context"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/cursor"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/kept"
	"tiddly/internal/schema"
)

// Database is the database that a snapshot is read from and runs on.
type Database interface {
	exec.Database
	// Inspect reads the catalogue.
	Inspect(ctx context.Context, overrides catalog.Overrides) (catalog.Source, error)
	Dialect() *dialect.Dialect
	// ReadOnly reports whether the database cannot be written; writing fields are then not served.
	ReadOnly() bool
}

// Options configure how a database is served.
type Options struct {
	Overrides catalog.Overrides
	// StrictNames makes a clash of names an error.
	StrictNames bool
	Limits      Limits
	// Users names the accounts table; nil if there are none. HashPassword returns the stored form of a password that
	// a client writes; without it such a write fails.
	Users        *Users
	HashPassword func(ctx context.Context, plain string) (string, error)
	// Cursors is the key of cursors; nil is one of the process.
	Cursors *cursor.Key
	// Kept are the answers of reads that are given again; nil if none are.
	Kept *kept.Answers
	// SemanticNonNull marks the fields that are null only beside an error.
	SemanticNonNull bool
	// Federation serves the schema as a subgraph of Apollo Federation.
	Federation bool
	// Extensions are the fields implemented in Go; Generated is the schema their code was generated for.
	Extensions []*ast.Source
	Generated  *ast.Schema
	// Now returns the time; nil is time.Now.
	Now func() time.Time
}

// Load reads the current state of a database. The notes are for the log.
func Load(ctx context.Context, db Database, o Options) (*Snapshot, []catalog.Note, error) {
	source, err := db.Inspect(ctx, o.Overrides)
	if err != nil {
		return nil, nil, err
	}
	return load(db, source, o)
}

// load builds the snapshot of a catalogue source.
func load(db Database, source catalog.Source, o Options) (*Snapshot, []catalog.Note, error) {
	c, notes, err := catalog.Build(source, o.Overrides, catalog.BuildOptions{StrictNames: o.StrictNames, Secret: o.Users.Secret()})
	if err != nil {
		return nil, notes, err
	}
	users, remarks, err := o.Users.Find(c)
	if err != nil {
		return nil, notes, err
	}
	notes = append(notes, remarks...)
	s, err := build(db, db.Dialect(), c, o.Limits, schema.Options{
		ReadOnly: db.ReadOnly(), Users: users, Extensions: o.Extensions, Generated: o.Generated,
		SemanticNonNull: o.SemanticNonNull, Federation: o.Federation,
	})
	if err != nil {
		return nil, notes, err
	}
	if o.Cursors != nil {
		s.cursors = o.Cursors
	}
	s.kept = o.Kept
	s.hash, s.origin = o.HashPassword, origin{source, o}
	for _, n := range s.Schema.Notes {
		notes = append(notes, catalog.Note{Message: n})
	}
	return s, notes, nil
}
