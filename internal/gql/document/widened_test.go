package document

import (
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/gql/limits"
	"tiddly/internal/schema"
)

// TestDocumentsStayValidWhereFieldsWiden requires that a field which has become nullable while it was served merges
// with those that it merged with before.
func TestDocumentsStayValidWhereFieldsWiden(t *testing.T) {
	const text = `{any {... on Cat {volume} ... on Bird {volume}} all: any {... on Cat {tags} ... on Bird {tags}}}`
	served := gqlparser.MustLoadSchema(&ast.Source{Input: `type Query {any: [Any]} union Any = Cat | Bird
		type Cat {volume: Int! tags: [String!]!} type Bird {volume: Int! tags: [String!]!}`})
	l := limits.Default()
	valid := func() bool {
		_, faults := (&reading{limits: &l, schema: served}).read(t.Context(), text)
		return len(faults) == 0
	}
	if !valid() {
		t.Fatal("the document is not valid to begin with")
	}
	volume := served.Types["Cat"].Fields.ForName("volume")
	volume.Type = ast.NamedType("Int", nil)
	if valid() {
		t.Error("a nullable field merges with a non-null one")
	}
	volume.Directives = append(volume.Directives, &ast.Directive{Name: schema.WidenedDirective})
	if !valid() {
		t.Error("the document became invalid")
	}
	if volume.Type.NonNull {
		t.Error("the field is non-null again")
	}
	volume.Type = ast.NamedType("String", nil)
	if valid() {
		t.Error("another type merges")
	}
}
