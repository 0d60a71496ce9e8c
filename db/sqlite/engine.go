package sqlite

import (
	"context"
	"slices"
	"strings"

	"tiddly/db/edge"
	"tiddly/db/sqlite/draft"
	"tiddly/internal/fault"
)

// addressForms are the forms of a database's address, for help texts.
const addressForms = "a PATH or sqlite:PATH"

// The options that only this engine has.
const (
	// ownCreate creates a missing file.
	ownCreate = "create"
	// ownWAL switches an existing file to write-ahead logging.
	ownWAL = "wal"
)

// Engine returns SQLite's line of the table of engines.
func Engine() edge.Engine {
	return edge.Engine{
		Schemes: []string{"sqlite"}, Files: true, Forms: addressForms, Own: []string{ownCreate, ownWAL},
		Version: func() string { return Version() + ", embedded" },
		Open:    openAddress,
		Create:  createAddress,
		Scratch: newScratch,
		Redact: func(address string) string {
			path := withoutScheme(address)
			return strings.TrimSuffix(address, path) + edge.Redact(path)
		},
	}
}

// openAddress opens the file at an address, and creates the default tables that are missing.
func openAddress(ctx context.Context, address string, o edge.Options) (edge.Database, error) {
	own, err := parseAddress(address, Options{
		Create: slices.Contains(o.Own, ownCreate), WAL: slices.Contains(o.Own, ownWAL), ReadOnly: o.ReadOnly, Longest: o.Longest,
	})
	if err != nil {
		return nil, err
	}
	d, err := Open(ctx, own)
	if err != nil {
		return nil, err
	}
	if o.Tables != "" {
		if d.made, err = d.Ensure(ctx, o.Tables); err != nil {
			_ = d.Close() // the first error is the one to report
			return nil, err
		}
	}
	return d, nil
}

// createAddress creates the file at an address.
func createAddress(ctx context.Context, address string, fill func(edge.Filler) error) error {
	o, err := parseAddress(address, Options{})
	if err != nil {
		return err
	}
	if o.ReadOnly {
		return fault.New(fault.DatabaseReadOnly, "a read-only database cannot be created").
			WithHint("remove the parameter mode=ro")
	}
	return Create(ctx, o.Path, func(f *draft.Filling) error { return fill(f) })
}
