package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql/driver"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/db/sqlite/script"
	"tiddly/internal/fault"
)

// Create creates a database file and fills it by fill. The file is written under a temporary name beside its path and
// takes its name only when it is complete and on disk, so nobody ever sees a part of it.
func Create(ctx context.Context, path string, fill func(*Filling) error) error {
	if err := vacant(path); err != nil {
		return err
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return fault.Wrap(err, fault.DatabaseUnavailable, "the path %q is not usable", path).WithHint("give an absolute path")
	}
	draft := whole + ".draft-" + strings.ToLower(rand.Text()[:8])
	defer func() {
		for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
			_ = os.Remove(draft + suffix) // usually there is nothing to remove
		}
	}()
	if err := build(ctx, draft, fill); err != nil {
		return createFault(err, path)
	}
	if err := publish(draft, path); err != nil {
		return createFault(err, path)
	}
	return nil
}

// vacant returns an error if anything is at the path. A log left behind would be taken for the new file's own.
func vacant(path string) error {
	for _, suffix := range []string{"", "-journal", "-wal"} {
		if _, err := os.Lstat(path + suffix); err == nil {
			return occupied(path + suffix)
		}
	}
	if folder, err := os.Stat(filepath.Dir(path)); err != nil || !folder.IsDir() {
		return fault.Wrap(err, fault.DatabaseUnavailable, "the folder %s does not exist", filepath.Dir(path)).
			WithHint("make the folder first, or give another path")
	}
	return nil
}

func occupied(path string) error {
	return fault.New(fault.DatabaseUnavailable, "%s exists already", path).
		WithHint("give the path of a new file, or remove this one first")
}

// createFault returns the fault that stopped the creation of a database. A caller's own error is returned unchanged.
func createFault(err error, path string) error {
	if errors.Is(err, fs.ErrExist) {
		return occupied(path)
	}
	var e sqlite3.Error
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &e) && e.Code != sqlite3.ErrError && e.Code != sqlite3.ErrConstraint:
		return faultOf(err)
	case errors.As(err, &e), errors.As(err, &p), errors.As(err, &l):
		return fault.Wrap(err, fault.DatabaseError, "the database %s could not be made", path).
			WithHint("see that its folder can be written and has room")
	}
	return err
}

// build creates the whole database under its draft name. Until it is complete a crash loses only the draft, so there
// is no journal and nothing waits for the disk.
func build(ctx context.Context, draft string, fill func(*Filling) error) (err error) {
	c, err := connect(ctx, (&Database{path: draft}).dsn(forCreating))
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := c.close(); err == nil {
			err = closeErr
		}
	}()
	f := &Filling{raw: c.raw}
	const begin = `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; BEGIN`
	if err := f.Exec(ctx, begin); err != nil {
		return err
	}
	if err := fill(f); err != nil {
		return err
	}
	return f.Exec(ctx, "COMMIT; ANALYZE; PRAGMA journal_mode = WAL")
}

// publish renames the draft: never over another file, and durably.
func publish(draft, path string) error {
	if err := syncFile(draft); err != nil {
		return err
	}
	err := os.Link(draft, path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		// Some file systems have no hard links; there the path is checked once more before the rename.
		if err = vacant(path); err == nil {
			err = os.Rename(draft, path)
		}
	}
	if err != nil {
		return err
	}
	_ = syncFile(filepath.Dir(path)) // some systems cannot sync a folder; the file is complete either way
	return nil
}

func syncFile(path string) (err error) {
	file, err := os.OpenFile(path, os.O_RDONLY, 0) //nolint:gosec // the path is the user's own
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
	}()
	return file.Sync()
}

// Filling is a database while it is being created.
type Filling struct{ raw *sqlite3.SQLiteConn }

// Exec runs a script of statements.
func (f *Filling) Exec(ctx context.Context, statements string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	_, err := f.raw.ExecContext(unwatched, statements, nil)
	return err
}

// Insert adds rows to a table and returns their number. It checks for the end of ctx now and then: the driver's own
// check costs more than the insert.
func (f *Filling) Insert(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (n int, err error) {
	prepared, err := f.raw.PrepareContext(unwatched, insertSQL(table, columns))
	if err != nil {
		return 0, err
	}
	stmt := prepared.(*sqlite3.SQLiteStmt) //nolint:forcetypeassert // what this driver prepares
	defer func() {
		if closeErr := stmt.Close(); err == nil {
			err = closeErr
		}
	}()
	args := make([]driver.NamedValue, len(columns))
	for row := range rows {
		if n%1024 == 0 && ctx.Err() != nil {
			return n, ctx.Err()
		}
		if len(row) != len(columns) {
			return n, fault.New(fault.Internal, "a row of %s has %d values for %d columns", table, len(row), len(columns))
		}
		for i, v := range row {
			args[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
		}
		if _, err := stmt.ExecContext(unwatched, args); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func insertSQL(table string, columns []string) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = script.QuoteName(c)
	}
	return "INSERT INTO " + script.QuoteName(table) + " (" + strings.Join(names, ", ") + ") VALUES (?" +
		strings.Repeat(", ?", len(columns)-1) + ")"
}
