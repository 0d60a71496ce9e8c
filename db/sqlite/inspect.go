package sqlite

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
	"tiddly/internal/exec"
)

// Inspect reads the catalogue: every table and view of the main schema except SQLite's own, ours, and the tables
// behind virtual tables. The source's notes report what else was left out.
func (d *Database) Inspect(ctx context.Context, overrides catalog.Overrides) (catalog.Source, error) {
	if len(overrides.Schemas) > 0 {
		return catalog.Source{}, &catalog.NameError{Notes: []catalog.Note{{
			Message: "the settings name schemas, which a SQLite database does not have", Override: "schemas", Hint: "remove the setting",
		}}}
	}
	for {
		source, err := d.inspectOnce(ctx, overrides)
		if !errors.Is(err, errOtherCollations) {
			return source, err
		}
	}
}

// errOtherCollations is the error of an inspection by a connection that lacks stand-ins of the schema's collations.
var errOtherCollations = errors.New("the connection has other stand-ins")

func (d *Database) inspectOnce(ctx context.Context, overrides catalog.Overrides) (catalog.Source, error) {
	var source catalog.Source
	err := d.Read(ctx, true, func(r exec.Reader) error {
		c := r.(*connection) //nolint:forcetypeassert // what this package lends
		foreign, err := readCollations(readerAsk(r))
		if err != nil {
			return err
		}
		if !slices.Equal(foreign, c.collations()) {
			last := d.known()
			d.limit(&limited{views: last.views, writes: last.writes, collations: foreign})
			return errOtherCollations
		}
		in, err := inspect(readerAsk(r), c.look, c, overrides)
		if err != nil {
			return err
		}
		source = in.source
		d.learn(source.Tables)
		source.Notes = append(source.Notes, in.needed(d.name)...)
		d.limit(&limited{views: in.large, writes: in.guarded(), collations: foreign})
		return nil
	})
	return source, err
}

// ask runs a query whose rows have width columns, and returns all rows.
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

// table is a table or view while it is being read.
type table struct {
	catalog.SourceTable
	text script.TableText
	// keyIndex reports whether the primary key has an index of its own, and so is not the row id.
	keyIndex bool
	// collated are the folded names of columns that an index stores under a collation.
	collated map[string]bool
	// keys are the keys that have an index.
	keys []tableKey
	// anyCollation reports of a view whether its columns may have a collation, which SQLite does not report.
	anyCollation bool
	// first are the first columns of indexes.
	first []indexedColumn
	// foreign are the names of columns with a collation that SQLite does not have, to that collation; foreignIndex is one
	// under which the table has an index.
	foreign      map[string]string
	foreignIndex string
	// keyColumns are the columns of the primary key, by position.
	keyColumns map[int64]string
	// definition is the statement that created it; evidence is what was found in its cells, nil if nothing was looked at.
	definition string
	evidence   *catalog.Evidence
	// defaults are the texts that columns have by default.
	defaults map[string]string
	// virtual reports whether it has generated columns that are not stored.
	virtual bool
	// broken is the error of a view that SQLite refuses only when it runs.
	broken error
}

// inspector holds the tables by folded name, since SQLite compares names so.
type inspector struct {
	ask       ask
	look      looker
	trial     trial
	foreign   foreignCollations
	overrides catalog.Overrides
	source    catalog.Source
	tables    map[string]*table
	actions   catalog.Actions
	views     []*table
	notes     []catalog.Note
	// objects are the names, types and statements of all tables and views.
	objects [][]any
	// viewTexts are the statements that created the views, by name.
	viewTexts map[string]string
	// large are the names of views that are too large, unwritable the folded names of tables that cannot be written.
	large      map[string]bool
	unwritable map[string]bool
	// since2001 reports whether the file is one whose dates are seconds since 2001; viewStepsLeft are the steps that are
	// left for looking at views.
	since2001     bool
	viewStepsLeft int64
	// parts are the triggers and indexes, once they were read; lacking are the folded names of what the server lacks.
	parts   []part
	lacking map[string]bool
}

