package postgres

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// addOwnRelations adds the relations of the settings to the foreign keys of their tables and views, with how the
// database compares such columns. Those that name what does not exist are left to the catalogue, which reports them.
func (in *inspector) addOwnRelations() error {
	byName := make(map[string]*table, len(in.all))
	for _, t := range in.all {
		byName[in.known(t)] = t
	}
	for name, o := range in.overrides.Tables {
		t := byName[name]
		if t == nil {
			continue
		}
		for _, relation := range slices.Sorted(maps.Keys(o.Related)) {
			if target := byName[o.Related[relation].Target]; target != nil {
				in.addOwnRelation(t, target, relation, o.Related[relation])
			}
		}
	}
	return nil
}

func (in *inspector) addOwnRelation(t, target *table, name string, o catalog.RelationOverride) {
	key := catalog.SourceForeignKey{
		Setting: name, Columns: o.Columns, TargetSchema: target.Schema, Target: target.Name, TargetColumns: o.TargetColumns,
	}
	if len(key.TargetColumns) == 0 {
		if key.TargetColumns = target.PrimaryKey.Columns; len(key.TargetColumns) == 0 {
			key.TargetColumns = in.override(target).Key
		}
	}
	if len(key.Columns) == 0 || len(key.TargetColumns) != len(key.Columns) || !t.has(key.Columns) || !target.has(key.TargetColumns) {
		return
	}
	t.refer(target, &key)
	if t.View {
		key.Unique = sameNames(key.Columns, in.override(t).Key)
	}
	t.ForeignKeys = append(t.ForeignKeys, key)
}

// tryOwnKeys looks whether the keys that the settings name identify rows, as nothing enforces it. It comes last: a view
// that cannot be read ends the transaction of the inspection.
func (in *inspector) tryOwnKeys() error {
	for _, t := range in.all {
		own := in.override(t).Key
		if len(own) == 0 || len(t.PrimaryKey.Columns) > 0 || in.override(t).Exclude || !t.has(own) {
			continue
		}
		known, err := in.tryOwnKey(t, own)
		if err != nil && !aboutView(err) {
			return err
		}
		if !known {
			in.note("whether the key of %q in the settings identifies its rows is not known: it has more than %d of them", in.known(t), maxOwnRows)
		}
		if err != nil {
			return nil //nolint:nilerr // the transaction is over, and the view is served without its key having been tried
		}
	}
	return nil
}

// aboutView reports whether an error is due to the view, not to the database or the time limit.
func aboutView(err error) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	return ok && f.Code == fault.DatabaseError
}

// maxOwnRows is the maximum number of rows that are looked at for a key of the settings.
const maxOwnRows = 100_000

// tryOwnKey looks for rows with NULL in the key, and for those that share one. It reports false where there are too many
// rows to know.
func (in *inspector) tryOwnKey(t *table, own []string) (known bool, err error) {
	null, same, quoted := make([]string, len(own)), make([]string, len(own)), make([]string, len(own))
	for i, name := range own {
		quoted[i] = quoteName(name)
		null[i], same[i] = quoted[i]+" IS NULL", "("+quoted[i]+"::text "+byCodePoint+")"
	}
	anyNull := strings.Join(null, " OR ")
	rows, err := in.ask("SELECT (count(*) > $1::int8)::text, coalesce(bool_or("+anyNull+"), false)::text,"+
		" (count(*) FILTER (WHERE NOT ("+anyNull+")) > count(DISTINCT ROW("+strings.Join(same, ", ")+")) FILTER (WHERE NOT ("+anyNull+")))::text"+
		" FROM (SELECT "+strings.Join(quoted, ", ")+" FROM "+quoteName(t.Schema)+"."+quoteName(t.Name)+" LIMIT $1::int8 + 1) AS r",
		3, int64(maxOwnRows))
	if err != nil || len(rows) != 1 {
		return false, err
	}
	t.OwnKey = catalog.OwnKey{HoldsNull: truth(rows[0][1]), Repeats: truth(rows[0][2])}
	return !truth(rows[0][0]) || t.OwnKey.Repeats, nil
}
