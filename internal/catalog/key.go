package catalog

import "strings"

// Partial is an index over the rows in which Column is NULL (Null), or is not.
type Partial struct {
	Columns []*Column
	Column  *Column
	Null    bool
}

// Key is a set of columns that identifies a row.
type Key struct {
	// Name is the field of the `by` argument: the column's name, or "playlistIdAndTrackId" for several columns.
	Name    string
	Columns []*Column
	Primary bool
	// Comparisons are how the database compares each of the columns in this key.
	Comparisons Comparisons
	// HoldsNull reports of a primary key whether a row has NULL in it.
	HoldsNull bool
	// Deferred reports whether the database checks the key only at the end of a transaction.
	Deferred bool
	// Named reports that the settings name the key, so that nothing keeps rows from sharing one.
	Named bool
}

// FieldSet returns the fields of the key with blanks between them, as a gateway has them: "playlistId trackId".
func (k *Key) FieldSet() string {
	names := make([]string, len(k.Columns))
	for i, c := range k.Columns {
		names[i] = c.Name
	}
	return strings.Join(names, " ")
}

// Comparison is how the database compares two values by a key, as a name that the dialect of its engine spells. The
// empty one is exact: only identical values are equal.
type Comparison string

// Comparisons are those of several columns, in their order; empty where every one is exact.
type Comparisons []Comparison

// At returns the comparison of the column at i.
func (c Comparisons) At(i int) Comparison {
	if len(c) == 0 {
		return ""
	}
	return c[i]
}

func (k *Key) notNull() bool {
	for _, c := range k.Columns {
		if !c.NotNull {
			return false
		}
	}
	return true
}
