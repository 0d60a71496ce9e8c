package postgres

import (
	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

const textValue = "{value}::text"

// text returns the storage of a text that equals only itself.
func text(order string) dialect.Storage {
	return dialect.Storage{
		Order: order, Ops: texts("{column}", orElse(order)), Write: bindText, Keyed: keyed("text"),
	}
}

// orElse returns the expression that a column is sorted by.
func orElse(order string) string {
	if order == "" {
		return "{column}"
	}
	return order
}

// texts returns the comparisons of a text, and of parts of it.
func texts(column, sorted string) ops {
	return joined(equality(column, "text", bindText), order(sorted, textValue, bindText), matching(column))
}

// matching returns the comparisons with a part of a text. They run under the collation of code points, under which
// texts that differ are never equal and only the letters of ASCII fold.
func matching(column string) ops {
	cell, value := "("+column+" "+byCodePoint+")", textValue
	folded, foldedValue := "lower("+cell+")", "lower("+value+" "+byCodePoint+")"
	return ops{
		request.Like:        fragment(cell+" LIKE "+value, bindPattern),
		request.NotLike:     fragment(cell+" NOT LIKE "+value, bindPattern),
		request.ILike:       fragment(cell+" ILIKE "+value, bindPattern),
		request.NotILike:    fragment(cell+" NOT ILIKE "+value, bindPattern),
		request.Contains:    fragment("strpos("+cell+", "+value+") > 0", bindText),
		request.StartsWith:  fragment(cell+" ^@ "+value, bindText),
		request.EndsWith:    fragment("right("+cell+", char_length("+value+")) = "+value, bindText, bindText),
		request.IContains:   fragment("strpos("+folded+", "+foldedValue+") > 0", bindText),
		request.IStartsWith: fragment(folded+" ^@ "+foldedValue, bindText),
		request.Regex:       fragment(cell+" ~ "+value, bindRegex),
		request.IEndsWith:   fragment("right("+folded+", char_length("+value+")) = "+foldedValue, bindText, bindText),
	}
}

// likeKey compares as the key does, where its values can be equal without being identical.
func likeKey(value string) map[catalog.Comparison]dialect.Fragment {
	return map[catalog.Comparison]dialect.Fragment{loose: fragment("{column} = "+value, bindText)}
}

// exactly compares texts byte by byte, and also by the column's own comparison, for which an index over the column
// can be used.
func exactly(shown, own, list string) ops {
	const same = textValue + " " + byCodePoint
	return ops{
		request.Eq:    fragment("{column} = "+own+" AND "+shown+" = "+same, bindText, bindText),
		request.Ne:    fragment(shown+" <> "+same, bindText),
		request.In:    items("{column} "+list+" AND ("+shown+" "+byCodePoint+") = "+anyOf("text"), bindText),
		request.NotIn: items("("+shown+" "+byCodePoint+") <> ALL(ARRAY[{values}]::text[])", bindText),
	}
}

// keyedExactly finds a column by keys in their text form, and also by its own comparison.
func keyedExactly(shown, own string) dialect.Keyed {
	cell := "(" + shown + " " + byCodePoint + ")"
	return dialect.Keyed{
		In:     fragment("{column} = ANY("+own+") AND "+cell+" = ANY({keys}::text[])", bindArray, bindArray),
		Part:   fragment("{keys}::text[]", bindArray),
		Column: cell,
	}
}

// collated returns the storage of a text under a collation in which texts that differ can be equal.
func collated(order string) dialect.Storage {
	return dialect.Storage{
		Order: order, Write: bindText,
		Ops:   joined(texts("{column}", orElse(order)), exactly("{column}", textValue, "= "+anyOf("text"))),
		ByKey: likeKey(textValue),
		Keyed: keyedExactly("{column}", "{keys}::text[]"),
	}
}

// citext returns the storage of the citext extension, which ignores case. The schema of its type is not known here,
// so values take their type from the column.
func citext(binary bool) dialect.Storage {
	const shown = "{column}::text"
	s := dialect.Storage{
		Write: bindText,
		ByKey: likeKey("{value}"),
		Keyed: keyedExactly(shown, "{keys}"),
	}
	s.Keyed.ByKey = fragment("lower("+shown+") = lower({value})", bindText) // as citext itself compares
	sorted := order("{column}", "{value}", bindText)
	if binary {
		s.Order = "(" + shown + " " + byCodePoint + ")"
		sorted = order(s.Order, textValue, bindText)
	}
	s.Ops = joined(matching(shown), sorted, exactly(shown, "{value}", "IN ({values})"))
	return s
}

// char returns the storage of a text padded with blanks, which its own comparison ignores and a cast to text removes.
func char(sorted string) dialect.Storage {
	const shown = "textin(bpcharout({column}))"
	s := dialect.Storage{
		Order: sorted, Write: bindText,
		Ops: joined(matching(shown), order(orElse(sorted), "{value}::bpchar", bindText),
			exactly(shown, "{value}::bpchar", "= "+anyOf("bpchar"))),
		ByKey: likeKey("{value}::bpchar"),
		Keyed: keyedExactly(shown, "{keys}::bpchar[]"),
	}
	s.Keyed.ByKey = fragment("{column} = {value}::bpchar", bindText)
	return s
}

// other returns the storage of any other type, which is compared by its text form.
func other(binary bool) dialect.Storage {
	const shown = "{column}::text"
	s := dialect.Storage{Cell: shown, Order: shown, Write: bindText}
	if binary {
		s.Order = "(" + shown + " " + byCodePoint + ")"
	}
	s.Ops = texts(shown, s.Order)
	s.Keyed = dialect.Keyed{
		In:     fragment(shown+" = ANY({keys}::text[])", bindArray),
		Part:   fragment("{keys}::text[]", bindArray),
		Column: shown,
		ByKey:  fragment(shown+" = {value}", bindText),
	}
	return s
}
