package plan

import (
	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// Write describes what a root field changes, and what of it is read back in the same transaction.
type Write struct {
	Kind  request.FieldKind
	Table *catalog.Table
	// Identity holds the columns by which written rows are found again: those of the node key, or none where the row id
	// serves (ByRowID) or where nothing is read back.
	Identity []*catalog.Column
	ByRowID  bool
	// Followed reports whether the rows are found by their identity before and after the write, Counted whether the
	// matching rows are counted before it; else the database's count is right. Rekeyed reports whether a followed write
	// changes the identity of its rows.
	Followed, Counted, Rekeyed bool
	// Unshared is the key that only the settings declare, where the write may give two rows the same one; else nil.
	Unshared *catalog.Key
	// Inserts holds the sets of columns; Rows is the slot of the rows.
	Inserts [][]*catalog.Column
	Rows    request.Slot
	Set     []Assignment
	Inc     []Assignment
	// Where is nil where every row is meant (allowed by allRows).
	Where       *Predicate
	MaxAffected request.Slot
	// Max is the maximum number of rows in node, nodes and deletedNodeIds.
	Max     int
	Payload []Payload
}

// Assignment is a column and the argument that it is set to, or that is added to it.
type Assignment struct {
	Column *catalog.Column
	Slot   request.Slot
}

// Payload is one member of a payload.
type Payload struct {
	Key  string
	Kind request.PayloadKind
	// Node reads the rows of Nodes: Written is set, Link is nil. Rows are in the order of the key; for inserts in the
	// order of the input.
	Node *Node
	// Constant is the text of PayloadTypename.
	Constant string
	// After is the plan of `query`, run after the commit.
	After *Plan
}
