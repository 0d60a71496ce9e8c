package config

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

// found is evidence of which some decided.
func found() []catalog.Evidence {
	yes := true
	return []catalog.Evidence{
		{Table: "notes", Columns: []catalog.ColumnEvidence{
			{Column: "id", Type: catalog.Type{Kind: catalog.Int}},
			{Column: "mod", Type: catalog.Type{Kind: catalog.BigInt}, Pin: catalog.ColumnOverride{Kind: "BigInt"}, Why: "values beyond 32 bits"},
			{Column: "n", Type: catalog.Type{Kind: catalog.Int}, Pin: catalog.ColumnOverride{Nullable: &yes}, Why: "a cell that is not a valid Int"},
		}},
		{Table: "user list", Columns: []catalog.ColumnEvidence{
			{Column: "null", Type: catalog.Type{Kind: catalog.DateTime}, Why: "milliseconds", Pin: catalog.ColumnOverride{
				Kind: "DateTime", Epoch: catalog.EpochMillis, Mixed: "text", EmptyNull: true, Form: "YYYY-MM-DDTHH:MM:SS.f? +0000 UTC",
			}},
			{Column: "on", Type: catalog.Type{Kind: catalog.Boolean}, Why: "words", Pin: catalog.ColumnOverride{Kind: "Boolean", Words: "t/f"}},
		}},
	}
}

// TestPinsAreReadBack: the lines that are written, in the file and each as a line of its own, are the overrides that they
// fix.
func TestPinsAreReadBack(t *testing.T) {
	const before = "# mine\ntables:\n  notes:\n    name: Note # a name\n    columns: {mod: {name: modified}}\n"
	for _, lines := range []bool{false, true} {
		write(t, before)
		s, err := load(t, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := Pinned(s.Overrides, found())
		if lines {
			text := before
			for _, e := range found() {
				for i := range e.Columns {
					if c := &e.Columns[i]; c.Decided() {
						text += catalog.PinLine(e.Table, c.Column, c.Fixed()) + "\n"
					}
				}
			}
			write(t, text)
		} else if changed, err := WriteFile(StandardFile, PinLines(found())); err != nil || !changed {
			t.Fatal(changed, err)
		}
		got, err := load(t, nil)
		if err != nil || !reflect.DeepEqual(got.Overrides, want) {
			content, _ := os.ReadFile(StandardFile)
			t.Errorf("lines is %v: %v\ngot  %+v\nwant %+v\n%s", lines, err, got.Overrides, want, content)
		}
	}
}

func TestPinnedLeavesTheOverrides(t *testing.T) {
	o := catalog.Overrides{Tables: map[string]catalog.TableOverride{"notes": {Columns: map[string]catalog.ColumnOverride{"mod": {Name: "m"}}}}}
	p := Pinned(o, found())
	if len(o.Tables) != 1 || o.Tables["notes"].Columns["mod"].Kind != "" {
		t.Error("the overrides were changed")
	}
	if got := p.Tables["notes"].Columns["mod"]; got.Name != "m" || got.Kind != "BigInt" {
		t.Errorf("got %+v", got)
	}
}

func TestLinesOfTables(t *testing.T) {
	write(t, `tables."user list".columns.at: {kind: DateTime, epoch: ms}
tables."user list".columns.at.empty: null
tables:
  user list:
    columns:
      at: {name: when}
    relations: {posts: articles}
tables."user list".relations: {boss: {columns: [b], target: x}}
'tables."a: b".exclude': true
`)
	s, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]catalog.TableOverride{
		"user list": {
			Columns:   map[string]catalog.ColumnOverride{"at": {Name: "when", Kind: "DateTime", Epoch: "ms", EmptyNull: true}},
			Relations: map[string]string{"posts": "articles"},
			Related:   map[string]catalog.RelationOverride{"boss": {Columns: []string{"b"}, Target: "x"}},
		},
		"a: b": {Exclude: true},
	}
	if !reflect.DeepEqual(s.Overrides.Tables, want) {
		t.Errorf("got  %+v\nwant %+v", s.Overrides.Tables, want)
	}
	if got := s.Place(`tables."user list".columns.at.empty`); got != "tiddly.yml:2:1" {
		t.Errorf("the setting stands at %s", got)
	}
}

func TestMistakesInLinesOfTables(t *testing.T) {
	for line, want := range map[string]string{
		"tables.a.columns.b.kind: Text":      `tiddly.yml:4:26: tables.a.columns.b.kind: "Text" is not one of the choices`,
		"tables.a.columns.b.epoch: s":        "tiddly.yml:4:1: tables.a.columns.b.epoch is set a second time",
		"tables.a.relations.x: z":            "tiddly.yml:4:1: tables.a.relations.x is set a second time",
		"tables.a.colums.b.kind: Int":        "tiddly.yml:4:1: there is no setting tables.a.colums",
		"tables.a b.exclude: true":           "tiddly.yml:4:1: tables.a b.exclude is not a setting of a table",
		"tables.a: 5":                        "tables.a does not consist of keys and values",
		"tables.a.columns.b.nullable: maybe": `tables.a.columns.b.nullable: "maybe" is neither true nor false`,
		"tables.a.columns.b.empty: nothing":  "tables.a.columns.b.empty has a value that is not null",
		"tables.a.columns.b.empty:":          "tables.a.columns.b.empty has a value that is not null",
		"tables.a.columns.b.mixed: 5":        `tables.a.columns.b.mixed: "5" is not one of the choices`,
		"tables.a.columns.c.epoch: micros":   `tables.a.columns.c.epoch: "micros" is not one of the choices`,
	} {
		write(t, "tables:\n  a: {columns: {b: {epoch: ms}}, relations: {x: y}}\n\n"+line+"\n")
		if _, err := load(t, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", line, err, want)
		}
	}
}
