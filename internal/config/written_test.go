package config

import (
	"os"
	"reflect"
	"testing"

	"tiddly/internal/catalog"
)

// TestWrittenIsRemoved requires that what was written into a file is removed from it to the byte, in the file and in what
// was read from it, and that what a person wrote or changed stays.
func TestWrittenIsRemoved(t *testing.T) {
	const before = "# mine\ntables:\n  notes:\n    name: Note # a name\n    columns: {mod: {name: modified}}\n"
	write(t, before)
	mine, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := WriteFile(StandardFile, PinLines(found())); err != nil {
		t.Fatal(err)
	}
	s, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := WrittenFor(found())
	for i := range all {
		if in := all[i].In(s.Overrides); !reflect.DeepEqual(in, all[i]) || !Removable(StandardFile, all[i:i+1]) {
			t.Errorf("of %v there is %v", all[i], in)
		}
	}
	if got := Without(s.Overrides, all); !reflect.DeepEqual(got, mine.Overrides) {
		t.Errorf("got  %+v\nwant %+v", got, mine.Overrides)
	}
	if changed, err := RemoveFromFile(StandardFile, all); err != nil || !changed {
		t.Error(changed, err)
	}
	if got, err := os.ReadFile(StandardFile); err != nil || string(got) != before {
		t.Errorf("the file is\n%s", got)
	}
	if Removable(StandardFile, all) || Removable("none.yml", all) {
		t.Error("what is not there can be removed")
	}
}

func TestWhatAPersonChangedIsNotWritten(t *testing.T) {
	write(t, "tables:\n  notes:\n    columns: {mod: {kind: String, nullable: true}, n: {kind: Int}}\n")
	s, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := Written{Table: "notes", Column: "mod", Pins: map[string]string{"kind": "BigInt", "nullable": "true", "epoch": "ms"}}
	if got := w.In(s.Overrides).Pins; !reflect.DeepEqual(got, map[string]string{"nullable": "true"}) || len(w.Pins) != 3 {
		t.Errorf("got %v of %v", got, w.Pins)
	}
	for _, w := range []Written{{Table: "notes", Column: "none"}, {Table: "none", Column: "mod"}} {
		w.Pins = map[string]string{"kind": "Int"}
		if got := w.In(s.Overrides); len(got.Pins) != 0 {
			t.Errorf("got %v", got)
		}
	}
	if left := Without(s.Overrides, []Written{{Table: "notes", Column: "n", Pins: map[string]string{"kind": "Int"}}}); len(left.Tables["notes"].Columns) != 1 ||
		len(s.Overrides.Tables["notes"].Columns) != 2 || left.Tables["notes"].Columns["mod"].Kind != catalog.String.String() {
		t.Errorf("got %v of %v", left, s.Overrides)
	}
}
