package postgres

import (
	"maps"
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

type ops = map[request.Op]dialect.Fragment

// Options are what SQL depends on, besides the tables.
type Options struct {
	// Binary sorts and compares texts by code points, whatever their collation.
	Binary bool
}

// Dialect returns the SQL dialect. No statement depends on a setting of the session: tables are schema-qualified,
// types are those of pg_catalog, which is always in the search path, and texts of instants have an offset. So
// statements can share connections through a pooler that reassigns a connection after each transaction.
//
// Each value is cast to an explicit type, because the type that the database would infer from the column can be too
// narrow for the value (smallint, name), and because a list of one value must have the same type as a list of many.
func Dialect(o Options) *dialect.Dialect {
	return &dialect.Dialect{
		Quote:                '"',
		NumberedPlaceholders: true,
		// The protocol counts parameters in 16 bits.
		MaxParams: 65535,
		// The database limits the size of its stack, not the depth; the default of 2 MB is enough for this.
		MaxDepth:      1000,
		MaxColumns:    1664,
		NullsOrder:    true,
		Window:        true,
		Returning:     true,
		DefaultValues: true,
		TypedValues:   true,
		Identical:     "IS NOT DISTINCT FROM",
		KeysInRow:     fragment("SELECT * FROM unnest({parts})"),
		Numbers:       fragment("{keys}::int8[]", bindBigInts),
		Each:          dialect.EachLateral,
		CountsApart:   true,
		Exact:         "({column}::text " + byCodePoint + ")",
		Comparisons:   comparisons(),
		Storages:      storages(o),
	}
}

// byCodePoint compares texts byte by byte, which in UTF-8 is the order of code points.
const byCodePoint = `COLLATE "C"`

func fragment(sql string, encode ...dialect.Encoding) dialect.Fragment {
	return dialect.Fragment{SQL: sql, Encode: encode}
}

// items returns a fragment with {values}, each of which is bound by encode.
func items(sql string, encode ...dialect.Encoding) dialect.Fragment {
	return dialect.Fragment{SQL: sql, Each: encode}
}

// shown are the kinds as which every cell of a storage can be shown. A number may be NaN, and a date infinite.
var shown = map[string][]catalog.Kind{
	storageText: {catalog.String}, storageCollated: {catalog.String}, storageCitext: {catalog.String}, storageChar: {catalog.String},
	storageSmall: {catalog.Int, catalog.BigInt}, storageInteger: {catalog.Int, catalog.BigInt}, storageBigInt: {catalog.BigInt},
	storageOID: {catalog.BigInt}, storageBoolean: {catalog.Boolean}, storageUUID: {catalog.UUID},
}

func storages(o Options) map[string]dialect.Storage {
	textOrder, enumOrder := "", ""
	if o.Binary {
		textOrder, enumOrder = "({column} "+byCodePoint+")", "({column}::text "+byCodePoint+")"
	}
	all := map[string]dialect.Storage{
		storageText:         text(textOrder),
		storageCollated:     collated(textOrder),
		storageCitext:       citext(o.Binary),
		storageChar:         char(textOrder),
		storageSmall:        integer("int4", "int2", bindSmall),
		storageInteger:      integer("int4", "int4", nil),
		storageBigInt:       integer("int8", "int8", nil),
		storageOID:          objectID(),
		storageReal:         number("float4"),
		storageFloat:        number("float8"),
		storageNumeric:      decimal(),
		storageBoolean:      plain("bool", false, nil, nil),
		storageInstant:      plain("timestamptz", true, bindInstant, bindStoredInstant),
		storageLocal:        plain("timestamp", true, bindInstant, bindStoredInstant),
		storageDate:         plain("date", true, bindDay, bindStoredDay),
		storageTime:         plain("time", true, bindClock, bindClock),
		storageEpochSeconds: epoch(bindSecondsDown, bindSecondsUp, bindSeconds, bindWholeSeconds),
		storageEpochMillis:  epoch(bindMillisDown, bindMillisUp, bindMillis, bindWholeMillis),
		storageUUID:         plain("uuid", true, nil, nil),
		storageUUIDBytes:    plain("bytea", true, dialect.Binary, dialect.Binary),
		storageJSON:         document("{column}::jsonb", nil),
		storageJSONB:        document("{column}", bindJSON),
		storageArray:        shownAsJSON(bindElements),
		storageRow:          shownAsJSON(nil),
		storageBytes:        plain("bytea", false, nil, nil),
		storageEnum:         enum(enumOrder),
		storageOther:        other(o.Binary),
	}
	for name, kinds := range shown {
		s := all[name]
		s.Shown = kinds
		all[name] = s
	}
	for _, typ := range typed {
		all[typ] = shownAsText(typ)
	}
	maps.Copy(all, lists(all))
	return all
}

func joined(all ...ops) ops {
	out := ops{}
	for _, some := range all {
		maps.Copy(out, some)
	}
	return out
}

// equality returns the comparisons by equality of around, which contains {column}, with values of a type.
func equality(around, typ string, encode dialect.Encoding) ops {
	return ops{
		request.Eq:    fragment(around+" = {value}::"+typ, encode),
		request.Ne:    fragment(around+" <> {value}::"+typ, encode),
		request.In:    items(around+" = "+anyOf(typ), encode),
		request.NotIn: items(around+" <> ALL(ARRAY[{values}]::"+typ+"[])", encode),
	}
}

// anyOf returns the expression that matches any value of a list.
func anyOf(typ string) string { return "ANY(ARRAY[{values}]::" + typ + "[])" }

// order returns the comparisons by order of around, which contains {column}.
func order(around, value string, encode dialect.Encoding) ops {
	return ops{
		request.Gt:  fragment(around+" > "+value, encode),
		request.Gte: fragment(around+" >= "+value, encode),
		request.Lt:  fragment(around+" < "+value, encode),
		request.Lte: fragment(around+" <= "+value, encode),
	}
}

func comparing(around, typ string, encode dialect.Encoding) ops {
	return joined(equality(around, typ, encode), order(around, "{value}::"+typ, encode))
}

// keyed returns how a column is found by keys that are bound as an array of a type. The array is a subquery, so that the
// database does not look into it when it plans: for few keys it would plan the statement anew each time, which takes
// longer than to run it.
func keyed(typ string) dialect.Keyed {
	bound := bindArray
	switch typ {
	case "int2":
		bound = bindSmalls
	case "int4":
		bound = bindIntegers
	case "int8":
		bound = bindBigInts
	}
	return dialect.Keyed{
		In:   fragment("{column} = ANY((SELECT {keys}::"+typ+"[])::"+typ+"[])", bound),
		Part: fragment("{keys}::"+typ+"[]", bound),
	}
}

// number returns the storage of a numeric type, whose sums fail on overflow.
func number(typ string) dialect.Storage {
	return dialect.Storage{
		Ops: comparing("{column}", typ, nil), Add: fragment("{column} + {value}::" + typ), Keyed: keyed(typ),
	}
}

// integer returns the storage of an integer type, which is compared with integers of requests, of a type that may be
// wider, and with keys of its own.
func integer(typ, own string, write dialect.Encoding) dialect.Storage {
	s := number(typ)
	s.Write, s.Keyed = write, keyed(own)
	return s
}

// decimal returns the storage of a number of any size.
func decimal() dialect.Storage {
	s := number("numeric")
	s.Write = bindDecimal
	return s
}

// objectID returns the storage of an unsigned integer, which is compared as a signed one that is wide enough.
func objectID() dialect.Storage {
	const signed = "{column}::int8"
	return dialect.Storage{
		Order: signed, Ops: comparing(signed, "int8", nil), Write: bindObjectID, Keyed: keyed("oid"),
	}
}

// plain returns the storage of a type that is compared as it is; by = alone where it has no order.
func plain(typ string, ordered bool, encode, write dialect.Encoding) dialect.Storage {
	s := dialect.Storage{Ops: equality("{column}", typ, encode), Write: write, Keyed: keyed(typ)}
	if ordered {
		s.Ops = comparing("{column}", typ, encode)
	}
	return s
}

// shownAsText returns the storage of a type whose values clients see as texts, and which is compared as it is.
func shownAsText(typ string) dialect.Storage {
	name := typ
	if typ == "bit" {
		name = `"bit"` // the word alone is one bit
	}
	s := plain(name, true, bindText, bindText)
	if slices.Contains(ambiguous, typ) {
		s.Ops, s.ByKey = joined(s.Ops, identical(typ)), likeKey("{value}::"+typ)
	}
	if slices.Contains(readWhole, typ) {
		return s
	}
	s.Cell = "{column}::text"
	s.Ops = joined(matching(s.Cell), s.Ops)
	return s
}

// readWhole are the types whose text depends on the settings of the session, so that it is written here.
var readWhole = []string{
	"interval", "daterange", "tsrange", "tstzrange", "datemultirange", "tsmultirange", "tstzmultirange",
}

// ambiguous are the types of which values that clients see differ can be equal: a month is 30 days, and 1.0 is 1.00.
var ambiguous = []string{"interval", "numrange", "nummultirange"}

// identical returns the comparisons with the very value that clients see, and also by the type's own comparison, for which
// an index over the column can be used. Both texts are of one session, whatever its settings are.
func identical(typ string) ops {
	const shown = "{column}::text"
	value, values := "{value}::"+typ, "ARRAY[{values}]::"+typ+"[]"
	return ops{
		request.Eq:    fragment("{column} = "+value+" AND "+shown+" = "+value+"::text", bindText, bindText),
		request.Ne:    fragment(shown+" <> "+value+"::text", bindText),
		request.In:    items("{column} = ANY("+values+") AND "+shown+" = ANY("+values+"::text[])", bindText),
		request.NotIn: items(shown+" <> ALL("+values+"::text[])", bindText),
	}
}

// epoch returns the storage of an integer that is an instant: a number of units. An instant between two numbers
// equals none, and is ordered by the number before or after it.
func epoch(down, up, none, write encoding) dialect.Storage {
	const value = "{value}::int8"
	return dialect.Storage{
		Ops: joined(equality("{column}", "int8", none), ops{
			request.Gt:  fragment("{column} > "+value, down),
			request.Gte: fragment("{column} >= "+value, up),
			request.Lt:  fragment("{column} < "+value, up),
			request.Lte: fragment("{column} <= "+value, down),
		}),
		Write: write, Keyed: keyed("int8"),
	}
}

// enum returns the storage of an enum type. The type's name is not known here, so values take their type from the
// column.
func enum(order string) dialect.Storage {
	return dialect.Storage{
		Order: order,
		Ops: ops{
			request.Eq:    fragment("{column} = {value}"),
			request.Ne:    fragment("{column} <> {value}"),
			request.In:    items("{column} IN ({values})"),
			request.NotIn: items("{column} NOT IN ({values})"),
		},
		Keyed: dialect.Keyed{
			In:     fragment("{column} = ANY({keys})", bindArray),
			Part:   fragment("{keys}::text[]", bindArray),
			Column: "{column}::text",
		},
	}
}
