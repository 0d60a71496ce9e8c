// Package dbtest creates real databases for tests, of the engine that a test asks for. It does not depend on plans,
// on GraphQL or on HTTP.
package dbtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/exec"
)

// Engine creates databases of one engine.
type Engine struct {
	// Name is the name of the engine in golden files and in the names of tests.
	Name string
	// Make creates a database by a script and returns its address. It skips the test if the engine's server is not
	// available. The database is removed at the end of the test.
	Make func(tb testing.TB, script string) string
}

// Engines returns the engines that can create databases here, the embedded one first.
func Engines() []Engine { return []Engine{Embedded()} }

// Embedded returns the engine that needs no server. The address of one of its databases is the path of a file.
func Embedded() Engine { return Engine{Name: "sqlite", Make: makeFile} }

func makeFile(tb testing.TB, script string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "test.db")
	database, err := outside.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = database.Close() }()
	if _, err := database.ExecContext(tb.Context(), script); err != nil {
		tb.Fatal(err)
	}
	return path
}

// Path creates a database of the embedded engine by a script and returns the path of its file.
func Path(tb testing.TB, script string) string {
	tb.Helper()
	return Embedded().Make(tb, script)
}

// Open opens a database of any engine by its address, and closes it at the end of the test.
func Open(tb testing.TB, address string) *db.Database {
	tb.Helper()
	return OpenWith(tb, address, db.Options{})
}

// OpenWith opens a database with options, and closes it at the end of the test.
func OpenWith(tb testing.TB, address string, o db.Options) *db.Database {
	tb.Helper()
	database, err := db.Open(tb.Context(), address, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := database.Close(); err != nil {
			tb.Error(err)
		}
	})
	return database
}

// Cells returns the first cell of each row that a statement reads.
func Cells(tb testing.TB, database exec.Database, statement string) []string {
	tb.Helper()
	var all []string
	err := database.Read(tb.Context(), false, func(r exec.Reader) error {
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

// Chinook returns the path of a copy of the Chinook database, real data that is kept beside the project: at
// $TIDDLY_CHINOOK, else in ../shared/chinook. If it is missing the test is skipped, or fails if
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

// chinook returns the expected path of the file.
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
