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
