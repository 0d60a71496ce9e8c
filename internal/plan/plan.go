// Package plan turns a request into a tree of reads with every name resolved against the
// catalogue. A Plan is a plain printable value: permission rules, limits, the plan cache and
// `explain` work on it. It is pure and knows no SQL, no GraphQL and no HTTP.
package plan

import (
	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// Plan is what a request reads or writes, in the order of its root fields. It never does both.
type Plan struct {
	Fields []*Field
	// Slots describes, for each argument of the request, what its value must be; see CheckArguments.
	Slots []Slot
	// Loads are the upper bounds of what the request reads, once its limits are known; see Cost.
	Loads []Load
}

// Field is one root field.
type Field struct {
	Key  string
	Kind request.FieldKind
	// Constant is the text of a constant field.
	Constant string
	// Node is what a List, a Single, a Count or a Connection reads.
	Node *Node
	// IDs is the slot of the global ids of a OneByID or ManyByID, or of the keys of Entities, and Found is what it reads
	// of each of their tables and keys, in the order of their names.
	IDs   request.Slot
	Found []*Node
	// Write is set for the kinds that write.
	Write *Write
}

// Own is the source of a column of the node's own table, as opposed to a join.
const Own = -1

// Node is one statement: the rows of a table, with to-one relations joined in.
type Node struct {
	// Key is the response key of the field that asked for it.
	Key   string
	Table *catalog.Table
	// Link links rows to the parent's rows; nil at the root.
	Link *Link
	// Written is set where the rows are those a write has touched, found by the identity columns of the table's Write.
	Written *Write
	// Joins are the to-one relations that selection and order need; each follows the join in its From.
	Joins []Join
	// Select is in response order.
	Select []Selection
	// Where is nil where every row is wanted. It is folded: a Fixed can occur only here, at the top, and only as false.
	Where *Predicate
	// Order is total where the table allows it. It is empty for Single, which is at most one row, and for a table of
	// which no column can be sorted.
	Order []Term
	// Distinct are the columns of distinctOn.
	Distinct []*catalog.Column
	// Limit and Offset are slots or None.
	Limit, Offset request.Slot
	// Single reports whether at most one row is wanted, by a whole key; where IDs is not None, by each of the keys that
	// the global ids have for the table.
	Single bool
	IDs    request.Slot
	// ByKey is the key by which rows are found in place of their global ids; nil elsewhere.
	ByKey *catalog.Key
	// Count reports whether the rows are counted: nothing is selected.
	Count bool
	// Given reports whether the caller has the rows: they count for no limit. Known is then the slot of their keys where
	// nothing else of them is needed, and None elsewhere.
	Given bool
	Known request.Slot
	// Scroll reports whether every row is wanted, page by page. Total reports whether no two rows of a scrolled node are
	// equal in Order, so that a page can start after the last row of the previous one.
	Scroll, Total bool
	// Stored reports whether cells are returned in the form of their storage.
	Stored bool
	// Page is set where the rows are read as a connection, which selects them in place of Select. Limit is then that of
	// the page, and there is no Offset.
	Page *Page
	// Children are the to-many relations selected anywhere in Select or Page, one statement each.
	Children []*Node
}

// Link links a child statement to its parent: by the child's relation, and the source of the parent's key columns.
type Link struct {
	Relation *catalog.Relation
	// Source is the parent's own table or one of its joins.
	Source int
}

// Join is a to-one relation read in the same statement.
type Join struct {
	// From is Own or the index of an earlier join.
	From     int
	Relation *catalog.Relation
}

// SelectionKind is the kind of a member of a row's object.
type SelectionKind uint8

// The kinds of member.
const (
	Column SelectionKind = iota
	NodeID
	Typename
	ToOne
	ToMany
	// Null is null in every row: a secret column, as it is stored.
	Null
)

// Selection is one member of a row's object.
type Selection struct {
	Key  string
	Kind SelectionKind
	// Source is the table instance of Column, NodeID and Typename: Own or a join.
	Source int
	Table  *catalog.Table
	Column *catalog.Column
	// Join and Select are set for ToOne.
	Join   int
	Select []Selection
	// Child indexes Children, for ToMany.
	Child int
}

// Term is one term of an order.
type Term struct {
	Source int
	// Column is nil for the row id of the node's own table, and where Counted is set.
	Column     *catalog.Column
	Desc       bool
	NullsFirst bool
	// Nullable reports whether nulls can occur, by the column's constraint or an outer join.
	Nullable bool
	// Counted is the relation by whose number of rows is sorted, in place of Column.
	Counted *catalog.Relation
	// Added reports whether the term was not asked for: it makes the order of equal rows stable.
	Added bool
}

// PredicateKind is the kind of a predicate.
type PredicateKind uint8

// The kinds of predicate.
const (
	// Fixed is true or false (Value).
	Fixed PredicateKind = iota
	// And and Or have two children or more, Not has one.
	And
	Or
	Not
	// Compare compares a column; CompareJSON a value inside one.
	Compare
	CompareJSON
	// Related tests for related rows that match Children[0], or for any where there is none.
	Related
	// Counted compares the number of rows that Relation leads to; Column is its CountColumn.
	Counted
)

// Predicate is a condition on a row of the table it applies to.
type Predicate struct {
	Kind     PredicateKind
	Value    bool
	Children []*Predicate
	Column   *catalog.Column
	Op       request.Op
	// By is how a key compares the column; a filter compares exactly.
	By catalog.Comparison
	// Keyed reports that the column is one of a key by which a row is looked up.
	Keyed bool
	// Slot is the value, JSONPath the path of CompareJSON, Count the rounded length of a list.
	Slot, JSONPath request.Slot
	Count          int
	// Flag is the Boolean of isNull.
	Flag bool
	// Relation is set for Related and Counted, Quantifier for Related; the children apply to the relation's target.
	Relation   *catalog.Relation
	Quantifier request.Quantifier
}

// SlotUse is the use of an argument.
type SlotUse uint8

// The uses of arguments.
const (
	// Value is compared with Column.
	Value SlotUse = iota
	// Values is a list, each item compared with Column.
	Values
	// Limit and Offset are counts of rows.
	Limit
	Offset
	// Path is the path into a JSON column, JSONValue is compared with the value at that path.
	Path
	JSONValue
	// JSONKey is the name of an object's member, a string (hasKey).
	JSONKey
	// Item is an item of a list in Column, Truth a Boolean (isEmpty).
	Item
	Truth
	// Assigned is the new value of Column, nil for NULL; Added is added to it.
	Assigned
	Added
	// Affected is the maximum number of rows that a write may change.
	Affected
	// Rows are rows to insert, a []request.InsertRow; Sets are their sets of columns.
	Rows
	// Cursor is the cursor of a row, as a string, in the order that Order describes; it has Count values.
	Cursor
	// IDs are at most Max global ids or keys, of rows of the tables in Found.
	IDs
)

// Slot describes what an argument must be. A Value without a Column is an argument that nothing reads.
type Slot struct {
	Use    SlotUse
	Column *catalog.Column
	// Source is where the value comes from. Only a Value can come from the caller, and it is NULL where the caller has
	// none.
	Source request.Source
	// Regex reports whether the value is a regular expression.
	Regex bool
	// Count is the rounded length of Values that the plan was made for, or the number of values of a Cursor.
	Count int
	// Order describes the order of a Cursor, see Node.OrderText.
	Order string
	// Argument is the path of the argument as the client wrote it ("where.name.like"), Field the response path.
	Argument string
	Field    []string
	// Max is the maximum limit, or number of ids.
	Max   int
	Found []FoundBy
	// Sets and Many are set for Rows: the sets of columns, and whether any number of rows is allowed rather than one.
	Sets [][]*catalog.Column
	Many bool
}

// Options are the limits for planning and argument checks.
type Options struct {
	// Rows is the maximum number of rows of one list: its default limit and the greatest limit allowed.
	Rows int
	// Trusted allows secret columns to be selected and compared by eq, for a write over what was read. They can never be
	// sorted by or searched by their parts.
	Trusted bool
	// Over returns why the plan is no longer needed, or nil while it is; it may be nil.
	Over func() error
}
