// Package catalog represents what is served: tables, columns, keys and relations with their SQL names and their API
// names. It is pure: it reads no database, and imports no other package of Tiddly. A Catalog is immutable once built.
package catalog

import (
	"slices"
	"strings"
)

// Catalog is everything that is served, in the order of SQL table names.
type Catalog struct {
	Tables []*Table
	// Enums are the GraphQL enum types that columns use, in the order of their type names.
	Enums []*EnumType

	byType map[string]*Table
	bySQL  map[string]*Table
	preset Preset
}

// Table returns the table with that type name (Track), or nil.
func (c *Catalog) Table(typeName string) *Table { return c.byType[typeName] }

// TableBySQL returns the table with that SQL name, or nil.
func (c *Catalog) TableBySQL(name string) *Table { return c.bySQL[name] }

// TableOf returns the table that has a name in the database, or nil where it is not served.
func (c *Catalog) TableOf(q QualifiedName) *Table {
	if q.Schema == "" {
		return c.bySQL[q.Name]
	}
	for _, t := range c.Tables {
		if t.Schema == q.Schema && t.Name == q.Name {
			return t
		}
	}
	return nil
}

// Table is a table or view.
type Table struct {
	// SQLName is the name by which the settings, REST and the log know the table: its name in the database, with that
	// of its schema in front ("audit.entry") where that is not the default one.
	SQLName string
	// Schema and Name are the two parts of its name in SQL; both are empty where the database has no schemas.
	Schema, Name string
	// TypeName is the GraphQL object type (InvoiceLine); ListField and SingleField are the root fields (invoiceLines,
	// invoiceLine).
	TypeName, ListField, SingleField string
	// MutationName follows the verb in mutations of one row (InvoiceLine in insertInvoiceLine).
	MutationName string
	Comment      string
	View         bool
	// Writable reports of a view whether rows can be written through it.
	Writable bool
	// RowID is the SQL name of the implicit row id, empty where there is none.
	RowID string
	// KeysReused reports whether the database may assign the key of a deleted row to a new one.
	KeysReused bool
	Columns    []*Column
	// Keys holds the primary key first (where there is one), then unique keys. Columns of a unique key may be nullable; a
	// row with a null there is not found by it.
	Keys      []*Key
	Relations []*Relation
	// Indexes are the columns of each index over all rows, see SourceTable. Excluded columns end them.
	Indexes [][]*Column
	// Partial are the indexes over the rows in which one column is NULL, or is not.
	Partial []Partial
	Effects Effects
	// Scanned reports whether the table can only be read from one end to the other, since no index of it can be searched.
	Scanned bool
	// Refused is what the database cannot run on the table.
	Refused Refused

	columns   map[string]*Column
	columnSQL map[string]*Column
	relations map[string]*Relation
	rowID     *Column
	preset    Preset
}

// Identifiers returns the identifiers that name the table in SQL: its schema's, where the database has schemas, and
// its own.
func (t *Table) Identifiers() []string {
	if t.Schema == "" {
		return []string{t.SQLName}
	}
	return []string{t.Schema, t.Name}
}

// Effects are what the database may do to rows of a table beyond the statement of a write: by triggers, by the actions
// of foreign keys, by the table's own rules for conflicts. Where there are none, the rows that a statement counts are
// all that it matched, and they are as it left them.
type Effects struct {
	// Insert, Update and Delete report whether such a write may keep rows out or as they were, or change or delete
	// others. UpdateKey reports the same for an update of columns that a foreign key may lead to.
	Insert, Update, UpdateKey, Delete bool
	// Cascade reports whether a delete may delete other rows of the table too, before their turn or beside them.
	Cascade bool
	// Computes reports whether a delete that returns its rows computes columns that it was not asked for, which may fail.
	Computes bool
}

// Column returns the column with that API name, or nil. It does not find a secret one, which cannot be read or
// compared.
func (t *Table) Column(name string) *Column {
	if c := t.columns[name]; c != nil && !c.Secret {
		return c
	}
	return nil
}

// Input returns the column with that API name for writing, secret or not, or nil.
func (t *Table) Input(name string) *Column { return t.columns[name] }

// Readable returns the columns that are not secret, in their order.
func (t *Table) Readable() []*Column {
	secret := func(c *Column) bool { return c.Secret }
	if !slices.ContainsFunc(t.Columns, secret) {
		return t.Columns
	}
	return slices.DeleteFunc(slices.Clone(t.Columns), secret)
}

// ColumnBySQL returns the column with that SQL name, secret or not, or nil.
func (t *Table) ColumnBySQL(name string) *Column { return t.columnSQL[name] }

