package engine

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// accountsTable is the accounts table as it was last accepted. While a server runs, the table or the password
// column can be renamed and its old name reused; names alone then no longer identify the passwords.
type accountsTable struct {
	// place is the table's position in the database; all holds the columns of all tables.
	place string
	all   map[catalog.QualifiedName][]string
	// before and after are the columns before and after the password column.
	before, after []string
}

// accountsOf returns the accounts table; nil if it does not exist.
func accountsOf(source *catalog.Source, users *Users) *accountsTable {
	t := source.Table(users.Table)
	if t == nil {
		return nil
	}
	a := &accountsTable{place: t.Place, all: map[catalog.QualifiedName][]string{}}
	for i := range source.Tables {
		a.all[nameOf(&source.Tables[i])] = columnsOf(&source.Tables[i])
	}
	names := columnsOf(t)
	at := slices.Index(names, users.Password)
	if at < 0 {
		return nil
	}
	a.before, a.after = names[:at], names[at+1:]
	return a
}

// strayed returns an error if passwords may now be in a served column other than the configured one: because the
// table was renamed and its name reused, or the column was.
func (a *accountsTable) strayed(source *catalog.Source, users *Users) error {
	now := accountsOf(source, users)
	if a == nil || now == nil {
		return nil // a missing table is reported later
	}
	const sure = "; restore them, or exclude it and restart the server; if it has no passwords, send SIGHUP to read the tables again"
	for i := range source.Tables {
		t := &source.Tables[i]
		if a.place == "" || t.Place != a.place || now.place == a.place {
			continue
		}
		// VACUUM may move all tables at once: a table with unchanged columns is not the accounts table.
		if !slices.Equal(a.all[nameOf(t)], columnsOf(t)) {
			return fault.New(fault.SchemaChanged,
				"auth.users.table: table %q is the former %q, and may contain the passwords"+sure, t.Name, users.Table)
		}
	}
	if column := a.newName(now); column != "" {
		return fault.New(fault.SchemaChanged,
			"auth.users.password: column %q of table %q may be the former column of the passwords"+sure, column, users.Table)
	}
	return nil
}

// newName returns the column that may be the renamed password column; empty if there is none. A renamed column
// keeps its position, an added one comes last, and a dropped one moves those after it up.
func (a *accountsTable) newName(now *accountsTable) string {
	if len(now.before) > len(a.before) {
		// The password column has moved towards the end, or another column was put before it.
		for i, name := range now.before {
			if i == len(a.before) || name != a.before[i] {
				return name
			}
		}
	}
	if len(now.before) < len(a.before) {
		// A column before it was dropped, or is now the password column.
		for _, name := range now.after {
			if !slices.Contains(a.after, name) {
				return name
			}
		}
	}
	return ""
}

func nameOf(t *catalog.SourceTable) catalog.QualifiedName {
	return catalog.QualifiedName{Schema: t.Schema, Name: t.Name}
}

func columnsOf(t *catalog.SourceTable) []string {
	names := make([]string, len(t.Columns))
	for i := range t.Columns {
		names[i] = t.Columns[i].Name
	}
	return names
}
