package schema

import (
	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// opDescriptions describe what each comparison matches.
var opDescriptions = map[request.Op]string{
	request.Eq:          "Equals this value; null is an error, use isNull.",
	request.Ne:          "Differs from this value; null values do not match.",
	request.In:          "Is one of these values; false if the list is empty.",
	request.NotIn:       "Is none of these values; null values do not match.",
	request.IsNull:      "Is null (true) or is not null (false).",
	request.Gt:          "Is greater than this value.",
	request.Gte:         "Is greater than or equal to this value.",
	request.Lt:          "Is less than this value.",
	request.Lte:         "Is less than or equal to this value.",
	request.Like:        "Matches this pattern: % matches any text, _ one character, and a backslash escapes.",
	request.NotLike:     "Does not match this pattern, see like; null values do not match.",
	request.ILike:       "Matches this pattern, see like; ASCII letters match in either case.",
	request.NotILike:    "Does not match this pattern, see ilike; null values do not match.",
	request.Contains:    "Contains this text.",
	request.StartsWith:  "Starts with this text.",
	request.EndsWith:    "Ends with this text.",
	request.IContains:   "Contains this text; ASCII letters match in either case.",
	request.IStartsWith: "Starts with this text; ASCII letters match in either case.",
	request.IEndsWith:   "Ends with this text; ASCII letters match in either case.",
	request.Regex:       "Has a part that matches this regular expression, in RE2's syntax.",
	request.HasKey:      "Is an object that has this key.",
}

// listDescriptions describe what each comparison of a list matches.
var listDescriptions = map[request.Op]string{
	request.Has:      "Has this item.",
	request.Contains: "Has all of these items; true of every list if there are none.",
	request.Overlaps: "Has one of these items at least; false if there are none.",
	request.IsEmpty:  "Has no items (true) or has some (false).",
	request.IsNull:   "Is null (true) or is not null (false).",
}

// listFilter writes the filter of lists of a type.
func (w *writer) listFilter(typ string) {
	w.open("Conditions on lists of values of "+typ+", all of which must hold.", "input "+typ+listFilter)
	for _, op := range request.Operators(catalog.List) {
		of := "[" + typ + "!]"
		switch op {
		case request.Has:
			of = typ
		case request.IsEmpty, request.IsNull:
			of = "Boolean"
		default:
		}
		w.field(op.String(), of, listDescriptions[op])
	}
	w.end()
}

// operators writes the comparisons over values of a type.
func (w *writer) operators(ops []request.Op, typ string) {
	for _, op := range ops {
		of := typ
		switch {
		case op == request.IsNull:
			of = "Boolean"
		case op == request.HasKey:
			of = "String"
		case op == request.IsEmpty:
			of = "Boolean"
		case op.TakesList():
			of = "[" + typ + "!]"
		}
		w.field(op.String(), of, opDescriptions[op])
	}
}

// enums writes the enum types of columns, each with its filter.
func (w *writer) enums() {
	for _, e := range w.catalog.Enums {
		w.open("The values of "+w.usersOf(e)+".", "enum "+e.TypeName)
		for _, v := range e.Values {
			w.value(v.Name, "Stored as "+quoted(v.Stored)+".")
		}
		w.end()
		w.open("Conditions on values of "+e.TypeName+", all of which must hold.", "input "+e.TypeName+"Filter")
		w.operators(request.Operators(catalog.Enum), e.TypeName)
		w.end()
		if w.enumLists[e] {
			w.listFilter(e.TypeName)
		}
	}
}

// usersOf names the first column that has the enum.
func (w *writer) usersOf(e *catalog.EnumType) string {
	for _, t := range w.catalog.Tables {
		for _, c := range t.Columns {
			if c.Enum == e {
				return columnName(c) + " of " + naming(t)
			}
		}
	}
	return "an enum of the database"
}

// filters writes one filter for each kind that a column has.
func (w *writer) filters() {
	for _, kind := range catalog.Kinds() {
		if kind == catalog.Enum || !w.kinds[kind] {
			continue
		}
		w.open("Conditions on values of kind "+kind.String()+", all of which must hold.", "input "+kind.String()+"Filter")
		w.operators(request.Operators(kind), kind.String())
		if kind == catalog.JSON {
			w.field("path", "[JSONPathFilter!]", "All of these conditions on values inside it hold.")
		}
		w.end()
	}
	for _, kind := range catalog.Kinds() {
		if w.lists[kind] {
			w.listFilter(kind.String())
		}
	}
	if w.kinds[catalog.JSON] {
		w.open("Conditions on a value inside a JSON value, all of which must hold.", "input JSONPathFilter")
		w.field("path", "String!", "The path of the value: names and indexes of RFC 9535, such as $.lines[0].price.")
		w.operators(request.PathOperators(), "JSON")
		w.end()
	}
}

// orderDirection writes the enum of directions, where there is anything to order by.
func (w *writer) orderDirection() {
	if len(w.orderable) == 0 {
		return
	}
	w.open("The direction of an ordering, and the position of nulls.", "enum OrderDirection")
	w.value("ASC", "Smallest first, nulls last.")
	w.value("DESC", "Greatest first, nulls last.")
	w.value("ASC_NULLS_FIRST", "Smallest first, after the nulls.")
	w.value("ASC_NULLS_LAST", "Smallest first, nulls last.")
	w.value("DESC_NULLS_FIRST", "Greatest first, after the nulls.")
	w.value("DESC_NULLS_LAST", "Greatest first, nulls last.")
	w.end()
}

// scalarForms describe how the scalars that are not GraphQL's own are written, and where that is specified.
var scalarForms = map[catalog.Kind]struct{ url, description string }{
	catalog.BigInt: {
		"https://www.w3.org/TR/xmlschema11-2/#long",
		"A 64-bit integer: a string of decimal digits in answers, a string or a number in input.",
	},
	catalog.Decimal: {
		"https://www.w3.org/TR/xmlschema11-2/#decimal",
		"An exact decimal number, as in 12.50: a string in answers, a string or a number in input.",
	},
	catalog.DateTime: {
		"https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
		"An instant, as in 2024-03-01T12:30:00.25Z: in UTC in answers, at most six fraction digits.",
	},
	catalog.Date: {
		"https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
		"A day of the calendar, as in 2024-03-01 (full-date).",
	},
	catalog.Time: {
		"https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
		"A time of day without a zone, as in 12:30:00.25 (partial-time), at most six fraction digits.",
	},
	catalog.UUID: {
		"https://www.rfc-editor.org/rfc/rfc9562#section-4",
		"A UUID, as in 0190163d-8694-739b-aea5-966c26f8ad91: in lower case in answers.",
	},
	catalog.JSON: {
		"https://www.rfc-editor.org/rfc/rfc8259",
		"Any JSON value, written as it is.",
	},
	catalog.Bytes: {
		"https://www.rfc-editor.org/rfc/rfc4648#section-4",
		"Bytes, as a string in base64 with padding.",
	},
}

func (w *writer) scalars() {
	for _, kind := range catalog.Kinds() {
		form, ours := scalarForms[kind]
		if !ours || !w.kinds[kind] && !w.lists[kind] {
			continue
		}
		w.raw("\n")
		w.describe("", form.description)
		w.raw("scalar ", kind.String(), ` @specifiedBy(url: "`, form.url, "\")\n")
	}
}
