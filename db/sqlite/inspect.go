package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// Inspect reads the catalogue: every table and view of the main schema but SQLite's own, ours and what virtual
// tables are made of. The source's notes say what else was left out.
func (d *Database) Inspect(ctx context.Context, overrides catalog.Overrides) (catalog.Source, error) {
	var source catalog.Source
	err := d.Read(ctx, true, func(r exec.Reader) error {
		var err error
		source, err = inspect(readerAsk(r), overrides)
		return err
	})
	return source, err
}

// ask runs a query that gives width columns, and gives all its rows.
type ask func(sql string, width int, args ...any) ([][]any, error)

func readerAsk(r exec.Reader) ask {
	return func(sql string, width int, args ...any) (all [][]any, err error) {
		rows, err := r.Query(sql, args)
		if err != nil {
			return nil, err
		}
		defer func() { err = cmp.Or(err, rows.Close()) }()
		for rows.Next() {
			row := make([]any, width)
			for i := range row {
				if !rows.Null(i) {
					row[i] = rows.Value(i)
				}
			}
			all = append(all, row)
		}
		return all, rows.Err()
	}
}

// table is a table or view while it is read.
type table struct {
	catalog.SourceTable
	text                 tableText
	strict, withoutRowID bool
	// keyIndex tells that the primary key has an index of its own, so it is not the row id.
	keyIndex bool
	// collated are the columns, in folded form, that some index keeps under a collation.
	collated map[string]bool
	// keys are those that have an index.
	keys []tableKey
	// first are the columns by which indexes find rows.
	first []indexedColumn
	// keyColumns are the columns of the primary key by their places in it.
	keyColumns map[int64]string
	// triggers are the events at which triggers of the table run, actions what foreign keys make of an event on it.
	triggers event
	actions  map[event][]happening
}

// inspector holds the tables by folded name, since SQLite compares names so.
type inspector struct {
	ask    ask
	tables map[string]*table
	views  []*table
	notes  []catalog.Note
}

func inspect(a ask, overrides catalog.Overrides) (catalog.Source, error) {
	in := &inspector{ask: a, tables: map[string]*table{}}
	for _, step := range []func() error{
		in.readTables, in.readColumns, in.readViewColumns, in.readIndexes, in.readNulls, in.readForeignKeys, in.readEffects,
	} {
		if err := step(); err != nil {
			return catalog.Source{}, err
		}
	}
	all := slices.AppendSeq(in.views, maps.Values(in.tables))
	slices.SortFunc(all, func(x, y *table) int { return cmp.Compare(x.Name, y.Name) })
	hints := hintsOf(all)
	source := catalog.Source{Notes: in.notes}
	var refused []catalog.Note
	for _, t := range all {
		refused = append(refused, t.finish(overrides.Tables[t.Name], hints)...)
		source.Tables = append(source.Tables, t.SourceTable)
	}
	if len(refused) > 0 {
		return catalog.Source{}, &catalog.NameError{Notes: refused}
	}
	return source, nil
}

func (in *inspector) note(format string, args ...any) {
	in.notes = append(in.notes, catalog.Note{Message: fmt.Sprintf(format, args...)})
}

// readTables reads which tables and views there are.
func (in *inspector) readTables() error {
	rows, err := in.ask(`SELECT l.name, l.type, l.wr, l.strict, s.sql
		FROM pragma_table_list AS l JOIN sqlite_schema AS s ON s.name = l.name AND s.type IN ('table', 'view')
		WHERE l.schema = 'main' ORDER BY l.name`, 5)
	if err != nil {
		return err
	}
	parts := virtualParts(rows)
	for _, row := range rows {
		name, sql := text(row[0]), text(row[4])
		folded := fold(name)
		switch kind := text(row[1]); {
		case strings.HasPrefix(folded, "sqlite_"), strings.HasPrefix(folded, "_tiddly_"), kind == "shadow", parts[folded]:
		case kind == "virtual":
			in.note("table %q is left out: it is a virtual table", name)
		case kind == "view":
			in.views = append(in.views, &table{SourceTable: catalog.SourceTable{Name: name, View: true}})
		default:
			in.tables[folded] = &table{
				SourceTable: catalog.SourceTable{Name: name}, text: readTableText(sql),
				withoutRowID: truth(row[2]), strict: truth(row[3]),
				collated: map[string]bool{}, keyColumns: map[int64]string{},
			}
		}
	}
	return nil
}

