package postgres

import (
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
)

// loose is the comparison of a key whose values can be equal without being identical: texts under some collations,
// numbers with different fraction digits, and types that the database converts. The database compares such keys as it
// compares any two columns.
const loose catalog.Comparison = "loose"

func comparisons() map[catalog.Comparison]dialect.Comparison {
	return map[catalog.Comparison]dialect.Comparison{loose: {Equal: "{key} = {ref}"}}
}

// exact are the storages in which equal values are identical.
var exact = []string{
	storageText, storageOID, storageBoolean, storageInstant, storageLocal, storageDate, storageTime, storageUUID, storageUUIDBytes,
	storageBytes, storageEnum,
}

// Compared returns how a key compares its column with one that refers to it, or with itself where the key is looked
// up.
func Compared(key, ref catalog.Type) catalog.Comparison {
	whole := func(t catalog.Type) bool {
		return slices.Contains(integers, t.Storage) || t.Storage == storageEpochSeconds || t.Storage == storageEpochMillis
	}
	switch {
	case whole(key) && whole(ref),
		key.Storage == ref.Storage && slices.Contains(exact, key.Storage),
		key.Storage == storageNumeric && ref.Storage == storageNumeric && key.Scale >= 0 && key.Scale == ref.Scale:
		return ""
	default:
		return loose
	}
}
