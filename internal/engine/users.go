package engine

import (
	"fmt"
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// Users say which table holds the accounts, one a row. All names are those of the database.
type Users struct {
	Table string
	// Identity is the column by which an account is named at a login, Password the one whose values are kept as hashes.
	Identity, Password string
}

// NewUsers gives the accounts that settings name; nil where they name no table.
func NewUsers(table, identity, password string) *Users {
	if table == "" {
		return nil
	}
	return &Users{Table: table, Identity: identity, Password: password}
}

// Secret gives the column that is kept as hashes; nil where there are no accounts.
func (u *Users) Secret() *catalog.ColumnName {
	if u == nil {
		return nil
	}
	return &catalog.ColumnName{Table: u.Table, Column: u.Password}
}

// Find gives the table of the accounts, where it can be one, and what the log should say of it; nil where there are no
// accounts. The catalogue was built with their Secret. Errors are faults that name the setting.
func (u *Users) Find(c *catalog.Catalog) (*catalog.Table, []catalog.Note, error) {
	if u == nil {
		return nil, nil, nil
	}
	t := c.TableBySQL(u.Table)
	switch {
	case t == nil:
		f := fault.New(fault.SchemaUnknown, "auth.users.table: there is no table %q", u.Table)
		if all := tableNames(c); all != "" {
			f = f.WithHint("the tables are %s", all)
		}
		return nil, nil, f
	case t.View:
		return nil, nil, unfit("auth.users.table: %q is a view: no password can be written there", u.Table).
			WithHint("name the table that it shows")
	case t.PrimaryKey() == nil:
		return nil, nil, unfit("auth.users.table: %q has no primary key, so nothing tells its accounts apart", u.Table).
			WithHint("give the table a primary key")
	}
	identity, err := column(t, "identity", u.Identity)
	if err != nil {
		return nil, nil, err
	}
	password, err := column(t, "password", u.Password)
	if err != nil {
		return nil, nil, err
	}
	if err := checkIdentity(identity); err != nil {
		return nil, nil, err
	}
	if err := checkPassword(password); err != nil {
		return nil, nil, err
	}
	return t, remarks(identity, password), nil
}

// unfit is a setting that names something that is there, but cannot be used.
func unfit(format string, args ...any) *fault.Fault {
	return fault.New(fault.Internal, format, args...)
}

// column gives the column that a setting names.
func column(t *catalog.Table, setting, name string) (*catalog.Column, error) {
	if c := t.ColumnBySQL(name); c != nil {
		return c, nil
	}
	all := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		all[i] = c.SQLName
	}
	return nil, fault.New(fault.SchemaUnknown, "auth.users.%s: table %q has no column %q", setting, t.SQLName, name).
		WithHint("its columns are %s", strings.Join(all, ", "))
}

func checkIdentity(c *catalog.Column) error {
	switch {
	case c.Secret:
		return unfit("auth.users.identity: column %q is the one of the passwords", c.SQLName).
			WithHint("name the column by which people log in, such as their e-mail address")
	case !c.Type.Kind.Ordered():
		return unfit("auth.users.identity: nobody can be named by column %q, which holds values of the kind %s", c.SQLName, c.Type.Kind).
			WithHint("name a column of texts or numbers")
	}
	return nil
}

// checkPassword refuses a column in which a hash cannot stand: hashes of equal passwords differ, so that nothing can
// refer to one or be found by it.
func checkPassword(c *catalog.Column) error {
	refers := func(r *catalog.Relation) bool { return slices.Contains(r.Columns, c) }
	partOf := func(k *catalog.Key) bool { return slices.Contains(k.Columns, c) }
	switch {
	case c.Type.Kind != catalog.String:
		return unfit("auth.users.password: column %q holds values of the kind %s, but a hash is a text", c.SQLName, c.Type.Kind).
			WithHint("name a column of texts")
	case c.Generated:
		return unfit("auth.users.password: column %q is computed by the database, and cannot be written", c.SQLName).
			WithHint("name a column that can be written")
	case slices.ContainsFunc(c.Table.Keys, partOf):
		return unfit("auth.users.password: column %q is part of a key", c.SQLName).
			WithHint("name a column that is in no primary key and no unique key")
	case slices.ContainsFunc(c.Table.Relations, refers):
		return unfit("auth.users.password: column %q is part of a foreign key", c.SQLName).
			WithHint("name a column that refers to nothing, and that nothing refers to")
	}
	return nil
}

// remarks are what an owner of the accounts should know.
func remarks(identity, password *catalog.Column) []catalog.Note {
	var notes []catalog.Note
	note := func(format string, args ...any) {
		notes = append(notes, catalog.Note{Message: fmt.Sprintf(format, args...)})
	}
	t := identity.Table
	if !slices.ContainsFunc(t.Keys, func(k *catalog.Key) bool { return len(k.Columns) == 1 && k.Columns[0] == identity }) {
		note("column %q of table %q has no unique key of its own: where several accounts have the same one, none of them can log in",
			identity.SQLName, t.SQLName)
	}
	if password.HasDefault {
		note("column %q of table %q has a default, which the database stores as it is: only what clients write is kept as a hash",
			password.SQLName, t.SQLName)
	}
	return notes
}

func tableNames(c *catalog.Catalog) string {
	const most = 20
	all := make([]string, 0, most+1)
	for _, t := range c.Tables {
		if len(all) == most {
			all = append(all, "…")
			break
		}
		all = append(all, t.SQLName)
	}
	return strings.Join(all, ", ")
}
