package engine

import (
	"context"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/schema"
)

// Database is what a snapshot is read from and runs on.
type Database interface {
	exec.Database
	// Inspect reads the catalogue.
	Inspect(ctx context.Context, overrides catalog.Overrides) (catalog.Source, error)
	Dialect() *dialect.Dialect
	// ReadOnly tells that nothing can be written; then nothing that writes is served.
	ReadOnly() bool
}

// Options say how a database is served.
type Options struct {
	Overrides catalog.Overrides
	// StrictNames makes a clash of names an error.
	StrictNames bool
	Limits      Limits
	// Users says which table holds the accounts; nil where there are none. HashPassword gives what is kept in place of a
	// password that a client writes; without it such a write fails.
	Users        *Users
	HashPassword func(ctx context.Context, plain string) (string, error)
	// Extensions are the fields that are written in Go, Generated the schema for which their code was generated.
	Extensions []*ast.Source
	Generated  *ast.Schema
}

// Load reads what a database holds now. The notes are for the log.
func Load(ctx context.Context, db Database, o Options) (*Snapshot, []catalog.Note, error) {
	source, err := db.Inspect(ctx, o.Overrides)
	if err != nil {
		return nil, nil, err
	}
	return load(db, source, o)
}

// load makes the snapshot of what was read.
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
	})
	if err != nil {
		return nil, notes, err
	}
	s.hash, s.origin = o.HashPassword, origin{source, o}
	for _, n := range s.Schema.Notes {
		notes = append(notes, catalog.Note{Message: n})
	}
	return s, notes, nil
}
