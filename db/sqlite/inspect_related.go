package sqlite

import (
	"maps"
	"slices"

	"tiddly/internal/catalog"
)

// addOwnRelations adds the relations of the settings to the foreign keys of their tables and views, with how SQLite
// compares such columns. Those that name what does not exist are left to the catalogue, which reports them.
func (in *inspector) addOwnRelations() error {
	byName := map[string]*table{}
	all := slices.AppendSeq(slices.Clone(in.views), maps.Values(in.tables))
	collations := hintsOf(all).collations
	for _, t := range all {
		byName[t.Name] = t
		t.anyCollation = t.View && collations
	}
	for name, o := range in.overrides.Tables {
		if t := byName[name]; t != nil {
			for _, relation := range slices.Sorted(maps.Keys(o.Related)) {
				in.addOwnRelation(t, byName, relation, o.Related[relation])
			}
		}
	}
	return nil
}

func (in *inspector) addOwnRelation(t *table, byName map[string]*table, name string, o catalog.RelationOverride) {
	target := byName[o.Target]
	if target == nil || !t.has(o.Columns) {
		return
	}
	key := catalog.SourceForeignKey{Setting: name, Columns: o.Columns, Target: o.Target, TargetColumns: o.TargetColumns}
	if len(key.TargetColumns) == 0 {
		if key.TargetColumns = target.primaryColumns(); len(key.TargetColumns) == 0 {
			key.TargetColumns = in.overrides.Tables[target.Name].Key
		}
	}
	if len(key.TargetColumns) != len(key.Columns) || !target.has(key.TargetColumns) {
		return
	}
	key.Comparisons = t.compare(&key, target)
	key.Unique = t.refersOnce(&key, target)
	if t.View {
		key.Unique = sameNames(key.Columns, in.overrides.Tables[t.Name].Key)
	}
	t.ForeignKeys = append(t.ForeignKeys, key)
}

// has reports whether a table has all of these columns.
func (t *table) has(columns []string) bool {
	return !slices.ContainsFunc(columns, func(name string) bool {
		return !slices.ContainsFunc(t.Columns, func(c catalog.SourceColumn) bool { return c.Name == name })
	})
}
