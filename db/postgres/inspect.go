package postgres

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/request"
)

// ask runs a query whose rows have width columns, all of them texts, and returns all rows; NULL is the empty text.
type ask func(sql string, width int, args ...any) ([][]string, error)

// readerAsk returns the questions to a connection that is lent.
func readerAsk(r exec.Reader) ask {
	return func(sql string, width int, args ...any) (all [][]string, err error) {
		rows, err := r.Query(sql, args)
		if err != nil {
			return nil, err
		}
		defer func() { err = cmp.Or(err, rows.Close()) }()
		for rows.Next() {
			row := make([]string, width)
			for i := range row {
				if !rows.Null(i) {
					row[i], _ = rows.Value(i).(string)
				}
			}
			all = append(all, row)
		}
		return all, rows.Err()
	}
}

// ownPrefix begins the names of Tiddly's own tables.
const ownPrefix = "_tiddly_"

// The limits of what is served of a database: the size of what is built from it grows faster than it.
const (
	maxTables     = 5_000
	maxAllColumns = 100_000
)

// table is a table or view while it is read.
type table struct {
	catalog.SourceTable
	id string
	// kind is its relkind.
	kind    string
	columns []*column
	// heirs reports whether other tables inherit from it, so that its keys do not hold over all rows it returns.
	heirs bool
	keys  []tableKey
	// grants are what the role may do.
	inserts, updates, deletes bool
	// unseen is a column that an insert has to set, and the role may not read; empty where there is none.
	unseen string
}

// inspector holds the tables by the identifier of each.
type inspector struct {
	ask       ask
	overrides catalog.Overrides
	source    catalog.Source
	// schemas are the schemas that are read, as they are bound.
	schemas any
	tables  map[string]*table
	// all are the tables in the order of their names.
	all   []*table
	types map[string]*typeInfo
	// actions are of all tables, by their identifiers, those too that the role may not read.
	actions catalog.Actions
	notes   []catalog.Note
}

// inspect reads the catalogue, in a number of queries that does not depend on the number of tables.
func inspect(a ask, overrides catalog.Overrides) (catalog.Source, error) {
	in := &inspector{ask: a, overrides: overrides, tables: map[string]*table{}, types: map[string]*typeInfo{}}
	for _, step := range []func() error{
		in.readSchemas, in.readTables, in.readColumns, in.readTypes, in.readInheritance, in.readChecks, in.giveTypes,
		in.readIndexes, in.readForeignKeys, in.addOwnRelations, in.readTriggers, in.readReaders, in.tryOwnKeys,
	} {
		if err := step(); err != nil {
			return catalog.Source{}, err
		}
	}
	in.finish()
	return in.source, nil
}

func (in *inspector) note(format string, args ...any) {
	in.notes = append(in.notes, catalog.Note{Message: fmt.Sprintf(format, args...)})
}

// known returns the name by which the settings know a table.
func (in *inspector) known(t *table) string {
	return in.source.KnownName(catalog.QualifiedName{Schema: t.Schema, Name: t.Name})
}

// override returns the settings of a table.
func (in *inspector) override(t *table) catalog.TableOverride {
	return in.overrides.Tables[in.known(t)]
}

// readSchemas chooses the schemas to read: those of the settings that exist, or those in the search path.
func (in *inspector) readSchemas() error {
	rows, err := in.ask(querySchemas, 3)
	if err != nil {
		return err
	}
	schemas, own := []string{}, in.overrides.Schemas
	for _, row := range rows {
		switch {
		case row[1] != "":
			schemas = append(schemas, row[0])
		case truth(row[2]) && len(own) == 0:
			in.notes = append(in.notes, catalog.Note{
				Message:  fmt.Sprintf("schema %q is not served: it is not in the search path of the role", row[0]),
				Override: "schemas", Hint: "name all schemas to serve in the settings, as in schemas: [public, audit]",
			})
		}
	}
	if len(own) > 0 {
		schemas = slices.DeleteFunc(slices.Clone(own), func(name string) bool {
			exists := slices.ContainsFunc(rows, func(row []string) bool { return row[0] == name })
			if !exists {
				in.lack(name, rows)
			}
			return !exists
		})
	}
	if len(schemas) > 0 {
		in.source.Schema = schemas[0]
	}
	list := request.Items{}
	for _, name := range schemas {
		list = append(list, name)
	}
	bound, err := listEncoding{bindText}.Apply(list)
	in.schemas = bound
	return err
}

