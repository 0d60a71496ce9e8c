package exec

// Pipelined is a Reader that can send several statements at once, and then returns the rows of one after the other.
type Pipelined interface {
	Reader
	// Queue adds a statement to those that are sent together, when the rows of the first are asked for. Args are no
	// longer needed when it returns.
	Queue(sql string, args []any) error
	// Queued returns the rows of the first of the statements that it has not returned yet. The caller closes them before
	// it asks for the next. Statements that are not asked for are passed over.
	Queued() (Rows, error)
}

// Ending is a Pipelined whose transaction can begin and end with the statements of a read, so that no messages of its
// own do.
type Ending interface {
	// Start is called before the first statement of a read, all of whose statements are queued one depth after the other:
	// nothing else is waited for between them.
	Start()
	// End is called when the last statement of a read was queued, before its rows are asked for.
	End()
}
