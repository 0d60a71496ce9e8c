// Package dbtest makes real databases for tests. It knows no plan, no GraphQL and no HTTP.
package dbtest

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the driver that scripts are run with

	"tiddly/db/sqlite"
	"tiddly/internal/exec"
)

// Path writes a new database file from a script and gives its path. The file goes with the test.
func Path(tb testing.TB, script string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "test.db")
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(tb.Context(), script); err != nil {
		tb.Fatal(err)
	}
	return path
}

// Open opens the file for reading and closes it with the test.
func Open(tb testing.TB, path string) *sqlite.Database {
	tb.Helper()
	db, err := sqlite.Open(tb.Context(), sqlite.Options{Path: path})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return db
}

// Cells gives the first cell of each row that a statement reads.
func Cells(tb testing.TB, db exec.Database, statement string) []string {
	tb.Helper()
	var all []string
	err := db.Read(tb.Context(), false, func(r exec.Reader) error {
		rows, err := r.Query(statement, nil)
		if err != nil {
			return err
		}
		for rows.Next() {
			all = append(all, fmt.Sprint(rows.Value(0)))
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// Chinook gives the path of a copy of the Chinook database, real data that lies beside the project:
// in $TIDDLY_CHINOOK, else in ../shared/chinook. Where it is not, the test is skipped, unless
// $TIDDLY_REQUIRE_CHINOOK is set.
func Chinook(tb testing.TB) string {
	tb.Helper()
	content, err := os.ReadFile(chinook(tb))
	if err != nil {
		if os.Getenv("TIDDLY_REQUIRE_CHINOOK") != "" {
			tb.Fatalf("Chinook is required and cannot be read: %v", err)
		}
		tb.Skip("Chinook is neither in $TIDDLY_CHINOOK nor in ../shared/chinook")
	}
	path := filepath.Join(tb.TempDir(), "chinook.sqlite")
	if err := os.WriteFile(path, content, 0o600); err != nil { //nolint:gosec // the path is that of the test
		tb.Fatal(err)
	}
	return path
}

// chinook is where the file should be.
func chinook(tb testing.TB) string {
	tb.Helper()
	if folder := os.Getenv("TIDDLY_CHINOOK"); folder != "" {
		if filepath.Ext(folder) != "" {
			return folder
		}
		return filepath.Join(folder, "chinook.sqlite")
	}
	folder, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return filepath.Join(filepath.Dir(folder), "shared", "chinook", "chinook.sqlite")
		}
		if folder == filepath.Dir(folder) {
			tb.Fatal("the tests run outside of the module")
		}
		folder = filepath.Dir(folder)
	}
}
