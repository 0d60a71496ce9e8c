package schema

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func build(t *testing.T, c *catalog.Catalog) *Schema {
	t.Helper()
	s, err := Build(c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestGoldenSDL(t *testing.T) {
	got := build(t, shop()).SDL
	const path = "testdata/shop.graphqls"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range min(len(gotLines), len(wantLines)) {
		if gotLines[i] != wantLines[i] {
			t.Fatalf("%s line %d is %q, want %q; see -update", path, i+1, gotLines[i], wantLines[i])
		}
	}
	t.Fatalf("%s has %d lines, got %d; see -update", path, len(wantLines), len(gotLines))
}

func TestSameCatalogueSameBytes(t *testing.T) {
	first := build(t, shop()).SDL
	for range 20 {
		if build(t, shop()).SDL != first {
			t.Fatal("two builds of equal catalogues differ")
		}
	}
}

func TestEverythingIsDescribed(t *testing.T) {
	s := build(t, shop())
	for name, definition := range s.AST.Types {
		if definition.BuiltIn {
			continue
		}
		if definition.Description == "" {
			t.Errorf("type %s has no description", name)
		}
		for _, f := range definition.Fields {
			if f.Description == "" && !strings.HasPrefix(f.Name, "__") {
				t.Errorf("field %s.%s has no description", name, f.Name)
			}
			for _, a := range f.Arguments {
				if a.Description == "" && !strings.HasPrefix(f.Name, "__") {
					t.Errorf("argument %s.%s(%s) has no description", name, f.Name, a.Name)
				}
			}
		}
		for _, v := range definition.EnumValues {
			if v.Description == "" {
				t.Errorf("enum value %s.%s has no description", name, v.Name)
			}
		}
	}
}

func TestRoots(t *testing.T) {
	c := shop()
	s := build(t, c)
	want := map[string]request.FieldKind{}
	for _, table := range c.Tables {
		want[table.ListField] = request.List
		if table.Pages() {
			want[table.ListField+"Connection"] = request.Connection
		}
		if len(table.Keys) > 0 {
			want[table.SingleField] = request.Single
		}
	}
	want[NodeField], want[NodesField] = request.OneByID, request.ManyByID
	for name, kind := range want {
		root, ok := s.Roots[name]
		if !ok || root.Kind != kind || (root.Table == nil) != kind.ByID() {
			t.Errorf("root %s is %+v, want kind %d of a table", name, root, kind)
		}
		if s.AST.Query.Fields.ForName(name) == nil {
			t.Errorf("Query has no field %s", name)
		}
	}
	// The two further fields are __schema and __type.
	if len(s.Roots) != len(want) || len(s.AST.Query.Fields) != len(want)+2 {
		t.Errorf("%d roots and %d fields of Query, want %d", len(s.Roots), len(s.AST.Query.Fields), len(want))
	}
}

func TestNoTables(t *testing.T) {
	s := build(t, &catalog.Catalog{})
	if root := s.Roots[EmptyField]; root.Kind != request.Constant || root.Table != nil || len(s.Roots) != 1 {
		t.Errorf("roots are %v", s.Roots)
	}
	if f := s.AST.Query.Fields.ForName(EmptyField); f == nil || f.Type.String() != "String!" {
		t.Errorf("%s is %v", EmptyField, f)
	}
	for _, name := range []string{"Node", "OrderDirection", "IntFilter", "JSON"} {
		if s.AST.Types[name] != nil {
			t.Errorf("type %s is there though nothing uses it", name)
		}
	}
}

func TestOnlyWhatIsUsed(t *testing.T) {
	c := &catalog.Catalog{Tables: []*catalog.Table{table("raw", "Raw", column("data", "BLOB", catalog.Bytes))}}
	s := build(t, c)
	for name, there := range map[string]bool{
		"Bytes": true, "BytesFilter": true, "RawColumn": true, "RawWhere": true,
		"Node": false, "OrderDirection": false, "RawOrderBy": false, "RawKey": false, "RawRelationFilter": false,
		"JSONFilter": false, "JSONPathFilter": false, "StringFilter": false, "DateTime": false,
	} {
		if (s.AST.Types[name] != nil) != there {
			t.Errorf("type %s: there is %v, want %v", name, !there, there)
		}
	}
	if f := s.AST.Query.Fields.ForName("raws"); f.Arguments.ForName("orderBy") != nil || f.Arguments.ForName("distinctOn") == nil {
		t.Errorf("arguments of raws are %v", f.Arguments)
	}
	if s.AST.Query.Fields.ForName("raw") != nil {
		t.Error("a table without a key has a single field")
	}
}

func TestFiltersHaveExactlyTheOperators(t *testing.T) {
	s := build(t, shop())
	for _, kind := range catalog.Kinds() {
		name := kind.String() + "Filter"
		if kind == catalog.Enum {
			name = "InvoiceStatusFilter"
		}
		want := []string{}
		for _, op := range request.Operators(kind) {
			want = append(want, op.String())
		}
		if kind == catalog.JSON {
			want = append(want, "path")
		}
		if got := fieldNames(s.AST.Types[name]); !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", name, got, want)
		}
	}
	want := []string{"path"}
	for _, op := range request.PathOperators() {
		want = append(want, op.String())
	}
	if got := fieldNames(s.AST.Types["JSONPathFilter"]); !slices.Equal(got, want) {
		t.Errorf("JSONPathFilter has %v, want %v", got, want)
	}
}

func fieldNames(definition *ast.Definition) []string {
	if definition == nil {
		return nil
	}
	names := make([]string, len(definition.Fields))
	for i, f := range definition.Fields {
		names[i] = f.Name
	}
	return names
}

// TestOrderOverCircularRelations has two tables without sortable columns that lead to each other, and one of a kind
// that leads to a table with one.
func TestOrderOverCircularRelations(t *testing.T) {
	blob := func(name string) *catalog.Column { return column(name, "BLOB", catalog.Bytes) }
	left, right := table("l", "Left", blob("id"), blob("right_id")), table("r", "Right", blob("id"), blob("left_id"))
	relate(left, 1, "right", right, "lefts")
	relate(right, 1, "left", left, "rights")
	leaf := table("leaf", "Leaf", blob("id"), column("name", "TEXT", catalog.String))
	stem := table("stem", "Stem", blob("id"), blob("leaf_id"))
	root := table("root", "Root", blob("id"), blob("stem_id"))
	relate(root, 1, "stem", stem, "roots")
	relate(stem, 1, "leaf", leaf, "stems")
	s := build(t, &catalog.Catalog{Tables: []*catalog.Table{left, right, root, stem, leaf}})
	for name, there := range map[string]bool{
		"LeftOrderBy": false, "RightOrderBy": false, "RootOrderBy": true, "StemOrderBy": true, "LeafOrderBy": true,
	} {
		if (s.AST.Types[name] != nil) != there {
			t.Errorf("type %s: there is %v, want %v", name, !there, there)
		}
	}
	for _, f := range s.AST.Types["Left"].Fields {
		if f.Arguments.ForName("orderBy") != nil {
			t.Errorf("%s takes orderBy though there is nothing to order by", f.Name)
		}
	}
}

func TestCompositeKeyTakesAFreeName(t *testing.T) {
	pair := table("pair", "Pair", required("a", "INT", catalog.Int), required("b", "INT", catalog.Int), required("c", "INT", catalog.Int))
	key(pair, 0, 1)
	key(pair, 1, 2)
	other := table("other", "PairAAndBKey", required("a", "INT", catalog.Int))
	s := build(t, &catalog.Catalog{Tables: []*catalog.Table{pair, other}})
	by := s.AST.Types["PairKey"]
	if got := by.Fields.ForName("aAndB").Type.String(); got != "PairAAndBKey2" {
		t.Errorf("the first key is a %s", got)
	}
	if got := by.Fields.ForName("bAndC").Type.String(); got != "PairBAndCKey" {
		t.Errorf("the second key is a %s", got)
	}
	if by.Directives.ForName("oneOf") == nil {
		t.Error("PairKey is not @oneOf")
	}
	for _, f := range s.AST.Types["PairAAndBKey2"].Fields {
		if f.Type.String() != "Int!" {
			t.Errorf("%s of a composite key is a %s", f.Name, f.Type)
		}
	}
}

func TestInvalidCatalogueIsAFault(t *testing.T) {
	c := &catalog.Catalog{Tables: []*catalog.Table{table("a", "Same", column("a", "", catalog.String)), table("b", "Same", column("b", "", catalog.String))}}
	if s, err := Build(c, Options{}); err == nil || s != nil {
		t.Errorf("two types of one name gave %v and error %v", s, err)
	}
}
