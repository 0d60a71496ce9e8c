package catalog

import "strings"

// QualifiedName is the name of a table, a view or a type in the database.
type QualifiedName struct {
	// Schema is the schema that it is in; empty where the database has no schemas.
	Schema, Name string
}

// String returns the name in one text, as in SQL: a part is quoted where it could be read as two.
func (q QualifiedName) String() string {
	if q.Schema == "" {
		return part(q.Name)
	}
	return part(q.Schema) + "." + part(q.Name)
}

// part returns one part of a name in two parts.
func part(name string) string {
	if !strings.ContainsAny(name, `."`) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// sqlName returns the name by which the settings, REST and the log know a table. Different tables have different
// names.
func (s *Source) sqlName(q QualifiedName) string {
	switch {
	case s.Schema == "" && q.Schema == "":
		return q.Name
	case q.Schema == s.Schema:
		return part(q.Name)
	default:
		return q.String()
	}
}

// KnownName returns the name by which the settings, REST and the log know a table.
func (s *Source) KnownName(q QualifiedName) string { return s.sqlName(q) }

// Table returns the table (not a view) that the settings know by a name, or nil where there is none.
func (s *Source) Table(name string) *SourceTable {
	for i := range s.Tables {
		if t := &s.Tables[i]; !t.View && s.sqlName(t.name()) == name {
			return t
		}
	}
	return nil
}

// Column returns the column of the table or view that the settings know by a name, or nil where there is none.
func (s *Source) Column(table, column string) *SourceColumn {
	for i := range s.Tables {
		t := &s.Tables[i]
		if s.sqlName(t.name()) != table {
			continue
		}
		for j := range t.Columns {
			if t.Columns[j].Name == column {
				return &t.Columns[j]
			}
		}
	}
	return nil
}

// spoken returns the name from which API names are derived, prefixed with that of the schema where it is not the
// default.
func (s *Source) spoken(q QualifiedName) string {
	if q.Schema == s.Schema || q.Schema == "" {
		return q.Name
	}
	return q.Schema + "." + q.Name
}

func (t *SourceTable) name() QualifiedName { return QualifiedName{t.Schema, t.Name} }

func (r *SourceReader) name() QualifiedName { return QualifiedName{r.Schema, r.Name} }

// bare returns the table's own name where it follows a schema's.
func (t *SourceTable) bare() string {
	if t.Schema == "" {
		return ""
	}
	return t.Name
}

// target returns the name by which the table that the key refers to is known.
func (s *Source) target(k *SourceForeignKey) string {
	return s.sqlName(QualifiedName{k.TargetSchema, k.Target})
}
