package sqlite

import (
	"slices"
	"strings"

	"tiddly/db/sqlite/script"
	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
)

// SQLite looks up the key of a foreign key as it looks up a value that is written to it: with the affinity of the
// key's column and the collation of the key's index, whatever those of the referring column. A comparison in SQL
// depends on both columns, so it must be spelled out where they differ.

// conversion is how the referring column stores values differently from the key's column.
type conversion string

const (
	// unconverted: both store values in the same way.
	unconverted conversion = ""
	// asNumber: texts are converted to numbers, as SQL does for two such columns.
	asNumber conversion = "as number"
	// asText: numbers are converted to texts, where SQL would compare them as numbers.
	asText conversion = "as text"
	// numberOfAny and textOfAny: the same, for a referring column that stores everything as written, so that an index
	// over it finds values that need no conversion.
	numberOfAny conversion = "number of any"
	textOfAny   conversion = "text of any"
	// asTextAnew: the same as asText, for a key under a collation that no index over the referring column has.
	asTextAnew conversion = "as text anew"
	// asStored: numbers remain as they are, where SQL would convert the key.
	asStored conversion = "as stored"
)

var (
	conversions = []conversion{unconverted, asNumber, asText, numberOfAny, textOfAny, asTextAnew, asStored}
	// collations are SQLite's own. Binary is written only where a column would bring in another one.
	collations = []string{"", "binary", "nocase", "rtrim"}
)

// conversionTo returns the conversion between columns of these affinities.
func conversionTo(key, from affinity) conversion {
	number := func(a affinity) bool { return a != affinityNone && a != affinityText }
	switch {
	case key == from, number(key) && number(from), key == affinityNone && from == affinityText:
		return unconverted
	case key == affinityNone:
		return asStored
	case key == affinityText && number(from):
		return asText
	case key == affinityText:
		return textOfAny
	case from == affinityText:
		return asNumber
	default:
		return numberOfAny
	}
}

// comparisonBy returns the name of the comparison by a collation and a conversion.
func comparisonBy(collation string, c conversion) catalog.Comparison {
	return catalog.Comparison(strings.Trim(collation+" "+string(c), " "))
}

// unindexed is the suffix of the names of comparisons for foreign keys without an index.
const unindexed = " unindexed"

// comparisons returns every comparison that the inspection names.
func comparisons() map[catalog.Comparison]dialect.Comparison {
	all := map[catalog.Comparison]dialect.Comparison{}
	for _, collation := range collations {
		for _, c := range conversions {
			name, spelled := comparisonBy(collation, c), comparison(collation, c)
			all[name] = spelled
			spelled.Key, spelled.Ref = "{column}"+collate(collation), "{column}"
			if c == asText || c == textOfAny || c == asTextAnew || c == asStored {
				spelled.Ref = "+{column}"
			}
			all[name+unindexed] = spelled
		}
	}
	return all
}

// collate returns the COLLATE clause; empty for the collation of the columns.
func collate(collation string) string {
	if collation == "" {
		return ""
	}
	return " COLLATE " + strings.ToUpper(collation)
}

func comparison(collation string, c conversion) dialect.Comparison {
	out := dialect.Comparison{Same: (c == unconverted || c == asStored) && script.Exact(collation)}
	out.Finer = out.Same && collation != ""
	equal := "{key} = {ref}" + collate(collation)
	plus := "{key} = +{ref}" + collate(collation) // a column behind a plus has no affinity
	switch c {
	case asTextAnew:
		out.Equal = plus
	case asText:
		// The text of a number with a fraction has fifteen digits, so other numbers are equal to it too.
		out.Equal, out.Narrow = plus, fragment(keyIn+" OR {column} < '' AND typeof({column}) = 'real'", bindKeys)
	case textOfAny:
		out.Equal, out.Narrow = plus, fragment(keyIn+" OR {column} < ''", bindKeys)
	case asStored:
		// The first condition finds more, but uses an index over the referring column.
		out.Equal = equal + " AND " + plus
	case numberOfAny:
		out.Equal, out.Narrow = equal, fragment(keyIn+" OR {column} >= '' AND {column} < x''", bindKeys)
	default:
		out.Equal = equal
		if collation == "binary" {
			out.Equal = "{ref} = {key} AND " + equal // for an index under the other column's collation
		}
	}
	return out
}

// tableKey is a primary or unique key of a table, with the collation of each column.
type tableKey struct {
	columns, collations []string
	primary             bool
}

// comparisons returns how the key compares its columns, whose own collations are given. A collation that is not built
// into SQLite cannot be run here; its values are compared exactly.
func (k *tableKey) comparisons(own map[string]string) catalog.Comparisons {
	var all catalog.Comparisons
	for i, collation := range k.collations {
		collation = known(collation)
		if collation == "" && !script.Exact(own[script.Fold(k.columns[i])]) {
			collation = "binary"
		}
		if collation == "" {
			continue
		}
		if all == nil {
			all = make(catalog.Comparisons, len(k.columns))
		}
		all[i] = comparisonBy(collation, unconverted)
	}
	return all
}

// known returns the name of a built-in collation that is not exact, else an empty text.
func known(collation string) string {
	if collation = script.Fold(collation); collation == "nocase" || collation == "rtrim" {
		return collation
	}
	return ""
}

