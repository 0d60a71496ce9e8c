package fault

// Violation says which constraint of the database was broken, in the names that the database has for it. It is
// the cause of a fault of the family constraint, for the layer that knows the names of the API: what that one sets
// in Table, Columns and Constraint is what a client sees. Any part may be empty, for no engine tells all.
type Violation struct {
	Table      string
	Columns    []string
	Constraint string
	// Cause is the error of the driver; for the log only.
	Cause error
}

// Error says no more than that there is a violation: the names are no client's business.
func (v *Violation) Error() string {
	if v.Cause != nil {
		return v.Cause.Error()
	}
	return "a constraint of the database was broken"
}

// Unwrap returns the error of the driver.
func (v *Violation) Unwrap() error { return v.Cause }
