package postgres

import (
	"tiddly/internal/dialect"
	"tiddly/internal/request"
)

// document is JSON: what stands in around is the {column} as jsonb, which compares deeply.
func document(around string, write dialect.Encoding) dialect.Storage {
	// Neither an array with a text of that name nor a text itself has a key.
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

// at is the value at a path; NULL where there is none. Strict, so that names are of objects and indexes of arrays alone.
func at(around string) string {
	return "jsonb_path_query_first(" + around + ", {value}::jsonpath, '{}', true)"
}

// inside compares the value at a path (v) with the one that is given (w). Where there is none, or null, it is NULL.
func inside(around, condition string) dialect.Fragment {
	return fragment("SELECT "+condition+" FROM (SELECT nullif("+at(around)+", 'null') AS v, {value}::jsonb AS w) AS x",
		bindPath, bindJSON)
}

// ordered compares two numbers, or two texts by code points. All else has no order, and is at most equal.
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
