package postgres

import (
	"regexp"
	"slices"
	"strings"

	"tiddly/internal/catalog"
)

// tableKey is a primary or unique key.
type tableKey struct {
	primary bool
	// atOnce reports whether the database checks the key with each row, and not at the end of the transaction.
	atOnce  bool
	columns []string
}

// readIndexes reads the indexes, and the keys among them. Partial indexes and those over expressions are not keys.
func (in *inspector) readIndexes() error {
	rows, err := in.ask(queryIndexes, 9, in.schemas)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if t := in.tables[row[0]]; t != nil {
			t.addIndex(indexRow{
				primary: truth(row[1]), unique: truth(row[2]), atOnce: truth(row[3]), hash: truth(row[4]),
				columns: strings.Fields(row[5]), collations: strings.Fields(row[6]), usual: strings.Fields(row[7]), condition: row[8],
			})
		}
	}
	for _, t := range in.all {
		t.settleKeys()
		if t.heirs && len(t.keys) > 0 {
			in.note("table %q has no keys here: other tables inherit from it, and a key does not hold over their rows", in.known(t))
		}
	}
	return nil
}

// indexRow is an index as it is read: a column whose number is 0 is an expression.
type indexRow struct {
	primary, unique, atOnce, hash bool
	columns, collations, usual    []string
	condition                     string
}

func (t *table) addIndex(x indexRow) {
	names := t.finder(x)
	whole := len(names) == len(x.columns)
	switch {
	case len(names) == 0 || x.hash && !whole:
	case x.condition == "":
		t.Indexes = append(t.Indexes, names)
	default:
		if column, null, ok := t.partial(x.condition); ok {
			t.Partial = append(t.Partial, catalog.SourcePartial{Columns: names, Column: column, Null: null})
		}
	}
	if x.unique && whole && x.condition == "" {
		t.keys = append(t.keys, tableKey{primary: x.primary, atOnce: x.atOnce, columns: names})
	}
}

// finder returns the first columns of an index that it stores as they compare themselves.
func (t *table) finder(x indexRow) (names []string) {
	for i, number := range x.columns {
		c := t.column(number)
		if c == nil || i >= len(x.usual) || !truth(x.usual[i]) || i < len(x.collations) && x.collations[i] != c.collation {
			break
		}
		names = append(names, c.Name)
	}
	return names
}

// nullCondition matches the condition of an index over the rows in which one column is NULL, or is not.
var nullCondition = regexp.MustCompile(`^\((?:"((?:[^"]|"")+)"|([a-z_][a-z0-9_$]*)) IS (NOT )?NULL\)$`)

func (t *table) partial(condition string) (name string, null, ok bool) {
	m := nullCondition.FindStringSubmatch(condition)
	if m == nil {
		return "", false, false
	}
	name = m[2] + strings.ReplaceAll(m[1], `""`, `"`)
	return name, m[3] == "", slices.ContainsFunc(t.columns, func(c *column) bool { return c.Name == name })
}

// settleKeys gives the table its keys, each with how it compares.
func (t *table) settleKeys() {
	if t.heirs {
		return
	}
	for _, k := range t.keys {
		key := catalog.SourceKey{Columns: k.columns, Comparisons: t.selfCompared(k.columns), Deferred: !k.atOnce}
		if k.primary {
			t.PrimaryKey = key
		} else {
			t.UniqueKeys = append(t.UniqueKeys, key)
		}
	}
}

// selfCompared returns how a key over columns compares each of them.
func (t *table) selfCompared(names []string) catalog.Comparisons {
	types := t.typesOf(names)
	return compared(types, types)
}

// compared returns how columns of a key are compared with those that refer to them; nil where all are exact.
func compared(keys, refs []catalog.Type) catalog.Comparisons {
	all := make(catalog.Comparisons, len(keys))
	for i := range keys {
		all[i] = Compared(keys[i], refs[i])
	}
	if !slices.ContainsFunc(all, func(c catalog.Comparison) bool { return c != "" }) {
		return nil
	}
	return all
}

// byName returns the column with a name, or nil.
func (t *table) byName(name string) *column {
	i := slices.IndexFunc(t.columns, func(c *column) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return t.columns[i]
}

// typesOf returns the types of columns by their names, which the table has.
func (t *table) typesOf(names []string) []catalog.Type {
	types := make([]catalog.Type, len(names))
	for i, name := range names {
		types[i] = t.byName(name).Type
	}
	return types
}

// readForeignKeys reads the foreign keys whose columns are served.
func (in *inspector) readForeignKeys() error {
	rows, err := in.ask(queryForeignKeys, 10)
	if err != nil {
		return err
	}
	for _, row := range rows {
		t, target := in.tables[row[1]], in.tables[row[8]]
		in.actions.Refer(row[1], row[8], actions[row[6]], actions[row[7]])
		if t == nil {
			continue
		}
		key := catalog.SourceForeignKey{
			Name: row[0], Columns: t.named(strings.Fields(row[2])), TargetSchema: row[3], Target: row[4], TargetColumns: strings.Split(row[9], "\x1f"),
		}
		if key.Columns == nil {
			continue
		}
		if target != nil && target.has(key.TargetColumns) {
			t.refer(target, &key)
		}
		t.ForeignKeys = append(t.ForeignKeys, key)
	}
	return nil
}

// refer sets how a foreign key compares, and whether one row at most refers to one of the target.
func (t *table) refer(target *table, key *catalog.SourceForeignKey) {
	keys, refs := target.typesOf(key.TargetColumns), t.typesOf(key.Columns)
	key.Comparisons = compared(keys, refs)
	if t.heirs {
		return
	}
	key.Unique = slices.ContainsFunc(t.keys, func(own tableKey) bool {
		return own.atOnce && sameNames(own.columns, key.Columns)
	}) && t.convertsNothing(target, key)
}

// convertsNothing reports whether values of the columns of a foreign key are equal to each other exactly where they
// equal the same value of the target.
func (t *table) convertsNothing(target *table, key *catalog.SourceForeignKey) bool {
	for i, name := range key.Columns {
		own, to := t.byName(name), target.byName(key.TargetColumns[i])
		if key.Comparisons.At(i) != "" && (own.Type.Storage != to.Type.Storage || own.collation != to.collation) {
			return false
		}
	}
	return true
}

func (t *table) has(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return t.byName(name) == nil })
}

// sameNames compares sets; neither list has a name twice.
func sameNames(x, y []string) bool {
	return len(x) == len(y) && !slices.ContainsFunc(x, func(name string) bool { return !slices.Contains(y, name) })
}
