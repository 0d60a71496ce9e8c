package catalog

import (
	"slices"
	"strings"
)

// RelationOverride is a relation that the database does not declare, as the settings do.
type RelationOverride struct {
	// Columns refer to the target's TargetColumns, pair by pair; where these are empty, to its primary key.
	Columns       []string
	Target        string
	TargetColumns []string
}

// addOwnRelations adds the relations of the settings to the foreign keys of a table. One over the columns of a foreign
// key of the database names that one.
func (b *builder) addOwnRelations(t *Table, keys []foreignKey) []foreignKey {
	own := b.overrides.Tables[t.SQLName].Related
	for _, name := range sortedKeys(own) {
		key, ok := b.followOwn(t, name, own[name])
		if !ok {
			continue
		}
		i := slices.IndexFunc(keys, key.same)
		switch {
		case i < 0:
			keys = append(keys, key)
		case keys[i].name == "":
			keys[i].name = name
		default:
			b.refuse(SettingsKey(t.SQLName, "relations", name), "relations %s and %s of table %q are one: they have the same columns and target",
				keys[i].name, name, t.SQLName)
		}
	}
	return keys
}

// same reports whether two foreign keys of a table have the same pairs of columns.
func (k foreignKey) same(other foreignKey) bool {
	if k.to != other.to || len(k.columns) != len(other.columns) {
		return false
	}
	for i, c := range k.columns {
		j := slices.Index(other.columns, c)
		if j < 0 || other.targets[j] != k.targets[i] {
			return false
		}
	}
	return true
}

// followOwn finds the columns of both ends of a relation of the settings. Where it cannot, the setting has no effect: a
// table or column may disappear while it is served.
func (b *builder) followOwn(t *Table, name string, o RelationOverride) (foreignKey, bool) {
	at := func(word string) string { return SettingsKey(t.SQLName, "relations", name, word) }
	target := b.catalog.bySQL[o.Target]
	if target == nil {
		b.unused(at("target"), "relation %s of table %q in the settings leads to table %q, which %s", name, t.SQLName, o.Target, b.whyAbsent(o.Target))
		b.hint("the tables are ", sortedKeys(b.catalog.bySQL))
		return foreignKey{}, false
	}
	columns, ok := b.ownColumns(t, name, o.Columns, at("columns"))
	if !ok {
		return foreignKey{}, false
	}
	targets, ok := b.ownTargets(t, target, name, o, at)
	if !ok || !b.comparable(t, name, columns, targets, at("columns")) {
		return foreignKey{}, false
	}
	key := foreignKey{from: t, columns: columns, to: target, targets: targets, name: name, loose: true}
	for _, s := range b.sources[t].ForeignKeys {
		if s.Setting == name {
			key.comparisons, key.unique = s.Comparisons, s.Unique
		}
	}
	return key, true
}

func (b *builder) whyAbsent(table string) string {
	if b.overrides.Tables[table].Exclude {
		return "is excluded"
	}
	return "is not served"
}

// ownColumns returns the columns that a relation of the settings names.
func (b *builder) ownColumns(t *Table, relation string, names []string, key string) ([]*Column, bool) {
	for _, name := range names {
		if c := t.columnSQL[name]; c != nil && !c.Secret {
			continue
		}
		b.unused(key, "relation %s in the settings names column %q, which table %q does not have or show", relation, name, t.SQLName)
		b.hint("its columns are ", sqlNamesOf(t.Readable()))
		return nil, false
	}
	return t.columnsNamed(names), true
}

// ownTargets returns the columns of the target that a relation of the settings refers to: a key.
func (b *builder) ownTargets(t, target *Table, name string, o RelationOverride, at func(string) string) ([]*Column, bool) {
	key := at("target")
	targets, ok := []*Column(nil), true
	if len(o.TargetColumns) > 0 {
		key = at("targetColumns")
		targets, ok = b.ownColumns(target, name, o.TargetColumns, key)
	} else if primary := target.PrimaryKey(); primary != nil {
		targets = primary.Columns
	}
	switch {
	case !ok:
	case targets == nil:
		b.unused(key, "relation %s of table %q in the settings leads to table %q, which has no primary key", name, t.SQLName, target.SQLName)
		b.hintKeys(target)
	case len(targets) != len(o.Columns):
		b.unused(at("columns"), "relation %s of table %q in the settings has %d columns for the key %s of table %q",
			name, t.SQLName, len(o.Columns), strings.Join(sqlNamesOf(targets), ", "), target.SQLName)
		b.hintKeys(target)
	case target.keyOver(targets) == nil:
		b.unused(key, "relation %s of table %q in the settings leads to %s of table %q, which is not a primary or unique key there",
			name, t.SQLName, strings.Join(sqlNamesOf(targets), ", "), target.SQLName)
		b.hintKeys(target)
	default:
		return targets, true
	}
	return nil, false
}

// hintKeys adds the keys of a table to the last note.
func (b *builder) hintKeys(t *Table) {
	var keys []string
	for _, k := range t.Keys {
		keys = append(keys, "["+strings.Join(sqlNamesOf(k.Columns), ", ")+"]")
	}
	switch note := &b.notes[len(b.notes)-1]; {
	case len(keys) > 0:
		b.hint("name one of its keys in targetColumns: ", keys)
	case t.View:
		note.Hint = "name the columns that identify a row of the view in " + SettingsKey(t.SQLName, "key")
	default:
		note.Hint = "add a primary key or a unique index to the table"
	}
}

// comparable reports whether the pairs of columns of a relation can be equal.
func (b *builder) comparable(t *Table, name string, columns, targets []*Column, key string) bool {
	for i, c := range columns {
		if compares(c.Type, targets[i].Type) {
			continue
		}
		b.unused(key, "relation %s of table %q in the settings compares column %q (%s) with column %q of table %q (%s)",
			name, t.SQLName, c.SQLName, c.Type.Kind, targets[i].SQLName, targets[i].Table.SQLName, targets[i].Type.Kind)
		b.notes[len(b.notes)-1].Hint = "name columns of one kind, or set the kind of one of them"
		return false
	}
	return true
}

// compares reports whether a relation can compare columns of two types. Numbers and texts are compared as a foreign
// key of the database compares them, all others only where they are stored in one form.
func compares(x, y Type) bool {
	class := func(k Kind) Kind {
		switch k {
		case Int, BigInt, Float, Decimal, Enum, String:
			return String
		default:
			return k
		}
	}
	switch {
	case x.Kind == JSON || y.Kind == JSON:
		return false
	case x.Kind == UUID && y.Kind == String, x.Kind == String && y.Kind == UUID:
		return true
	case class(x.Kind) == String:
		return class(y.Kind) == String
	default:
		return x.Kind == y.Kind && x.Storage == y.Storage
	}
}

func sqlNamesOf(columns []*Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.SQLName
	}
	return names
}
