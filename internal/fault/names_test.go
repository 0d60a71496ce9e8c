package fault_test

import (
	"strconv"
	"strings"
	"testing"

	"tiddly/internal/fault"
)

func TestNamesStandApart(t *testing.T) {
	f := fault.New(fault.SchemaUnknown, "there is no column x").WithDetails("line 1").
		WithNames(fault.Names{Guess: ". Did you mean y?", Details: "it has y", Hint: "y is called z here"})
	message, details, hint := f.Texts()
	if message != "there is no column x. Did you mean y?" || details != "line 1; it has y" || hint != "y is called z here" {
		t.Errorf("with names: %q, %q, %q", message, details, hint)
	}
	plain := f.WithoutNames()
	message, details, hint = plain.Texts()
	if message != "there is no column x" || details != "line 1" || hint != "" {
		t.Errorf("without names: %q, %q, %q", message, details, hint)
	}
	if f.Names == (fault.Names{}) {
		t.Error("the fault itself has lost its names: others may have it too")
	}
	if plain.WithoutNames() != plain {
		t.Error("a fault without names was copied")
	}
}

func TestList(t *testing.T) {
	names := func(n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = "n" + strconv.Itoa(i)
		}
		return all
	}
	for _, c := range []struct {
		names []string
		want  string
	}{
		{nil, ""},
		{names(1), "n0"},
		{names(2), "n0, n1"},
		{names(20), strings.Join(names(20), ", ")},
		{names(21), strings.Join(names(20), ", ") + " and 1 more"},
		{names(1000), strings.Join(names(20), ", ") + " and 980 more"},
		{[]string{strings.Repeat("é", 64)}, strings.Repeat("é", 64)},
		{[]string{strings.Repeat("é", 65), "b"}, strings.Repeat("é", 64) + "…, b"},
	} {
		if got := fault.List(c.names); got != c.want {
			t.Errorf("%d names: got %q, want %q", len(c.names), got, c.want)
		}
	}
}
