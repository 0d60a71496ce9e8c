package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// addKeys adds the primary key and the unique keys of a table, each set of columns once. A key with an excluded column
// is left out: its remaining columns do not identify a row.
func (b *builder) addKeys(t *Table) {
	s := b.sources[t]
	primary := s.PrimaryKey
	if own := b.overrides.Tables[t.SQLName].Key; len(own) > 0 {
		primary = b.ownKey(t, s, own)
	}
	t.addKey(primary, true)
	unique := slices.Clone(s.UniqueKeys)
	slices.SortStableFunc(unique, func(x, y SourceKey) int {
		// Of two keys over the same columns the one that finds more comes first: it too finds one row at most.
		return cmp.Or(compareColumns(t.columnsNamed(x.Columns), t.columnsNamed(y.Columns)), slices.Compare(y.Comparisons, x.Comparisons))
	})
	for _, key := range unique {
		t.addKey(key, false)
	}
	b.nameKeys(t)
	b.identify(t)
}

// addIndexes adds the indexes of a table, up to the first column that is excluded.
func (b *builder) addIndexes(t *Table) {
	for _, names := range b.sources[t].Indexes {
		if index := t.indexOver(names); len(index) > 0 {
			t.Indexes = append(t.Indexes, index)
		}
	}
	for _, p := range b.sources[t].Partial {
		if index, c := t.indexOver(p.Columns), t.columnSQL[p.Column]; len(index) > 0 && c != nil {
			t.Partial = append(t.Partial, Partial{Columns: index, Column: c, Null: p.Null})
		}
	}
}

// indexOver returns the columns of an index, up to the first one that is excluded.
func (t *Table) indexOver(names []string) []*Column {
	var index []*Column
	for _, name := range names {
		c := t.columnSQL[name]
		if c == nil {
			break
		}
		index = append(index, c)
	}
	return index
}

// identify marks the columns that must have values for the sake of the node key.
func (b *builder) identify(t *Table) {
	if k := t.PrimaryKey(); k != nil && k.HoldsNull {
		b.note("table %q has a row with NULL in its primary key: rows cannot be found by %s until it is fixed", t.SQLName, k.Name)
	}
	k := t.NodeKey()
	if k == nil || t.View {
		return
	}
	for _, c := range k.Columns {
		c.Identifies = !c.NotNull
	}
}

// addKey adds a key unless an earlier one has the same columns.
func (t *Table) addKey(s SourceKey, primary bool) {
	columns := t.columnsNamed(s.Columns)
	if columns == nil || t.keyOver(columns) != nil {
		return
	}
	t.Keys = append(t.Keys, &Key{Columns: columns, Primary: primary, HoldsNull: s.HoldsNull, Deferred: s.Deferred, Named: s.named, Comparisons: s.Comparisons})
}

// ownKey returns the key that the settings name for a table without one of its own.
func (b *builder) ownKey(t *Table, s *SourceTable, own []string) SourceKey {
	key := SettingsKey(t.SQLName, "key")
	if len(s.PrimaryKey.Columns) > 0 {
		b.unused(key, "the key of table %q in the settings is not used: the table has a primary key", t.SQLName)
		return s.PrimaryKey
	}
	for _, name := range own {
		if t.columnSQL[name] == nil {
			b.unused(key, "the key of table %q in the settings is not used: the table has no column %q", t.SQLName, name)
			return SourceKey{}
		}
	}
	if s.OwnKey.Repeats {
		// The schema does not depend on the rows: they are served as if they had come to share the key later.
		b.renamed(key, "several rows of table %q have the same values of %s, the key of the settings: what takes it for that of one row is an error",
			t.SQLName, strings.Join(own, ", "))
		b.notes[len(b.notes)-1].Hint = "make the rows differ in it, or name other columns"
	}
	return SourceKey{Columns: own, HoldsNull: s.OwnKey.HoldsNull, named: true}
}

// nameKeys names the keys of a table. A key of one column has the column's name, which takes precedence over the
// joined names of several.
func (b *builder) nameKeys(t *Table) {
	names := map[string]bool{}
	for _, k := range t.Keys {
		if len(k.Columns) == 1 {
			k.Name = k.Columns[0].Name
			names[k.Name] = true
		}
	}
	for _, k := range t.Keys {
		if len(k.Columns) == 1 {
			continue
		}
		natural := keyName(k.Columns)
		k.Name = natural
		for n := 2; names[k.Name]; n++ {
			k.Name = numbered(natural, n)
		}
		names[k.Name] = true
		if k.Name != natural {
			b.clash(SettingsKey(t.SQLName, "columns", k.Columns[0].SQLName, "name"),
				"a key of table %q is served as %s, because another key has the name %s", t.SQLName, k.Name, natural)
		}
	}
}

// keyName joins the columns' names: playlistIdAndTrackId.
func keyName(columns []*Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
		if i > 0 {
			names[i] = capital(c.Name)
		}
	}
	return strings.Join(names, "And")
}

// columnsNamed returns the columns with these SQL names, or nil where one is not served or names is empty.
func (t *Table) columnsNamed(names []string) []*Column {
	if len(names) == 0 {
		return nil
	}
	columns := make([]*Column, len(names))
	for i, name := range names {
		if columns[i] = t.columnSQL[name]; columns[i] == nil {
			return nil
		}
	}
	return columns
}

// keyOver returns the key that has exactly these columns, in any order.
func (t *Table) keyOver(columns []*Column) *Key {
	for _, k := range t.Keys {
		if sameColumns(k.Columns, columns) {
			return k
		}
	}
	return nil
}

// sameColumns compares sets; neither list is expected to name a column twice.
func sameColumns(x, y []*Column) bool {
	if len(x) != len(y) {
		return false
	}
	for _, c := range x {
		if !slices.Contains(y, c) {
			return false
		}
	}
	return true
}

// compareColumns orders lists of columns of one table by the columns' positions in it.
func compareColumns(x, y []*Column) int {
	return slices.CompareFunc(x, y, func(a, b *Column) int { return cmp.Compare(a.Index, b.Index) })
}
