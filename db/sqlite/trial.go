package sqlite

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
)

// Compiling a statement that writes a table makes SQLite compile everything that belongs to it: triggers, CHECKs,
// defaults, generated columns, indexes, foreign keys. Any of them may need what only the program that made the file
// has. Each kind of write is therefore compiled once, without being run: what fails then always fails.

// trial is the connection on which statements are compiled.
type trial interface {
	// compile compiles a statement without running it.
	compile(sql string) error
	// collations are those for which the connection has stand-ins.
	collations() foreignCollations
	// withoutStandIns runs f while it has none.
	withoutStandIns(f func() error) error
}

// compile implements trial.
func (c *connection) compile(sql string) error {
	if err := endedFault(c.ctx, "the request exceeded its time limit"); err != nil {
		return err
	}
	s, err := c.raw.PrepareContext(unwatched, sql)
	if err != nil {
		return err
	}
	return s.Close()
}

// lasting reports whether a statement that failed to compile always will. It is no verdict that the database could
// not be read, or that time was up.
func lasting(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return false
	}
	switch e.Code {
	case sqlite3.ErrError, sqlite3.ErrNomem, sqlite3.ErrTooBig, sqlite3.ErrAuth, sqlite3.ErrMismatch, sqlite3.ErrCorrupt:
		return true
	default:
		return false
	}
}

// tryWrites finds the writes of each table that cannot run. A write must not depend on a stand-in.
func (in *inspector) tryWrites() error {
	if err := in.trial.withoutStandIns(in.tryTables); err != nil {
		return err
	}
	in.noteRefused()
	return nil
}

func (in *inspector) tryTables() error {
	for _, t := range in.sorted() {
		if in.overrides.Tables[t.Name].Exclude {
			continue
		}
		if in.unwritable[script.Fold(t.Name)] {
			t.refuse(tooLargeTriggers)
			continue // compiling them takes what the bounds prevent
		}
		if err := in.tryTable(t); err != nil {
			return err
		}
	}
	return nil
}

// tryTable compiles the writes of a table. An update of all columns compiles whatever one of a single column does, so
// single ones are only compiled if it fails.
func (in *inspector) tryTable(t *table) error {
	columns := t.settable()
	attempt := func(sql string, e catalog.Event) (reason string, err error) {
		failure := in.trial.compile(sql)
		switch {
		case failure == nil:
			return "", nil
		case !lasting(failure):
			return "", faultOf(failure)
		}
		return in.reason(t, e, failure)
	}
	var err error
	if t.Refused.Delete, err = attempt(t.deletion(), catalog.Deleted); err != nil || len(columns) == 0 {
		return err
	}
	for _, sql := range []string{t.insertion(columns), t.insertion(nil)} {
		if t.Refused.Insert != "" {
			break
		}
		if t.Refused.Insert, err = attempt(sql, catalog.Inserted); err != nil {
			return err
		}
	}
	if in.trial.compile(t.change(columns)) == nil {
		return nil
	}
	return in.tryColumns(t, attempt)
}

// tryColumns compiles an update of each column.
func (in *inspector) tryColumns(t *table, attempt func(sql string, e catalog.Event) (string, error)) (err error) {
	for i := range t.Columns {
		if c := &t.Columns[i]; !c.Generated {
			if c.Refused, err = attempt(t.change([]string{c.Name}), catalog.Updated); err != nil {
				return err
			}
		}
	}
	return nil
}

// settable returns the columns that can be written.
func (t *table) settable() []string {
	var names []string
	for i := range t.Columns {
		if !t.Columns[i].Generated {
			names = append(names, t.Columns[i].Name)
		}
	}
	return names
}

// insertion returns an INSERT that sets the columns; the others get their defaults.
func (t *table) insertion(columns []string) string {
	into := "INSERT INTO main." + script.QuoteName(t.Name)
	if len(columns) == 0 {
		return into + " DEFAULT VALUES" + returning
	}
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = script.QuoteName(c)
	}
	return into + " (" + strings.Join(quoted, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")" + returning
}

// change returns an UPDATE of the columns.
func (t *table) change(columns []string) string {
	set := make([]string, len(columns))
	for i, c := range columns {
		set[i] = script.QuoteName(c) + " = ?"
	}
	return "UPDATE main." + script.QuoteName(t.Name) + " SET " + strings.Join(set, ", ") + returning
}

// deletion returns a DELETE. Without a condition SQLite would empty the table without its indexes. It returns rows
// only where they have no key and may stay.
func (t *table) deletion() string {
	sql := "DELETE FROM main." + script.QuoteName(t.Name) + " WHERE true"
	if t.Effects.Delete && len(t.ownKeys()) == 0 {
		sql += returning
	}
	return sql
}

// returning makes SQLite also read every generated column, and check the foreign keys that refer to the table when a
// single row is inserted.
const returning = " RETURNING 1"

// refuse refuses all writes of the table.
func (t *table) refuse(reason string) {
	t.Refused = catalog.Refused{Insert: reason, Delete: reason}
	for i := range t.Columns {
		if !t.Columns[i].Generated {
			t.Columns[i].Refused = reason
		}
	}
}

// noteRefused records what cannot be written, in one note a table.
func (in *inspector) noteRefused() {
	for _, t := range in.sorted() {
		var byReason [][]string // a reason, and the writes that it concerns
		add := func(reason, what string) {
			at := slices.IndexFunc(byReason, func(r []string) bool { return r[0] == reason })
			switch {
			case reason == "":
			case at < 0:
				byReason = append(byReason, []string{reason, what})
			default:
				byReason[at] = append(byReason[at], what)
			}
		}
		add(t.Refused.Insert, "inserts")
		t.refusedUpdates(add)
		add(t.Refused.Delete, "deletes")
		texts := make([]string, len(byReason))
		for i, r := range byReason {
			texts[i] = strings.Join(r[1:], ", ") + " (" + r[0] + ")"
		}
		if len(texts) > 0 {
			in.unworkable("table %q is served without %s", t.Name, strings.Join(texts, ", "))
		}
	}
}

// refusedUpdates passes on the updates that cannot run: as one if every column has the same reason.
func (t *table) refusedUpdates(add func(reason, what string)) {
	var all []string
	for i := range t.Columns {
		if c := &t.Columns[i]; !c.Generated {
			all = append(all, c.Refused)
		}
	}
	if len(all) > 0 && !slices.ContainsFunc(all, func(reason string) bool { return reason != all[0] }) {
		add(all[0], "updates")
		return
	}
	for i := range t.Columns {
		add(t.Columns[i].Refused, fmt.Sprintf("updates of %q", t.Columns[i].Name))
	}
}

// unworkable records a part of the database that cannot be read or written.
func (in *inspector) unworkable(format string, args ...any) {
	in.notes = append(in.notes, catalog.Note{Message: fmt.Sprintf(format, args...), Unworkable: true})
}
