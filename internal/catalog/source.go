package catalog

// Source is what an engine's inspector read, before names are assigned: the input of Build. Tables come in any order;
// Build sorts them by SQL name (code points).
type Source struct {
	// Schema is the default schema, whose tables are known by their own names alone; empty where the database has no
	// schemas.
	Schema string
	Tables []SourceTable
	// Readers are the views and whatever else reads tables, including those that are not in Tables.
	Readers []SourceReader
	// Evidence is what was found in the cells, of the tables that were looked at; empty where the engine checks cells.
	Evidence []Evidence `json:"-"`
	// Notes describe what the inspector left out; Build returns them before its own.
	Notes []Note
}

// SourceTable is a table or a view as the database describes it.
type SourceTable struct {
	// Schema is the schema that the table is in; empty where the database has no schemas.
	Schema string
	Name   string
	View   bool
	// Writable reports of a view whether rows can be written through it.
	Writable bool
	Comment  string
	// Place identifies where the database stores the rows, which stays the same when the table is renamed. It may change
	// otherwise, and is empty where it is unknown.
	Place string `json:"-"`
	// RowID is the SQL name under which the implicit row id can be read ("rowid", or "_rowid_", "oid" where a column
	// hides the first); empty where there is none or where it is a declared column (INTEGER PRIMARY KEY).
	RowID string
	// KeysReused reports whether the database may assign the key of a deleted row to a new one.
	KeysReused bool
	Columns    []SourceColumn
	// PrimaryKey has no columns where there is none.
	PrimaryKey SourceKey
	// OwnKey is what was found of the key that the settings name, where there is no other primary key.
	OwnKey OwnKey
	// UniqueKeys are full unique keys over plain columns: no partial ones, no expressions.
	UniqueKeys  []SourceKey
	ForeignKeys []SourceForeignKey
	// Indexes are the columns of each index that finds all rows by values of its first columns, as the columns themselves
	// compare; those of keys are among them. An index ends here before an expression.
	Indexes [][]string
	// Partial are the indexes over the rows in which one column is NULL, or is not.
	Partial []SourcePartial
	Effects Effects
	// Scanned reports whether the table can only be read from one end to the other, since no index of it can be searched.
	Scanned bool
	// Refused is what the database cannot run on the table.
	Refused Refused
}

// SourcePartial is an index over the rows in which Column is NULL (Null), or is not. Its columns are as those of
// SourceTable.Indexes.
type SourcePartial struct {
	Columns []string
	Column  string
	Null    bool
}

// SourceKey is a primary or unique key as the database describes it.
type SourceKey struct {
	// Columns are column names in key order.
	Columns []string
	// Comparisons are how the key compares each of its columns.
	Comparisons Comparisons
	// HoldsNull reports of a primary key whether a row has NULL in it, which some databases allow.
	HoldsNull bool
	// Deferred reports whether the database checks the key only at the end of a transaction.
	Deferred bool
	// named reports that the settings name the key.
	named bool
}

// OwnKey reports of a key of the settings whether several rows have the same values in it, and whether a row has NULL.
type OwnKey struct{ Repeats, HoldsNull bool }

// SourceColumn is a column as the database describes it.
type SourceColumn struct {
	Name string
	// Declared is the declared type as written; may be empty.
	Declared string
	Type     Type
	NotNull  bool
	// Checked reports whether the database itself keeps every cell to its kind (STRICT tables; other engines always). See
	// Column.NonNull.
	Checked bool
	// Kept and Sought are as in Column.
	Kept, Sought bool
	// HoldsBad reports whether a cell was found that is not of the kind. See Column.NonNull.
	HoldsBad bool
	// Widened reports whether such a cell was met while the column was served as one that has none. See Column.Widened.
	Widened    bool
	HasDefault bool
	// Generated columns cannot be written; From are the columns of the table that their expression names.
	Generated bool
	From      []string
	// Collated reports whether the engine's own text equality on this column is not exact.
	Collated bool
	// Recollated reports whether the column has a collation that the engine does not have: it is read as if it had none.
	Recollated bool
	Comment    string
	// NotInserted reports whether an insert cannot set the column, although the column can be written.
	NotInserted bool
	// TypeNoted reports whether the description of the column has to say its type: no kind stands for it.
	TypeNoted bool
	// EnumName is the database's name of an enum type, in EnumSchema where the database has schemas; empty where the
	// values come from a CHECK or a column type.
	EnumName, EnumSchema string
	// EnumValues are the stored values where Type.Kind is Enum.
	EnumValues []string
	// Refused is the reason why the database cannot run an update of the column; empty where it can.
	Refused string
	// Unreadable is the reason why the database cannot read the column; empty where it can.
	Unreadable string
}

