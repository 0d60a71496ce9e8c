package schema

import (
	"regexp"
	"slices"
	"strconv"
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
		"a field":                           {`extend type User { initials: String! @columns(names: ["name", "id"]) }`, "", "initials: String!", false},
		"a field of Query":                  {`extend type Query { hello(to: Greeted): [User!]! } input Greeted { name: String = "you" }`, "", "hello(to: Greeted): [User!]!", false},
		"a field of Mutation":               {`extend type Mutation { greet: String! }`, "", "greet: String!", false},
		"one column without brackets":       {`extend type User { initials: String @columns(names: "name") }`, "", "initials: String", false},
		"a type that is not there":          {`extend type Planet { moons: Int }`, "the type Planet is not served, so its fields moons are left out", "", false},
		"a column that is not there":        {`extend type User { x: Int @columns(names: ["nme"]) }`, "User has no column nme", "", false},
		"a secret column":                   {`extend type User { x: Int @columns(names: ["name", "pass"]) }`, "User.x is left out: User has no column pass", "", false},
		"the name of a secret column":       {`extend type User { pass: String @columns(names: ["name"]) }`, "", "pass: String", false},
		"nodeId is no column":               {`extend type User { x: Int @columns(names: ["nodeId"]) }`, "User has no column nodeId", "", false},
		"a field that is there":             {`extend type User { name: Int }`, "User has a field name already", "", false},
		"no GraphQL":                        {`extend type User {`, "graph/mine.graphqls:1:19: Expected Name, found <EOF>; the file is left out", "", false},
		"an unknown type":                   {`extend type User { x: Nothing }`, "left out", "", false},
		"another kind":                      {`extend type User { x: Int @columns(names: ["name"]) }`, "generated for another kind", "", true},
		"the same kind":                     {`extend type User { x: Int @columns(names: ["id"]) }`, "", "x: Int", true},
		"a table that is not served":        {`extend type User { x: Planet @columns(names: ["id"]) }`, "the type Planet is not served", "", true},
		"every column, one of another kind": {`extend type User { x: Int }`, "User.x is left out: it reads every column, and User has no column name", "", true},
		"no column, one of another kind":    {`extend type User { x: Int @columns(names: []) }`, "", "x: Int", true},
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

// TestRefusals requires that what the engine cannot serve is refused by a sentence, and nothing else with it.
func TestRefusals(t *testing.T) {
	for text, want := range map[string]string{
		`extend input UserInsert { x: Int }`:                  "mine.graphqls:1:14: extend input UserInsert is left out: the engine answers it as it is",
		`extend enum UserColumn { X }`:                        "extend enum UserColumn is left out: the engine answers it as it is",
		`extend interface Node { x: Int }`:                    "extend interface Node is left out",
		`extend scalar String @specifiedBy(url: "x")`:         "extend scalar String is left out",
		`extend type UserPayload { x: Int }`:                  "extend type UserPayload is left out: the engine answers it as it is, and only Query, Mutation and the types of rows",
		`extend type UsersPayload { x: Int }`:                 "extend type UsersPayload is left out",
		`extend type __Type { x: Int }`:                       "extend type __Type is left out",
		`extend input User { x: Int }`:                        "extend input User is left out: User is of kind type",
		`extend union User = Query`:                           "extend union User is left out",
		`type Subscription { x: Int }`:                        "type Subscription is left out: subscriptions are not served",
		`extend type Subscription { x: Int }`:                 "type Subscription is left out: subscriptions are not served",
		`schema { query: User }`:                              "schema { … } is left out: the root types are always Query and Mutation",
		`extend schema { subscription: User }`:                "schema { … } is left out",
		`type User { x: Int }`:                                "User is a type of the tables' schema: write extend type User { … }",
		`type Query { x: Int }`:                               "write extend type Query { … }",
		`input UserInsert { x: Int }`:                         "the input UserInsert is left out: the tables' schema has a type of this name",
		`scalar String`:                                       "the scalar String is left out",
		`directive @x on FIELD_DEFINITION | QUERY`:            "the directive @x is left out: nothing runs it at QUERY",
		`directive @x on INLINE_FRAGMENT`:                     "the directive @x is left out: nothing runs it at INLINE_FRAGMENT",
		`directive @x on OBJECT extend type User @x`:          "@x on User is left out: the engine answers the type",
		`directive @skip on FIELD`:                            "the directive @skip is left out: GraphQL has one of this name",
		`type Stats { x: Int @columns(names: ["a"]) }`:        "Stats.x is left out: @columns is for fields of the tables' types, and Stats has no columns",
		`extend type Query { x: Int @columns(names: ["a"]) }`: "Query.x is left out: @columns is for fields",
		`extend type User { x: Int @secret }`:                 `Undefined directive secret.; it is left out`,
		`extend type User { __x: Int }`:                       `must not begin with "__"`,
		`extend type User { x(a: Int, a: Int): Int }`:         "can only be defined once",
		`extend type User { x: UserInsert }`:                  "mine.graphqls:1",
		`type A { x: Int } type A { y: Int }`:                 "Cannot redeclare type A.; it is left out",
	} {
		t.Run(text, func(t *testing.T) {
			s, err := Build(users(t), Options{Extensions: []*ast.Source{
				{Name: "graph/mine.graphqls", Input: text}, {Name: "graph/other.graphqls", Input: "extend type Query { stays: Int }"},
			}})
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Notes) != 1 || !strings.Contains(s.Notes[0], want) {
				t.Errorf("the notes are %q, want %q", s.Notes, want)
			}
			if !Handwritten(s.AST.Query.Fields.ForName("stays")) || !strings.Contains(s.Served, "stays: Int") {
				t.Errorf("the field of the other file is left out")
			}
			if _, err := gqlparser.LoadSchema(&ast.Source{Input: s.Served}); err != nil {
				t.Errorf("what is served is no schema: %v\n%s", err, s.Served)
			}
		})
	}
}

