package dialect

import "tiddly/internal/catalog"

// Cell is a cell of a row that is a member of an object in an answer.
type Cell struct {
	// Prefix is what precedes its value: a comma, if it is not the first member, and its name with a colon.
	Prefix []byte
	// Index is the position of the cell in the row.
	Index  int
	Column *catalog.Column
	// Nullable reports whether a cell that is NULL is nothing to report.
	Nullable bool
}
