// Package dialect says in data how one engine spells what the plan asks for: flags named
// after features, quoting, and SQL fragments. The folder of each engine under db fills it, sqlgen
// alone reads it. It holds no code that prints SQL and no name of an engine.
package dialect

import (
	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// Dialect is one engine's way to spell SQL.
type Dialect struct {
	// Quote surrounds an identifier; inside, it is doubled.
	Quote rune
	// NumberedPlaceholders asks for $1, $2 … instead of ?.
	NumberedPlaceholders bool
	// MaxParams is how many values one statement can bind.
	MaxParams int
	// MaxDepth is how deep a tree of expressions may be, where what stands around a subquery counts for what stands in
	// it; 0 is any depth. MaxColumns is how many columns a statement may give; 0 is any number.
	MaxDepth, MaxColumns int
	// NullsOrder tells that NULLS FIRST and NULLS LAST are understood; else a sort key IS NULL is put in front.
	NullsOrder bool
	// NullsSmallest tells that an order without NULLS puts nulls first when ascending, last when descending.
	NullsSmallest bool
	// Window tells that window functions are understood (row numbers within a parent).
	Window bool
	// Returning tells that INSERT and UPDATE give rows back by RETURNING.
	Returning bool
	// DefaultValues tells that a row of defaults is inserted by DEFAULT VALUES; else by () VALUES ().
	DefaultValues bool
	// Cell is put around a selected column so that the driver hands over the stored cell; "@" is the column.
	Cell string
	// KeysIn is a condition that finds the rows whose single link column (@) has one of the
	// parents' keys, all bound as the one value "?" (encoding Keys).
	KeysIn Fragment
	// KeysInRow is the same for N link columns: it holds a marker @1, @2 … for each; the text is made
	// from KeysInRowColumn (one for each column, with @ and %d, the 0-based position) joined by
	// " AND " and put for %s in KeysInRow. Where KeysInRow has "@..." that becomes the list of the columns, and
	// the texts are joined by ", ": (@...) IN (SELECT %s FROM …), which an index can serve.
	KeysInRow       Fragment
	KeysInRowColumn string
	// Exact is put around a text column whose own equality is not exact (catalog.Column.Collated), so that
	// rows are grouped byte by byte; "@" is the column, empty means the column itself.
	Exact string
	// Comparisons are the ways keys compare, by the names that columns of keys and relations have for them. The empty one
	// need not be among them.
	Comparisons map[catalog.Comparison]Comparison
	// Storages are the ways values lie in cells, by catalog.Type.Storage.
	Storages map[string]Storage
}

// Comparison says how a key compares.
type Comparison struct {
	// Equal compares a column of the key (@1) with one that refers to it (@2).
	Equal string
	// Same tells that what is equal is the same, so that rows can be tied to those they refer to by their cells.
	Same bool
	// Collate is put for "%s" in Storage.Key.
	Collate string
	// Key and Ref are put around the two columns where no index finds the rows that refer to one key: then a key is
	// looked for in the set of all that refer to any, which is made once. Both are empty elsewhere.
	Key, Ref string
	// Narrow is true for every row in which the column that refers to the key (@) has one of the parents' keys, all bound
	// as the one value "?" (encoding Keys), and for few others: an index finds them. Empty where nothing is won by it.
	Narrow Fragment
}

// Comparison gives the comparison with that name; false where there is none.
func (d *Dialect) Comparison(name catalog.Comparison) (Comparison, bool) {
	if name == "" {
		return Comparison{Equal: "@1 = @2", Same: true}, true
	}
	c, ok := d.Comparisons[name]
	return c, ok
}

// Storage says how values of one kind lie in the cells of one kind of column.
type Storage struct {
	// Order is put around the column where rows are sorted or compared by gt, gte, lt, lte; "@" is the
	// column; empty means the column itself.
	Order string
	// Ops are the comparisons; one that is missing is not to be had for the storage.
	Ops map[request.Op]Fragment
	// Key finds a column of a key by a value, as the key compares ("%s" is Comparison.Collate); without one, or for a key
	// that is exact, it is found by Eq.
	Key Fragment
	// Write says how a value is bound where it is stored.
	Write Encoding
	// Add is the expression of inc: "@" is the column, "?" what is added, "#" the column's scale (-1 where it has
	// none). It is NULL for NULL, and fails where the sum does not fit the kind. Empty means that the storage cannot be
	// added to.
	Add Fragment
	// Path are the comparisons of values inside JSON; each fragment has ? for the path, then ? for the value.
	Path map[request.Op]Fragment
}

// Fragment is a piece of SQL. "@" stands for the column (as often as it likes), "?" for
// one bound value and "?..." for as many as the list has (or as Each gives per item).
type Fragment struct {
	SQL string
	// Encode says, for each "?" in order, how the slot's value is bound.
	Encode []Encoding
	// Each says how each item of a list is bound, at "?...": one value an entry.
	Each []Encoding
}
