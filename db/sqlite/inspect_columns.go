package sqlite

import (
	"context"
	"errors"
	"strings"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// moduleParts are the suffixes of the names of the tables in which a module stores its data. SQLite calls them shadow
// tables, but only if it has the module.
var moduleParts = map[string][]string{
	"fts5":      {"data", "idx", "content", "docsize", "config"},
	"fts4":      {"content", "segments", "segdir", "docsize", "stat"},
	"fts3":      {"content", "segments", "segdir", "docsize", "stat"},
	"rtree":     {"node", "parent", "rowid"},
	"rtree_i32": {"node", "parent", "rowid"},
	"geopoly":   {"node", "parent", "rowid"},
}

// virtualParts maps the folded names of tables that belong to a virtual table to its name.
func virtualParts(rows [][]any) map[string]string {
	parts := map[string]string{}
	for _, row := range rows {
		if text(row[1]) != "table" || !script.Virtual(text(row[2])) {
			continue
		}
		for i, all := 0, script.Tokens(text(row[2])); i+1 < len(all); i++ {
			if !all[i].Word("USING") {
				continue
			}
			for _, end := range moduleParts[script.Fold(all[i+1].Text)] {
				parts[script.Fold(text(row[0]))+"_"+end] = text(row[0])
			}
			break
		}
	}
	return parts
}

// readColumns reads the columns of all tables. The schema's name excludes temporary tables of the same name.
func (in *inspector) readColumns() error {
	rows, err := in.ask(`SELECT l.value, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden
		FROM json_each(?) AS l, pragma_table_xinfo(l.value, 'main') AS c`, 7, in.tableNames())
	if err != nil {
		return err
	}
	for _, row := range rows {
		if t := in.tables[script.Fold(text(row[0]))]; t != nil {
			t.addColumn(row[1:])
		}
	}
	in.boundColumns()
	return nil
}

// virtualColumn is what SQLite calls the hidden of a generated column that is not stored.
const virtualColumn = 2

// addColumn adds a column from a row of name, declared type, not null, default, position in the primary key, hidden.
func (t *table) addColumn(row []any) {
	name, byDefault := text(row[0]), text(row[3])
	if place := number(row[4]); place > 0 {
		t.keyColumns[place] = name
	}
	t.virtual = t.virtual || number(row[5]) == virtualColumn
	if s, ok := script.DefaultText(byDefault); ok {
		t.defaults[name] = s
	}
	t.Columns = append(t.Columns, catalog.SourceColumn{
		Name: name, Declared: text(row[1]), NotNull: truth(row[2]),
		HasDefault: byDefault != "" && !strings.EqualFold(byDefault, "NULL"), Generated: number(row[5]) > 1,
	})
}

// readViewColumns reads the columns of all views. One broken view fails the whole query; then each view is read by
// itself.
func (in *inspector) readViewColumns() error {
	in.leaveOutLargeViews()
	if len(in.views) == 0 {
		return nil
	}
	const columns = `SELECT s.value, c.name, c.type, 0, NULL, 0, 0
		FROM json_each(?) AS s, pragma_table_xinfo(s.value, 'main') AS c`
	byName, names := make(map[string]*table, len(in.views)), make([]string, len(in.views))
	for i, v := range in.views {
		byName[v.Name], names[i] = v, v.Name
	}
	rows, err := in.ask(columns, 7, jsonList(names))
	if err == nil {
		for _, row := range rows {
			if v := byName[text(row[0])]; v != nil {
				v.addColumn(row[1:])
			}
		}
		return nil
	}
	var whole []*table
	for _, v := range in.views {
		rows, err := in.ask(columns, 7, jsonList([]string{v.Name}))
		switch {
		case err != nil && !aboutView(err):
			return err
		case err != nil || len(rows) == 0:
			in.leaveOutView(v, err)
			continue
		}
		for _, row := range rows {
			v.addColumn(row[1:])
		}
		whole = append(whole, v)
	}
	in.views = whole
	return nil
}

// aboutView reports whether an error is due to the view, not to the database or the time limit.
func aboutView(err error) bool {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
	}
	return f.Code == fault.DatabaseError || f.Code == fault.SchemaChanged || f.Code == fault.SchemaUnknown
}
