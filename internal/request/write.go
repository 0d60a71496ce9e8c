package request

// The kinds of root field that write. By key (Insert, Update, Delete) they return a payload of one row, otherwise of
// several.
const (
	Insert FieldKind = iota + Entities + 1
	InsertMany
	Update
	UpdateMany
	Delete
	DeleteMany
)

// Writes reports whether a root field changes rows.
func (k FieldKind) Writes() bool { return k >= Insert && k <= DeleteMany }

// Many reports whether the payload of a writing field is of several rows.
func (k FieldKind) Many() bool { return k == InsertMany || k == UpdateMany || k == DeleteMany }

// Write describes what a root field changes. Field.By names the row of Update and Delete.
type Write struct {
	// Columns holds the sets of columns of the rows to insert; Rows is the slot of the rows themselves, an []InsertRow.
	// One row's set may be empty: every column then has its default.
	Columns [][]string
	Rows    Slot
	// Set and Inc change columns; a column is in only one of them.
	Set, Inc []Assignment
	// Where is set for UpdateMany and DeleteMany.
	Where *Where
	// AllRows allows a Where that its structure makes true.
	AllRows bool
	// MaxAffected is the maximum number of rows that may match; None where absent.
	MaxAffected Slot
	// Payload is the selection of the result, in response order.
	Payload []PayloadField
}

// Assignment is a column and its new value, or what is added to it. The argument is nil for NULL.
type Assignment struct {
	Column string
	Slot   Slot
	// Argument is the path of the argument as the client wrote it ("set.name"), for errors.
	Argument string
}

// InsertRow is a row to insert: values (nil for NULL) for the columns of a set.
type InsertRow struct {
	Set    int
	Values []any
}

// PayloadKind is the kind of a field of a payload.
type PayloadKind uint8

// The kinds of payload field.
const (
	// AffectedRows is the number of rows that matched.
	AffectedRows PayloadKind = iota
	// Nodes are the written rows: one or null for a write by key, else a list.
	Nodes
	// DeletedNodeIDs are the global ids of deleted rows: one or null for a write by key, else a list.
	DeletedNodeIDs
	// PayloadTypename is the type name of the payload, in Constant.
	PayloadTypename
	// After is the field `query`: root fields that are read after the commit.
	After
)

// PayloadField is one selected field of a payload.
type PayloadField struct {
	Key  string
	Kind PayloadKind
	// Query holds the selection of Nodes.
	Query *Query
	// Constant is the text of PayloadTypename.
	Constant string
	// Fields are those of After.
	Fields []*Field
}
