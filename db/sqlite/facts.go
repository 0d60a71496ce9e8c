package sqlite

import (
	"fmt"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// Version names the library that is linked in.
func Version() string {
	version, _, _ := sqlite3.Version()
	return "SQLite " + version
}

// ReadOnly tells that nothing can be written: it was asked for, or the file does not let us.
func (d *Database) ReadOnly() bool { return d.mode.ReadOnly }

// Facts say how the file was opened, and what was made in it, in sentences for the log.
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
