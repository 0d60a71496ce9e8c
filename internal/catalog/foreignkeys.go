package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// foreignKey is a foreign key that leads to a key of a served table.
type foreignKey struct {
	from    *Table
	columns []*Column
	to      *Table
	targets []*Column
	// comparisons are how each column is compared with its target.
	comparisons Comparisons
	// unique reports whether at most one row refers to one row of the target.
	unique bool
	// name is the user's name of the relation; empty where it is derived. Loose reports whether the settings alone declare
	// the key.
	name  string
	loose bool
}

// foreignKeys returns the foreign keys of a table that can be followed, in the order of their columns, and the number
// of different ones it declares.
func (b *builder) foreignKeys(t *Table) (keys []foreignKey, declared int) {
	seen := map[string]bool{}
	for _, s := range b.sources[t].ForeignKeys {
		if s.Setting != "" || t.View {
			continue
		}
		s.TargetColumns = b.targetColumns(&s)
		id := s.identity()
		if seen[id] {
			continue
		}
		seen[id] = true
		declared++
		if key, ok := b.follow(t, s); ok {
			keys = append(keys, key)
		}
	}
	followed := len(keys)
	keys = b.addOwnRelations(t, keys)
	declared += len(keys) - followed
	slices.SortStableFunc(keys, func(x, y foreignKey) int {
		return cmp.Or(compareColumns(x.columns, y.columns), cmp.Compare(x.to.SQLName, y.to.SQLName), compareColumns(x.targets, y.targets))
	})
	return keys, declared
}

// targetColumns fills in the target's primary key where a foreign key names no columns.
func (b *builder) targetColumns(s *SourceForeignKey) []string {
	if target := b.catalog.bySQL[b.source.target(s)]; len(s.TargetColumns) == 0 && target != nil {
		return b.sources[target].PrimaryKey.Columns
	}
	return s.TargetColumns
}

// identity returns a text that is equal for equivalent foreign keys, in whatever order they list their pairs.
func (s SourceForeignKey) identity() string {
	pairs := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		pairs[i] = c + "\x00"
		if i < len(s.TargetColumns) {
			pairs[i] += s.TargetColumns[i]
		}
	}
	slices.Sort(pairs)
	return s.TargetSchema + "\x00" + s.Target + "\x00\x00" + strings.Join(pairs, "\x00\x00")
}

// follow finds the columns of both ends. Where it cannot, the key has no relation, and a note explains why, unless the
// user excluded an end.
func (b *builder) follow(t *Table, s SourceForeignKey) (foreignKey, bool) {
	name := b.source.target(&s)
	target := b.catalog.bySQL[name]
	if target == nil {
		if !b.overrides.Tables[name].Exclude {
			b.note("the foreign key of table %q to table %q is not served as a relation: the target table is not served", t.SQLName, name)
		}
		return foreignKey{}, false
	}
	columns, targets := t.columnsNamed(s.Columns), target.columnsNamed(s.TargetColumns)
	if b.excludes(t, s.Columns) || b.excludes(target, s.TargetColumns) {
		return foreignKey{}, false
	}
	switch {
	case len(s.TargetColumns) == 0:
		b.note("the foreign key of table %q to table %q is not served as a relation: the target has no primary key", t.SQLName, name)
	case len(s.Columns) != len(s.TargetColumns):
		b.note("the foreign key of table %q to table %q is not served as a relation: it has %d columns for a key of %d",
			t.SQLName, name, len(s.Columns), len(s.TargetColumns))
	case columns == nil || targets == nil || target.keyOver(targets) == nil:
		b.note("the foreign key of table %q to table %q is not served as a relation: %s is not a primary or unique key there",
			t.SQLName, name, strings.Join(s.TargetColumns, ", "))
	default:
		return foreignKey{from: t, columns: columns, to: target, targets: targets, comparisons: s.Comparisons, unique: s.Unique}, true
	}
	return foreignKey{}, false
}

func (b *builder) excludes(t *Table, names []string) bool {
	return slices.ContainsFunc(names, b.overrides.Tables[t.SQLName].excludes)
}

// byName returns the name of the key after By: HomeTeam for home_team_id, TenantIdAndUserId for two columns.
func (b *builder) byName(k foreignKey) string {
	if k.name != "" {
		return capital(k.name)
	}
	if len(k.columns) > 1 {
		return capital(keyName(k.columns))
	}
	list := b.columnWords(k.columns[0])
	if stem, ok := withoutID(list); ok {
		list = stem
	}
	return pascal(list)
}

// toOneName returns the column without its id (author_id becomes author), else the column and Ref; with several
// columns it is the target's singular.
func (b *builder) toOneName(k foreignKey) string {
	if k.name != "" {
		return k.name
	}
	if len(k.columns) > 1 {
		return k.to.SingleField
	}
	if stem, ok := withoutID(b.columnWords(k.columns[0])); ok {
		return camel(stem)
	}
	return k.columns[0].Name + "Ref"
}

// columnWords returns the words of the column's own name, or of the user's name for it.
func (b *builder) columnWords(c *Column) []string {
	if name := b.overrides.Tables[c.Table.SQLName].Columns[c.SQLName].Name; name != "" {
		return words(name)
	}
	if list := words(c.SQLName); len(list) > 0 {
		return list
	}
	return words(c.Name)
}

func withoutID(list []string) ([]string, bool) {
	if last := len(list) - 1; last > 0 && list[last] == "id" {
		return list[:last], true
	}
	return nil, false
}
