package sqlite

import (
	"maps"

	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

type ops = map[request.Op]dialect.Fragment

// dialectFor returns the dialect for a database whose text is UTF-8 or not. In UTF-16 SQLite does not sort text by
// code points, so there a prefix is not a range.
func dialectFor(utf8 bool) *dialect.Dialect {
	return &dialect.Dialect{
		Quote: '"',
		// The defaults of SQLite's build, which the driver does not change.
		MaxParams:     32766,
		MaxDepth:      1000,
		MaxColumns:    maxColumns,
		NullsOrder:    true,
		NullsSmallest: true,
		Window:        true,
		Identical:     "IS",
		// The driver parses columns by their declared type, and garbage as a date of year 1; an expression has no declared
		// type.
		Cell: "+{column}",
		// As a row value it searches an index over the columns, unlike EXISTS.
		KeysInRow:     fragment("SELECT {parts} FROM json_each({keys})", bindKeys),
		Numbers:       fragment("json_extract(value, '$[{n}]')"),
		Each:          dialect.EachByKey,
		RowID:         storageInteger,
		Exact:         "({column} COLLATE BINARY)",
		Apart:         " LIMIT -1",
		Unread:        unread,
		Strayed:       "tiddly_stray({column}, {place})",
		Returning:     true,
		DefaultValues: true,
		Comparisons:   comparisons(),
		Storages:      complete(storages(utf8)),
	}
}

// keyCell is a key of a parent, of one column. Only the key of a blob is not a JSON atom.
const keyCell = "coalesce(atom, unhex(value ->> 0))"

// keyIn matches a column with the keys of parents.
const keyIn = "{column} IN (SELECT " + keyCell + " FROM json_each({keys}))"

// keyed returns how every storage is found by the keys of parents: JSON has a form for each of SQLite's types.
func keyed() dialect.Keyed {
	return dialect.Keyed{
		In:    fragment(keyIn, bindKeys),
		Part:  fragment("coalesce(unhex(json_extract(value, '$[{n}][0]')), json_extract(value, '$[{n}]'))"),
		Alone: fragment(keyCell),
	}
}

func fragment(sql string, encode ...dialect.Encoding) dialect.Fragment {
	return dialect.Fragment{SQL: sql, Encode: encode}
}

// items returns a fragment with {values}, each of which is bound by each of the encodings.
func items(sql string, each ...dialect.Encoding) dialect.Fragment {
	return dialect.Fragment{SQL: sql, Each: each}
}

func storages(utf8 bool) map[string]dialect.Storage {
	all := map[string]dialect.Storage{
		storageText:                  texts(textOps(utf8)),
		storageText + collatedSuffix: collatedTexts(utf8),
		storageEnum:                  {Ops: exactEquality()},
		storageEnum + collatedSuffix: {Ops: collatedEquality(), ByKey: byKey(textByKey)},
		storageUntyped:               untyped(),
		storageUntypedNumber:         untyped(),
		storageInteger:               numbers(greatestInteger, joined(equality(), order("{column}"))),
		storageBigInt:                numbers(greatestInteger, joined(equality(), order("{column}"))),
		storageFloat:                 numbers(greatestNumber, joined(equality(), order("{column}"))),
		storageNumeric:               numbers(greatestNumber, joined(equality(bindNumber), order("{column}", bindNumber))),
		storageDecimalText:           decimalText(),
		storageBoolean:               booleans(),
		storageInstant:               inForm(instantCells(instantOfText, strayDates), cell.InstantForm),
		storageDay:                   inForm(instantCells(instantOfText, strayDates), cell.DayForm),
		storageTime:                  byFunction("tiddly_clock({column}, {place})"),
		storageUUID:                  uuidCells(),
		storageUUIDUpper:             uuidCells(),
		storageUUIDBinary:            uuidCells(),
		storageJSON:                  jsonCells(),
		storageBytes:                 guarded(spelled(nil, bindText), guard{good: "{column} >= ''", stray: "{column} < ''"}),
	}
	maps.Copy(all, formsStorages())
	return all
}

// uuidCells returns the storage of UUIDs as text in either case, or as bytes.
func uuidCells() dialect.Storage {
	const function = "tiddly_uuid({column}, {place})"
	forms := []dialect.Encoding{nil, bindUpper, dialect.Binary}
	equal := items("{column} IN ({values}) OR "+function+" IS NULL AND NULL", forms...)
	unequal := items("{column} NOT IN ({values}) AND ("+function+" IS NOT NULL OR NULL)", forms...)
	found := spelled(forms...)
	// The order of the bytes is not that of the texts, so a function decides it in any case.
	const read = "tiddly_uuid({column})"
	pure := dialect.Pure{Unless: read + " IS NULL AND {column} IS NOT NULL", Ops: joined(order(read), found)}
	return searched(dialect.Storage{Pure: pure, Ops: joined(order(function), ops{
		request.Eq: equal, request.In: equal, request.Ne: unequal, request.NotIn: unequal,
	})}, strayUUIDs, ops{request.Eq: found[request.Eq], request.In: found[request.In]})
}

func joined(all ...ops) ops {
	out := ops{}
	for _, some := range all {
		maps.Copy(out, some)
	}
	return out
}

// equality returns the comparisons of cells that have one form.
func equality(encode ...dialect.Encoding) ops {
	return ops{
		request.Eq:    fragment("{column} = {value}", encode...),
		request.Ne:    fragment("{column} <> {value}", encode...),
		request.In:    items("{column} IN ({values})", encode...),
		request.NotIn: items("{column} NOT IN ({values})", encode...),
	}
}

// spelled returns the comparisons of cells that may have several forms; an index finds them all.
func spelled(forms ...dialect.Encoding) ops {
	return ops{
		request.Eq:    items("{column} IN ({values})", forms...),
		request.Ne:    items("{column} NOT IN ({values})", forms...),
		request.In:    items("{column} IN ({values})", forms...),
		request.NotIn: items("{column} NOT IN ({values})", forms...),
	}
}

// order returns the comparisons by order of around, which contains {column}.
func order(around string, encode ...dialect.Encoding) ops {
	return ops{
		request.Gt:  fragment(around+" > {value}", encode...),
		request.Gte: fragment(around+" >= {value}", encode...),
		request.Lt:  fragment(around+" < {value}", encode...),
		request.Lte: fragment(around+" <= {value}", encode...),
	}
}

// byFunction returns the storage of cells that are compared by the result of a function.
func byFunction(function string) dialect.Storage {
	return dialect.Storage{Order: function, Ops: joined(order(function), ops{
		request.Eq:    fragment(function + " = {value}"),
		request.Ne:    fragment(function + " <> {value}"),
		request.In:    items(function + " IN ({values})"),
		request.NotIn: items(function + " NOT IN ({values})"),
	})}
}

// exactEquality compares byte by byte, whatever the column's collation.
func exactEquality() ops {
	return ops{
		request.Eq:    fragment("{column} = {value} COLLATE BINARY"),
		request.Ne:    fragment("{column} <> {value} COLLATE BINARY"),
		request.In:    items("{column} COLLATE BINARY IN ({values})"),
		request.NotIn: items("{column} COLLATE BINARY NOT IN ({values})"),
	}
}

// collatedEquality is the same for a column with a collation of its own: an index over it can be used only for the
// column's own comparison, which therefore accompanies the exact one.
func collatedEquality() ops {
	return joined(exactEquality(), ops{
		request.Eq: fragment("{column} = {value} AND {column} = {value} COLLATE BINARY"),
		request.In: items("{column} IN ({values}) AND {column} COLLATE BINARY IN ({values})"),
	})
}

// byKey returns a fragment for each comparison of keys that has a collation: it compares as the key does.
func byKey(spell func(collate string) dialect.Fragment) map[catalog.Comparison]dialect.Fragment {
	all := map[catalog.Comparison]dialect.Fragment{}
	for _, collation := range collations {
		if collation == "" {
			continue
		}
		for _, c := range conversions {
			name, spelled := comparisonBy(collation, c), spell(collate(collation))
			all[name], all[name+unindexed] = spelled, spelled
		}
	}
	return all
}

func collatedTexts(utf8 bool) dialect.Storage {
	s := texts(joined(textOps(utf8), collatedEquality()))
	s.ByKey = byKey(textByKey)
	return s
}

func textByKey(collate string) dialect.Fragment { return fragment("{column} = {value}" + collate) }

func textOps(utf8 bool) ops {
	all := joined(exactEquality(), order("{column}"), matching("{column}"))
	if utf8 {
		all[request.StartsWith] = fragment("{column} COLLATE BINARY >= {value} AND {column} COLLATE BINARY < {value}", nil, bindPrefixEnd)
	}
	return all
}

// matching returns the comparisons with a part of a text, by our own functions, which an interrupt can end, unlike
// SQLite's.
func matching(text string) ops {
	call := func(function string, encode ...dialect.Encoding) dialect.Fragment {
		return fragment(function+"("+text+", {value})", encode...)
	}
	return faulty(ops{
		request.Like:        call("tiddly_like", bindLikeTokens),
		request.NotLike:     call("NOT tiddly_like", bindLikeTokens),
		request.ILike:       call("tiddly_ilike", bindLikeTokens),
		request.NotILike:    call("NOT tiddly_ilike", bindLikeTokens),
		request.Contains:    call("tiddly_contains"),
		request.StartsWith:  call("tiddly_starts_with"),
		request.EndsWith:    call("tiddly_ends_with"),
		request.IContains:   call("tiddly_icontains"),
		request.IStartsWith: call("tiddly_istarts_with"),
		request.IEndsWith:   call("tiddly_iends_with"),
		request.Regex:       fragment(text+" REGEXP {value}", bindRegexp),
	}, text)
}

// untyped returns the storage of text in a column that stores numbers as numbers: they are compared by their text
// form. For equality an index is searched for both.
func untyped() dialect.Storage {
	s := byFunction("tiddly_text({column}, {place})")
	s.Ops = joined(s.Ops, matching("tiddly_text({column})"))
	s = searched(s, strayBlobs, ops{
		request.Eq: fragment("tiddly_text({column}, {place}) = {value} AND {column} IN ({value}, {value})", nil, nil, bindNumber),
	})
	s.ByKey = byKey(func(collate string) dialect.Fragment {
		return fragment("tiddly_text({column}, {place}) = {value}"+collate+" AND {column}"+collate+" IN ({value}, {value})", nil, nil, bindNumber)
	})
	return s
}

// instantOfText is the instant of a date as text.
const instantOfText = "tiddly_instant({column}, {place})"

// instantCells returns the storage of dates and times as text. An index over the column narrows the search to the
// days between which every spelling of the instant lies, whatever its offset; the function decides.
func instantCells(function, stray string) dialect.Storage {
	return searched(byFunction(function), stray, ops{
		request.Eq:  fragment(function+" = {value} AND {column} >= {value} AND {column} < {value}", nil, bindDayBefore, bindDayAfter),
		request.Gt:  fragment(function+" > {value} AND {column} >= {value}", nil, bindDayBefore),
		request.Gte: fragment(function+" >= {value} AND {column} >= {value}", nil, bindDayBefore),
		request.Lt:  fragment(function+" < {value} AND {column} < {value}", nil, bindDayAfter),
		request.Lte: fragment(function+" <= {value} AND {column} < {value}", nil, bindDayAfter),
		request.In: {
			SQL:    function + " IN ({values}) AND {column} >= {value} AND {column} < {value}",
			Encode: []dialect.Encoding{bindLeastDayBefore, bindGreatestDayAfter},
		},
	})
}

func jsonCells() dialect.Storage {
	const compare = "tiddly_json_compare({column}, {value}, {value}, {place})"
	return dialect.Storage{
		Ops: ops{
			request.Eq:     fragment("tiddly_json({column}, {place}) = {value}"),
			request.HasKey: fragment("tiddly_json_has({column}, {value}, {place})"),
		},
		Path: ops{
			request.Eq:     fragment(compare + " = 0"),
			request.Ne:     fragment(compare + " <> 0"),
			request.Gt:     fragment(compare + " = 1"),
			request.Gte:    fragment(compare + " IN (0, 1)"),
			request.Lt:     fragment(compare + " = -1"),
			request.Lte:    fragment(compare + " IN (-1, 0)"),
			request.IsNull: fragment("tiddly_json_compare({column}, {value}, 'null', {place}) IS NULL"),
		},
	}
}
