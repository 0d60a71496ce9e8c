// Package request represents what a client asked for, independent of GraphQL and REST: root fields over tables, with
// filters, order, pages and selections, by API names. It holds no values: each is a slot of the request's Arguments,
// so that requests of one shape share one plan. It is pure and knows no SQL.
package request

import "strconv"

// Request is one operation. Requests that differ only in Arguments share a plan.
type Request struct {
	Fields []*Field
	// Sources are the sources of the slots whose values no client provides; all other slots have theirs in Arguments.
	Sources map[Slot]Source
}

// Source describes where the value of a slot comes from.
type Source struct {
	Kind SourceKind
	// Part is the index of the column in the account's key, which has Parts columns.
	Part, Parts int
}

// SourceKind is the kind of a source.
type SourceKind uint8

// The kinds of source.
const (
	// FromArguments is the value in Arguments.
	FromArguments SourceKind = iota
	// FromAccount is a column of the key of the caller's account; NULL where the caller has no account.
	FromAccount
)

// FieldKind is the kind of a root field.
type FieldKind uint8

// The kinds of root field.
const (
	// List returns an array of rows.
	List FieldKind = iota
	// Single returns the row with a key, or null.
	Single
	// Constant returns Field.Constant (a root __typename).
	Constant
	// Null returns null.
	Null
	// Count returns the number of rows that match Query.Where; nothing is selected.
	Count
	// Connection returns Query.Page of the rows.
	Connection
	// OneByID returns the row with a global id, or null; ManyByID those with several ids in their order, with null where
	// there is none.
	OneByID
	ManyByID
	// Entities returns the rows with keys of any tables, as ManyByID does with their ids.
	Entities
)

// ByID reports whether a root field finds rows of any tables by their global ids or keys.
func (k FieldKind) ByID() bool { return k == OneByID || k == ManyByID || k == Entities }

// Field is one root field.
type Field struct {
	// Key is the response key: the alias or the name.
	Key  string
	Kind FieldKind
	// Table is the type name of the table (Track).
	Table string
	// By is set for Single.
	By *By
	// Query holds the arguments of a List or Connection, the filter of a Count, and the selection of a List or Single.
	Query *Query
	// IDs is set for OneByID, ManyByID and Entities, and Found has what is selected of the rows, for each of the tables
	// and keys that the ids are of, in the order of NodeIDs.Tables.
	IDs   Slot
	Found []Found
	// Constant is the text of a Constant.
	Constant string
	// Write is set for the kinds that write.
	Write *Write
}

// By is a key and its values, one slot a column in the key's order.
type By struct {
	// Key is the key's name in the catalogue ("id", "playlistIdAndTrackId").
	Key   string
	Slots []Slot
}

// Slot is a place in Arguments. The zero value is None.
type Slot struct{ after int }

// None is the absent slot.
var None Slot

// SlotAt returns the slot of the argument at i.
func SlotAt(i int) Slot { return Slot{i + 1} }

// Index returns the place of the slot's argument, -1 for None.
func (s Slot) Index() int { return s.after - 1 }

// String returns the place as a number.
func (s Slot) String() string { return strconv.Itoa(s.Index()) }

// Arguments are the values of a request, in the neutral form of Coerce:
//
//	Int BigInt             int64
//	Float                  float64
//	Decimal                string, canonical: -?(0|[1-9][0-9]*)(.[0-9]+)?
//	String                 string
//	Boolean                bool
//	DateTime Date          int64, microseconds since 1970-01-01T00:00:00Z
//	Time                   int64, microseconds since midnight
//	UUID                   string, lower case with hyphens
//	JSON                   JSONText
//	Bytes                  []byte (never nil)
//	Enum                   string, as stored
//	in, notIn              []any of these
//	limit, offset          int64
//	global ids, entities   *NodeIDs
type Arguments []any

// At returns the argument in a slot; nil for None.
func (a Arguments) At(s Slot) any {
	if s == None {
		return nil
	}
	return a[s.Index()]
}

// JSONText is a JSON value in canonical form: no blanks, object keys sorted.
type JSONText string

