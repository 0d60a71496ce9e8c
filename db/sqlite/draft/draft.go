// Package draft creates database files: under a temporary name, until they are complete and on disk. It may not know
// how connections are made: its caller opens the file.
package draft

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/fault"
)

// unwatched is the context passed to the driver: one that can be cancelled would cost a lock per row.
var unwatched = context.Background()

// Opener opens a new file, and returns the function that closes it.
type Opener func(ctx context.Context, path string) (raw *sqlite3.SQLiteConn, closed func() error, err error)

// Create creates a database file and fills it by fill. Its errors are faults, those of fill, and those of SQLite and of
// the file system. The file is written under a temporary name beside its path and
// takes its name only when it is complete and on disk, so nobody ever sees a part of it.
func Create(ctx context.Context, path string, open Opener, fill func(*Filling) error) error {
	if err := vacant(path); err != nil {
		return err
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return fault.Wrap(err, fault.DatabaseUnavailable, "the path %q is not usable", path).WithHint("use an absolute path")
	}
	draft := whole + ".draft-" + strings.ToLower(rand.Text()[:8])
	defer func() {
		for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
			_ = os.Remove(draft + suffix) // usually there is nothing to remove
		}
	}()
	if err := build(ctx, draft, open, fill); err != nil {
		return err
	}
	return publish(draft, path)
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
			WithHint("create the folder first, or use another path")
	}
	return nil
}

// occupied returns the fault of a path at which something is.
func occupied(path string) error {
	return fault.New(fault.DatabaseUnavailable, "%s already exists", path).
		WithHint("use the path of a new file, or remove this one first")
}

// build creates the whole database under its draft name. Until it is complete a crash loses only the draft, so there
// is no journal and nothing waits for the disk.
func build(ctx context.Context, draft string, open Opener, fill func(*Filling) error) (err error) {
	raw, closed, err := open(ctx, draft)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := closed(); err == nil {
			err = closeErr
		}
	}()
	f := &Filling{raw: raw}
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
	if errors.Is(err, fs.ErrExist) {
		return occupied(path)
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
