package sqlite

import (
	"cmp"
	"slices"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// readIndexes reads the unique keys, and which columns are indexed under a collation. Partial indexes and indexes
// over expressions are not keys.
func (in *inspector) readIndexes() error {
	rows, err := in.ask(`SELECT l.value, i.name, i."unique", i.origin, i.partial, x.cid, x.name, x.coll,
			CASE WHEN i.partial THEN (SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = i.name) END
		FROM json_each(?) AS l, pragma_index_list(l.value, 'main') AS i, pragma_index_xinfo(i.name, 'main') AS x
		WHERE x."key" = 1`, 9, in.tableNames())
	if err != nil {
		return err
	}
	for _, row := range rows {
		if in.foreign.has(text(row[7])) {
			if t := in.tables[script.Fold(text(row[0]))]; t != nil {
				t.foreignIndex = text(row[7])
				t.Scanned = t.Scanned || t.text.WithoutRowID && text(row[3]) == "pk"
			}
			row[7] = nil // the values are compared exactly, but not by the index
		}
	}
	for len(rows) > 0 {
		// The rows of one index are adjacent.
		n := 1
		for n < len(rows) && text(rows[n][1]) == text(rows[0][1]) && text(rows[n][0]) == text(rows[0][0]) {
			n++
		}
		if t := in.tables[script.Fold(text(rows[0][0]))]; t != nil {
			t.addIndex(rows[:n])
		}
		rows = rows[n:]
	}
	return nil
}

func (t *table) addIndex(rows [][]any) {
	origin := text(rows[0][3])
	unique := truth(rows[0][2]) && !truth(rows[0][4])
	if !truth(rows[0][4]) && number(rows[0][5]) >= 0 && rows[0][7] != nil {
		t.first = append(t.first, indexedColumn{script.Fold(text(rows[0][6])), text(rows[0][7]), text(rows[0][1])})
	}
	if columns := t.finder(rows); len(columns) > 0 && !truth(rows[0][4]) {
		t.Indexes = append(t.Indexes, columns)
	} else if column, null, ok := script.PartialIndex(text(rows[0][8])); ok && len(columns) > 0 {
		t.addPartial(columns, column, null)
	}
	key := tableKey{primary: origin == "pk"}
	for _, row := range rows {
		if number(row[5]) < 0 {
			unique = false
			continue
		}
		key.columns, key.collations = append(key.columns, text(row[6])), append(key.collations, text(row[7]))
		if !script.Exact(text(row[7])) {
			t.collated[script.Fold(text(row[6]))] = true
		}
	}
	if !unique {
		return
	}
	t.keys = append(t.keys, key)
	if key.primary {
		t.keyIndex = true
		t.PrimaryKey.Comparisons = key.comparisons(t.text.Collations)
	} else {
		t.UniqueKeys = append(t.UniqueKeys, catalog.SourceKey{Columns: key.columns, Comparisons: key.comparisons(t.text.Collations)})
	}
}

// addPartial adds an index over the rows in which a column, by its folded name, is NULL, or is not.
func (t *table) addPartial(columns []string, column string, null bool) {
	for i := range t.Columns {
		if script.Fold(t.Columns[i].Name) == column {
			t.Partial = append(t.Partial, catalog.SourcePartial{Columns: columns, Column: t.Columns[i].Name, Null: null})
		}
	}
}

// finder returns the first columns of an index that it stores as they compare themselves.
func (t *table) finder(rows [][]any) (columns []string) {
	for _, row := range rows {
		own := t.text.Collations[script.Fold(text(row[6]))]
		if number(row[5]) < 0 || script.Fold(cmp.Or(own, "binary")) != script.Fold(text(row[7])) {
			break
		}
		columns = append(columns, text(row[6]))
	}
	return columns
}

// readNulls looks for rows with NULL in the primary key, which SQLite allows if the key is not the row id. The first
// column is searched in the key's index, the others by scanning it.
func (in *inspector) readNulls() error {
	for _, t := range in.tables {
		if t.text.WithoutRowID || !t.keyIndex {
			continue
		}
		for _, name := range t.primaryColumns() {
			if i := slices.IndexFunc(t.Columns, func(c catalog.SourceColumn) bool { return c.Name == name }); t.Columns[i].NotNull {
				continue
			}
			rows, err := in.ask("SELECT EXISTS (SELECT 1 FROM main."+script.QuoteName(t.Name)+" WHERE "+script.QuoteName(name)+" IS NULL)", 1)
			switch {
			case err != nil && !aboutView(err):
				return err
			case err != nil: // its index is under another program's collation
			case len(rows) > 0 && truth(rows[0][0]):
				t.PrimaryKey.HoldsNull = true
			}
			if t.PrimaryKey.HoldsNull {
				break
			}
		}
	}
	return nil
}

// readForeignKeys reads the foreign keys. SQLite stores the names as they were written; they are replaced by the
// names of the target, if it exists.
func (in *inspector) readForeignKeys() error {
	rows, err := in.ask(`SELECT l.value, f.id, f.seq, f."table", f."from", f."to", f.on_update, f.on_delete
		FROM json_each(?) AS l, pragma_foreign_key_list(l.value, 'main') AS f
		ORDER BY l.value, f.id DESC, f.seq`, 8, in.tableNames())
	if err != nil {
		return err
	}
	for _, row := range rows {
		t := in.tables[script.Fold(text(row[0]))]
		if t == nil {
			continue
		}
		target := in.tables[script.Fold(text(row[3]))]
		if number(row[2]) == 0 {
			key := catalog.SourceForeignKey{Target: text(row[3])}
			if target != nil {
				key.Target = target.Name
			}
			t.ForeignKeys = append(t.ForeignKeys, key)
			in.actions.Refer(script.Fold(t.Name), script.Fold(key.Target), actions[text(row[6])], actions[text(row[7])])
		}
		key := &t.ForeignKeys[len(t.ForeignKeys)-1]
		key.Columns = append(key.Columns, t.columnName(text(row[4])))
		if row[5] != nil {
			key.TargetColumns = append(key.TargetColumns, target.columnName(text(row[5])))
		}
	}
	for _, t := range in.tables {
		for i := range t.ForeignKeys {
			key := &t.ForeignKeys[i]
			if target := in.tables[script.Fold(key.Target)]; target != nil {
				key.Comparisons, key.Unique = t.compare(key, target), t.refersOnce(key, target)
			}
		}
	}
	return nil
}

// primaryColumns returns the columns of the primary key, in its order.
func (t *table) primaryColumns() []string {
	var columns []string
	for place := int64(1); place <= int64(len(t.keyColumns)); place++ {
		columns = append(columns, t.keyColumns[place])
	}
	return columns
}

// rowIDColumn returns the column that is an alias for the row id; empty if there is none.
func (t *table) rowIDColumn() string {
	if t.View || t.text.WithoutRowID || t.keyIndex || len(t.keyColumns) != 1 {
		return ""
	}
	return t.keyColumns[1]
}

// columnName returns the name as the table has it, in whatever case it was written.
func (t *table) columnName(written string) string {
	if t != nil {
		for _, c := range t.Columns {
			if script.Fold(c.Name) == script.Fold(written) {
				return c.Name
			}
		}
	}
	return written
}

// viewHints is what the tables reveal about the columns of views, where SQLite reports nothing.
type viewHints struct {
	// collations reports whether any column has a collation; a view may contain it.
	collations bool
	// untyped reports whether any column has no declared type. In a view SQLite reports it as BLOB, like a column
	// declared so; blobs are the folded names of the latter.
	untyped bool
	blobs   map[string]bool
}

func hintsOf(all []*table) viewHints {
	hints := viewHints{blobs: map[string]bool{}}
	for _, t := range all {
		if t.View {
			continue
		}
		hints.collations = hints.collations || len(t.collated)+len(t.text.Collations) > 0
		for _, c := range t.Columns {
			hints.untyped = hints.untyped || c.Declared == ""
			if script.Fold(c.Declared) == "blob" {
				hints.blobs[script.Fold(c.Name)] = true
			}
		}
	}
	return hints
}

// viewColumn corrects what SQLite reports of a view's column.
func (h viewHints) viewColumn(c *catalog.SourceColumn) {
	if c.Declared == "BLOB" && h.untyped && !h.blobs[script.Fold(c.Name)] {
		c.Declared = ""
	}
}

// finish combines the results of the queries: the primary key, the row id, the kinds of the columns.
func (t *table) finish(overrides catalog.TableOverride, hints viewHints) (refused []catalog.Note) {
	t.PrimaryKey.Columns = t.primaryColumns()
	rowIDColumn := t.rowIDColumn()
	t.KeysReused = rowIDColumn != "" && !t.text.Autoincrement // it continues from the largest existing row id
	if !t.View && !t.text.WithoutRowID && rowIDColumn == "" {
		t.RowID = t.freeRowID()
	}
	if t.Scanned {
		t.Indexes, t.Partial = nil, nil
	}
	t.readComputed()
	for i := range t.Columns {
		c := &t.Columns[i]
		folded := script.Fold(c.Name)
		if c.Name == rowIDColumn {
			// The row id is never null, and SQLite chooses one for a new row.
			c.NotNull, c.HasDefault = true, true
		}
		c.Kept = c.Name == rowIDColumn || t.text.Strict && classed(c.Declared)
		c.Sought = c.Sought || slices.ContainsFunc(t.Indexes, func(index []string) bool { return index[0] == c.Name })
		c.Collated = t.collated[folded] || !script.Exact(t.text.Collations[folded])
		c.Recollated = c.Recollated || t.foreign[folded] != ""
		if t.View {
			c.Collated = hints.collations
		}
		if err := t.giveType(c, overrides.Columns[c.Name]); err != nil {
			refused = append(refused, catalog.Note{
				Message:  "column " + c.Name + " of table " + t.Name + ": " + err.Message,
				Override: catalog.SettingsKey(t.Name, "columns", c.Name, overrides.Columns[c.Name].Setting()), Hint: err.Hint,
			})
		}
	}
	return refused
}

// classed reports whether a declared type makes a STRICT table keep numbers alone, or texts.
func classed(declared string) bool {
	a := declarationOf(declared).affinity
	return a == affinityInteger || a == affinityReal || a == affinityText
}

// freeRowID returns the first name of the row id that no column hides.
func (t *table) freeRowID() string {
	for _, name := range []string{"rowid", "_rowid_", "oid"} {
		if !slices.ContainsFunc(t.Columns, func(c catalog.SourceColumn) bool { return script.Fold(c.Name) == name }) {
			return name
		}
	}
	return ""
}

// giveType sets the type of a column, by its declared type, its CHECK and the user's override, else by what was found
// in its cells. It returns a fault for an override that the column cannot have.
func (t *table) giveType(c *catalog.SourceColumn, override catalog.ColumnOverride) *fault.Fault {
	values := t.text.Enums[script.Fold(c.Name)]
	kind, checked, err := TypeOf(c.Declared, t.text.Strict, values, override)
	if err != nil {
		return fault.From(err)
	}
	found := t.found(c.Name)
	if found != nil && !pinned(override) {
		kind, checked = foundType(kind, checked, declarationOf(c.Declared), found.Pin)
		c.HoldsBad = found.Nullable
	}
	if override.Nullable != nil {
		c.HoldsBad, checked = *override.Nullable, checked || !*override.Nullable
	}
	if c.Collated {
		kind = Collated(kind)
	}
	kind = keptTo(kind, t.text.Dates[script.Fold(c.Name)])
	c.Type, c.Checked = kind, checked
	if found != nil {
		found.Type = kind
		_, kept := sortedOf(kind.Storage)
		found.AnyForm = !kept && isSorted(kind.Kind, found.Pin)
	}
	if kind.Kind == catalog.Enum {
		c.EnumValues = values
	}
	return nil
}