// moduleParts are the ends of the names of the tables in which a module keeps its data. SQLite calls them shadow tables, but
// only where it has the module.
var moduleParts = map[string][]string{
	"fts5":      {"data", "idx", "content", "docsize", "config"},
	"fts4":      {"content", "segments", "segdir", "docsize", "stat"},
	"fts3":      {"content", "segments", "segdir", "docsize", "stat"},
	"rtree":     {"node", "parent", "rowid"},
	"rtree_i32": {"node", "parent", "rowid"},
	"geopoly":   {"node", "parent", "rowid"},
}

// virtualParts gives the folded names of tables that belong to a virtual table.
func virtualParts(rows [][]any) map[string]bool {
	parts := map[string]bool{}
	for _, row := range rows {
		if text(row[1]) != "virtual" {
			continue
		}
		for i, all := 0, tokens(text(row[4])); i+1 < len(all); i++ {
			if !all[i].word("USING") {
				continue
			}
			for _, end := range moduleParts[fold(all[i+1].text)] {
				parts[fold(text(row[0]))+"_"+end] = true
			}
			break
		}
	}
	return parts
}

// readColumns reads the columns of all tables. Passing the schema's name keeps temporary tables of the same name out.
func (in *inspector) readColumns() error {
	rows, err := in.ask(`SELECT l.name, c.name, c.type, c."notnull", c.dflt_value IS NOT NULL AND upper(c.dflt_value) <> 'NULL', c.pk, c.hidden
		FROM pragma_table_list AS l, pragma_table_xinfo(l.name, 'main') AS c
		WHERE l.schema = 'main' AND l.type = 'table'`, 7)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if t := in.tables[fold(text(row[0]))]; t != nil {
			t.addColumn(row[1:])
		}
	}
	return nil
}

// addColumn takes name, declared type, not null, has default, place in the primary key, hidden.
func (t *table) addColumn(row []any) {
	name := text(row[0])
	if place := number(row[4]); place > 0 {
		t.keyColumns[place] = name
	}
	t.Columns = append(t.Columns, catalog.SourceColumn{
		Name: name, Declared: text(row[1]), NotNull: truth(row[2]),
		HasDefault: truth(row[3]), Generated: number(row[5]) > 1,
	})
}

// readViewColumns reads the columns of all views. One broken view would fail them all, so then each is read by itself.
func (in *inspector) readViewColumns() error {
	if len(in.views) == 0 {
		return nil
	}
	const columns = `SELECT s.name, c.name, c.type, 0, 0, 0, 0
		FROM sqlite_schema AS s, pragma_table_xinfo(s.name, 'main') AS c WHERE s.type = 'view'`
	rows, err := in.ask(columns, 7)
	if err == nil {
		byName := make(map[string]*table, len(in.views))
		for _, v := range in.views {
			byName[v.Name] = v
		}
		for _, row := range rows {
			if v := byName[text(row[0])]; v != nil {
				v.addColumn(row[1:])
			}
		}
		return nil
	}
	var whole []*table
	for _, v := range in.views {
		rows, err := in.ask(columns+" AND s.name = ?", 7, v.Name)
		switch {
		case err != nil && !aboutView(err):
			return err
		case err != nil || len(rows) == 0:
			in.note("view %q is left out: the database cannot run it", v.Name)
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

// aboutView tells that an error says something of the view, not of the database or of our time.
func aboutView(err error) bool {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
	}
	return f.Code == fault.DatabaseError || f.Code == fault.SchemaChanged || f.Code == fault.SchemaUnknown
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	default:
		return ""
	}
}

func number(v any) int64 {
	n, _ := v.(int64)
	return n
}

func truth(v any) bool { return number(v) != 0 }
