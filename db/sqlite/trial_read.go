package sqlite

import (
	"fmt"
	"slices"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

// tryReads finds what cannot be read: generated columns, and views that SQLite does not refuse before they are read.
func (in *inspector) tryReads() error {
	for _, t := range in.sorted() {
		if err := in.tryColumnReads(t); err != nil {
			return err
		}
	}
	var whole []*table
	for _, v := range in.views {
		switch err := in.trial.compile("SELECT * FROM main." + script.QuoteName(v.Name)); {
		case err == nil:
			compares, err := in.tryViewCollations(v)
			if err != nil {
				return err
			}
			if compares != "" {
				in.unworkable("view %q is left out: it compares by the collation %s, which this server does not have", v.Name, compares)
				continue
			}
			whole = append(whole, v)
		case lasting(err):
			in.leaveOutView(v, err)
		default:
			return faultOf(err)
		}
	}
	in.views = whole
	return nil
}

// tryColumnReads compiles the reading of each column, if not all of a table can be read.
func (in *inspector) tryColumnReads(t *table) error {
	if !slices.ContainsFunc(t.Columns, func(c catalog.SourceColumn) bool { return c.Generated }) {
		return nil // cells are read as they are
	}
	from := " FROM main." + script.QuoteName(t.Name)
	if in.trial.compile("SELECT *"+from) == nil {
		return nil
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		switch err := in.trial.compile("SELECT " + script.QuoteName(c.Name) + from); {
		case err == nil:
		case lasting(err):
			c.Unreadable = in.readReason(err)
		default:
			return faultOf(err)
		}
	}
	return nil
}

// leaveOutView records that a view cannot be read; a nil error is that of a view without columns.
func (in *inspector) leaveOutView(v *table, err error) {
	reason := "it has no columns"
	if err != nil {
		reason = in.readReason(err)
	}
	in.unworkable("view %q is left out: %s", v.Name, reason)
}

// readReason describes why something cannot be read.
func (in *inspector) readReason(err error) string {
	l := lackOf(err)
	in.lacks(l)
	return "it " + l.text
}

// needed returns a note with the command of the build that has what this one lacks.
func (in *inspector) needed(file string) []catalog.Note {
	if !in.lacking[fullText] {
		return nil
	}
	return []catalog.Note{{Unworkable: true, Message: fmt.Sprintf(
		"the file needs SQLite's module %s: serve it by a build that has it, go run -tags %s . --db %s", fullText, fullTextTag, shellQuoted(file),
	)}}
}
