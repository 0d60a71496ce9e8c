package draft

import (
	"context"
	"database/sql/driver"
	"iter"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/db/sqlite/script"
	"tiddly/internal/fault"
)

// Filling is a database while it is being created.
type Filling struct{ raw *sqlite3.SQLiteConn }

// NewFilling returns the filling of a database that its caller has opened.
func NewFilling(raw *sqlite3.SQLiteConn) *Filling { return &Filling{raw: raw} }

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
