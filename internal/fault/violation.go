package fault

// Violation is the constraint of the database that was violated, by its names in the database. It is the cause of a
// fault of the family constraint, for the layer that knows the names of the API: a client sees what that layer sets in
// Table, Columns and Constraint. Any part may be empty, since no engine reports all of them.
type Violation struct {
	// Schema is the schema of the table; empty where the database has none.
	Schema     string
	Table      string
	Columns    []string
	Constraint string
	// Domain is the type of a column whose own constraint was violated, as the catalogue declares it, where the engine
	// does not say which column has it.
	Domain string
	// Written reports that the constraint is one of the table or view that the request writes, which the engine does not
	// name.
	Written bool
	// OutOfRange reports that a number is too large for its column, where the engine does not say of which one.
	OutOfRange bool
	// Cause is the error of the driver; for the log only.
	Cause error
}

// Error returns only that there is a violation: the names are not for clients.
func (v *Violation) Error() string {
	if v.Cause != nil {
		return v.Cause.Error()
	}
	return "a constraint of the database was broken"
}

// Unwrap returns the error of the driver.
func (v *Violation) Unwrap() error { return v.Cause }
