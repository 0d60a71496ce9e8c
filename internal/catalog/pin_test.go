package catalog

import (
	"reflect"
	"slices"
	"testing"
)

func TestPinLine(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		table, column string
		o             ColumnOverride
		want          string
	}{
		{"notes", "mod", ColumnOverride{Kind: "BigInt"}, "tables.notes.columns.mod: {kind: BigInt}"},
		{
			"user list", "at",
			ColumnOverride{Kind: "DateTime", Epoch: EpochMillis, Mixed: "number", EmptyNull: true, Nullable: &yes, Name: "x"},
			`tables."user list".columns.at: {kind: DateTime, epoch: ms, mixed: number, empty: null, nullable: true}`,
		},
		{"a: b", "c #d", ColumnOverride{Nullable: &no}, `'tables."a: b".columns."c #d"': {nullable: false}`},
		{"it's: ", "n", ColumnOverride{Kind: "Int"}, `'tables."it''s: ".columns.n': {kind: Int}`},
	} {
		if got := PinLine(c.table, c.column, c.o); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestFixed(t *testing.T) {
	yes := true
	c := ColumnEvidence{Type: Type{Kind: Int}, Pin: ColumnOverride{Nullable: &yes}}
	if got := c.Fixed(); got.Kind != "Int" || got.Nullable != &yes {
		t.Errorf("got %+v", got)
	}
	if c.Pin.Kind != "" {
		t.Error("the evidence was changed")
	}
}

func FuzzSettingsPath(f *testing.F) {
	f.Add("notes", "columns", "mod")
	f.Add("a.b", `"`, "\n é")
	f.Add("", ".", "'")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for _, path := range [][]string{{a}, {a, b}, {a, b, c}} {
			got, ok := SettingsPath(SettingsKey(path...))
			if !ok || !slices.Equal(got, path) {
				t.Errorf("%q became %q, %v", path, got, ok)
			}
		}
		if path, ok := SettingsPath(a); ok && len(path) == 0 {
			t.Errorf("%q has no parts", a)
		}
	})
}

func TestNoSettingsPath(t *testing.T) {
	for _, key := range []string{"", "tables", "tables.", "tables.a.", "tables..a", `tables."a`, `tables."a"b`, "tables.a b", "table.a", `tables."\q"`} {
		if path, ok := SettingsPath(key); ok {
			t.Errorf("%q is the path %q", key, path)
		}
	}
}

func TestUnpinned(t *testing.T) {
	yes, two := true, 2
	o := ColumnOverride{
		Kind: "DateTime", Epoch: EpochMillis, Mixed: "number", Words: "t/f", Scale: &two, Form: "lower", EmptyNull: true, Nullable: &yes,
	}
	for _, p := range o.Pins() {
		left := len(o.Pins())
		if o = o.Unpinned(p.Word); len(o.Pins()) != left-1 {
			t.Errorf("%s is not gone from %+v", p.Word, o)
		}
	}
	if !reflect.ValueOf(o).IsZero() {
		t.Errorf("%+v is left", o)
	}
}
