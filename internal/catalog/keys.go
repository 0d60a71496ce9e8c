package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// addKeys gives a table its primary key and its unique keys, each set of columns once. A key with an
// excluded column is none: nobody could say which row is meant.
func (b *builder) addKeys(t *Table) {
	s := b.sources[t]
	primary := s.PrimaryKey
	if own := b.overrides.Tables[t.SQLName].Key; len(own) > 0 {
		primary = b.ownKey(t, s, own)
	}
	names := claims{}
	if columns := t.columnsNamed(primary); columns != nil {
		b.addKey(t, columns, true, names)
	}
	var unique [][]*Column
	for _, key := range s.UniqueKeys {
		if columns := t.columnsNamed(key); columns != nil {
			unique = append(unique, columns)
		}
	}
	slices.SortStableFunc(unique, compareColumns)
	for _, columns := range unique {
		if t.keyOver(columns) == nil {
			b.addKey(t, columns, false, names)
		}
	}
}

// ownKey gives the key that the settings name for a table that has none of its own.
func (b *builder) ownKey(t *Table, s *SourceTable, own []string) []string {
	key := SettingsKey(t.SQLName, "key")
	if len(s.PrimaryKey) > 0 {
		b.unused(key, "the key of table %q in the settings is not used: the table has a primary key", t.SQLName)
		return s.PrimaryKey
	}
	for _, name := range own {
		if t.columnSQL[name] == nil {
			b.unused(key, "the key of table %q in the settings is not used: the table lacks column %q", t.SQLName, name)
			return nil
		}
	}
	return own
}

func (b *builder) addKey(t *Table, columns []*Column, primary bool, names claims) {
	natural := keyName(columns)
	name := natural
	for n := 2; names[claim{rowFields, name}] != ""; n++ {
		name = numbered(natural, n)
	}
	names[claim{rowFields, name}] = natural
	t.Keys = append(t.Keys, &Key{Name: name, Columns: columns, Primary: primary})
	if name != natural {
		b.clash(SettingsKey(t.SQLName, "columns", columns[0].SQLName, "name"),
			"a key of table %q is served as %s, because another key has the name %s", t.SQLName, name, natural)
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

// columnsNamed gives the columns with these SQL names, or nil where one is not served or none is asked for.
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

// keyOver gives the key that has exactly these columns, in any order.
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

// compareColumns orders lists of columns of one table by the columns' places in it.
func compareColumns(x, y []*Column) int {
	return slices.CompareFunc(x, y, func(a, b *Column) int { return cmp.Compare(a.Index, b.Index) })
}
