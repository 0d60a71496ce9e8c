package sqlite

import (
	"fmt"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// Version returns the name and the version of the library that is linked in.
func Version() string {
	version, _, _ := sqlite3.Version()
	return "SQLite " + version
}

// ReadOnly reports whether the file is read-only, on request or because it cannot be written.
func (d *Database) ReadOnly() bool { return d.mode.ReadOnly }

// Facts returns sentences for the log: how the file was opened, and what was created in it.
func (d *Database) Facts() []string {
	m := d.mode
	var facts []string
	if m.Created {
		facts = append(facts, fmt.Sprintf("the database %s is new", d.path))
	}
	opened := "opened for reading and writing"
	switch {
	case m.ReadOnly && m.Reason != "":
		opened = "opened read-only, because " + m.Reason
	case m.ReadOnly:
		opened = "opened read-only"
	}
	facts = append(facts, fmt.Sprintf("the database %s is %s, with journal mode %s and up to %d readers", d.path, opened, m.Journal, m.Readers))
	return append(facts, d.made...)
}