// placed matches a note that begins with its place.
var placed = regexp.MustCompile(`^graph/mine\.graphqls:(\d+):\d+: `)

// TestOnlyWhatNamesAMissingTypeIsLeftOut requires that extensions of a database that lacks some of their types lose
// what names these types, and keep the rest.
func TestOnlyWhatNamesAMissingTypeIsLeftOut(t *testing.T) {
	const text = `
union Hit = User | Planet
union Found = User | Stats
type Stats { users: Int! planets: [Planet!] best: Hit }
type OnlyPlanets { all: [Planet!] }
input Near { planet: PlanetKey! }
interface Named { name: String }
type Star implements Named & Orbit { name: String }
type Moon implements Named { name: String }
scalar Money
enum Color { RED }
extend type Query {
  hits: [Hit!]!
  found: [Found!]!
  stats(color: Color): Stats!
  planets: OnlyPlanets
  near(where: Near): [User!]!
  star: Star
  moon: Moon
  money: Money
}
extend type Planet { moons: Int }
extend union Found = Planet
extend type Stats { more: Int }
`
	s, err := Build(users(t), Options{Extensions: []*ast.Source{{Name: "graph/mine.graphqls", Input: text}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"the union Hit is left out: the type Planet is not served", "Stats.planets is left out", "Stats.best is left out: the type Hit is not served",
		"OnlyPlanets.all is left out", "the input Near is left out: the type PlanetKey is not served", "Query.hits is left out: the type Hit",
		"Query.planets is left out: the type OnlyPlanets", "Query.near is left out: the type Near", "the type Star is left out: the type Orbit",
		"Query.star is left out", "the type Planet is not served, so its fields moons are left out", "the union Found is left out: the type Planet",
	} {
		if !slices.ContainsFunc(s.Notes, func(n string) bool { return placed.MatchString(n) && strings.Contains(n, want) }) {
			t.Errorf("no note says %q", want)
		}
	}
	if len(s.Notes) != 12 {
		t.Errorf("the notes are\n%s", strings.Join(s.Notes, "\n"))
	}
	// The lines are those of the file, where the owner finds them.
	lines := strings.Split(text, "\n")
	for _, n := range s.Notes {
		m := placed.FindStringSubmatch(n)
		if m == nil {
			t.Errorf("%s: there is no place", n)
			continue
		}
		line, _ := strconv.Atoi(m[1])
		word := regexp.MustCompile(`\w+`)
		there := word.FindAllString(lines[line-1], -1)
		subject := word.FindAllString(strings.SplitN(n, ": ", 2)[1], 4)
		if !slices.ContainsFunc(subject, func(w string) bool { return w != "type" && slices.Contains(there, w) }) {
			t.Errorf("%s: line %d is %s", n, line, lines[line-1])
		}
	}
	fields := s.AST.Query.Fields
	for name, want := range map[string]bool{
		"hits": false, "planets": false, "near": false, "star": false, "found": true, "stats": true, "moon": true, "money": true,
	} {
		if (fields.ForName(name) != nil) != want {
			t.Errorf("Query.%s is served: %v", name, !want)
		}
	}
	if stats := s.AST.Types["Stats"]; len(stats.Fields) != 2 {
		t.Errorf("Stats has %v", stats.Fields)
	}
	if at := fields.ForName("stats").Position; at.Src.Name != "graph/mine.graphqls" || at.Line != 15 {
		t.Errorf("the position of a field is %s:%d", at.Src.Name, at.Line)
	}
	if _, err := gqlparser.LoadSchema(&ast.Source{Input: s.Served}); err != nil {
		t.Errorf("what is served is no schema: %v", err)
	}
}

// TestMutationsWithoutTables requires that fields of Mutation in two files are served where no table can be written.
func TestMutationsWithoutTables(t *testing.T) {
	s, err := Build(users(t), Options{ReadOnly: true, Extensions: []*ast.Source{
		{Name: "a.graphqls", Input: "extend type Mutation { a: Int }"}, {Name: "b.graphqls", Input: "extend type Mutation { b: Int }"},
	}})
	if err != nil || len(s.Notes) > 0 || s.AST.Mutation == nil || len(s.AST.Mutation.Fields) != 2 {
		t.Fatalf("%v %q", err, s.Notes)
	}
}
