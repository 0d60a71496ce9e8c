package postgres

import (
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"tiddly/internal/fault"
)

// The states of violated constraints.
const (
	stateUnique    = "23505"
	stateNotNull   = "23502"
	stateForeign   = "23503"
	stateRestrict  = "23001"
	stateCheck     = "23514"
	stateExclusion = "23P01"
	stateViewCheck = "44000"
	// stateOutOfRange is that of a number which its type cannot hold.
	stateOutOfRange = "22003"
)

// violationOf returns the fault of a violated constraint, or nil for any other error. The names are those that the
// server reports; columns of a constraint are added later (see names).
func violationOf(e *pgconn.PgError) *fault.Fault {
	v := &fault.Violation{Schema: e.SchemaName, Table: e.TableName, Constraint: e.ConstraintName, Cause: e}
	if e.ColumnName != "" {
		v.Columns = []string{e.ColumnName}
	}
	switch {
	case e.Code == stateUnique:
		return fault.Wrap(v, fault.ConstraintUnique, "another row already has the same key").
			WithHint("use values that no other row has, or change the row that has them")
	case e.Code == stateNotNull:
		return fault.Wrap(v, fault.ConstraintNotNull, "a column that requires a value got null").
			WithHint("specify a value that is not null")
	case e.Code == stateForeign, e.Code == stateRestrict:
		// Which side was broken is said by the text alone, so it is looked up as for engines that do not say it.
		return fault.Wrap(&fault.Violation{Cause: e}, fault.ConstraintForeignKey, "a foreign key would refer to a row that does not exist").
			WithHint("refer to a row that exists; before deleting a row, delete or change those that refer to it")
	case e.Code == stateCheck && e.Routine == "ExecFindPartition":
		return fault.Wrap(v, fault.ConstraintCheck, "no partition of the table is for the row").
			WithHint("use values that a partition of the table is for")
	case e.Code == stateCheck:
		return fault.Wrap(v, fault.ConstraintCheck, "the row violates a CHECK constraint of the table").
			WithHint("use values that the CHECK constraint allows")
	case e.Code == stateViewCheck:
		v.Written = e.Where == "" // else a function has written it
		return fault.Wrap(v, fault.ConstraintCheck, "the row would not be in the view that it is written to").
			WithHint("use values with which the row belongs to the view")
	case e.Code == statePrivilege && e.Routine == "ExecWithCheckOptions":
		v.Written = e.Where == ""
		return fault.Wrap(v, fault.Constraint, "a policy of the table refused the row").
			WithHint("use values that the row-level security of the table allows")
	case e.Code == stateExclusion, strings.HasPrefix(e.Code, "23"):
		return fault.Wrap(v, fault.Constraint, "the write violates a constraint of the database").
			WithHint("check the constraints of the table; the log has the message of the database")
	case isRaised(e) && !stateOfServer(e):
		return fault.Wrap(v, fault.ConstraintTrigger, "a trigger of the database refused the write").
			WithHint("check the triggers of the table; the log has the message of this one")
	case strings.HasPrefix(e.Code, "22") && !ofColumn(e.Code):
		return fault.Wrap(v, fault.Constraint, "the database could not compute a value of the row").
			WithHint("check the triggers and expressions of the table; the log has the message of the database")
	case strings.HasPrefix(e.Code, "22"):
		v.OutOfRange, v.Written = e.Code == stateOutOfRange, e.Where == ""
		return fault.Wrap(v, fault.ConstraintType, "a value is not of the type of its column").
			WithHint("use a value of the column's declared type")
	}
	return nil
}

// stateOfServer reports whether the state is one of those by which the server says that it could not run the statement.
// A function that raises one means the same.
func stateOfServer(e *pgconn.PgError) bool {
	return strings.HasPrefix(e.Code, "40") || strings.HasPrefix(e.Code, "5")
}

// isRaised reports whether a function of the database raised the error, with a state of its choice, or is one of
// PL/pgSQL's own: of an assertion, or of rows that it did not find.
func isRaised(e *pgconn.PgError) bool {
	return e.Routine == "exec_stmt_raise" || strings.HasPrefix(e.Code, "P0")
}

// computed are the states of values that the server could not compute, whatever they were to be stored in.
var computed = []string{
	"22012", "22004", "2200F", "2202E", "22011", "22014", "22016", "22030", "22032", "22033", "22034", "22035", "22036", "22037", "22038", "22039",
	"2203A", "2203B", "2203C", "2203D", "2203E", "2203F", "2201B", "2201E", "2201F", "2201G", "2201W", "2201X",
}

// ofColumn reports whether a state says that a value does not fit its column.
func ofColumn(state string) bool { return !slices.Contains(computed, state) }
