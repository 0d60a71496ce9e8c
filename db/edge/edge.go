// Package edge declares what the package of an engine provides: how its databases are addressed, opened and created.
// Package db holds the table of engines. It does not depend on any engine, on plans, on GraphQL or on HTTP.
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
	// Schemes are the URL schemes of the engine's addresses, in lower case.
	Schemes []string
	// Files reports whether an address without a scheme is the path of one of the engine's files.
	Files bool
	// Knows reports whether an address without a scheme is one of the engine's, and not the path of a file; nil where none
	// is.
	Knows func(address string) bool
	// Forms are the forms of the engine's addresses, for help texts.
	Forms string
	// Own are the names of the options that only this engine has.
	Own []string
	// Version returns the name and the version of the library that is linked in.
	Version func() string
	// Open opens the database at an address. Its errors are faults, and contain no password.
	Open func(ctx context.Context, address string, o Options) (Database, error)
	// Create creates the database at an address and fills it by fill; nil where the engine cannot create databases.
	Create func(ctx context.Context, address string, fill func(Filler) error) error
	// Scratch returns what makes databases of its own beside those of an address, after it has removed what runs that were
	// killed have left there; nil where the engine has none.
	Scratch func(ctx context.Context, address string) (Scratch, error)
	// Redact returns an address of the engine without secrets; nil where the engine's addresses hold none.
	Redact func(address string) string
}

// Options are the options for opening a database.
type Options struct {
	// Tables is the script of the default tables, if this is the default database: missing tables are created, and Facts
	// reports where existing ones differ.
	Tables string
	// ReadOnly opens the database so that nothing can be written.
	ReadOnly bool
	// Longest is the length of the longest value needed in an answer, in bytes; 0 means the default.
	Longest int
	// Own are the engine's own options that are switched on, by the names of their settings.
	Own []string
}

// Filler fills a new database.
type Filler interface {
	// Exec runs a script of statements.
	Exec(ctx context.Context, script string) error
	// Insert adds rows to a table and returns their number. Values are int64, float64, bool, string, []byte or nil.
	Insert(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (int, error)
}

// Runner runs statements.
type Runner interface {
	exec.Database
	exec.Writer
	exec.Transactor
	exec.Watched
	// Usage returns how busy the database is.
	Usage() observe.Usage
}

// Described is the description of an open database.
type Described interface {
	// Name returns the name of the database for people; it contains no password.
	Name() string
	// Inspect reads the catalogue.
	Inspect(ctx context.Context, overrides catalog.Overrides) (catalog.Source, error)
	// Dialect returns the SQL dialect of the database.
	Dialect() *dialect.Dialect
	// ReadOnly reports whether the database is read-only.
	ReadOnly() bool
	// Facts returns sentences for the log: how the database was opened, and what was created in it. What the owner should
	// change begins with "warning: ".
	Facts() []string
}

// Database is an open database.
type Database interface {
	Runner
	Described
	// Close waits for running requests and closes all connections.
	Close() error
}

// Housed is a database whose tables lie in schemas and belong to roles.
type Housed interface {
	// House returns the quoted schema in which a table of ours lies, or is to be created if it does not exist. It returns
	// a fault where the role lacks a right to read it, or with write, to write or to create it.
	House(ctx context.Context, table string, write bool) (schema string, there bool, err error)
}

// Notifying is a database that can be made to tell its servers at once that its tables have changed.
type Notifying interface {
	exec.Waking
	// Notify makes the database tell of changes, or with install false no longer, and returns what it has done, a sentence
	// each.
	Notify(ctx context.Context, install bool) (did []string, err error)
}
