package script

import "strings"

// Object is an entry of sqlite_schema that a statement created.
type Object struct{ Kind, Name, Table, SQL string }

// key returns a key that is unique among objects: the names of triggers have a namespace of their own.
func (o Object) key() string {
	if o.Kind == "trigger" {
		return "trigger " + Fold(o.Name)
	}
	return Fold(o.Name)
}

func (o Object) attached() bool { return o.Kind == "index" || o.Kind == "trigger" }

// Ordinary reports whether the object is a table that is not virtual.
func (o Object) Ordinary() bool { return o.Kind == "table" && !Virtual(o.SQL) }

// Column holds the properties of a column that are compared between the script and the database, as
// pragma_table_xinfo reports them.
type Column struct {
	Name, Declared, Default string
	NotNull                 bool
	Key, Hidden             int64
	// collation and definition are read from the text of CREATE TABLE.
	collation, definition string
}

// Schema is the schema of a database.
type Schema struct {
	objects []Object
	byKey   map[string]Object
	// columns are the columns of each ordinary table, by folded name.
	columns map[string][]Column
}

// NewSchema returns the schema of these objects, in the order in which they were created, without columns.
func NewSchema(objects []Object) *Schema {
	s := &Schema{objects: objects, byKey: make(map[string]Object, len(objects)), columns: map[string][]Column{}}
	for _, o := range objects {
		s.byKey[o.key()] = o
	}
	return s
}

// SetColumns sets the columns of a table, and reads from its text what the pragma does not report.
func (s *Schema) SetColumns(table Object, columns []Column) {
	if len(columns) == 0 {
		return
	}
	written := ReadTableText(table.SQL)
	complete := make([]Column, len(columns))
	for i, c := range columns {
		c.Declared = strings.Join(strings.Fields(strings.ToUpper(c.Declared)), " ")
		c.collation, c.definition = Fold(written.Collations[Fold(c.Name)]), written.Definitions[Fold(c.Name)]
		complete[i] = c
	}
	s.columns[Fold(table.Name)] = complete
}

// MissingFrom returns the objects that have lacks, except indexes and triggers of existing tables, which those would
// change.
func (s *Schema) MissingFrom(have *Schema) []Object {
	var missing []Object
	for _, o := range s.objects {
		_, there := have.byKey[o.key()]
		_, table := have.byKey[Fold(o.Table)]
		if !there && (!o.attached() || !table) {
			missing = append(missing, o)
		}
	}
	return missing
}

// Views returns the texts of the views by name.
func (s *Schema) Views() map[string]string {
	views := map[string]string{}
	for _, o := range s.objects {
		if o.Kind == "view" {
			views[o.Name] = o.SQL
		}
	}
	return views
}

// Copy returns the statements that make a copy of the schema which has a row in each table that accepts one. Any of
// them may fail, and the next still runs: an object that cannot be copied (a table of a missing module) cannot
// interfere either.
func (s *Schema) Copy() []string {
	var statements []string
	for _, o := range s.objects {
		statements = append(statements, o.SQL)
		if columns := s.columns[Fold(o.Name)]; o.Kind == "table" && len(columns) > 0 {
			const unchecked = "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; "
			statements = append(statements, unchecked+rowInto(o.Name, columns))
		}
	}
	return statements
}

// rowInto returns the statement that inserts 1 into every column that can be written.
func rowInto(table string, columns []Column) string {
	var names, values []string
	for _, c := range columns {
		if c.Hidden == 0 {
			names, values = append(names, QuoteName(c.Name)), append(values, "1")
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "INSERT INTO " + QuoteName(table) +
		" (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")"
}
