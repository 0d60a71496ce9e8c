package engine

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// accountsTable is the table of the accounts as it was when it was last accepted. While a server runs, the table or the
// column of the passwords can be given another name and its old name be given to another; after that no name says where
// the passwords stand.
type accountsTable struct {
	// place is where the table lies, all are the columns of all tables.
	place string
	all   map[catalog.QualifiedName][]string
	// before are the columns that stand before that of the passwords, after those behind it.
	before, after []string
}

// accountsOf returns the table of the accounts; nil where it is not there.
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

// strayed refuses tables in which the passwords may stand under another name than in the settings, and which is served:
// because the table took another name while a new one got its own, or the column did.
func (a *accountsTable) strayed(source *catalog.Source, users *Users) error {
	now := accountsOf(source, users)
	if a == nil || now == nil {
		return nil // that nothing has the name is found later
	}
	const sure = "; put them back, or exclude it and start the server again; where it has no passwords, have the tables read again by SIGHUP"
	for i := range source.Tables {
		t := &source.Tables[i]
		if a.place == "" || t.Place != a.place || now.place == a.place {
			continue
		}
		// Tables may be moved together, by VACUUM: one that is as it was is none of the accounts.
		if !slices.Equal(a.all[nameOf(t)], columnsOf(t)) {
			return fault.New(fault.SchemaChanged,
				"auth.users.table: table %q is the one that was called %q before, and may have the passwords"+sure, t.Name, users.Table)
		}
	}
	if column := a.newName(now); column != "" {
		return fault.New(fault.SchemaChanged,
			"auth.users.password: column %q of table %q stands where the passwords may have stood before"+sure, column, users.Table)
	}
	return nil
}

// newName returns a column that may be the one which had the name of the passwords' before; empty where there is none.
// A column that gets another name stays at its place, one that is added comes last, and one that is dropped makes those
// behind it move up.
func (a *accountsTable) newName(now *accountsTable) string {
	if len(now.before) > len(a.before) {
		// The column of the passwords has moved towards the end, or another has come before it.
		for i, name := range now.before {
			if i == len(a.before) || name != a.before[i] {
				return name
			}
		}
	}
	if len(now.before) < len(a.before) {
		// One before it was dropped, or has become it.
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
