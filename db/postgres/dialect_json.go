package postgres

import (
	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

// document returns the storage of JSON: around contains {column} as jsonb, which compares deeply.
func document(around string, write dialect.Encoding) dialect.Storage {
	// An array with a string of that name, and a string itself, have no key.
	has := "(jsonb_typeof(" + around + ") = 'object' AND jsonb_exists(" + around + ", {value}::text))"
	return dialect.Storage{
		Write: write,
		Ops: ops{
			request.Eq:     fragment(around+" = {value}::jsonb", bindJSON),
			request.HasKey: fragment(has, bindText),
		},
		Path: ops{
			request.Eq:     inside(around, "v = w"),
			request.Ne:     inside(around, "v <> w"),
			request.Gt:     inside(around, ordered(">")),
			request.Gte:    inside(around, ordered(">=")),
			request.Lt:     inside(around, ordered("<")),
			request.Lte:    inside(around, ordered("<=")),
			request.IsNull: fragment("coalesce("+at(around)+", 'null') = 'null'", bindPath),
		},
	}
}

// shownAsJSON returns the storage of a type that is converted to JSON where it is read and compared.
func shownAsJSON(write dialect.Encoding) dialect.Storage {
	s := document("to_jsonb({column})", write)
	s.Cell = "to_jsonb({column})"
	return s
}

// at returns the value at a path, or NULL if there is none. The path is strict: names match only in objects, and
// indexes only in arrays.
func at(around string) string {
	return "jsonb_path_query_first(" + around + ", {value}::jsonpath, '{}', true)"
}

// inside compares the value at a path (v) with the given one (w). The result is NULL if there is no value, or null.
func inside(around, condition string) dialect.Fragment {
	return fragment("SELECT "+condition+" FROM (SELECT nullif("+at(around)+", 'null') AS v, {value}::jsonb AS w) AS x",
		bindPath, bindJSON)
}

// ordered compares two numbers, or two texts by code points. Other values have no order, and can only be equal.
func ordered(op string) string {
	otherwise := "false"
	if op == ">=" || op == "<=" {
		otherwise = "v = w"
	}
	return "CASE WHEN v IS NULL THEN NULL" +
		" WHEN jsonb_typeof(v) = 'number' AND jsonb_typeof(w) = 'number' THEN v " + op + " w" +
		" WHEN jsonb_typeof(v) = 'string' AND jsonb_typeof(w) = 'string' THEN (v #>> '{}') " + byCodePoint + " " + op + " (w #>> '{}')" +
		" ELSE " + otherwise + " END"
}
