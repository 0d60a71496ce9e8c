// Package edge declares what the folder of an engine offers: how its databases are addressed, opened and made. Package
// db has the table of engines. It knows no engine, no plan, no GraphQL and no HTTP.
package edge

import (
	"context"
	"iter"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/observe"
)

// Engine is a line in the table of engines.
type Engine struct {
	// Schemes stand before the colon of the addresses of the engine's databases, in lower case.
	Schemes []string
	// Files reports that an address without a scheme is the path of one of the engine's files.
	Files bool
	// Forms is how a database of the engine is named, for help texts.
	Forms string
	// Own are the names of the options that the engine has for itself.
	Own []string
	// Version returns the name and the version of the library that is linked in.
	Version func() string
	// Open opens the database that an address names. Its errors are faults, and name no password.
	Open func(ctx context.Context, address string, o Options) (Database, error)
	// Create makes the database that an address names, with what fill puts in; nil where the engine makes none.
	Create func(ctx context.Context, address string, fill func(Filler) error) error
	// Redact returns an address of the engine as people may see it; nil where addresses of the engine hold no secret.
	Redact func(address string) string
}

// Options say how a database is opened.
type Options struct {
	// Tables is the script of the default tables, where this is the default database: what it lacks of them is made, and
	// Facts say where it differs.
	Tables string
	// ReadOnly opens the database so that nothing can be written.
	ReadOnly bool
	// Longest is the longest value that is wanted in an answer, in bytes; 0 means the default.
	Longest int
	// Own are the options of one engine alone that are switched on, by the names of their settings.
	Own []string
}

// Filler takes what goes into a new database.
type Filler interface {
	// Exec runs a script of statements.
	Exec(ctx context.Context, script string) error
	// Insert adds rows to a table and returns how many. Values are int64, float64, bool, string, []byte or nil.
	Insert(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (int, error)
}

// Runner runs statements.
type Runner interface {
	exec.Database
	exec.Writer
	exec.Watched
	// Usage reports how busy the database is.
	Usage() observe.Usage
}

// Described is what is known of an open database.
type Described interface {
	// Name returns the name of the database for people; it holds no password.
	Name() string
	// Inspect reads the catalogue.
	Inspect(ctx context.Context, overrides catalog.Overrides) (catalog.Source, error)
	// Dialect returns how SQL is spelled.
	Dialect() *dialect.Dialect
	// ReadOnly reports that nothing can be written.
	ReadOnly() bool
	// Facts say how the database was opened, and what was made in it, in sentences for the log.
	Facts() []string
}

// Database is an open database.
type Database interface {
	Runner
	Described
	// Close waits for what is running, and ends all connections.
	Close() error
}