// Query is a list of rows of one table: at the root or behind a relation.
type Query struct {
	// Where is nil where there is no filter.
	Where   *Where
	OrderBy []Order
	// Limit and Offset are None where absent or null.
	Limit, Offset Slot
	// DistinctOn names columns.
	DistinctOn []string
	Select     []Selection
	// Stored requests cells in the form of their storage where GraphQL has another: every integer is a number, an enum
	// value is its text, and a cell that is not of its column's kind is returned as it is. Then no cell is an error, and
	// a secret column is null.
	Stored bool
	// Given reports that the caller has the rows, which Where finds by their key, and wants what they lead to: they count
	// for no limit, and are not read where nothing of them is needed but the key.
	Given bool
	// Scroll requests every row from Offset on, page by page; there is no Limit. It is for a root List that selects only
	// columns of its own table, and is the only field of its request.
	Scroll bool
	// Page is set where the rows are read as a connection: there is no Select, Limit, Offset or DistinctOn.
	Page *Page
}

// SelectionKind is the kind of a selected field.
type SelectionKind uint8

// The kinds of selected field.
const (
	// Column is a column of the table.
	Column SelectionKind = iota
	// Relation leads to other rows.
	Relation
	// NodeID is the global id of the row.
	NodeID
	// Typename is the type name of the table.
	Typename
)

// Selection is one selected field of a row; fragments are already merged.
type Selection struct {
	// Key is the response key, unique among its neighbours.
	Key  string
	Kind SelectionKind
	// Name is the column or relation.
	Name string
	// Query is set for Relation; for a to-one relation it holds Select alone.
	Query *Query
}

// WhereKind is the kind of a Where.
type WhereKind uint8

// The kinds of filter.
const (
	// And is true where all children are, and so without children.
	And WhereKind = iota
	// Or is true where one child is; it is false without children.
	Or
	// Not has one child.
	Not
	// Compare compares a column with a value.
	Compare
	// CompareJSON compares the value at JSONPath inside a JSON column.
	CompareJSON
	// Related tests for related rows that match the one child.
	Related
	// Counted compares the number of rows that the to-many Relation leads to.
	Counted
)

// Quantifier is how many related rows must match.
type Quantifier uint8

// The quantifiers.
const (
	// Some requires at least one matching row; it is also the to-one case.
	Some Quantifier = iota
	// NoneOf requires that no row matches.
	NoneOf
	// Every requires that there is no row that does not match.
	Every
)

// Where is a filter tree.
type Where struct {
	Kind     WhereKind
	Children []*Where
	// Column is set for Compare and CompareJSON, Op for these and Counted.
	Column string
	Op     Op
	// Slot is the value; None for IsNull, whose Boolean is in Flag.
	Slot Slot
	// Flag is the value of isNull (it changes the SQL, so it is part of the shape).
	Flag bool
	// Count is the rounded length of a list value (in, notIn); 0 is the empty list.
	Count int
	// JSONPath is the slot of the path's segments: a JSONText array of names and indexes.
	JSONPath Slot
	// Relation is set for Related and Counted, Quantifier for Related.
	Relation   string
	Quantifier Quantifier
	// Argument is the path of the argument as the client wrote it ("where.name.like"), for errors.
	Argument string
}

// Order is one term of orderBy.
type Order struct {
	// Path leads over to-one relations to the table of Column; mostly empty.
	Path   []string
	Column string
	// Counted is the to-many relation by whose number of rows is sorted, in place of Column.
	Counted string
	Desc    bool
	Nulls   Nulls
}

// Nulls is the place of nulls in an order.
type Nulls uint8

// The places of nulls; the default is last in both directions.
const (
	NullsLast Nulls = iota
	NullsFirst
)

// RoundCount returns the length that the shape of a request has for a list of n values: the next power of two, so that
// lists of different lengths share plans. 0 stays 0.
func RoundCount(n int) int {
	c := 1
	for c < n {
		c *= 2
	}
	if n == 0 {
		return 0
	}
	return c
}
