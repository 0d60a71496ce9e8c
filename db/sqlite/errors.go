package sqlite

import (
	"context"
	"errors"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/ending"
	"tiddly/internal/fault"
)

// errMissingCollation is an extended code for which the driver has no name.
var errMissingCollation = sqlite3.ErrError.Extend(1)

// errReadonlyDirectory is another.
var errReadonlyDirectory = sqlite3.ErrReadonly.Extend(6)

// faultOf returns the fault of a driver's error, by its codes, or nil for nil. The error itself, which may quote SQL,
// is kept for the log.
func faultOf(err error) error {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		return f
	}
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return fault.Wrap(err, fault.DatabaseError, "the database refused the request")
	}
	switch e.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return fault.Wrap(err, fault.DatabaseBusy, "the database was locked by another program for too long").
			WithHint("try again; check which program keeps a write transaction open")
	case sqlite3.ErrFull:
		return fault.Wrap(err, fault.DatabaseFull, "the disk is full").WithHint("free some space")
	case sqlite3.ErrReadonly:
		return readOnlyFault(e)
	case sqlite3.ErrCorrupt:
		return fault.Wrap(err, fault.DatabaseCorrupt, "the database file is damaged").
			WithHint("run PRAGMA integrity_check on it, and restore a backup")
	case sqlite3.ErrNotADB, sqlite3.ErrFormat:
		return notADatabase(err)
	case sqlite3.ErrCantOpen, sqlite3.ErrPerm, sqlite3.ErrIoErr, sqlite3.ErrNoLFS, sqlite3.ErrProtocol:
		return fault.Wrap(err, fault.DatabaseUnavailable, "the database file cannot be read").
			WithHint("check that the file and its folder exist and are readable")
	case sqlite3.ErrInterrupt:
		return fault.Wrap(err, fault.LimitTime, "the request exceeded its time limit").WithHint(hintTime)
	case sqlite3.ErrTooBig:
		return fault.Wrap(err, fault.LimitRows, "a value is larger than the limit of an answer").WithHint("do not select the column")
	case sqlite3.ErrSchema:
		return changed(err)
	case sqlite3.ErrAuth:
		return fault.Wrap(err, fault.DatabaseError, "the table cannot be written here").
			WithHint("the log of the server's start names the table and the reason")
	case sqlite3.ErrNomem:
		return fault.Wrap(err, fault.DatabaseError, "the statement is too large for the database").
			WithHint("select less at a time; a column computed from many others counts as all of them")
	}
	if e.ExtendedCode == errMissingCollation {
		return fault.Wrap(err, fault.DatabaseError, "a column has a collation that this server does not have").
			WithHint("SQLite has BINARY, NOCASE and RTRIM; others belong to the program that created the database")
	}
	return fault.Wrap(err, fault.DatabaseError, "the database refused the request")
}

// readOnlyFault returns the fault of a write that SQLite refused.
func readOnlyFault(e sqlite3.Error) *fault.Fault {
	switch e.ExtendedCode {
	case sqlite3.ErrReadonlyDbMoved:
		return fault.Wrap(e, fault.DatabaseMoved, "the file of the database was moved, removed or replaced").WithHint(hintMoved)
	case errReadonlyDirectory:
		return fault.Wrap(e, fault.DatabaseReadOnly, "no journal can be created in the folder of the database").
			WithHint("make the folder writable")
	}
	return fault.Wrap(e, fault.DatabaseReadOnly, "the database is served read-only").
		WithHint("make the file and its folder writable, and serve it without the read-only setting")
}

// prepareFault is faultOf for a statement that could not be prepared. Our statements name only what the catalogue
// has, so an error in one means that the database has changed.
func prepareFault(err error) error {
	var e sqlite3.Error
	if errors.As(err, &e) && e.Code == sqlite3.ErrError && e.ExtendedCode != errMissingCollation {
		return changed(err)
	}
	return faultOf(err)
}

func changed(err error) *fault.Fault {
	return fault.Wrap(err, fault.SchemaChanged, "the database no longer has what the request reads").
		WithHint("its tables were changed, or a view is broken; try again when the schema has been read again")
}

func notADatabase(err error) *fault.Fault {
	return fault.Wrap(err, fault.DatabaseCorrupt, "the file is not a SQLite database").
		WithHint("use the path of a SQLite 3 file; encrypted files are not supported")
}

const (
	hintMoved = "nothing is written until the file is at its path again; to serve the file that is there now, restart the server"
	hintTime  = "request fewer rows, or filter by a column that has an index"
)

// endedFault returns the fault of a request whose context has ended, else nil.
func endedFault(ctx context.Context, what string) error {
	if f := ending.Fault(ctx, what); f != nil {
		return f
	}
	return nil // not a nil pointer in an interface
}
