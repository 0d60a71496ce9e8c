// Package dbtest creates real databases for tests, of the engine that a test asks for. It does not depend on plans,
// on GraphQL or on HTTP.
package dbtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tiddly/db"
	"tiddly/internal/exec"
)

// Engine creates databases of one engine.
type Engine struct {
	// Name is the name of the engine in golden files and in the names of tests.
	Name string
	// Further reports whether it is another version of the engine before it.
	Further bool
	// Make creates a database by a script and returns its address. It skips the test if the engine's server is not
	// available. The database is removed at the end of the test.
	Make func(tb testing.TB, script string) string
	// Place returns the address of a database beside which scratch databases can be made. It skips the test if the
	// engine's server is not available.
	Place func(tb testing.TB) string
	// Run runs a script in a database by its address, as another program does.
	Run func(tb testing.TB, address, script string)
	// RunOwn is Run for a script that is written as this engine takes it.
	RunOwn func(tb testing.TB, address, script string)
	// Spell returns a statement, which is written as the embedded engine takes it, as this engine takes it. Make and Run
	// do so by themselves.
	Spell func(string) string
	// As returns the address of a database for a role that a script has created; nil where there are no roles.
	As func(address, role, password string) string
}

// Engines returns the engines that can create databases, the embedded one first. Those that are servers skip tests where
// no server is installed.
func Engines() []Engine { return append([]Engine{Embedded()}, servers()...) }

// OnEach runs a test on each engine; on those that cannot run here it is skipped.
func OnEach(t *testing.T, test func(*testing.T, Engine)) {
	t.Helper()
	on(t, Engines(), test)
}

// OnOthers is OnEach without the embedded engine.
func OnOthers(t *testing.T, test func(*testing.T, Engine)) {
	t.Helper()
	on(t, servers(), test)
}

// OnEachOnce runs a test on each engine, in its first version; the others follow in the long form. It is for tests that
// take long and are about something else than the engine.
func OnEachOnce(t *testing.T, test func(*testing.T, Engine)) {
	t.Helper()
	onceOn(t, Engines(), test)
}

// OnOthersOnce is OnEachOnce without the embedded engine.
func OnOthersOnce(t *testing.T, test func(*testing.T, Engine)) {
	t.Helper()
	onceOn(t, servers(), test)
}

func onceOn(t *testing.T, all []Engine, test func(*testing.T, Engine)) {
	t.Helper()
	on(t, slices.DeleteFunc(all, func(e Engine) bool { return e.Further && os.Getenv("TIDDLY_LONG") == "" }), test)
}

func on(t *testing.T, all []Engine, test func(*testing.T, Engine)) {
	t.Helper()
	for _, e := range all {
		t.Run(e.Name, func(t *testing.T) { test(t, e) })
	}
}

// Embedded returns the engine that needs no server. The address of one of its databases is the path of a file.
func Embedded() Engine {
	return Engine{
		Name: "sqlite", Make: makeFile, Run: runFile, RunOwn: runFile, Spell: func(sql string) string { return sql },
		Place: func(tb testing.TB) string { tb.Helper(); return tb.TempDir() },
	}
}

func makeFile(tb testing.TB, script string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "test.db")
	runFile(tb, path, script)
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