func inspect(a ask, look looker, trial trial, overrides catalog.Overrides) (*inspector, error) {
	in := &inspector{
		ask: a, look: look, trial: trial, foreign: trial.collations(), overrides: overrides,
		tables: map[string]*table{}, viewTexts: map[string]string{}, lacking: map[string]bool{},
	}
	for _, step := range []func() error{
		in.readTables, in.readColumns, in.readViewColumns, in.readIndexes, in.readNulls, in.readForeignKeys, in.addOwnRelations, in.readTriggers,
		in.readEffects, in.tryReads, in.tryWrites, in.seekViews,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	all := slices.AppendSeq(in.views, maps.Values(in.tables))
	slices.SortFunc(all, func(x, y *table) int { return cmp.Compare(x.Name, y.Name) })
	hints := hintsOf(all)
	for _, v := range in.views {
		for i := range v.Columns {
			hints.viewColumn(&v.Columns[i])
		}
	}
	if err := in.lookAtCells(all); err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(t *table) bool { return t.View && t.broken != nil })
	if err := in.tryOwnKeys(all); err != nil {
		return nil, err
	}
	in.readReaders()
	var refused []catalog.Note
	for _, t := range all {
		refused = append(refused, t.finish(overrides.Tables[t.Name], hints)...)
		in.source.Tables = append(in.source.Tables, t.SourceTable)
		in.tellEvidence(t)
	}
	in.tellDecided()
	in.source.Notes = in.notes
	if len(refused) > 0 {
		return nil, &catalog.NameError{Notes: refused}
	}
	return in, nil
}

func (in *inspector) note(format string, args ...any) {
	in.notes = append(in.notes, catalog.Note{Message: fmt.Sprintf(format, args...)})
}

// readTables reads the list of tables and views. The pragma that lists them would make SQLite expand every view.
func (in *inspector) readTables() error {
	rows, err := in.ask("SELECT name, type, sql, rootpage FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name", 4)
	if err != nil {
		return err
	}
	in.objects = rows
	served, beyond := 0, 0
	counts := func() bool { served++; return served <= maxTables }
	parts := virtualParts(rows)
	for _, row := range rows {
		name, sql := text(row[0]), text(row[2])
		folded := script.Fold(name)
		switch {
		case strings.HasPrefix(folded, "sqlite_"), strings.HasPrefix(folded, ownPrefix), parts[folded] != "":
		case !script.Virtual(sql) && !in.overrides.Tables[name].Exclude && !counts():
			beyond++
		case text(row[1]) == "view":
			in.views = append(in.views, &table{SourceTable: catalog.SourceTable{Name: name, View: true}, definition: sql})
			in.viewTexts[name] = sql
		case script.Virtual(sql):
			in.note("table %q is left out: it is a virtual table", name)
		default:
			t := &table{
				SourceTable: catalog.SourceTable{Name: name, Place: strconv.FormatInt(number(row[3]), 10)}, text: script.ReadTableText(sql),
				collated: map[string]bool{}, keyColumns: map[int64]string{}, defaults: map[string]string{}, definition: sql,
			}
			t.separateForeign(in.foreign)
			in.tables[folded] = t
		}
	}
	if beyond > 0 {
		in.note("%d tables and views are left out: the first %d by their names are served; exclude others in the settings to choose", beyond, maxTables)
	}
	return nil
}

// The limits of what is served of a schema: the size of what is built from it, and the time, grow faster than the
// file.
const (
	maxTables     = 5_000
	maxAllColumns = 100_000
)

// boundColumns leaves out tables once the tables before them, by name, have used up the limit of columns.
func (in *inspector) boundColumns() {
	sum, beyond := 0, 0
	for _, name := range slices.Sorted(maps.Keys(in.tables)) {
		t := in.tables[name]
		if in.overrides.Tables[t.Name].Exclude {
			continue
		}
		if sum += len(t.Columns); sum > maxAllColumns {
			delete(in.tables, name)
			beyond++
		}
	}
	if beyond > 0 {
		in.note("%d tables are left out: all tables together have more than %d columns; exclude others in the settings to choose", beyond, maxAllColumns)
	}
}

// tableNames returns the names of the tables to read, as JSON.
func (in *inspector) tableNames() string {
	names := make([]string, 0, len(in.tables))
	for _, t := range in.tables {
		names = append(names, t.Name)
	}
	slices.Sort(names)
	return jsonList(names)
}

// jsonList returns texts as JSON, for json_each.
func jsonList(texts []string) string {
	list, err := json.Marshal(texts)
	if err != nil {
		panic("invariant broken: texts are no JSON: " + err.Error())
	}
	return string(list)
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
