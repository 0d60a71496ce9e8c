// Package dialect describes as data how one engine spells what a plan asks for: flags named after features, quoting,
// and SQL fragments. The folder of each engine under db fills a Dialect in its dialect.go, and only sqlgen reads it.
// The package is pure. It prints no SQL and may not know the name of an engine.
//
// To add an engine, name a storage for each way in which values are stored in its columns: catalog.Type.Storage names
// it, and a column of a kind that is stored in two ways has one storage for each. For each storage, list in
// Dialect.Storages the comparisons (Ops; Path for values inside JSON), how a value is bound where it is written
// (Write), how it is added to (Add), how it is sorted where that is not as it is stored (Order), and how rows are
// found by the keys of their parents (Keyed). What is missing is refused with a message that lists what there is. A
// value is bound as the request has it (see request.Arguments) unless a Fragment has an Encoding for it; an engine's
// own encodings stand in its folder, those that engines share are here. Then list the comparisons of keys that the
// engine's inspection names (Comparisons): an engine whose keys compare as = does needs none. Check, called in a test,
// finds marks that a fragment cannot have.
//
// The keys of all parents of a level are bound as few values of a known type. With arrays, Keyed of an integer is
//
//	In:   {SQL: "{column} = ANY({keys}::int8[])", Encode: []Encoding{array}}
//	Part: {SQL: "{keys}::int8[]", Encode: []Encoding{array}}
//
// and Dialect.KeysInRow is "SELECT * FROM unnest({parts})", where each part binds the keys of its own column. With one
// JSON text for all columns, Part is "k{n} BIGINT PATH '$[{n}]'" and KeysInRow "SELECT * FROM JSON_TABLE({keys},
// '$[*]' COLUMNS ({parts})) AS k", with the encoding that writes the text.
package dialect

