package engine

import (
	"fmt"
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// Users names the accounts table, which holds one account a row. All names are those of the database.
type Users struct {
	Table string
	// Identity is the column that names an account at a login; Password is the column whose values are stored as
	// hashes.
	Identity, Password string
}

// NewUsers returns the accounts configured by the settings; nil if they name no table.
func NewUsers(table, identity, password string) *Users {
	if table == "" {
		return nil
	}
	return &Users{Table: table, Identity: identity, Password: password}
}

// Secret returns the column that is stored as hashes; nil if there are no accounts.
func (u *Users) Secret() *catalog.ColumnName {
	if u == nil {
		return nil
	}
	return &catalog.ColumnName{Table: u.Table, Column: u.Password}
}

// The settings of the accounts.
const (
	tableSetting    = "auth.users.table"
	identitySetting = "auth.users.identity"
	passwordSetting = "auth.users.password" //nolint:gosec // the name of a setting
)

// WrongUsers is the error of an account setting whose value cannot be used. It wraps a fault with the same text.
type WrongUsers struct {
	// Setting is the key of the setting, What describes the problem and Hint the fix.
	Setting, What, Hint string

	fault *fault.Fault
}

// Error returns the text of the fault.
func (e *WrongUsers) Error() string { return e.fault.Error() }

// Unwrap returns the fault.
func (e *WrongUsers) Unwrap() error { return e.fault }

func wrong(code fault.Code, setting, hint, format string, args ...any) error {
	e := &WrongUsers{Setting: setting, What: fmt.Sprintf(format, args...), Hint: hint}
	e.fault = fault.New(code, "%s: %s", setting, e.What).WithHint("%s", hint)
	return e
}

// unfit returns the error of a setting that names an existing object that cannot be used.
func unfit(setting, hint, format string, args ...any) error {
	return wrong(fault.Internal, setting, hint, format, args...)
}

// Find returns the accounts table, after checking that it is usable, and notes for the log; nil if there are no
// accounts. The catalogue must have been built with their Secret. Errors are WrongUsers.
func (u *Users) Find(c *catalog.Catalog) (*catalog.Table, []catalog.Note, error) {
	if u == nil {
		return nil, nil, nil
	}
	t := c.TableBySQL(u.Table)
	switch {
	case t == nil:
		return nil, nil, wrong(fault.SchemaUnknown, tableSetting, tablesOf(c), "there is no table %q", u.Table)
	case t.View:
		return nil, nil, unfit(tableSetting, "name the table that it shows",
			"%q is a view: passwords cannot be written to it", u.Table)
	case t.PrimaryKey() == nil:
		return nil, nil, unfit(tableSetting, "add a primary key to the table",
			"%q has no primary key, so its accounts cannot be identified", u.Table)
	}
	identity, err := column(t, identitySetting, u.Identity)
	if err != nil {
		return nil, nil, err
	}
	password, err := column(t, passwordSetting, u.Password)
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

// column returns the column that a setting names.
func column(t *catalog.Table, setting, name string) (*catalog.Column, error) {
	if c := t.ColumnBySQL(name); c != nil {
		return c, nil
	}
	all := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		all[i] = c.SQLName
	}
	return nil, wrong(fault.SchemaUnknown, setting, "its columns are "+fault.List(all), "table %q has no column %q", t.SQLName, name)
}

func checkIdentity(c *catalog.Column) error {
	switch {
	case c.Secret:
		return unfit(identitySetting, "name the column by which people log in, such as their e-mail address",
			"column %q is the column of the passwords", c.SQLName)
	case !c.Type.Kind.Ordered():
		return unfit(identitySetting, "name a column of text or numbers",
			"column %q cannot name an account: it is of kind %s", c.SQLName, c.Type.Kind)
	}
	return nil
}

// checkPassword rejects a column that cannot hold hashes: hashes of equal passwords differ, so nothing can refer
// to one or be found by it.
func checkPassword(c *catalog.Column) error {
	refers := func(r *catalog.Relation) bool { return slices.Contains(r.Columns, c) }
	partOf := func(k *catalog.Key) bool { return slices.Contains(k.Columns, c) }
	switch {
	case c.Type.Kind != catalog.String:
		return unfit(passwordSetting, "name a column of text",
			"column %q is of kind %s, but a hash is text", c.SQLName, c.Type.Kind)
	case c.Generated:
		return unfit(passwordSetting, "name a column that can be written",
			"column %q is computed by the database, and cannot be written", c.SQLName)
	case slices.ContainsFunc(c.Table.Keys, partOf):
		return unfit(passwordSetting, "name a column that is not part of a primary or unique key",
			"column %q is part of a key", c.SQLName)
	case slices.ContainsFunc(c.Table.Relations, refers):
		return unfit(passwordSetting, "name a column that is not part of a foreign key, nor the target of one",
			"column %q is part of a foreign key", c.SQLName)
	}
	return nil
}

// remarks returns notes for the owner of the accounts.
func remarks(identity, password *catalog.Column) []catalog.Note {
	var notes []catalog.Note
	note := func(format string, args ...any) {
		notes = append(notes, catalog.Note{Message: fmt.Sprintf(format, args...)})
	}
	t := identity.Table
	if !slices.ContainsFunc(t.Keys, func(k *catalog.Key) bool { return len(k.Columns) == 1 && k.Columns[0] == identity }) {
		note("column %q of table %q has no unique key of its own: accounts with the same value cannot log in",
			identity.SQLName, t.SQLName)
	}
	if password.HasDefault {
		note("column %q of table %q has a default, which the database stores in plain text: only values that clients write are hashed",
			password.SQLName, t.SQLName)
	}
	return notes
}

// tablesOf returns a hint that lists the existing tables.
func tablesOf(c *catalog.Catalog) string {
	all := make([]string, len(c.Tables))
	for i, t := range c.Tables {
		all[i] = t.SQLName
	}
	if len(all) == 0 {
		return "the database has no tables"
	}
	return "the tables are " + fault.List(all)
}