// Relation returns the relation field with that name, or nil.
func (t *Table) Relation(name string) *Relation { return t.relations[name] }

// PrimaryKey returns the primary key (or a view's configured key), or nil.
func (t *Table) PrimaryKey() *Key {
	if len(t.Keys) > 0 && t.Keys[0].Primary {
		return t.Keys[0]
	}
	return nil
}

// NamedKey returns the key that the settings name, or nil.
func (t *Table) NamedKey() *Key {
	if k := t.PrimaryKey(); k != nil && k.Named {
		return k
	}
	return nil
}

// NodeKey returns the key whose values make the nodeId: the primary key where no row has NULL in it, otherwise the
// first unique key without nullable columns, otherwise nil.
func (t *Table) NodeKey() *Key {
	for _, k := range t.Keys {
		if k.Primary && !k.HoldsNull || k.notNull() {
			return k
		}
	}
	return nil
}

// EntityKeys returns the keys by which a gateway may ask for rows: those without NULL, whose columns clients can read. A
// JSON value is no key, since one value has many spellings.
func (t *Table) EntityKeys() []*Key {
	var all []*Key
	for _, k := range t.Keys {
		unfit := func(c *Column) bool { return c.Secret || c.Type.Kind == JSON }
		if (k.Primary && !k.HoldsNull || k.notNull()) && !slices.ContainsFunc(k.Columns, unfit) {
			all = append(all, k)
		}
	}
	return all
}

// Pages reports whether a list of rows is read in pages between cursors: a key or the row id distinguishes them.
func (t *Table) Pages() bool { return t.NodeKey() != nil || t.RowID != "" }

// ConnectionEnd is the ending of the name of a field that returns a list as a connection.
const ConnectionEnd = "Connection"

// Connection returns the relation whose rows the field with that name returns as a connection, or nil.
func (t *Table) Connection(field string) *Relation {
	name, ok := strings.CutSuffix(field, ConnectionEnd)
	if !ok {
		return nil
	}
	if r := t.relations[name]; r != nil && r.Kind != ToOne && r.Target.Pages() {
		return r
	}
	return nil
}

// RowIDName is the name of the implicit row id as a column, by which Go code finds rows again that have no key. No
// client can spell it as a field or an argument, and no column has it.
const RowIDName = "=rowid"

// RowIDColumn returns the implicit row id as a column, whose storage is the dialect's; nil where there is none. It is no
// column of the API.
func (t *Table) RowIDColumn() *Column { return t.rowID }

// FoundByRowID reports whether a row is found again by its row id alone.
func (t *Table) FoundByRowID() bool { return t.rowID != nil && t.NodeKey() == nil }

// Finders returns the columns by which a row is found again: those of NodeKey, else the row id; none for a view without
// a key.
func (t *Table) Finders() []*Column {
	if key := t.NodeKey(); key != nil {
		return key.Columns
	}
	if t.FoundByRowID() {
		return []*Column{t.rowID}
	}
	return nil
}

// Indexed reports whether an index finds rows by values of the columns.
func (t *Table) Indexed(columns []*Column) bool {
	return slices.ContainsFunc(t.Indexes, func(index []*Column) bool {
		return len(index) >= len(columns) && !slices.ContainsFunc(columns, func(c *Column) bool {
			return !slices.Contains(index[:len(columns)], c)
		})
	})
}

