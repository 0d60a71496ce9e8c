package sqlite

import (
	"context"
	"errors"
	"fmt"

	"tiddly/db/sqlite/script"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// Ensure creates what a script of CREATE statements has and the database lacks. It never changes existing objects. It
// returns what was created, and where a table differs from the script, with the statements that would remove the
// difference.
func (d *Database) Ensure(ctx context.Context, statements string) (facts []string, err error) {
	want, err := scriptSchema(ctx, statements)
	if err != nil {
		return nil, err
	}
	kind := forWriting
	if d.mode.ReadOnly {
		kind = forReading
	}
	c, err := d.connect(ctx, kind)
	if err != nil {
		return nil, faultOf(err)
	}
	defer func() { err = errors.Join(err, faultOf(c.close())) }()
	have, err := readSchema(ctx, c)
	if err != nil {
		return nil, err
	}
	missing := want.MissingFrom(have)
	switch {
	case len(missing) > 0 && d.mode.ReadOnly:
		for _, o := range missing {
			facts = append(facts, fmt.Sprintf("%s %q of the script is not in the database, which is read-only", o.Kind, o.Name))
		}
	case len(missing) > 0:
		made, err := c.create(ctx, want)
		if err != nil {
			return nil, err
		}
		facts = append(facts, made...)
	}
	differences, err := script.Compare(want, have, func(statements []string) (bool, error) {
		return tried(ctx, have, statements)
	})
	return append(facts, differences...), err
}

// scriptSchema returns the schema that the script creates, by running it in memory.
func scriptSchema(ctx context.Context, statements string) (s *script.Schema, err error) {
	c, err := connect(ctx, "file::memory:?_mutex=no")
	if err != nil {
		return nil, faultOf(err)
	}
	defer func() { err = errors.Join(err, faultOf(c.close())) }()
	if _, err := c.raw.ExecContext(unwatched, statements, nil); err != nil {
		return nil, fault.Wrap(err, fault.DatabaseError, "the script of the tables cannot be run").
			WithHint("fix its SQL; the log has the message of the database")
	}
	return readSchema(ctx, c)
}

func readSchema(ctx context.Context, c *connection) (s *script.Schema, err error) {
	_, err = c.serve(ctx, false, func(r exec.Reader) error {
		a := readerAsk(r)
		rows, err := a("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid", 4)
		if err != nil {
			return err
		}
		objects := make([]script.Object, len(rows))
		for i, row := range rows {
			objects[i] = script.Object{Kind: text(row[0]), Name: text(row[1]), Table: text(row[2]), SQL: text(row[3])}
		}
		s = script.NewSchema(objects)
		return readSchemaColumns(a, s, objects)
	})
	return s, err
}

func readSchemaColumns(a ask, s *script.Schema, objects []script.Object) error {
	for _, o := range objects {
		if !o.Ordinary() {
			continue
		}
		const columnsOf = `SELECT name, type, coalesce(dflt_value, ''), "notnull", pk, hidden
			FROM pragma_table_xinfo(?, 'main')`
		rows, err := a(columnsOf, 6, o.Name)
		if err != nil {
			return err
		}
		columns := make([]script.Column, len(rows))
		for i, row := range rows {
			columns[i] = script.Column{
				Name: text(row[0]), Declared: text(row[1]), Default: text(row[2]),
				NotNull: truth(row[3]), Key: number(row[4]), Hidden: number(row[5]),
			}
		}
		s.SetColumns(o, columns)
	}
	return nil
}

// create creates what is missing, in one transaction: another server may be starting on the same file.
func (c *connection) create(ctx context.Context, want *script.Schema) (facts []string, err error) {
	if err := c.run("BEGIN IMMEDIATE"); err != nil {
		return nil, faultOf(err)
	}
	defer func() {
		if err != nil {
			_ = c.run("ROLLBACK") // the first error is the one to report
		}
	}()
	have, err := readSchema(ctx, c)
	if err != nil {
		return nil, err
	}
	for _, o := range want.MissingFrom(have) {
		if _, err := c.raw.ExecContext(unwatched, o.SQL, nil); err != nil {
			return nil, faultOf(err)
		}
		facts = append(facts, fmt.Sprintf("%s %q was created", o.Kind, o.Name))
	}
	if err := c.run("COMMIT"); err != nil {
		return nil, faultOf(err)
	}
	return facts, nil
}

// tried reports whether the statements run on a copy of the schema that has a row in each table that accepts one.
func tried(ctx context.Context, s *script.Schema, statements []string) (works bool, err error) {
	if len(statements) == 0 || large(s) {
		return false, ctx.Err()
	}
	c, err := connect(ctx, "file::memory:?_mutex=no")
	if err != nil {
		return false, faultOf(err)
	}
	defer func() { err = errors.Join(err, faultOf(c.close())) }()
	for _, statement := range s.Copy() {
		_, _ = c.raw.ExecContext(unwatched, statement, nil) // may fail
	}
	for _, statement := range statements {
		if _, err := c.raw.ExecContext(unwatched, statement, nil); err != nil {
			return false, ctx.Err()
		}
	}
	return true, ctx.Err()
}

// large reports whether altering a table would make SQLite expand a view that is too large.
func large(s *script.Schema) bool {
	views := s.Views()
	e := newExpander(views)
	for name := range views {
		if !e.view(script.Fold(name)).fits() {
			return true
		}
	}
	return false
}
