package evidence

import (
	"testing"

	"tiddly/internal/catalog"
)

func TestDecideWith(t *testing.T) {
	boolean, datetime := Claim{Kind: catalog.Boolean, Known: true, Scale: -1}, Claim{Kind: catalog.DateTime, Known: true, Scale: -1}
	for _, c := range []struct {
		name, byDefault string
		claim           Claim
		cells           cells
		want            string
	}{
		{"a word and no cell", "t", boolean, nil, "Boolean words t/f/0"},
		{"a word among numbers", "true", boolean, cells{int64(1), int64(0)}, "Boolean mixed number/0"},
		{"a number as text", "0", boolean, nil, "/0"},
		{"a text of another kind", "maybe", boolean, cells{int64(1)}, "/0"},
		{"no change of kind", "x", Claim{Kind: catalog.Int, Known: true, Scale: -1}, cells{int64(1)}, "/0"},
		{"a date among instants", "2024-01-02 03:04:05", datetime, cells{sec, sec + 1}, "DateTime s mixed number/0"},
		{"the empty text", "", datetime, cells{"2024-01-02 03:04:05"}, "DateTime empty/0"},
		{"no declared type", "t", Claim{Kind: catalog.String, Scale: -1}, cells{int64(1)}, "Int/0"},
	} {
		tally := For(c.claim)
		for _, v := range c.cells {
			tally.Add(v)
		}
		counts := tally.Counts
		if got := said(tally.DecideWith(c.byDefault)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if tally.Counts != counts {
			t.Errorf("%s: the default was counted", c.name)
		}
	}
}