// Key returns the key with that name in the `by` argument, or nil.
func (t *Table) Key(name string) *Key {
	for _, k := range t.Keys {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// Column is a column of a table.
type Column struct {
	Table *Table
	// SQLName is the name in the database, Name the field (createdAt), EnumValue the value in <Type>Column (CREATED_AT).
	SQLName, Name, EnumValue string
	// Declared is the declared type as written.
	Declared string
	Type     Type
	// NotNull is the database's constraint, NonNull the nullability of the output field (they differ on SQLite, where bad
	// cells of some kinds are common).
	NotNull, NonNull bool
	// SemanticNonNull reports whether the field, which is nullable, is null only beside an error: the column is NOT NULL,
	// and no cell of it reads as null.
	SemanticNonNull bool
	// Widened reports whether the field has become nullable while it was served: documents of clients that are there may
	// still merge it with non-null ones.
	Widened    bool
	HasDefault bool
	Generated  bool
	// NotInserted reports whether an insert cannot set the column, although the column can be written.
	NotInserted bool
	// Kept reports whether the database keeps every cell to the class of values that the declared type has: it may be out
	// of the kind's range, but sorts among those of the kind. Sought reports whether an index finds all cells by their
	// values.
	Kept, Sought bool
	Collated     bool
	// Recollated reports whether the column has a collation that the engine does not have: it is read as if it had none.
	Recollated bool
	// Identifies reports whether the column is part of the node key, so that clients cannot write NULL into it although
	// the database would accept it.
	Identifies bool
	// Secret reports whether the column is kept as a hash: clients can write it, but not read it or compare with it.
	Secret  bool
	Comment string
	// TypeNoted reports whether the description of the column has to say its type: no kind stands for it.
	TypeNoted bool
	// Refused is the reason why the database cannot run an update of the column; empty where it can.
	Refused string
	// Enum is set where Type.Kind is Enum.
	Enum *EnumType
	// Index is the position in Table.Columns.
	Index int
}

// Required reports whether clients cannot write NULL into the column.
func (c *Column) Required() bool { return c.NotNull || c.Identifies }

// EnumType is a closed list of values.
type EnumType struct {
	TypeName string
	Values   []EnumValue
}

// EnumValue is one value: its API name (SCREAMING_SNAKE) and what is stored.
type EnumValue struct{ Name, Stored string }

// Named returns the value with that API name.
func (e *EnumType) Named(name string) (EnumValue, bool) {
	for _, v := range e.Values {
		if v.Name == name {
			return v, true
		}
	}
	return EnumValue{}, false
}

// Stored returns the value that is stored as s.
func (e *EnumType) Stored(s string) (EnumValue, bool) {
	for _, v := range e.Values {
		if v.Stored == s {
			return v, true
		}
	}
	return EnumValue{}, false
}

// LeadsTo reports whether the rows that a relation leads to are found by a key.
func (r *Relation) LeadsTo(k *Key) bool {
	return r.Kind == ToOne && sameColumns(r.TargetColumns, k.Columns)
}

// Partial is an index over the rows in which Column is NULL (Null), or is not.
type Partial struct {
	Columns []*Column
	Column  *Column
	Null    bool
}

// Key is a set of columns that identifies a row.
type Key struct {
	// Name is the field of the `by` argument: the column's name, or "playlistIdAndTrackId" for several columns.
	Name    string
	Columns []*Column
	Primary bool
	// Comparisons are how the database compares each of the columns in this key.
	Comparisons Comparisons
	// HoldsNull reports of a primary key whether a row has NULL in it.
	HoldsNull bool
	// Deferred reports whether the database checks the key only at the end of a transaction.
	Deferred bool
	// Named reports that the settings name the key, so that nothing keeps rows from sharing one.
	Named bool
}

// FieldSet returns the fields of the key with blanks between them, as a gateway has them: "playlistId trackId".
func (k *Key) FieldSet() string {
	names := make([]string, len(k.Columns))
	for i, c := range k.Columns {
		names[i] = c.Name
	}
	return strings.Join(names, " ")
}

// Comparison is how the database compares two values by a key, as a name that the dialect of its engine spells. The
// empty one is exact: only identical values are equal.
type Comparison string

// Comparisons are those of several columns, in their order; empty where every one is exact.
type Comparisons []Comparison

// At returns the comparison of the column at i.
func (c Comparisons) At(i int) Comparison {
	if len(c) == 0 {
		return ""
	}
	return c[i]
}

func (k *Key) notNull() bool {
	for _, c := range k.Columns {
		if !c.NotNull {
			return false
		}
	}
	return true
}

// RelationKind is the number of rows a relation leads to, and over what.
type RelationKind uint8

// The kinds of relation.
const (
	// ToOne leads to at most one row: over a foreign key of this table, or backwards over one of the target whose columns
	// are a unique key there.
	ToOne RelationKind = iota
	// ToMany leads backwards over a foreign key of the target.
	ToMany
	// Through leads over a junction table.
	Through
)

// Relation is a relation field of a table.
type Relation struct {
	// Name is the field (album, tracks).
	Name  string
	Kind  RelationKind
	Table *Table
	// Target is the table it leads to.
	Target *Table
	// Columns of Table equal, pair by pair, TargetColumns of Target (ToOne, ToMany) or Junction.Near (Through), by
	// Comparisons.
	Columns, TargetColumns []*Column
	Comparisons            Comparisons
	// Backwards reports whether the foreign key is the target's: TargetColumns refer to Columns, which are the key.
	Backwards bool
	// Loose reports whether the settings alone declare the relation: the database enforces nothing.
	Loose bool
	// Junction is set for Through only: Far equals TargetColumns pair by pair, by its own Comparisons.
	Junction *Junction
	// apart is the name of the relation where another one has Name; empty where there is none.
	apart string
	// given reports whether the name is the user's.
	given bool
}

// Junction is the table between the two ends of a Through relation.
type Junction struct {
	Table       *Table
	Near, Far   []*Column
	Comparisons Comparisons
}
