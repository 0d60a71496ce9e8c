package sqlite

import (
	"maps"
	"slices"

	"tiddly/internal/dialect"
	"tiddly/internal/fault"
)

// forms are the encodings of values that are not written unchanged.
var forms = formsWritten(map[string]dialect.Encoding{
	storageNumeric:       bindShortDecimal,
	storageDecimalText:   scaledText(0),
	storageUntypedNumber: bindTextOfNumber,
	storageInstant:       dialect.DateTimeText,
	storageDay:           dialect.DateText,
	storageTime:          dialect.TimeText,
	storageUUIDUpper:     bindUpper,
	storageUUIDBinary:    dialect.Binary,
})

// sums are the expressions of inc. SQLite turns a sum that overflows 64 bits into a float and never fails, so a sum
// that does not fit calls tiddly_unfit, which fails. Adding to NULL is not an error: the cell stays NULL.
var sums = map[string]dialect.Fragment{
	storageInteger: fragment("CASE WHEN {column} IS NULL THEN NULL" +
		" WHEN typeof({column}) = 'integer' AND {column} + {value} BETWEEN -2147483648 AND 2147483647 THEN {column} + {value} ELSE tiddly_unfit({column}) END"),
	storageBigInt: fragment("CASE WHEN {column} IS NULL THEN NULL" +
		" WHEN typeof({column}) = 'integer' AND typeof({column} + {value}) = 'integer' THEN {column} + {value} ELSE tiddly_unfit({column}) END"),
	storageFloat: fragment("CASE WHEN {column} IS NULL THEN NULL" +
		" WHEN typeof({column}) IN ('integer', 'real') AND abs({column} + {value}) <= 1.7976931348623157e308 THEN {column} + {value} ELSE tiddly_unfit({column}) END"),
	storageNumeric:     fragment("CAST(tiddly_add({column}, {value}, {scale}, 0) AS NUMERIC)"),
	storageDecimalText: fragment("tiddly_add({column}, {value}, {scale}, 1)"),

	storageNumeric + mixedSuffix: fragment("CAST(tiddly_add({column}, {value}, {scale}, 0) AS NUMERIC)"),
}

// sameCells are the storages whose cells are what requests have.
var sameCells = []string{storageText, storageText + collatedSuffix, storageInteger, storageBigInt}

// complete adds to the storages how values are written and added, and how they are found by keys.
func complete(all map[string]dialect.Storage) map[string]dialect.Storage {
	for name, s := range all {
		s.Write, s.Add, s.Keyed = forms[name], sums[name], keyed()
		s.Keyed.Same = slices.Contains(sameCells, name)
		all[name] = s
	}
	maps.Copy(all, wordStorages())
	return all
}

func tooLargeSum(v *fault.Violation) *fault.Fault {
	return fault.Wrap(v, fault.ConstraintType, "the sum does not fit the column").
		WithHint("add less; the column cannot store the sum with all its digits")
}
