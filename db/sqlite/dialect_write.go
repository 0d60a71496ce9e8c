package sqlite

import (
	"tiddly/internal/dialect"
	"tiddly/internal/fault"
)

// forms say how values are written, where that is not as they are.
var forms = map[string]dialect.Encoding{
	storageNumeric:       dialect.ShortDecimal,
	storageUntypedNumber: dialect.TextOfNumber,
	storageInstant:       dialect.DateTimeText,
	storageDay:           dialect.DateText,
	storageTime:          dialect.TimeText,
	storageEpochSeconds:  dialect.WholeSeconds,
	storageEpochMillis:   dialect.WholeMillis,
	storageUUIDBinary:    dialect.Binary,
}

// sums are the expressions of inc. SQLite turns a sum that leaves 64 bits into a float, and never fails; so what does
// not fit ends in tiddly_unfit, which does. It is no error to add to NULL, which stays NULL.
var sums = map[string]dialect.Fragment{
	storageInteger: fragment("CASE WHEN @ IS NULL THEN NULL" +
		" WHEN typeof(@) = 'integer' AND @ + ? BETWEEN -2147483648 AND 2147483647 THEN @ + ? ELSE tiddly_unfit(@) END"),
	storageBigInt: fragment("CASE WHEN @ IS NULL THEN NULL" +
		" WHEN typeof(@) = 'integer' AND typeof(@ + ?) = 'integer' THEN @ + ? ELSE tiddly_unfit(@) END"),
	storageFloat: fragment("CASE WHEN @ IS NULL THEN NULL" +
		" WHEN typeof(@) IN ('integer', 'real') AND abs(@ + ?) <= 1.7976931348623157e308 THEN @ + ? ELSE tiddly_unfit(@) END"),
	storageNumeric:     fragment("CAST(tiddly_add(@, ?, #, 0) AS NUMERIC)"),
	storageDecimalText: fragment("tiddly_add(@, ?, #, 1)"),
}

// writable adds to the storages how values are written and added.
func writable(all map[string]dialect.Storage) map[string]dialect.Storage {
	for name, s := range all {
		s.Write, s.Add = forms[name], sums[name]
		all[name] = s
	}
	return all
}

func tooLargeSum(v *fault.Violation) *fault.Fault {
	return fault.Wrap(v, fault.ConstraintType, "the sum does not fit the column").
		WithHint("add less; the column cannot hold the sum with all its digits")
}
