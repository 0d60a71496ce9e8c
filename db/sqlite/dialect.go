package sqlite

import (
	"maps"

	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

type ops = map[request.Op]dialect.Fragment

// dialectFor spells SQL for a database whose text is UTF-8 or not. In UTF-16 the engine does not order
// text by code points, so there a prefix is no range.
func dialectFor(utf8 bool) *dialect.Dialect {
	return &dialect.Dialect{
		Quote: '"',
		// The defaults of SQLite's build, which the driver leaves as they are.
		MaxParams:     32766,
		MaxDepth:      1000,
		MaxColumns:    2000,
		NullsOrder:    true,
		NullsSmallest: true,
		Window:        true,
		// The driver reads columns by their declared type, and garbage as a date of year 1; an expression has none.
		Cell: "+@",
		// Only a blob's key is no JSON atom.
		KeysIn: fragment("@ IN (SELECT coalesce(atom, unhex(value ->> 0)) FROM json_each(?))", dialect.Keys),
		// As a row value it searches an index over the columns, which EXISTS does not.
		KeysInRow:       fragment("(@...) IN (SELECT %s FROM json_each(?))", dialect.Keys),
		KeysInRowColumn: "coalesce(unhex(json_extract(value, '$[%d][0]')), json_extract(value, '$[%d]'))",
		Exact:           "(@ COLLATE BINARY)",
		Returning:       true,
		DefaultValues:   true,
		Comparisons:     comparisons(),
		Storages:        writable(storages(utf8)),
	}
}

func fragment(sql string, encode ...dialect.Encoding) dialect.Fragment {
	return dialect.Fragment{SQL: sql, Encode: encode}
}

// items is a fragment with "?...", each item of which is bound in the ways of each.
func items(sql string, each ...dialect.Encoding) dialect.Fragment {
	return dialect.Fragment{SQL: sql, Each: each}
}

func storages(utf8 bool) map[string]dialect.Storage {
	return map[string]dialect.Storage{
		storageText:                  {Ops: textOps(utf8)},
		storageText + collatedSuffix: {Ops: joined(textOps(utf8), collatedEquality()), Key: byKey()},
		storageEnum:                  {Ops: exactEquality()},
		storageEnum + collatedSuffix: {Ops: collatedEquality(), Key: byKey()},
		storageUntyped:               untyped(),
		storageUntypedNumber:         untyped(),
		storageInteger:               {Ops: joined(equality(dialect.AsIs), order("@", dialect.AsIs))},
		storageBigInt:                {Ops: joined(equality(dialect.AsIs), order("@", dialect.AsIs))},
		storageFloat:                 {Ops: joined(equality(dialect.AsIs), order("@", dialect.AsIs))},
		storageNumeric:               {Ops: joined(equality(dialect.Number), order("@", dialect.Number))},
		storageDecimalText:           decimalText(),
		storageBoolean:               {Ops: equality(dialect.AsIs)},
		storageInstant:               instantCells(),
		storageDay:                   instantCells(),
		storageEpochSeconds:          {Ops: joined(equality(dialect.EpochSeconds), order("@", dialect.EpochSeconds))},
		storageEpochMillis:           {Ops: joined(equality(dialect.EpochMillis), order("@", dialect.EpochMillis))},
		storageTime:                  byFunction("tiddly_instant(@)"),
		storageUUID:                  uuidCells(),
		storageUUIDBinary:            uuidCells(),
		storageJSON:                  jsonCells(),
		storageBytes:                 {Ops: spelled(dialect.AsIs, dialect.Text)},
	}
}

func uuidCells() dialect.Storage {
	return dialect.Storage{Ops: joined(spelled(dialect.AsIs, dialect.Upper, dialect.Binary), order("tiddly_uuid(@)", dialect.AsIs))}
}

func joined(all ...ops) ops {
	out := ops{}
	for _, some := range all {
		maps.Copy(out, some)
	}
	return out
}

// equality is for cells that have one form.
func equality(e dialect.Encoding) ops {
	return ops{
		request.Eq:    fragment("@ = ?", e),
		request.Ne:    fragment("@ <> ?", e),
		request.In:    items("@ IN (?...)", e),
		request.NotIn: items("@ NOT IN (?...)", e),
	}
}

// spelled is for cells that may have several forms; an index finds them all.
func spelled(forms ...dialect.Encoding) ops {
	return ops{
		request.Eq:    items("@ IN (?...)", forms...),
		request.Ne:    items("@ NOT IN (?...)", forms...),
		request.In:    items("@ IN (?...)", forms...),
		request.NotIn: items("@ NOT IN (?...)", forms...),
	}
}

// order compares what stands in around (with @ for the column).
func order(around string, e dialect.Encoding) ops {
	return ops{
		request.Gt:  fragment(around+" > ?", e),
		request.Gte: fragment(around+" >= ?", e),
		request.Lt:  fragment(around+" < ?", e),
		request.Lte: fragment(around+" <= ?", e),
	}
}

// byFunction is for cells that are compared by what a function makes of them.
func byFunction(function string) dialect.Storage {
	return dialect.Storage{Order: function, Ops: joined(order(function, dialect.AsIs), ops{
		request.Eq:    fragment(function+" = ?", dialect.AsIs),
		request.Ne:    fragment(function+" <> ?", dialect.AsIs),
		request.In:    items(function+" IN (?...)", dialect.AsIs),
		request.NotIn: items(function+" NOT IN (?...)", dialect.AsIs),
	})}
}

// exactEquality compares byte by byte, whatever the column's collation.
func exactEquality() ops {
	return ops{
		request.Eq:    fragment("@ = ? COLLATE BINARY", dialect.AsIs),
		request.Ne:    fragment("@ <> ? COLLATE BINARY", dialect.AsIs),
		request.In:    items("@ COLLATE BINARY IN (?...)", dialect.AsIs),
		request.NotIn: items("@ COLLATE BINARY NOT IN (?...)", dialect.AsIs),
	}
}

// collatedEquality is the same for a column with a collation of its own: the index over such a column
// serves its own comparison only, so that stands beside the exact one.
func collatedEquality() ops {
	return joined(exactEquality(), ops{
		request.Eq: fragment("@ = ? AND @ = ? COLLATE BINARY", dialect.AsIs, dialect.AsIs),
		request.In: items("@ IN (?...) AND @ COLLATE BINARY IN (?...)", dialect.AsIs),
	})
}

// byKey compares as the key does.
func byKey() dialect.Fragment { return fragment("@ = ?%s", dialect.AsIs) }

func textOps(utf8 bool) ops {
	all := joined(exactEquality(), order("@", dialect.AsIs), matching("@"))
	if utf8 {
		all[request.StartsWith] = fragment("@ COLLATE BINARY >= ? AND @ COLLATE BINARY < ?", dialect.AsIs, dialect.PrefixEnd)
	}
	return all
}

// matching are the comparisons with a part of a text, by functions of ours that an interrupt ends; it ends none of
// SQLite's.
func matching(text string) ops {
	call := func(function string, e dialect.Encoding) dialect.Fragment {
		return fragment(function+"("+text+", ?)", e)
	}
	return ops{
		request.Like:        call("tiddly_like", dialect.LikeTokens),
		request.NotLike:     call("NOT tiddly_like", dialect.LikeTokens),
		request.ILike:       call("tiddly_ilike", dialect.LikeTokens),
		request.NotILike:    call("NOT tiddly_ilike", dialect.LikeTokens),
		request.Contains:    call("tiddly_contains", dialect.AsIs),
		request.StartsWith:  call("tiddly_starts_with", dialect.AsIs),
		request.EndsWith:    call("tiddly_ends_with", dialect.AsIs),
		request.IContains:   call("tiddly_icontains", dialect.AsIs),
		request.IStartsWith: call("tiddly_istarts_with", dialect.AsIs),
		request.IEndsWith:   call("tiddly_iends_with", dialect.AsIs),
		request.Regex:       fragment(text+" REGEXP ?", dialect.RE2),
	}
}

// untyped is text in a column that keeps numbers as numbers: they are compared by the text they are shown
// as. For equality an index is searched for both.
func untyped() dialect.Storage {
	s := byFunction("tiddly_text(@)")
	s.Ops = joined(s.Ops, matching("tiddly_text(@)"), ops{
		request.Eq: fragment("@ IN (?, ?) AND tiddly_text(@) = ?", dialect.AsIs, dialect.Number, dialect.AsIs),
	})
	s.Key = fragment("@%s IN (?, ?) AND tiddly_text(@) = ?%s", dialect.AsIs, dialect.Number, dialect.AsIs)
	return s
}

// decimalText is a decimal in a text column, where it keeps all its digits. It is compared exactly, and
// sorted as a number of SQLite's.
func decimalText() dialect.Storage {
	const compare = "tiddly_json_compare(@, '[]', ?)"
	return dialect.Storage{Order: "CAST(@ AS NUMERIC)", Ops: ops{
		request.Eq:    fragment("tiddly_json(@) = ?", dialect.CanonicalNumber),
		request.Ne:    fragment("tiddly_json(@) <> ?", dialect.CanonicalNumber),
		request.In:    items("tiddly_json(@) IN (?...)", dialect.CanonicalNumber),
		request.NotIn: items("tiddly_json(@) NOT IN (?...)", dialect.CanonicalNumber),
		request.Gt:    fragment(compare+" = 1", dialect.CanonicalNumber),
		request.Gte:   fragment(compare+" IN (0, 1)", dialect.CanonicalNumber),
		request.Lt:    fragment(compare+" = -1", dialect.CanonicalNumber),
		request.Lte:   fragment(compare+" IN (-1, 0)", dialect.CanonicalNumber),
	}}
}

// instantCells are a date and time as text. An index over the column narrows by the days between which every spelling
// of the instant lies, whatever its offset; the function decides.
func instantCells() dialect.Storage {
	const function = "tiddly_instant(@)"
	s := byFunction(function)
	s.Ops = joined(s.Ops, ops{
		request.Eq:  fragment("@ >= ? AND @ < ? AND "+function+" = ?", dialect.DayBefore, dialect.DayAfter, dialect.AsIs),
		request.Gt:  fragment("@ >= ? AND "+function+" > ?", dialect.DayBefore, dialect.AsIs),
		request.Gte: fragment("@ >= ? AND "+function+" >= ?", dialect.DayBefore, dialect.AsIs),
		request.Lt:  fragment("@ < ? AND "+function+" < ?", dialect.DayAfter, dialect.AsIs),
		request.Lte: fragment("@ < ? AND "+function+" <= ?", dialect.DayAfter, dialect.AsIs),
		request.In: {
			SQL:    "@ >= ? AND @ < ? AND " + function + " IN (?...)",
			Encode: []dialect.Encoding{dialect.LeastDayBefore, dialect.GreatestDayAfter},
			Each:   []dialect.Encoding{dialect.AsIs},
		},
	})
	return s
}

func jsonCells() dialect.Storage {
	const compare = "tiddly_json_compare(@, ?, ?)"
	return dialect.Storage{
		Ops: ops{
			request.Eq:     fragment("tiddly_json(@) = ?", dialect.AsIs),
			request.HasKey: fragment("tiddly_json_has(@, ?)", dialect.AsIs),
		},
		Path: ops{
			request.Eq:     fragment(compare + " = 0"),
			request.Ne:     fragment(compare + " <> 0"),
			request.Gt:     fragment(compare + " = 1"),
			request.Gte:    fragment(compare + " IN (0, 1)"),
			request.Lt:     fragment(compare + " = -1"),
			request.Lte:    fragment(compare + " IN (-1, 0)"),
			request.IsNull: fragment("tiddly_json_compare(@, ?, 'null') IS NULL"),
		},
	}
}