// lack notes that a schema of the settings does not exist.
func (in *inspector) lack(name string, rows [][]string) {
	var all []string
	for _, row := range rows {
		all = append(all, row[0])
	}
	in.notes = append(in.notes, catalog.Note{
		Message: fmt.Sprintf("the settings name schema %q, which does not exist or which the role may not use", name), Override: "schemas",
		Hint: "the schemas are " + strings.Join(all, ", "), Unused: true,
	})
}

// readTables reads the list of tables and views that the role may read.
func (in *inspector) readTables() error {
	rows, err := in.ask(queryTables, 11, in.schemas)
	if err != nil {
		return err
	}
	beyond := 0
	for _, row := range rows {
		t := &table{
			SourceTable: catalog.SourceTable{Schema: row[1], Name: row[2], Comment: row[4], Place: row[0]},
			id:          row[0], kind: row[3], inserts: truth(row[5]), updates: truth(row[6]), deletes: truth(row[7]),
		}
		t.View = t.kind == "v" || t.kind == "m"
		// A policy may keep rows from being changed that can be read, and which triggers another server has is not known.
		if truth(row[8]) || t.kind == "f" {
			in.actions.Disturb(t.id, everyEvent)
		}
		switch {
		case strings.HasPrefix(t.Name, ownPrefix):
		case row[9] != "":
			in.note("table %q is left out: it belongs to the extension %s", in.known(t), row[9])
		case truth(row[10]):
			in.note("table %q is left out: its foreign data wrapper has no handler, so nothing can read it", in.known(t))
		case !in.override(t).Exclude && len(in.all) == maxTables:
			beyond++
		default:
			in.tables[t.id] = t
			in.all = append(in.all, t)
		}
	}
	if beyond > 0 {
		in.note("%d tables and views are left out: the first %d by their names are served; exclude others in the settings to choose", beyond, maxTables)
	}
	return nil
}

// finish puts what was read into the source.
func (in *inspector) finish() {
	writes := false
	for _, t := range in.all {
		t.Effects = in.actions.Effects(t.id)
		in.limit(t)
		for _, c := range t.columns {
			t.Columns = append(t.Columns, c.SourceColumn)
		}
		in.source.Tables = append(in.source.Tables, t.SourceTable)
		writes = writes || t.inserts || t.updates || t.deletes
	}
	if !writes && len(in.all) > 0 {
		in.note("no table is written: the role may only read")
	}
	in.source.Notes = in.notes
}

// lacking is the reason why a write is not served that the database would refuse to this role.
const lacking = "the role that the server connects as may not"

// limit leaves out the writes of a table that the role may not do, or that the database cannot do through a view.
func (in *inspector) limit(t *table) {
	t.Writable = t.View && (t.inserts || t.updates || t.deletes)
	if t.Writable {
		// What happens to the tables behind it is not known here.
		t.Effects = catalog.Effects{Insert: true, Update: true, UpdateKey: true, Delete: true, Cascade: true}
	}
	if !t.inserts {
		t.Refused.Insert = lacking + " insert rows"
	}
	if t.unseen != "" && t.inserts {
		t.Refused.Insert = lacking + " read " + t.unseen + ", which an insert has to set"
	}
	if !t.deletes {
		t.Refused.Delete = lacking + " delete rows"
	}
	for _, c := range t.columns {
		if !t.updates {
			c.Refused = lacking + " update rows"
		}
		if c.NotInserted && c.NotNull && !c.HasDefault && !c.Generated && t.Refused.Insert == "" {
			t.Refused.Insert = lacking + " set " + c.Name
		}
	}
}

func truth(s string) bool { return s == "true" || s == "t" }
