package gqlfault_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
)

func TestPresent(t *testing.T) {
	f := fault.New(fault.DatabaseValue, "not an Int").At("albums", 3, "id").WithHint("a hint").WithDetails("details")
	f.Table, f.Columns = "Album", []string{"id"}
	e := gqlfault.Locate(f, &ast.Position{Line: 2, Column: 5}).Present()
	if e.Message != "not an Int" || e.Path.String() != "albums[3].id" || len(e.Locations) != 1 || e.Locations[0].Line != 2 {
		t.Errorf("got %q at %v, %v", e.Message, e.Path, e.Locations)
	}
	for key, want := range map[string]any{"code": "DATABASE_VALUE", "hint": "a hint", "details": "details", "table": "Album"} {
		if e.Extensions[key] != want {
			t.Errorf("%s is %v, want %v", key, e.Extensions[key], want)
		}
	}
	if gqlfault.CodeOf(e) != fault.DatabaseValue || gqlfault.CodeOf(&gqlerror.Error{}) != "" {
		t.Errorf("the code is %s", gqlfault.CodeOf(e))
	}
	if e := gqlfault.Present(f, nil); e.Locations != nil {
		t.Errorf("without a position it is at %v", e.Locations)
	}
}

// TestTidy requires that values of the client are not repeated, and that names are.
func TestTidy(t *testing.T) {
	for message, want := range map[string]string{
		`Int cannot represent non-integer value: "secret"`:                 "Int cannot represent non-integer value",
		`Expected value of type "Int!", found "secret".`:                   `Expected value of type "Int!"`,
		"Expected Name, found String \"a\nsecret\"":                        "Expected Name, found String",
		`Cannot query field "titel" on type "Album".`:                      `Cannot query field "titel" on type "Album"`,
		strings.Repeat("é", 401):                                           strings.Repeat("é", 400) + "…",
		`Value "POPP" does not exist in "Genre" enum. Did you mean "POP"?`: `Value "POPP" does not exist in "Genre" enum. Did you mean "POP"?`,
	} {
		if got := gqlfault.Tidy(message); got != want {
			t.Errorf("%q becomes %q, want %q", message, got, want)
		}
	}
}

func TestJoin(t *testing.T) {
	ours := gqlfault.Present(fault.New(fault.RequestValue, "a fault"), &ast.Position{Line: 1, Column: 7})
	theirs := &gqlerror.Error{Message: "an error", Extensions: map[string]any{"code": string(fault.RequestInvalid)}}
	err := gqlfault.Join(gqlerror.List{ours, theirs})
	if text := err.Error(); !strings.Contains(text, "REQUEST_VALUE: a fault") || !strings.Contains(text, "REQUEST_INVALID: an error") {
		t.Errorf("got %s", text)
	}
	if f, ok := errors.AsType[*fault.Fault](err); !ok || f.Details != "line 1, column 7" {
		t.Errorf("the first is %v", f)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"id", "title", "artist", "live"}
	for name, want := range map[string]string{"titel": "title, live, id, artist", "x": "id, title, artist, live"} {
		if got := gqlfault.Nearest(name, known); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := gqlfault.Nearest("x", nil); got != "no names" {
		t.Errorf("of none it is %q", got)
	}
	long := strings.Repeat("é", gqlfault.MaxName+1)
	if got := gqlfault.Short(long); got != strings.Repeat("é", gqlfault.MaxName)+"…" || gqlfault.Short("short") != "short" {
		t.Errorf("a long name becomes %q", got)
	}
	if got := gqlfault.Alike("title", []string{"tile", "t", strings.Repeat("title", 10)}); len(got) != 1 || got[0] != "tile" {
		t.Errorf("alike are %v", got)
	}
}