// referredKey returns the key of the table that a foreign key to these columns refers to: one under the columns' own
// collations, as SQLite prefers, else any; the primary key if columns is empty. It returns nil for the row id.
func (t *table) referredKey(columns []string) *tableKey {
	var found *tableKey
	for i := range t.keys {
		k := &t.keys[i]
		switch {
		case len(columns) == 0 && k.primary:
			return k
		case len(columns) == 0 || !sameNames(k.columns, columns):
		case t.natural(k):
			return k
		case found == nil || k.primary:
			found = k
		}
	}
	return found
}

// natural reports whether the key compares each of its columns by the column's own collation.
func (t *table) natural(k *tableKey) bool {
	for i, c := range k.columns {
		own := t.text.Collations[script.Fold(c)]
		if script.Fold(k.collations[i]) != script.Fold(own) && (!script.Exact(k.collations[i]) || !script.Exact(own)) {
			return false
		}
	}
	return true
}

func sameNames(x, y []string) bool {
	if len(x) != len(y) {
		return false
	}
	for _, name := range x {
		if _, ok := at(y, name); !ok {
			return false
		}
	}
	return true
}

// at returns the index of a name in a list.
func at(list []string, name string) (int, bool) {
	for i, other := range list {
		if script.Fold(other) == script.Fold(name) {
			return i, true
		}
	}
	return 0, false
}

// compare returns how the foreign key of t compares its columns with those of the target.
func (t *table) compare(key *catalog.SourceForeignKey, target *table) catalog.Comparisons {
	columns := key.TargetColumns
	if len(columns) == 0 {
		columns = target.primaryColumns()
	}
	if len(columns) != len(key.Columns) {
		return nil // the foreign key is invalid
	}
	to := target.referredKey(key.TargetColumns)
	var all catalog.Comparisons
	for i, column := range columns {
		name := t.compareColumn(key.Columns[i], target, column, to)
		if name == "" {
			continue
		}
		if all == nil {
			all = make(catalog.Comparisons, len(columns))
		}
		all[i] = name
	}
	return all
}

func (t *table) compareColumn(from string, target *table, column string, key *tableKey) catalog.Comparison {
	own, other := t.text.Collations[script.Fold(from)], target.text.Collations[script.Fold(column)]
	collation := key.collation(column)
	c := conversionTo(target.affinity(column), t.affinity(from))
	indexed := (c == unconverted || c == asStored) && t.indexed(from, collation)
	if (c == asText || c == textOfAny) && collation != "" && collation != script.Fold(own) {
		c = asTextAnew // an index over the column finds less than the key does
	}
	if collation == "" && (!script.Exact(own) || !script.Exact(other) || t.anyCollation || target.anyCollation) {
		collation = "binary"
	}
	name := comparisonBy(collation, c)
	if name != "" && !indexed {
		name += unindexed
	}
	return name
}

// collation returns the collation of a column of the key if it is built in and not exact, else an empty text.
func (k *tableKey) collation(column string) string {
	if k == nil {
		return ""
	}
	i, ok := at(k.columns, column)
	if !ok {
		return ""
	}
	return known(k.collations[i])
}

// refersOnce reports whether at most one row of t refers by the foreign key to each row of the target: the referring
// columns are a key of t, and values equal to one value of the target are equal for that key too. That excludes
// values that are converted first: the texts '1' and '01' are two values of a unique column, and both refer to the
// number 1.
func (t *table) refersOnce(key *catalog.SourceForeignKey, target *table) bool {
	columns := key.TargetColumns
	if len(columns) == 0 {
		columns = target.primaryColumns()
	}
	if len(columns) != len(key.Columns) {
		return false // the foreign key is invalid
	}
	to := target.referredKey(key.TargetColumns)
	return slices.ContainsFunc(t.ownKeys(), func(own tableKey) bool {
		if !sameNames(own.columns, key.Columns) {
			return false
		}
		for i, column := range columns {
			c := conversionTo(target.affinity(column), t.affinity(key.Columns[i]))
			place, _ := at(own.columns, key.Columns[i])
			collation := to.collation(column)
			if c != unconverted && c != asStored || collation != "" && script.Fold(own.collations[place]) != collation {
				return false
			}
		}
		return true
	})
}

// ownKeys returns the keys that have an index, and the row id if a column is an alias for it.
func (t *table) ownKeys() []tableKey {
	name := t.rowIDColumn()
	if name == "" {
		return t.keys
	}
	return append(slices.Clip(t.keys), tableKey{columns: []string{name}, collations: []string{""}, primary: true})
}

// indexed reports whether an index over a column finds values that are equal under a collation; if the collation is
// exact, any index does.
func (t *table) indexed(column, collation string) bool {
	return slices.ContainsFunc(t.first, func(c indexedColumn) bool {
		return c.name == script.Fold(column) && (collation == "" || script.Fold(c.collation) == collation)
	})
}

// indexedColumn is the first column of an index, by its folded name.
type indexedColumn struct{ name, collation, index string }

// affinity returns the affinity of a column.
func (t *table) affinity(column string) affinity {
	for _, c := range t.Columns {
		if c.Name == column {
			declared := strings.ToUpper(c.Declared)
			if t.text.Strict && declared == "ANY" {
				return affinityNone
			}
			return affinityOf(declared)
		}
	}
	return affinityNone
}
