package sqlite

import (
	"slices"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
)

// SQLite looks up what a foreign key refers to as it looks up a value that is written there: with the affinity of the
// key's column and the collation of the key's index, whatever those of the column that refers to it. A comparison in
// SQL goes by both columns, so it needs words where they differ.

// conversion says how the column that refers to a key keeps values otherwise than the key's column.
type conversion string

const (
	// unconverted: in the same way.
	unconverted conversion = ""
	// asNumber: texts are converted to numbers, as SQL does for two columns like these.
	asNumber conversion = "as number"
	// asText: numbers are converted to texts, where SQL would compare them as numbers.
	asText conversion = "as text"
	// numberOfAny and textOfAny: the same, where the column keeps everything as it is written, so that an index over it
	// finds what needs no conversion.
	numberOfAny conversion = "number of any"
	textOfAny   conversion = "text of any"
	// asTextAnew: the same as asText, for a key under a collation that no index over the column has.
	asTextAnew conversion = "as text anew"
	// asStored: numbers stay what they are, where SQL would convert the key.
	asStored conversion = "as stored"
)

var (
	conversions = []conversion{unconverted, asNumber, asText, numberOfAny, textOfAny, asTextAnew, asStored}
	// collations are those that SQLite has. Binary is written only where a column would bring another one along.
	collations = []string{"", "binary", "nocase", "rtrim"}
)

// conversionTo gives the conversion between columns of these affinities.
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

// comparisonBy names the comparison by a collation and a conversion.
func comparisonBy(collation string, c conversion) catalog.Comparison {
	return catalog.Comparison(strings.Trim(collation+" "+string(c), " "))
}

// unindexed is behind the names of comparisons of foreign keys for which there is no index.
const unindexed = " unindexed"

// comparisons spells every comparison that inspection names.
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

// collate returns the words that compare under a collation; none where it is that of the columns.
func collate(collation string) string {
	if collation == "" {
		return ""
	}
	return " COLLATE " + strings.ToUpper(collation)
}

func comparison(collation string, c conversion) dialect.Comparison {
	out := dialect.Comparison{Same: (c == unconverted || c == asStored) && exact(collation)}
	out.Finer = out.Same && collation != ""
	equal := "{key} = {ref}" + collate(collation)
	plus := "{key} = +{ref}" + collate(collation) // a column behind a plus has no affinity
	switch c {
	case asTextAnew:
		out.Equal = plus
	case asText:
		// Of a number with a fraction the text has fifteen digits, so that others are equal to it too.
		out.Equal, out.Narrow = plus, fragment(keyIn+" OR {column} < '' AND typeof({column}) = 'real'", bindKeys)
	case textOfAny:
		out.Equal, out.Narrow = plus, fragment(keyIn+" OR {column} < ''", bindKeys)
	case asStored:
		// The first finds more, but by an index over the column that refers to the key.
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

// comparisons give how the key compares values with its columns, whose own collations are those. A collation that is
// not SQLite's own cannot be run here; then values are compared exactly.
func (k *tableKey) comparisons(own map[string]string) catalog.Comparisons {
	var all catalog.Comparisons
	for i, collation := range k.collations {
		collation = known(collation)
		if collation == "" && !exact(own[fold(k.columns[i])]) {
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

// known gives the name of a collation that SQLite has and that is not exact, else an empty one.
func known(collation string) string {
	if collation = fold(collation); collation == "nocase" || collation == "rtrim" {
		return collation
	}
	return ""
}

// referredKey gives the key that a foreign key over these columns of the table leads to: one under the collations of
// the columns themselves, as SQLite wants it, else any; the primary key where there are no columns. The row id has
// none.
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

// natural tells that the key compares each of its columns by the column's own collation.
func (t *table) natural(k *tableKey) bool {
	for i, c := range k.columns {
		own := t.text.collations[fold(c)]
		if fold(k.collations[i]) != fold(own) && (!exact(k.collations[i]) || !exact(own)) {
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

// at gives the place of a name in a list.
func at(list []string, name string) (int, bool) {
	for i, other := range list {
		if fold(other) == fold(name) {
			return i, true
		}
	}
	return 0, false
}

// compare gives how the foreign key of t compares its columns with those of the target.
func (t *table) compare(key *catalog.SourceForeignKey, target *table) catalog.Comparisons {
	columns := key.TargetColumns
	if len(columns) == 0 {
		columns = target.primaryColumns()
	}
	if len(columns) != len(key.Columns) {
		return nil // it leads nowhere
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
	own, other := t.text.collations[fold(from)], target.text.collations[fold(column)]
	collation := key.collation(column)
	c := conversionTo(target.affinity(column), t.affinity(from))
	indexed := (c == unconverted || c == asStored) && t.indexed(from, collation)
	if (c == asText || c == textOfAny) && collation != "" && collation != fold(own) {
		c = asTextAnew // an index over the column finds less than the key does
	}
	if collation == "" && (!exact(own) || !exact(other)) {
		collation = "binary"
	}
	name := comparisonBy(collation, c)
	if name != "" && !indexed {
		name += unindexed
	}
	return name
}

// collation returns the collation of a column of the key that is SQLite's own and not exact, else an empty text.
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

// refersOnce reports that at most one row of t refers over the foreign key to one row of the target: its columns are a
// key of t, and what is equal to one value of the target is equal for that key too. What is converted first is not: the
// texts '1' and '01' are two values of a unique column, and both refer to the number 1.
func (t *table) refersOnce(key *catalog.SourceForeignKey, target *table) bool {
	columns := key.TargetColumns
	if len(columns) == 0 {
		columns = target.primaryColumns()
	}
	if len(columns) != len(key.Columns) {
		return false // it leads nowhere
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
			if c != unconverted && c != asStored || collation != "" && fold(own.collations[place]) != collation {
				return false
			}
		}
		return true
	})
}

// ownKeys returns the keys that have an index, and the row id where a column is it.
func (t *table) ownKeys() []tableKey {
	name := t.rowIDColumn()
	if name == "" {
		return t.keys
	}
	return append(slices.Clip(t.keys), tableKey{columns: []string{name}, collations: []string{""}, primary: true})
}

// indexed tells whether an index over a column finds what is equal under a collation; under an exact one any does.
func (t *table) indexed(column, collation string) bool {
	return slices.ContainsFunc(t.first, func(c indexedColumn) bool {
		return c.name == fold(column) && (collation == "" || fold(c.collation) == collation)
	})
}

// indexedColumn is the first column of an index, by its folded name.
type indexedColumn struct{ name, collation string }

// affinity gives what SQLite makes of what is written into a column.
func (t *table) affinity(column string) affinity {
	for _, c := range t.Columns {
		if c.Name == column {
			declared := strings.ToUpper(c.Declared)
			if t.text.strict && declared == "ANY" {
				return affinityNone
			}
			return affinityOf(declared)
		}
	}
	return affinityNone
}
