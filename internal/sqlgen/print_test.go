package sqlgen

import (
	"slices"
	"testing"

	"tiddly/internal/dialect"
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
		for part, quoted := range segments(test.sql) {
			if quoted {
				part = "q:" + part
			}
			got = append(got, part)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q", test.sql, got)
		}
		for range segments(test.sql) {
			break
		}
	}
}

func TestLayout(t *testing.T) {
	tests := []struct{ sql, want string }{
		{
			`SELECT a FROM "x FROM y" WHERE (b IN (SELECT c FROM d WHERE e)) ORDER BY f LIMIT ? OFFSET ?`,
			"SELECT a\nFROM \"x FROM y\"\nWHERE (b IN (SELECT c FROM d WHERE e))\nORDER BY f\nLIMIT ? OFFSET ?",
		},
		{
			"SELECT a FROM (SELECT b, RANK() OVER (PARTITION BY c ORDER BY d) FROM e LEFT JOIN f ON (g)) AS h WHERE i",
			"SELECT a\nFROM (\n  SELECT b, RANK() OVER (PARTITION BY c ORDER BY d)\n  FROM e\n  LEFT JOIN f ON (g)\n) AS h\nWHERE i",
		},
		{"odd) ( FROM x", "odd) ( FROM x"},
	}
	for _, test := range tests {
		if got := layout(test.sql); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}

func TestArgNames(t *testing.T) {
	args := []Arg{
		{Kind: FromItem, Slot: 2, Offset: none, Encode: dialect.Upper},
		{Kind: FromItem, Slot: 2, Offset: none, Item: 1, Encode: dialect.Upper},
		{Kind: FromItem, Slot: 3, Offset: none},
		{Kind: FromSlot, Slot: 4, Offset: none, Encode: dialect.Encoding(250)},
		{Kind: FromLimit, Slot: none, Offset: none, Default: 9, Extra: 1},
	}
	want := []string{"items 0-1 of slot 2 as Upper", "item 0 of slot 3", "slot 4 as encoding 250", "limit 9 + 1"}
	if got := argNames(args); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestEveryEncodingHasAName(t *testing.T) {
	for e := dialect.AsIs + 1; e <= dialect.Keys; e++ {
		if encodingNames[e] == "" {
			t.Errorf("encoding %d has no name", e)
		}
	}
}

func TestRowText(t *testing.T) {
	tests := []struct{ row, column, want string }{
		{"EXISTS (SELECT 1 WHERE %s)", "@ = v->'@%d'", "EXISTS (SELECT 1 WHERE @1 = v->'@0' AND @2 = v->'@1')"},
		{"(@...) IN (SELECT %s)", "v->%d", "(@1, @2) IN (SELECT v->0, v->1)"},
		{"'@...' %s", "@", "'@...' @1 AND @2"},
	}
	for _, test := range tests {
		if got := rowText(test.row, test.column, 2); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}
