package schema

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
)

// users builds a catalogue of one table.
func users(t *testing.T) *catalog.Catalog {
	t.Helper()
	source := catalog.Source{Tables: []catalog.SourceTable{{
		Name: "user", PrimaryKey: catalog.SourceKey{Columns: []string{"id"}},
		Columns: []catalog.SourceColumn{
			{Name: "id", NotNull: true, Type: catalog.Type{Kind: catalog.Int}},
			{Name: "name", Type: catalog.Type{Kind: catalog.String}},
			{Name: "pass", Type: catalog.Type{Kind: catalog.String}},
		},
	}}}
	c, _, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{Secret: &catalog.ColumnName{Table: "user", Column: "pass"}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestExtensions(t *testing.T) {
	const generated = "type Query { a: Int } type User { id: Int! name: Int } type Planet { id: Int! }"
	for name, c := range map[string]struct {
		text string
		// note is a part of the note of what is left out, empty where all fits; has is a part of what is served then.
		note, has string
		generated bool
	}{
		"a field":                     {`extend type User { initials: String! @columns(names: ["name", "id"]) }`, "", "initials: String!", false},
		"a field of Query":            {`extend type Query { hello(to: Greeted): [User!]! } input Greeted { name: String = "you" }`, "", "hello(to: Greeted): [User!]!", false},
		"a field of Mutation":         {`extend type Mutation { greet: String! }`, "", "greet: String!", false},
		"one column without brackets": {`extend type User { initials: String @columns(names: "name") }`, "", "initials: String", false},
		"a type that is not there":    {`extend type Planet { moons: Int }`, "the type Planet is not served, so its fields moons are left out", "", false},
		"a column that is not there":  {`extend type User { x: Int @columns(names: ["nme"]) }`, "User has no column nme", "", false},
		"a secret column":             {`extend type User { x: Int @columns(names: ["name", "pass"]) }`, "User.x is left out: User has no column pass", "", false},
		"the name of a secret column": {`extend type User { pass: String @columns(names: ["name"]) }`, "", "pass: String", false},
		"nodeId is no column":         {`extend type User { x: Int @columns(names: ["nodeId"]) }`, "User has no column nodeId", "", false},
		"a field that is there":       {`extend type User { name: Int }`, "User has a field name already", "", false},
		"no GraphQL":                  {`extend type User {`, "mine.graphqls is left out", "", false},
		"an unknown type":             {`extend type User { x: Nothing }`, "left out", "", false},
		"another kind":                {`extend type User { x: Int @columns(names: ["name"]) }`, "generated for another kind", "", true},
		"the same kind":               {`extend type User { x: Int @columns(names: ["id"]) }`, "", "x: Int", true},
		"a table that is not served":  {`extend type User { x: Planet }`, "the type Planet is not served", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{Extensions: []*ast.Source{{Name: "graph/mine.graphqls", Input: c.text}}}
			if c.generated {
				o.Generated = gqlparser.MustLoadSchema(&ast.Source{Name: "../" + SourceName, Input: generated})
			}
			s, err := Build(users(t), o)
			if err != nil {
				t.Fatal(err)
			}
			notes := strings.Join(s.Notes, "\n")
			if (notes == "") != (c.note == "") || !strings.Contains(notes, c.note) {
				t.Errorf("the notes are %q, want %q", notes, c.note)
			}
			if c.note != "" && s.Served != s.SDL {
				t.Errorf("something is served that does not fit:\n%s", s.Served)
			}
			if !strings.Contains(s.Served, c.has) || strings.Contains(s.Served, "@"+ColumnsDirective) || s.AST.Directives[ColumnsDirective] != nil {
				t.Errorf("what is served has no %s, or has our directive:\n%s", c.has, s.Served)
			}
			if _, err := gqlparser.LoadSchema(&ast.Source{Input: s.Served}); err != nil {
				t.Errorf("what is served is no schema: %v", err)
			}
		})
	}
}

func TestColumnsOf(t *testing.T) {
	s, err := Build(users(t), Options{Extensions: []*ast.Source{{Name: "mine.graphqls", Input: `extend type User { x: Int @columns(names: ["name", "id"]) y: Int }`}}})
	if err != nil {
		t.Fatal(err)
	}
	fields := s.AST.Types["User"].Fields
	if got := ColumnsOf(fields.ForName("x")); len(got) != 2 || got[0] != "name" || got[1] != "id" {
		t.Errorf("x reads %v", got)
	}
	for name, want := range map[string]bool{"x": true, "y": true, "name": false, "nodeId": false} {
		if Handwritten(fields.ForName(name)) != want {
			t.Errorf("Handwritten(%s) is %v", name, !want)
		}
	}
}
