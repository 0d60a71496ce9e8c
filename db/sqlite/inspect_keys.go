package sqlite

import (
	"cmp"
	"slices"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
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
