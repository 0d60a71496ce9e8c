package sqlgen

import (
	"slices"
	"testing"
)

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
		{Kind: FromItem, Slot: slotAt(2), Encode: way("Upper")},
		{Kind: FromItem, Slot: slotAt(2), Item: 1, Encode: way("Upper")},
		{Kind: FromItem, Slot: slotAt(3)},
		{Kind: FromSlot, Slot: slotAt(4), Encode: way("Number")},
		{Kind: FromLimit, Default: 9, Extra: 1},
	}
	want := []string{"items 0-1 of slot 2 as Upper", "item 0 of slot 3", "slot 4 as Number", "limit 9 + 1"}
	if got := argNames(args); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
