package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/db/sqlite/draft"
	"tiddly/internal/fault"
)

// Create creates a database file and fills it by fill. Nobody ever sees a part of it.
func Create(ctx context.Context, path string, fill func(*draft.Filling) error) error {
	if err := draft.Create(ctx, path, openDraft, fill); err != nil {
		return createFault(err, path)
	}
	return nil
}

// openDraft implements draft.Opener.
func openDraft(ctx context.Context, path string) (raw *sqlite3.SQLiteConn, closed func() error, err error) {
	c, err := connect(ctx, (&Database{path: path}).dsn(forCreating))
	if err != nil {
		return nil, nil, err
	}
	return c.raw, c.close, nil
}

// createFault returns the fault that stopped the creation of a database. What is a fault already, and a caller's own
// error, is returned unchanged.
func createFault(err error, path string) error {
	if f := (*fault.Fault)(nil); errors.As(err, &f) {
		return err
	}
	var e sqlite3.Error
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &e) && e.Code != sqlite3.ErrError && e.Code != sqlite3.ErrConstraint:
		return faultOf(err)
	case errors.As(err, &e), errors.As(err, &p), errors.As(err, &l):
		return fault.Wrap(err, fault.DatabaseError, "the database %s could not be created", path).
			WithHint("check that its folder is writable and has free space")
	}
	return err
}
