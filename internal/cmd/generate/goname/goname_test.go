package goname_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/cmd/generate/goname"
	"tiddly/internal/schema"
)

// table is a table with an id and other columns; a column that ends in > and the name of a table is a key to it.
type table struct {
	name    string
	columns []string
}

func judged(t *testing.T, tables []table, o catalog.Overrides, extension string) (*goname.Names, []goname.Clash, *schema.Schema) {
	t.Helper()
	in := input(t, tables, o, extension)
	names, clashes := goname.Judge(in)
	return names, clashes, in.Schema
}

func input(t *testing.T, tables []table, o catalog.Overrides, extension string) goname.Input {
	t.Helper()
	var source catalog.Source
	for _, one := range tables {
		made := catalog.SourceTable{Name: one.name, PrimaryKey: catalog.SourceKey{Columns: []string{"id"}}}
		for _, column := range append([]string{"id"}, one.columns...) {
			name, target, leads := strings.Cut(column, ">")
			made.Columns = append(made.Columns, catalog.SourceColumn{Name: name, NotNull: name == "id", Type: catalog.Type{Kind: catalog.Int}})
			if leads {
				made.ForeignKeys = append(made.ForeignKeys, catalog.SourceForeignKey{Columns: []string{name}, Target: target})
			}
		}
		source.Tables = append(source.Tables, made)
	}
	c, _, err := catalog.Build(source, o, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	options := schema.Options{}
	if extension != "" {
		options.Extensions = []*ast.Source{{Name: "graph/custom.graphqls", Input: extension}}
	}
	s, err := schema.Build(c, options)
	if err != nil || len(s.Notes) > 0 {
		t.Fatal(err, s.Notes)
	}
	return goname.Input{
		Schema: s, Catalog: c, Overrides: o, Graph: map[string]string{"NewResolver": "graph/resolver.go"}, Model: map[string]string{"Money": "graph/model/money.go"},
	}
}

// TestNamesOfTheExecutor requires that its names are refused only where they are in the owner's package.
func TestNamesOfTheExecutor(t *testing.T) {
	in := input(t, []table{{"tag", nil}}, catalog.Overrides{}, "extend type Tag { x: Int }")
	in.Graph = map[string]string{"tagImplementors": "graph/mine.go"}
	const want = `the type Tag of table "tag" is tagImplementors in Go, and so is a name that graph/mine.go declares (settled by tables.tag.name)`
	if _, clashes := goname.Judge(in); len(clashes) != 1 || clashes[0].String() != want {
		t.Errorf("in the package there is %v", clashes)
	}
	in.Apart = true
	if _, clashes := goname.Judge(in); len(clashes) > 0 {
		t.Errorf("apart there is %v", clashes)
	}
	in.Graph["TagResolver"] = "graph/mine.go"
	if _, clashes := goname.Judge(in); len(clashes) != 1 || clashes[0].Go != "TagResolver" {
		t.Errorf("of a name that both have there is %v", clashes)
	}
}

func TestJudge(t *testing.T) {
	named := func(table string, o catalog.TableOverride) catalog.Overrides {
		return catalog.Overrides{Tables: map[string]catalog.TableOverride{table: o}}
	}
	for name, c := range map[string]struct {
		tables    []table
		overrides catalog.Overrides
		extension string
		want      []string // a line of text for each clash
		fixed     bool
	}{
		"ordinary": {tables: []table{{"user_id", []string{"api_key", "url", "userId>user_id"}}, {"api_key", nil}, {"tls_version", nil}}},
		"words of Go": {tables: []table{
			{"type", []string{"func", "range", "error", "string"}}, {"error", []string{"nil"}}, {"config", nil}, {"resolver_root", nil}, {"context", nil},
		}},
		"two tables": {tables: []table{{"ui", nil}, {"u_i", nil}}, want: []string{
			`the type Ui of table "ui" is UI in Go, and so is the type UI of table "u_i" (settled by tables.ui.name)`,
			`the type UiPayload of table "ui" is UIPayload in Go`,
			`the type UiConnection of table "ui" is UIConnection in Go`, `the type UiEdge of table "ui" is UIEdge in Go`,
			`the field Mutation.insertUi of table "ui" is InsertUI in Go, and so is the field Mutation.insertUI of table "u_i" (settled by tables.ui.name)`,
			`the field Mutation.insertUis of table "ui" is InsertUis in Go, and so is the field Mutation.insertUIs of table "u_i" (settled by tables.ui.list)`,
			`the field Mutation.updateUi `, `the field Mutation.updateUis `, `the field Mutation.deleteUi `, `the field Mutation.deleteUis `,
			`the field Query.uis of table "ui" is Uis in Go, and so is the field Query.uIs of table "u_i" (settled by tables.ui.list)`,
			`the field Query.uisConnection of table "ui" is UisConnection in Go`,
			`the field Query.ui of table "ui" is UI in Go, and so is the field Query.uI of table "u_i" (settled by tables.ui.single)`,
		}},
		"a table called resolver": {tables: []table{{"resolver", nil}}, want: []string{
			`the field Query.resolver of table "resolver" is Resolver in Go, and so is the Resolver that the types of resolvers embed (settled by tables.resolver.single)`,
		}},
		"methods of models": {tables: []table{{"t", []string{"fetched", "is_node", "node_id"}}}, want: []string{
			`column "fetched" of table "t" is Fetched in Go, and so is a method of every model (settled by tables.t.columns.fetched.name)`,
			`column "is_node" of table "t" is IsNode in Go, and so is a method of models that have a global id (settled by tables.t.columns.is_node.name)`,
			`column "node_id" of table "t" is NodeID in Go, and so is the field T.nodeId of Tiddly (settled by tables.t.columns.node_id.name)`,
		}},
		"two columns": {
			tables: []table{{"t", []string{"i_d"}}},
			want:   []string{`column "i_d" of table "t" is ID in Go, and so is column "id" of table "t" (settled by tables.t.columns.i_d.name)`},
		},
		"a relation and a column": {
			tables: []table{{"url", nil}, {"t", []string{"u_r_l", "x>url"}}}, overrides: named("t", catalog.TableOverride{Relations: map[string]string{"xRef": "url"}}),
			want: []string{`relation url of table "t" is URL in Go, and so is column "u_r_l" of table "t" (settled by tables.t.relations.xRef)`},
		},
		"a type of the owner's": {
			tables: []table{{"color_red", nil}}, extension: "extend type Query { c: Color } enum Color { RED }",
			want: []string{`the type ColorRed of table "color_red" is ColorRed in Go, and so is the value RED of enum Color (settled by tables.color_red.name)`},
		},
		"a file of the owner's": {
			tables: []table{{"money", nil}},
			want:   []string{`the type Money of table "money" is Money in Go, and so is a name that graph/model/money.go declares (settled by tables.money.name)`},
		},
		"two types of the owner's": {
			tables: []table{{"t", nil}}, extension: "extend type Query { a: Api b: API }\ntype Api { x: Int }\ntype API { x: Int }", fixed: true,
			want: []string{
				`the type Api is API in Go, and so is the type API (settled by another name in graph/custom.graphqls:2)`,
				"the type Api is aPIImplementors",
			}[:1],
		},
		"a constructor": {
			tables: []table{{"new", nil}}, extension: "extend type New { x: Int }", fixed: true,
			want: []string{`the type New of table "new" is NewResolver in Go, and so is a name that graph/resolver.go declares (settled by tables.new.name)`},
		},
		"joined names": {
			tables: []table{{"a", []string{"b_c"}}, {"x", []string{"c"}}}, fixed: true,
			overrides: catalog.Overrides{Tables: map[string]catalog.TableOverride{
				"a": {Columns: map[string]catalog.ColumnOverride{"b_c": {Name: "b_c"}}}, "x": {Name: "A_b", List: "xs", Single: "x"},
			}},
			want: []string{`column "c" of table "x" is _A_b_c in Go, and so is column "b_c" of table "a" (settled by tables.x.columns.c.name)`},
		},
		"arguments": {
			tables: []table{{"t", nil}}, extension: "extend type T {\n  x(ctx: Int, objs: Int, user_id: Int, userId: Int, type: Int, _1: Int): Int\n}", fixed: true,
			want: []string{
				`the argument ctx of T.x is ctx in Go, and so is a name that every resolver uses (settled by another name in graph/custom.graphqls:2)`,
				`the argument objs of T.x is objs in Go`,
				`the argument userId of T.x is userID in Go, and so is the argument user_id of T.x`,
				`the argument _1 of T.x is 1 in Go, and so is not an identifier`,
			},
		},
		"fields of the owner's": {
			tables: []table{{"t", nil}}, extension: "extend type T { resolver: Int uid: Int uiD: Int } type Own { id: Int iD: Int }", fixed: true,
			want: []string{"the field T.resolver is Resolver in Go", "the field T.uiD is UID in Go", "the field Own.iD is ID in Go"},
		},
		"what Go cannot spell": {
			tables: []table{{"t", []string{"x"}}}, overrides: named("t", catalog.TableOverride{Columns: map[string]catalog.ColumnOverride{"x": {Name: "_1"}}}),
			want: []string{`column "x" of table "t" is 1 in Go, and so is not a name that other packages can use (settled by tables.t.columns.x.name)`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, clashes, _ := judged(t, c.tables, c.overrides, c.extension)
			var got []string
			for _, clash := range clashes {
				got = append(got, clash.String())
				if clash.Fixed != c.fixed {
					t.Errorf("fixed is %v: %s", clash.Fixed, clash)
				}
			}
			if len(got) != len(c.want) {
				t.Fatalf("got\n%s", strings.Join(got, "\n"))
			}
			for i, want := range c.want {
				if !strings.HasPrefix(got[i], want) {
					t.Errorf("got  %s\nwant %s", got[i], want)
				}
			}
		})
	}
}

// TestNumbers requires that numbers take no natural name away.
func TestNumbers(t *testing.T) {
	names, _, _ := judged(t, []table{{"ui", []string{"fetched", "fetched2"}}, {"u_i", nil}, {"ui2", nil}, {"resolver", nil}}, catalog.Overrides{}, "")
	for got, want := range map[string]string{
		names.Type("UI"): "UI", names.Type("Ui2"): "UI2", names.Type("Ui"): "UI3", names.Type("UiPayload"): "UIPayload2",
		names.Member("Ui", "fetched"): "Fetched3", names.Member("Ui", "fetched2"): "Fetched2",
		names.Method("Query", "uI"): "UI", names.Method("Query", "ui2"): "UI2", names.Method("Query", "ui"): "UI3", names.Method("Query", "resolver"): "Resolver2",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

var words = strings.Fields(`a i d p id api url uid tls ip json user type range new resolver config query mutation fetched is_node node_id nodes row implementors payload 1 2 x1 _`)

func random(r *rand.Rand) string {
	name := words[r.IntN(len(words))]
	for range r.IntN(3) {
		name += []string{"_", "", "-"}[r.IntN(3)] + words[r.IntN(len(words))]
	}
	return name
}

// TestNumbersAreUnique requires of any names that no two things have one name in Go.
func TestNumbersAreUnique(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for round := range 60 {
		var tables []table
		seen := map[string]bool{}
		for range 10 {
			one := table{name: random(r) + strconv.Itoa(r.IntN(2))[:r.IntN(2)]}
			columns := map[string]bool{"id": true}
			for range 6 {
				if column := random(r); !columns[column] {
					columns[column] = true
					one.columns = append(one.columns, column)
				}
			}
			if !seen[one.name] {
				seen[one.name] = true
				tables = append(tables, one)
			}
		}
		names, _, s := judged(t, tables, catalog.Overrides{}, "")
		types := map[string]string{}
		for _, d := range s.AST.Types {
			if d.Kind != ast.Object || d.BuiltIn {
				continue
			}
			unique(t, types, names.Type(d.Name), d.Name)
			members := map[string]string{}
			for _, f := range d.Fields {
				if d == s.AST.Query || d == s.AST.Mutation {
					if !strings.HasPrefix(f.Name, "__") {
						unique(t, members, names.Method(d.Name, f.Name), f.Name)
					}
				} else {
					unique(t, members, strings.ToLower(names.Member(d.Name, f.Name)), f.Name)
				}
			}
		}
		if t.Failed() {
			t.Fatalf("round %d: %v", round, tables)
		}
	}
}

func unique(t *testing.T, taken map[string]string, name, owner string) {
	t.Helper()
	if other, clash := taken[name]; clash {
		t.Errorf("%s and %s are both %s", owner, other, name)
	}
	if slices.Contains([]string{"Resolver", "fetched", "isnode"}, name) && owner != "Resolver" {
		t.Errorf("%s is %s", owner, name)
	}
	taken[name] = owner
}
