package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// column holds the properties of a column that are compared between the script and the database.
type column struct {
	name, declared, standard, collation string
	notNull                             bool
	key, hidden                         int64
	// definition is the column's definition in CREATE TABLE.
	definition string
}

func (s *schema) readColumns(a ask) error {
	for _, o := range s.objects {
		if o.kind != "table" || !ordinary(o) {
			continue
		}
		rows, err := a(`SELECT name, type, coalesce(dflt_value, ''), "notnull", pk, hidden FROM pragma_table_xinfo(?, 'main')`, 6, o.name)
		if err != nil {
			return err
		}
		written := readTableText(o.sql)
		for _, row := range rows {
			folded := fold(text(row[0]))
			s.columns[fold(o.name)] = append(s.columns[fold(o.name)], column{
				name: text(row[0]), declared: strings.Join(strings.Fields(strings.ToUpper(text(row[1]))), " "),
				standard: text(row[2]), collation: fold(written.collations[folded]),
				notNull: truth(row[3]), key: number(row[4]), hidden: number(row[5]), definition: written.definitions[folded],
			})
		}
	}
	return nil
}

// ordinary reports whether the object is a table that is not virtual.
func ordinary(o object) bool {
	all := tokens(o.sql)
	return len(all) > 1 && !all[1].word("VIRTUAL")
}

// difference is one difference between a table and the script, and the statements that remove it.
type difference struct {
	message    string
	statements []string
}

// compareSchemas returns the differences between the tables that both have. Each change is tried on a copy of the
// schema, so that the advised statements work.
func compareSchemas(ctx context.Context, want, have *schema) ([]string, error) {
	var found []difference
	for _, o := range want.objects {
		columns, isTable := have.columns[fold(o.name)]
		_, there := have.byKey[o.key()]
		_, attachedTo := have.byKey[fold(o.table)]
		switch {
		case o.kind == "table" && isTable:
			found = append(found, compareTable(have.byKey[o.key()].name, want.columns[fold(o.name)], columns)...)
		case o.attached() && !there && attachedTo:
			found = append(found, difference{fmt.Sprintf("table %q lacks %s %q", o.table, o.kind, o.name), []string{o.sql}})
		}
	}
	facts := make([]string, 0, len(found))
	for _, d := range found {
		works, err := have.tried(ctx, d.statements)
		if err != nil {
			return nil, err
		}
		if works {
			facts = append(facts, d.message+"; to make it as in the script run: "+strings.Join(d.statements, "; "))
		} else {
			facts = append(facts, d.message+"; no ALTER changes that, the table must be made anew (sqlite.org/lang_altertable.html, section 7)")
		}
	}
	return facts, nil
}

func compareTable(table string, want, have []column) []difference {
	byName := make(map[string]column, len(have))
	for _, c := range have {
		byName[fold(c.name)] = c
	}
	alter := "ALTER TABLE " + quoteName(table)
	var found []difference
	for _, w := range want {
		h, there := byName[fold(w.name)]
		delete(byName, fold(w.name))
		switch {
		case !there:
			found = append(found, difference{
				fmt.Sprintf("table %q lacks column %q", table, w.name), []string{alter + " ADD COLUMN " + w.definition},
			})
		case w.describe() != h.describe():
			found = append(found, difference{
				fmt.Sprintf("column %q of table %q is %s, in the script it is %s", w.name, table, h.describe(), w.describe()), change(table, w, h),
			})
		}
	}
	for _, h := range have {
		if _, extra := byName[fold(h.name)]; extra {
			found = append(found, difference{
				fmt.Sprintf("table %q has column %q, which the script lacks: add it there, or lose what it holds", table, h.name),
				[]string{alter + " DROP COLUMN " + quoteName(h.name)},
			})
		}
	}
	return found
}

// change returns the statements that turn column h into w; nil if there are none.
func change(table string, w, h column) []string {
	alter, name := "ALTER TABLE "+quoteName(table), quoteName(h.name)
	onlyNull := h
	onlyNull.notNull = w.notNull
	switch {
	case w.key != h.key || w.hidden != h.hidden:
		return nil
	case onlyNull.describe() == w.describe() && w.notNull:
		return []string{alter + " ALTER COLUMN " + name + " SET NOT NULL"}
	case onlyNull.describe() == w.describe():
		return []string{alter + " ALTER COLUMN " + name + " DROP NOT NULL"}
	}
	old := quoteName(h.name + "_old")
	return []string{
		alter + " RENAME COLUMN " + name + " TO " + old,
		alter + " ADD COLUMN " + w.definition,
		"UPDATE " + quoteName(table) + " SET " + quoteName(w.name) + " = " + old,
		alter + " DROP COLUMN " + old,
	}
}

// describe returns all compared properties in SQL.
func (c column) describe() string {
	text := c.declared
	if text == "" {
		text = "without a type"
	}
	if c.key > 0 {
		text += fmt.Sprintf(" PRIMARY KEY (place %d)", c.key)
	}
	if c.notNull {
		text += " NOT NULL"
	}
	if c.standard != "" {
		text += " DEFAULT " + c.standard
	}
	if !exact(c.collation) {
		text += " COLLATE " + strings.ToUpper(c.collation)
	}
	if c.hidden > 1 {
		text += " GENERATED"
	}
	return text
}

// tried reports whether the statements run on a copy of the schema that has a row in each table that accepts one.
func (s *schema) tried(ctx context.Context, statements []string) (works bool, err error) {
	if len(statements) == 0 || s.large() {
		return false, ctx.Err()
	}
	c, err := connect(ctx, "file::memory:?_mutex=no")
	if err != nil {
		return false, faultOf(err)
	}
	defer func() { err = errors.Join(err, faultOf(c.close())) }()
	for _, o := range s.objects {
		// An object that cannot be copied (a table of a missing module) cannot interfere either.
		_, _ = c.raw.ExecContext(unwatched, o.sql, nil)
		if columns := s.columns[fold(o.name)]; o.kind == "table" && len(columns) > 0 {
			_, _ = c.raw.ExecContext(unwatched, "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; "+rowInto(o.name, columns), nil)
		}
	}
	for _, statement := range statements {
		if _, err := c.raw.ExecContext(unwatched, statement, nil); err != nil {
			return false, ctx.Err()
		}
	}
	return true, ctx.Err()
}

// large reports whether altering a table would make SQLite expand a view that is too large.
func (s *schema) large() bool {
	views := map[string]string{}
	for _, o := range s.objects {
		if o.kind == "view" {
			views[o.name] = o.sql
		}
	}
	e := newExpander(views)
	for name := range views {
		if !e.view(fold(name)).fits() {
			return true
		}
	}
	return false
}

// rowInto returns the statement that inserts 1 into every column that can be written.
func rowInto(table string, columns []column) string {
	var names, values []string
	for _, c := range columns {
		if c.hidden == 0 {
			names, values = append(names, quoteName(c.name)), append(values, "1")
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "INSERT INTO " + quoteName(table) + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")"
}
