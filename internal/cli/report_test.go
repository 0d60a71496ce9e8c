package cli

import (
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

// TestReport describes evidence of every kind.
func TestReport(t *testing.T) {
	yes := true
	found := []catalog.Evidence{
		{Table: "notes", Rows: 3, Every: true, Columns: []catalog.ColumnEvidence{
			{Column: "id", Declared: "INTEGER", Counts: catalog.CellCounts{Integer: 3}, Type: catalog.Type{Kind: catalog.Int}},
			{
				Column: "mod", Declared: "INT", Counts: catalog.CellCounts{Integer: 2, Null: 1}, Type: catalog.Type{Kind: catalog.BigInt},
				Pin: catalog.ColumnOverride{Kind: "BigInt"}, Why: "values beyond 32 bits", Forms: []catalog.CellForm{{Name: "integers beyond 32 bits", Cells: 2}},
			},
			{
				Column: "stars", Declared: "INTEGER", Counts: catalog.CellCounts{Integer: 2, Text: 1}, Type: catalog.Type{Kind: catalog.Int},
				Pin: catalog.ColumnOverride{Nullable: &yes}, Nullable: true, Bad: 1, Why: "a cell that is not a valid Int",
			},
			{Column: "at", Declared: "DATE", Counts: catalog.CellCounts{Text: 2, Real: 1, Blob: 1}, Type: catalog.Type{Kind: catalog.Date}, Bad: 2},
		}},
		{Table: "v", View: true, Rows: 1, Unseen: "its rows take too long to compute", Columns: []catalog.ColumnEvidence{
			{Column: "x", Type: catalog.Type{Kind: catalog.String}},
		}},
	}
	served, _, err := catalog.Build(catalog.Source{Tables: []catalog.SourceTable{
		{Name: "notes", Columns: []catalog.SourceColumn{{Name: "id", Declared: "INTEGER", Type: catalog.Type{Kind: catalog.Int}}}},
		{Name: "exact", Columns: []catalog.SourceColumn{{Name: "a", Declared: "TEXT"}, {Name: "b"}}},
	}}, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	const said = `Cells: 2 columns served as their values require, 2 with values that are not valid
  notes.mod (INT) is served as BigInt: values beyond 32 bits
    in all 3 rows: 2 integer, 1 NULL (2 integers beyond 32 bits)
  notes.stars (INTEGER) is served as Int, nullable: a cell that is not a valid Int
    in all 3 rows: 2 integer, 1 text; not valid: 1
  notes.at (DATE) is served as Date
    in all 3 rows: 1 real, 2 text, 1 blob; not valid: 2
  v was not examined completely: its rows take too long to compute
`
	const settings = `These settings fix that (tiddly check --pin writes them):

tables:
  notes:
    columns:
      mod: {kind: BigInt}
      stars: {kind: Int, nullable: true}

`
	if got := (cellsLook{}).report(served, found); got != said+settings {
		t.Errorf("got\n%s\nwant\n%s", got, said+settings)
	}
	if got := (cellsLook{pin: true}).report(served, found); got != said {
		t.Errorf("with --pin:\n%s", got)
	}
	wants(t, "with --all", cellsLook{all: true}.report(served, found),
		"  notes.id (INTEGER) is served as Int\n    in all 3 rows: 3 integer\n", "  v.x (no type) is served as String\n    in a sample of 1 row: no cells\n",
		"  exact.a (TEXT) is served as String\n    not examined\n  exact.b (no type) is served as String\n    not examined\n")
	if got := (cellsLook{}).report(served, nil); got != "" {
		t.Errorf("of nothing:\n%s", got)
	}
}

func TestProgress(t *testing.T) {
	var out strings.Builder
	b := progress{to: &out, tables: 4}
	for range 3 {
		b.row("a", 1)
	}
	b.end()
	if out.String() != "" {
		t.Errorf("a short look shows %q", out.String())
	}
	for range drawRows {
		b.row("b", 1)
	}
	if got := b.text(); got != "["+strings.Repeat("#", barWidth/4)+strings.Repeat(".", barWidth*3/4)+"] b, 4099 rows in all" {
		t.Errorf("got %q", got)
	}
	b.end()
	if !strings.HasPrefix(out.String(), "\r\x1b[K[######") || !strings.HasSuffix(out.String(), "\r\x1b[K") {
		t.Errorf("got %q", out.String())
	}
}
