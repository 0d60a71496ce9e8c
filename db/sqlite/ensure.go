package sqlite

import (
	"context"
	"errors"
	"fmt"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// Ensure creates what a script of CREATE statements has and the database lacks. It never changes existing objects. It
// returns what was created, and where a table differs from the script, with the statements that would remove the
// difference.
func (d *Database) Ensure(ctx context.Context, script string) (facts []string, err error) {
	want, err := scriptSchema(ctx, script)
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
	missing := want.missingFrom(have)
	switch {
	case len(missing) > 0 && d.mode.ReadOnly:
		for _, o := range missing {
			facts = append(facts, fmt.Sprintf("%s %q of the script is not in the database, which is read-only", o.kind, o.name))
		}
	case len(missing) > 0:
		made, err := c.create(ctx, want)
		if err != nil {
			return nil, err
		}
		facts = append(facts, made...)
	}
	differences, err := compareSchemas(ctx, want, have)
	return append(facts, differences...), err
}

// object is an entry of sqlite_schema that a statement created.
type object struct{ kind, name, table, sql string }

// key returns a key that is unique among objects: the names of triggers have a namespace of their own.
func (o object) key() string {
	if o.kind == "trigger" {
		return "trigger " + fold(o.name)
	}
	return fold(o.name)
}

// schema is the schema of a database.
type schema struct {
	objects []object
	byKey   map[string]object
	// columns are the columns of each table, by folded name.
	columns map[string][]column
}

// missingFrom returns the objects that have lacks, except indexes and triggers of existing tables, which those would
// change.
func (s *schema) missingFrom(have *schema) []object {
	var missing []object
	for _, o := range s.objects {
		_, there := have.byKey[o.key()]
		_, table := have.byKey[fold(o.table)]
		if !there && (!o.attached() || !table) {
			missing = append(missing, o)
		}
	}
	return missing
}

func (o object) attached() bool { return o.kind == "index" || o.kind == "trigger" }

// scriptSchema returns the schema that the script creates, by running it in memory.
func scriptSchema(ctx context.Context, script string) (s *schema, err error) {
	c, err := connect(ctx, "file::memory:?_mutex=no")
	if err != nil {
		return nil, faultOf(err)
	}
	defer func() { err = errors.Join(err, faultOf(c.close())) }()
	if _, err := c.raw.ExecContext(unwatched, script, nil); err != nil {
		return nil, fault.Wrap(err, fault.DatabaseError, "the script of the tables cannot be run").
			WithHint("mend the SQL in it; the log has what the database says")
	}
	return readSchema(ctx, c)
}

func readSchema(ctx context.Context, c *connection) (*schema, error) {
	s := &schema{byKey: map[string]object{}, columns: map[string][]column{}}
	_, err := c.serve(ctx, false, func(r exec.Reader) error {
		a := readerAsk(r)
		rows, err := a("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid", 4)
		if err != nil {
			return err
		}
		for _, row := range rows {
			o := object{text(row[0]), text(row[1]), text(row[2]), text(row[3])}
			s.objects = append(s.objects, o)
			s.byKey[o.key()] = o
		}
		return s.readColumns(a)
	})
	return s, err
}

// create creates what is missing, in one transaction: another server may be starting on the same file.
func (c *connection) create(ctx context.Context, want *schema) (facts []string, err error) {
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
	for _, o := range want.missingFrom(have) {
		if _, err := c.raw.ExecContext(unwatched, o.sql, nil); err != nil {
			return nil, faultOf(err)
		}
		facts = append(facts, fmt.Sprintf("%s %q was made", o.kind, o.name))
	}
	if err := c.run("COMMIT"); err != nil {
		return nil, faultOf(err)
	}
	return facts, nil
}