import (
	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// Dialect describes how one engine spells SQL.
type Dialect struct {
	// Quote surrounds an identifier; inside, it is doubled.
	Quote rune
	// NumberedPlaceholders selects $1, $2 … instead of ?.
	NumberedPlaceholders bool
	// MaxParams is the maximum number of values that one statement can bind; 0 is no limit.
	MaxParams int
	// MaxDepth is the maximum depth of a tree of expressions, where the depth around a subquery adds to that inside it; 0
	// is no limit. MaxColumns is the maximum number of columns of a statement; 0 is no limit.
	MaxDepth, MaxColumns int
	// NullsOrder reports that NULLS FIRST and NULLS LAST are supported; without them a sort key IS NULL is put in front.
	NullsOrder bool
	// NullsSmallest reports that an order without NULLS puts nulls first when ascending, last when descending.
	NullsSmallest bool
	// Window reports that window functions are supported (row numbers within a parent).
	Window bool
	// Returning reports that INSERT, UPDATE and DELETE return rows by RETURNING.
	Returning bool
	// DefaultValues reports that a row of defaults is inserted by DEFAULT VALUES; otherwise by () VALUES ().
	DefaultValues bool
	// TypedValues reports that a bound value takes its type from its context, so that none can stand alone.
	TypedValues bool
	// Identical is the operator that compares as = does, but for NULL, which it finds equal to NULL.
	Identical string
	// Cell is put around a selected {column} so that the driver returns the stored cell; empty is the column itself.
	Cell string
	// KeysInRow is the subquery for keys of several columns: (column, column) IN (KeysInRow). {parts} is the list of the
	// columns' Keyed.Part, and {keys} binds the keys of all columns.
	KeysInRow Fragment
	// Numbers is the part of a column of integers, like Keyed.Part: it numbers keys.
	Numbers Fragment
	// Each is how the first rows of each parent are read.
	Each Each
	// CountsApart reports that a subquery which counts the rows of all groups is computed anew for each row around it, so
	// that the counts are joined, or put into a set, instead.
	CountsApart bool
	// RowID is the storage of row ids (catalog.Table.RowID); empty where tables have none.
	RowID string
	// Exact is put around a text {column} whose own equality is not exact (catalog.Column.Collated, Recollated), so that
	// it is compared byte by byte; empty is the column itself.
	Exact string
	// Apart is added to a derived table that must not become a part of the statement around it (catalog.Table.Scanned).
	Apart string
	// Comparisons are the ways in which keys compare, by the names that keys and relations of the catalogue have for
	// them. The empty name may be missing.
	Comparisons map[catalog.Comparison]Comparison
	// Unread notes, at {place}, a {column} whose cell cannot be read (see exec.Witness), and is NULL; empty where the
	// database keeps every cell to its kind.
	Unread string
	// Strayed does the same with a stray cell that an index has, which the statement may meet too: it counts once.
	Strayed string
	// Storages are the ways in which values are stored in cells, by catalog.Type.Storage.
	Storages map[string]Storage
}

// Each is a way in which the first rows of each of many parents are read, so that no row after them is.
type Each uint8

// The ways. EachByNumber, the default, numbers all rows of each parent by a window function. EachByKey looks the rows up
// by their keys, which are IN a subquery for each parent, with a LIMIT. EachLateral joins a LATERAL subquery to the
// parents' keys; derived tables then take a list of column names.
const (
	EachByNumber Each = iota
	EachByKey
	EachLateral
)

// Comparison describes how a key compares.
type Comparison struct {
	// Equal compares a column of the key ({key}) with one that refers to it ({ref}).
	Equal string
	// Same reports that equal values are identical, so that rows can be linked to those they refer to by their cells.
	Same bool
	// Finer reports that the key distinguishes values that the column's own comparison treats as equal.
	Finer bool
	// Key and Ref are put around the {column} of the key and the one that refers to it, where no index finds the rows
	// that refer to one key: then a key is looked up in the set of all referenced keys, which is built once. Both are
	// empty elsewhere.
	Key, Ref string
	// Narrow is true for every row in which the {column} that refers to the key has one of the parents' keys ({keys}),
	// and for few others: an index finds them. It is empty where that would gain nothing.
	Narrow Fragment
}

// Comparison returns the comparison with that name, and reports whether it exists.
func (d *Dialect) Comparison(name catalog.Comparison) (Comparison, bool) {
	if name == "" {
		return Comparison{Equal: "{key} = {ref}", Same: true}, true
	}
	c, ok := d.Comparisons[name]
	return c, ok
}

// Storage describes how values of one kind are stored in the cells of one kind of column.
type Storage struct {
	// Shown are the kinds as which every cell of the storage can be shown: texts as they are, others in less than 48 bytes.
	Shown []catalog.Kind
	// Cell takes the place of Dialect.Cell for columns of the storage; empty is that.
	Cell string
	// Order is put around the {column} where rows are sorted or compared by gt, gte, lt, lte; empty is the column itself.
	Order string
	// Ops are the comparisons of the {column} with a {value}, or with the {values} of a list; one that is missing is not
	// offered for the storage. IsNull is asked for only where other cells than NULL read as null (catalog.Type.ReadsNull).
	// {scale} is that of the column where its cells may be finer (catalog.Type.Finer).
	//
	// They hold for cells of every kind: where one cannot be read, the comparison is NULL.
	Ops map[request.Op]Fragment
	// Stray is the condition that a {column} has a cell that is surely not of the kind, as an index finds it; empty where
	// the functions in Ops and Order note all such cells, or where there are none.
	Stray string
	// StrayScan is the same condition as a scan finds it at the least cost.
	StrayScan string
	// Sought are the comparisons for a column whose cells an index finds by their values (catalog.Column.Sought), where
	// false and NULL are the same: they search the index. {stray} is NULL, and notes a cell for which Stray holds. One that
	// is missing is that of Ops.
	Sought map[request.Op]Fragment
	// Kept are the comparisons for a column that the database keeps to the type it declares (catalog.Column.Kept), and in
	// which there are no stray cells. One that is missing is that of Ops.
	Kept map[request.Op]Fragment
	// Pure is how a column is compared in which no cell is known to stray; without Unless, knowing that gains nothing.
	Pure Pure
	// ByKey finds a {column} of a key by a {value}, as the key compares. A comparison that is missing uses Eq.
	ByKey map[catalog.Comparison]Fragment
	// Keyed finds a column by the keys of parents.
	Keyed Keyed
	// Write is how a value is bound where it is stored.
	Write Encoding
	// Add is the expression of inc: {value} is added to the {column}, whose scale is {scale} (-1 where it has none). It
	// is NULL for NULL, and fails where the sum does not fit the kind. Empty means that the storage cannot be added to.
	Add Fragment
	// Path are the comparisons of values inside JSON: the first {value} is the path, the second the value.
	Path map[request.Op]Fragment
}

// Pure describes a storage in columns of which it was found that they hold only cells of their kind.
type Pure struct {
	// Unless is the condition that a {column} has another cell, as a scan finds it at the least cost.
	Unless string
	// Order and Ops are as in Storage, and note nothing. An operation that is missing is that of Storage.Ops.
	Order string
	Ops   map[request.Op]Fragment
}

// Keyed describes how rows are found by the keys of their parents. The keys are cells of the column that the storage
// is of, as exec.Rows.Value returned them.
type Keyed struct {
	// In is the condition that a {column} has one of the {keys}.
	In Fragment
	// Column is put around the {column} in a row of columns, which are compared with Parts; empty is the column itself.
	Column string
	// Part is the column's part of Dialect.KeysInRow: {n} is its place in the key, from 0, and {keys} binds the keys of
	// this column alone.
	Part Fragment
	// ByKey compares a {column} with a {value} of the type of Part, as a key does whose values can be equal without being
	// identical; it is for a storage whose own ByKey takes the type of the value from the column.
	ByKey Fragment
	// Alone takes the place of Part where it is the only column; empty is Part itself.
	Alone Fragment
	// Same reports that the values of requests are what the cells are, integers or text, so that keys can be bound which
	// no row was read for.
	Same bool
}
