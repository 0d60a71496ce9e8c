package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"tiddly/internal/fault"
)

// The states that the server's errors have, as SQL names them.
const (
	stateSerialization = "40001"
	stateDeadlock      = "40P01"
	stateCanceled      = "57014"
	stateReadOnly      = "25006"
	stateUnsupported   = "0A000"
	stateLocked        = "55P03"
	stateDiskFull      = "53100"
	stateTooMany       = "53300"
	statePrivilege     = "42501"
	stateNoDatabase    = "3D000"
	stateNoObject      = "42704"
	stateCorrupt       = "XX001"
	stateCorruptIndex  = "XX002"
)

// stateOf returns the state of an error of the server, and nil where it is none.
func stateOf(err error) *pgconn.PgError {
	e, _ := errors.AsType[*pgconn.PgError](err)
	return e
}

// hasState reports whether an error of the server has a state.
func hasState(err error, state string) bool {
	e := stateOf(err)
	return e != nil && e.Code == state
}

// isStale reports whether a prepared statement no longer returns the columns that it was prepared with. The state alone
// says only that something is not supported; the place in the server's source says what.
func isStale(err error) bool {
	e := stateOf(err)
	return e != nil && e.Code == stateUnsupported && e.Routine == "RevalidateCachedQuery"
}

// isUnreachable reports whether an error says that the server is not there, or has no place.
func isUnreachable(e *pgconn.PgError) bool {
	return strings.HasPrefix(e.Code, "08") || strings.HasPrefix(e.Code, "57P") || e.Code == stateTooMany || e.Code == "25P03"
}

// changedStates are those of a statement that names what there no longer is. Ours name only what the catalogue has.
var changedStates = map[string]bool{
	"42P01": true, "42703": true, "42883": true, stateNoObject: true, "3F000": true, "42804": true, statePrivilege: true, "42846": true, "42809": true,
}

// faultOf returns the fault of an error, by its state, or nil for nil. The error itself, which may quote SQL and
// values, is kept for the log.
func faultOf(err error) error {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		return f
	}
	if _, ok := errors.AsType[*pgproto3.ExceededMaxBodyLenErr](err); ok {
		return fault.Wrap(err, fault.LimitRows, "a row is larger than the limit of an answer").WithHint("do not select its largest columns")
	}
	e := stateOf(err)
	if isLost(err) || e != nil && isUnreachable(e) {
		return fault.Wrap(err, fault.DatabaseUnavailable, "the connection to the database was lost").
			WithHint("try again in a moment; nothing was written")
	}
	if e == nil {
		return fault.Wrap(err, fault.DatabaseError, "the database refused the request")
	}
	if f := violationOf(e); f != nil {
		return f
	}
	return stateFault(e)
}

// readThatWrites returns the fault of a read in which a function wanted to write, at the place of the error.
func readThatWrites(err error) error {
	f := fault.Wrap(err, fault.DatabaseValue, "a function that the read calls writes, which a read may not").
		WithHint("leave the view out, or let it call functions that only read")
	if at := fault.From(err).Path; at != nil {
		return f.At(at...)
	}
	return f
}

// stateFault returns the fault of an error of the server that is not about the rows written.
func stateFault(e *pgconn.PgError) *fault.Fault {
	switch {
	case e.Code == stateSerialization, e.Code == stateDeadlock:
		return fault.Wrap(e, fault.DatabaseBusy, "the database ended the transaction in favour of others that write the same rows").
			WithHint("try again in a moment")
	case e.Code == stateLocked:
		return fault.Wrap(e, fault.DatabaseBusy, "a lock in the database did not become free in time").
			WithHint("try again; check which program keeps a transaction open")
	case e.Code == stateCanceled:
		return fault.Wrap(e, fault.LimitTime, tooLong).WithHint("request fewer rows, or filter by a column that has an index")
	case isStale(e), changedStates[e.Code]:
		return fault.Wrap(e, fault.SchemaChanged, "the database no longer has what the request reads").
			WithHint("its tables or the rights of the role were changed; try again when the schema has been read again")
	case e.Code == stateDiskFull:
		return fault.Wrap(e, fault.DatabaseFull, "the disk of the database is full").WithHint("free some space")
	case e.Code == stateReadOnly:
		return fault.Wrap(e, fault.DatabaseReadOnly, "the database only reads at present").
			WithHint("let the address name the hosts of all servers, with target_session_attrs=read-write")
	case e.Code == stateCorrupt, e.Code == stateCorruptIndex:
		return fault.Wrap(e, fault.DatabaseCorrupt, "the database is damaged").WithHint("the log of the database has the details")
	case strings.HasPrefix(e.Code, "53"), strings.HasPrefix(e.Code, "54"):
		return fault.Wrap(e, fault.DatabaseError, "the statement is too large for the database").WithHint("request less at a time")
	}
	return fault.Wrap(e, fault.DatabaseError, "the database refused the request")
}

// unreadable returns the fault of a read that the server could not compute: there is no row to be written that could be
// wrong, but the value of a filter, or a cell that a view converts.
func unreadable(e *pgconn.PgError) *fault.Fault {
	switch e.Code {
	case "22P02", "22007", "22008", "22023":
		return fault.Wrap(&fault.Violation{Cause: e}, fault.RequestValue, "a value is not of the type that it is compared with").
			WithHint("use values that the type has, as the description of the column names it")
	}
	return fault.Wrap(e, fault.DatabaseValue, "the database could not compute a value that the request reads").
		WithHint("check the views and the expressions that are read; the log has the message of the database")
}

// uncertain returns the fault of a transaction whose commit was sent and not answered.
func uncertain(err error) error {
	return fault.Wrap(err, fault.DatabaseUncertain, "the connection to the database was lost before it confirmed the write").
		WithHint("the write may have been kept or not: read the rows before writing them again")
}

// connectError is the text of an error of the driver, which has one for each host and way to it: the operator has one
// problem.
type connectError string

func (e connectError) Error() string { return string(e) }

// connectFault returns the fault of a connection that could not be opened.
func connectFault(ctx context.Context, err error) error {
	if f := endedFault(ctx, "the database could not be reached in time"); f != nil {
		return f
	}
	e := stateOf(err)
	err = connectError(strings.ReplaceAll(err.Error(), "\n", " "))
	unavailable := func(message string) *fault.Fault { return fault.Wrap(err, fault.DatabaseUnavailable, "%s", message) }
	switch {
	case e == nil:
		return unavailable("the server of the database cannot be reached").
			WithHint("check that it runs, that the address names its host and port, and that both agree on TLS (sslmode); the log has the reason")
	case strings.HasPrefix(e.Code, "28"):
		return unavailable("the server of the database does not let the role in").
			WithHint("check the name and the password of the role, which may be in the address, PGPASSWORD or ~/.pgpass, and the server's pg_hba.conf")
	case e.Code == stateNoDatabase:
		return unavailable("the server has no such database").WithHint("create it, or check the name in the address")
	case e.Code == stateNoObject:
		return unavailable("the server does not know a parameter of the address").
			WithHint("remove it: what is no parameter of the address has to be a setting of the server; the log names it")
	case e.Code == stateTooMany:
		return unavailable("all connections of the database server are taken").
			WithHint("try again in a moment; raise max_connections there, or lower pool_max_conns in the address")
	default:
		return unavailable("the server of the database is not ready").WithHint("try again in a moment")
	}
}
