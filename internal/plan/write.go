package plan

import (
	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// Write is what a root field changes, and what of it is read back in the same transaction.
type Write struct {
	Kind  request.FieldKind
	Table *catalog.Table
	// Identity are the columns by which written rows are found again: the node key's, or none where
	// the row id serves (ByRowID) or where nothing is read back.
	Identity []*catalog.Column
	ByRowID  bool
	// Followed tells that the rows are found by their identity before and after the write, Counted that those that match
	// are counted before it; else what the database counts is right. Rekeyed tells of what is followed that it gives the
	// rows another identity.
	Followed, Counted, Rekeyed bool
	// Inserts are the sets of columns; Rows is the slot of the rows.
	Inserts [][]*catalog.Column
	Rows    request.Slot
	Set     []Assignment
	Inc     []Assignment
	// Where is nil where every row is meant (allowed by allRows).
	Where       *Predicate
	MaxAffected request.Slot
	// Max is the most rows that node, nodes and deletedNodeIds may give.
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
	// Node reads the rows of Nodes: Written is set, Link is nil. Rows come in the order of the key; for inserts in the
	// order of the input.
	Node *Node
	// Constant is the text of PayloadTypename.
	Constant string
	// After is the plan of `query`, run after the commit.
	After *Plan
}