// SourceReader is what a view reads, according to its text.
type SourceReader struct {
	// Schema is the schema that the view is in; empty where the database has no schemas.
	Schema, Name string
	// Tables are the tables and views that it names, Columns the columns of any table, spelt as there. A name may refer
	// to something else.
	Tables  []QualifiedName
	Columns []string
	// Unnamed reports whether it may read columns without naming them (SELECT *).
	Unnamed bool
	// Own reports whether it names a table of Tiddly's own.
	Own bool
}

// SourceForeignKey is a foreign key as declared; its target may not exist.
type SourceForeignKey struct {
	// Name is the constraint's name; may be empty.
	Name string
	// Setting is the name of the relation by which the settings declare the key; empty where the database does.
	Setting string
	Columns []string
	// TargetSchema is the schema of the table that it refers to; empty where the database has no schemas.
	TargetSchema, Target string
	// TargetColumns is empty where the key names no columns: then it refers to the target's primary key.
	TargetColumns []string
	// Comparisons are how each column is compared with its target's.
	Comparisons Comparisons
	// Unique reports whether at most one row refers to one row of the target: the columns are a primary or unique key,
	// under which at least those values are equal that are equal by Comparisons. Partial keys, keys over expressions and
	// deferred ones do not count.
	Unique bool
}

// Note is a remark on the catalogue that is logged at start: what was renamed or left out, and the setting that would
// resolve it.
type Note struct {
	// Message is a sentence: "table \"user list\" is served as UserList2: …".
	Message string
	// Override is the settings key that resolves it, "tables.\"user list\".name"; may be empty.
	Override string
	// Hint describes what would be right; may be empty.
	Hint string
	// Unused reports whether a setting names what the database lacks, mostly a typing error.
	Unused bool
	// Found reports whether the note is about what lies in the cells, which Source.Evidence has column by column.
	Found bool
	// Clash reports whether two things wanted the same API name (an error under strict names).
	Clash bool
	// Unworkable reports whether the note is about a part of the database that cannot be read or written here.
	Unworkable bool
}

// Overrides are the user's own names and kinds; they are used verbatim. Keys are SQL names.
type Overrides struct {
	Tables map[string]TableOverride
	// Preset chooses the names of what Tiddly adds to the rows.
	Preset Preset
	// Look is how the cells are looked at.
	Look Look
	// Schemas are the schemas that are served, the default one first; none are those that the database looks in.
	Schemas []string
}

// TableOverride changes one table. Empty fields change nothing.
type TableOverride struct {
	// Name is the type name (singular), List and Single the root fields.
	Name, List, Single string
	Exclude            bool
	// Show names the columns that are served; empty is all of them.
	Show []string
	// Key names the columns that identify a row of a view.
	Key     []string
	Columns map[string]ColumnOverride
	// Relations renames relation fields: derived name → name.
	Relations map[string]string
	// Related are the relations that the database does not declare, by name.
	Related map[string]RelationOverride
}

// ColumnOverride changes one column.
type ColumnOverride struct {
	Name    string
	Exclude bool
	// Kind is the name of a kind; the engine's inspector applies it (it knows the storage).
	Kind string
	// Epoch is one of Epochs for numbers that are instants.
	Epoch string
	// Nullable, if not nil, is whether the field is nullable, whatever the column's constraint. EmptyNull makes an empty
	// text, and a date of zeros, read as null in a column of dates.
	Nullable  *bool
	EmptyNull bool
	// Mixed makes every form readable that a cell of the kind can have, at the cost of some uses of indexes: text and
	// numbers among dates, 't' and -1 among Booleans, blobs among texts. It is "text" or "number": what a write leaves
	// where both are possible.
	Mixed string
	// Words are the words that stand for true and false in a column of Booleans, such as Y/N.
	Words string
	// Scale is the number of fraction digits of a Decimal; nil is the declared one.
	Scale *int
	// Form is how a write leaves dates and times in text (see cell.ValidForm), or UUIDs: one of UUIDForms.
	Form string
	// Enum renames enum values: stored value → API name.
	Enum map[string]string
}

// Setting returns the setting that determines what the column holds.
func (o ColumnOverride) Setting() string {
	switch {
	case o.Kind != "":
		return "kind"
	case o.Words != "":
		return "words"
	case o.Scale != nil:
		return "scale"
	case o.Form != "" && o.Epoch == "":
		return "form"
	case o.Epoch == "" && len(o.Pins()) > 0:
		return o.Pins()[0].Word
	default:
		return "epoch"
	}
}
