package sqlite

import (
	"slices"

	"tiddly/db/sqlite/evidence"
	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

// formsStorages returns the storages of columns in which evidence found cells of several forms, or numbers that are
// instants. Equality and order search an index where there is one: for each form by its own bounds, and a function of
// the cell decides.
func formsStorages() map[string]dialect.Storage {
	all := map[string]dialect.Storage{
		storageInstant + emptySuffix:       inForm(orEmpty(instantCells(momentOfText, strayMoments)), cell.InstantForm),
		storageDay + emptySuffix:           inForm(orEmpty(instantCells(momentOfText, strayMoments)), cell.DayForm),
		storageTime + emptySuffix:          orEmpty(byFunction("tiddly_clock_or_null({column}, {place})")),
		storageBoolean + mixedSuffix:       mixedBooleans(),
		storageBytes + mixedSuffix:         mixedBytes(),
		storageNumeric + mixedSuffix:       mixedDecimals(),
		storageText + mixedSuffix:          mixedTexts(),
		storageUntyped + mixedSuffix:       mixedTexts(),
		storageUntypedNumber + mixedSuffix: mixedTexts(),
	}
	for _, epoch := range catalog.Epochs() {
		if evidence.Exact(epoch) {
			number := bindMoment(epoch, asUnits)
			all[storageEpoch+epoch] = numbers(greatestInteger, joined(equality(number), order("{column}", number)))
		}
		all[storageEpoch+epoch+storageFine] = fineEpoch(epoch)
		for _, writes := range []string{"", storageWritesDates, storageWritesDays} {
			all[storageMixed+epoch+writes] = mixedDates(epoch)
		}
	}
	return all
}

// formsWritten adds how values are written to the storages above.
func formsWritten(all map[string]dialect.Encoding) map[string]dialect.Encoding {
	for _, epoch := range catalog.Epochs() {
		written := writtenNumber(bindMoment(epoch, asUnits))
		if evidence.Exact(epoch) {
			all[storageEpoch+epoch] = bindMoment(epoch, asWhole)
		}
		all[storageEpoch+epoch+storageFine], all[storageMixed+epoch] = written, written
		all[storageMixed+epoch+storageWritesDates] = dialect.DateTimeText
		all[storageMixed+epoch+storageWritesDays] = dialect.DateText
	}
	for _, plain := range []string{storageInstant, storageDay, storageTime} {
		all[plain+emptySuffix] = all[plain]
	}
	for _, plain := range []string{storageNumeric, storageUntypedNumber} {
		all[plain+mixedSuffix] = all[plain]
	}
	return all
}

// momentOfText is instantOfText where some texts stand for NULL.
const momentOfText = "tiddly_moment({column}, '', {place})"

// orEmpty adds to the storage of dates as text that an empty one, and a date of zeros, stand for NULL.
func orEmpty(s dialect.Storage) dialect.Storage {
	s.Ops[request.IsNull] = readAsNull()
	return s
}

// readAsNull returns the condition that a date is NULL, or a text that stands for none.
func readAsNull() dialect.Fragment {
	return fragment("{column} IS NULL OR {column} = '' OR {column} >= '0000-00-00' AND {column} < '0000-00-01'")
}

// fineEpoch returns the storage of numbers that are instants and have more digits than these. They sort as the
// instants do.
func fineEpoch(epoch string) dialect.Storage {
	function := "tiddly_epoch({column}, '" + epoch + "', {place})"
	below, above := bindMoment(epoch, asBelow), bindMoment(epoch, asAbove)
	s := byFunction(function)
	s.Order = ""
	return searched(s, strayNumbers, ops{
		request.Eq:  fragment(function+" = {value} AND {column} >= {value} AND {column} <= {value}", nil, below, above),
		request.Gt:  fragment(function+" > {value} AND {column} >= {value}", nil, below),
		request.Gte: fragment(function+" >= {value} AND {column} >= {value}", nil, below),
		request.Lt:  fragment(function+" < {value} AND {column} <= {value}", nil, above),
		request.Lte: fragment(function+" <= {value} AND {column} <= {value}", nil, above),
		request.In: {
			SQL:    function + " IN ({values}) AND {column} >= {value} AND {column} <= {value}",
			Encode: []dialect.Encoding{bindMoment(epoch, asLeastBelow), bindMoment(epoch, asGreatestAbove)},
		},
	})
}

// mixedDates returns the storage of dates as numbers and as texts, in one column. In an index numbers sort before
// texts, of which the empty one is the first.
func mixedDates(epoch string) dialect.Storage {
	function := "tiddly_moment({column}, '" + epoch + "', {place})"
	below, above := bindMoment(epoch, asBelow), bindMoment(epoch, asAbove)
	const (
		between = " AND ({column} >= {value} AND {column} <= {value} OR {column} >= {value} AND {column} < {value})"
		from    = " AND ({column} >= {value} AND {column} < '' OR {column} >= {value})"
		to      = " AND ({column} <= {value} OR {column} >= '' AND {column} < {value})"
	)
	s := searched(byFunction(function), strayForms, ops{
		request.Eq:  fragment(function+" = {value}"+between, nil, below, above, bindDayBefore, bindDayAfter),
		request.Gt:  fragment(function+" > {value}"+from, nil, below, bindDayBefore),
		request.Gte: fragment(function+" >= {value}"+from, nil, below, bindDayBefore),
		request.Lt:  fragment(function+" < {value}"+to, nil, above, bindDayAfter),
		request.Lte: fragment(function+" <= {value}"+to, nil, above, bindDayAfter),
		request.In: {
			SQL: function + " IN ({values})" + between,
			Encode: []dialect.Encoding{
				bindMoment(epoch, asLeastBelow), bindMoment(epoch, asGreatestAbove), bindLeastDayBefore, bindGreatestDayAfter,
			},
		},
	})
	s.Ops[request.IsNull] = readAsNull()
	return s
}

// mixedBooleans returns the storage of Booleans in several forms. A cell that is none of them is neither true nor false.
func mixedBooleans() dialect.Storage {
	const function = "tiddly_truth({column}, {place})"
	s := byFunction(function)
	for op := range order("") {
		delete(s.Ops, op)
	}
	return searched(s, otherThan(slices.Concat(truths[0], truths[1])), ops{
		request.Eq: {SQL: function + " = {value} AND {column} IN ({values})", Each: truthForms()},
	})
}

// mixedBytes returns the storage of bytes among which there are texts and numbers. A cell is compared with each form of a
// value; of a number the digits decide, since it equals another that is not shown the same (5 and 5.0).
func mixedBytes() dialect.Storage {
	const (
		number = "typeof({column}) IN ('integer', 'real')"
		digits = "CAST(tiddly_text({column}) AS BLOB)"
	)
	forms := []dialect.Encoding{nil, bindText, numberOfBytes}
	within := items("{column} IN ({values}) AND (NOT "+number+" OR "+digits+" IN ({values}))", forms...)
	without := items("{column} NOT IN ({values}) OR "+number+" AND "+digits+" NOT IN ({values})", forms...)
	return dialect.Storage{Ops: ops{request.Eq: within, request.In: within, request.Ne: without, request.NotIn: without}}
}

// mixedDecimals returns the storage of decimals among which some are not exactly what is shown of them.
func mixedDecimals() dialect.Storage {
	const function = "tiddly_shown({column}, {scale}, {place})"
	s := dialect.Storage{Ops: joined(order(function, bindNumber), ops{
		request.Eq:    fragment(function+" = {value}", bindNumber),
		request.Ne:    fragment(function+" <> {value}", bindNumber),
		request.In:    items(function+" IN ({values})", bindNumber),
		request.NotIn: items(function+" NOT IN ({values})", bindNumber),
	})}
	return searched(s, strayNumbers, ops{
		request.Eq:  fragment(function+" = {value} AND {column} >= {value} AND {column} <= {value}", bindNumber, aroundBelow, aroundAbove),
		request.Gt:  fragment(function+" > {value} AND {column} >= {value}", bindNumber, aroundBelow),
		request.Gte: fragment(function+" >= {value} AND {column} >= {value}", bindNumber, aroundBelow),
		request.Lt:  fragment(function+" < {value} AND {column} <= {value}", bindNumber, aroundAbove),
		request.Lte: fragment(function+" <= {value} AND {column} <= {value}", bindNumber, aroundAbove),
		request.In: {
			SQL:    function + " IN ({values}) AND {column} >= {value} AND {column} <= {value}",
			Encode: []dialect.Encoding{leastAround, greatestAround}, Each: []dialect.Encoding{bindNumber},
		},
	})
}

// mixedTexts returns the storage of text among which there are blobs, and numbers: all are compared by their text.
func mixedTexts() dialect.Storage {
	const function = "tiddly_readable({column}, {place})"
	s := byFunction(function)
	s.Ops = joined(s.Ops, matching(function))
	s = searched(s, strayBytes, ops{
		request.Eq: fragment(function+" = {value} AND {column} IN ({value}, {value}, {value})", nil, nil, bindNumber, blobOfText),
	})
	s.ByKey = byKey(func(collate string) dialect.Fragment {
		return fragment(function+" = {value}"+collate+" AND {column}"+collate+" IN ({value}, {value}, {value})", nil, nil, bindNumber, blobOfText)
	})
	return s
}
