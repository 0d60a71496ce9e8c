package schema

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
)

// TestWidenedFields requires that a widened column is nullable in the schema, marked there, also beside an extension,
// and that no input changes.
func TestWidenedFields(t *testing.T) {
	build := func(extensions ...*ast.Source) *Schema {
		n := required("n", "INT", catalog.Int)
		n.NonNull, n.Widened = false, true
		k := table("k", "K", required("id", "INTEGER", catalog.Int), n)
		key(k, 0)
		s, err := Build(&catalog.Catalog{Tables: []*catalog.Table{k}}, Options{Extensions: extensions})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, s := range []*Schema{build(), build(&ast.Source{Name: "mine.graphqls", Input: "extend type K { twice: Int! }"})} {
		fields := s.AST.Types["K"].Fields
		if n := fields.ForName("n"); n.Type.NonNull || !FormOf(n).NonNull || FormOf(n).NamedType != "Int" {
			t.Errorf("n is %v in the form of %v", n.Type, FormOf(n))
		}
		if id := fields.ForName("id"); !id.Type.NonNull || FormOf(id) != id.Type {
			t.Errorf("id is %v", id.Type)
		}
		if in := s.AST.Types["KInsert"].Fields.ForName("n"); in == nil || !in.Type.NonNull {
			t.Errorf("the input of n is %v", in)
		}
		if strings.Contains(s.Served, WidenedDirective) || s.AST.Directives[WidenedDirective] != nil {
			t.Error("the mark is served")
		}
	}
}
