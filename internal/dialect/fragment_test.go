package dialect

import (
	"slices"
	"strings"
	"testing"
)

func TestSegments(t *testing.T) {
	tests := []struct {
		sql  string
		want []string
	}{
		{"", nil},
		{"a = ?", []string{"a = ?"}},
		{"a = '?' AND b", []string{"a = ", "q:'?'", " AND b"}},
		{"'it''s' ?", []string{"q:'it'", "q:'s'", " ?"}},
		{"\"a'b\" = `c\"d`", []string{"q:\"a'b\"", " = ", "q:`c\"d`"}},
		{"x 'open", []string{"x ", "q:'open"}},
		{"'", []string{"q:'"}},
	}
	for _, test := range tests {
		var got []string
		for part, quoted := range Segments(test.sql) {
			if quoted {
				part = "q:" + part
			}
			got = append(got, part)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q", test.sql, got)
		}
		for range Segments(test.sql) {
			break
		}
	}
}

func TestPieces(t *testing.T) {
	names := map[Mark]string{MarkColumn: "C", MarkValue: "V", MarkValues: "L", MarkKeys: "K", MarkParts: "P", MarkKey: "k", MarkRef: "r"}
	for sql, want := range map[string]string{
		"":                                "",
		"{column} = {value}":              "C| = |V",
		"{column}{column}":                "C|C",
		"x @> {value} ? 'a' #> '{b,c}'":   "x @> |V| ? |q:'a'| #> |q:'{b,c}'",
		"{column} IN ({values})":          "C| IN (|L|)",
		"'{column}' {column} \"{value}\"": "q:'{column}'| |C| |q:\"{value}\"",
		"{{column}} {colum} {} { column":  "{|C|} {colum} {} { column",
		"SELECT {parts} FROM f({keys})":   "SELECT |P| FROM f(|K|)",
		"{key} = {ref}":                   "k| = |r",
		"{value":                          "{value",
	} {
		var got []string
		for mark, text := range Pieces(sql) {
			switch mark {
			case Text:
			case Quoted:
				text = "q:" + text
			default:
				text = names[mark]
			}
			got = append(got, text)
		}
		if joined := strings.Join(got, "|"); joined != want {
			t.Errorf("%s: got %s, want %s", sql, joined, want)
		}
		for range Pieces(sql) {
			break
		}
	}
	if got := Numbered("f('$[{n}]', {scale}, {value})", -1); got != "f('$[-1]', -1, {value})" {
		t.Error(got)
	}
}

func FuzzPieces(f *testing.F) {
	f.Add("{column} = '{value}' OR {values} ? {")
	f.Fuzz(func(t *testing.T, sql string) {
		var got strings.Builder
		for _, text := range Pieces(sql) {
			got.WriteString(text)
		}
		if got.String() != sql {
			t.Errorf("%q came back as %q", sql, got.String())
		}
	})
}
