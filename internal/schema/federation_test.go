package schema

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// TestDirectivesOfFederation requires that owners can write the directives of Federation, that only the subgraph has
// them, and that a type of theirs does not claim that a gateway finds its rows.
func TestDirectivesOfFederation(t *testing.T) {
	c := users(t)
	source := &ast.Source{Name: "graph/custom.graphqls", Input: `
extend type User { shout: String! @inaccessible @columns(names: ["name"]) reviews(first: Int @tag(name: "n")): [Review!]! }
type Review @key(fields: "id", resolvable: false) { id: ID! }
type Wrong @key(fields: "id") { id: ID! }
extend type Query { wrong: Wrong @shareable @override(from: "old") }
enum Mood { GOOD @tag(name: "m") BAD }
`}
	s, err := Build(c, Options{Federation: true, Extensions: []*ast.Source{source}})
	if err != nil {
		t.Fatal(err)
	}
	subgraph := s.Subgraph()
	for _, part := range []string{
		`shout: String! @inaccessible`, `type Review @key(fields: "id", resolvable: false) {`, `type Wrong {`, `@shareable @override(from: "old")`,
		`import: ["@key", "@shareable", "@inaccessible", "@tag", "@override"])`, `GOOD @tag(name: "m")`, `first: Int @tag(name: "n")`,
	} {
		if !strings.Contains(subgraph, part) {
			t.Errorf("the subgraph lacks %s", part)
		}
	}
	for _, name := range FederationNames() {
		if strings.Contains(s.Served, "@"+name) || s.AST.Directives[name] != nil {
			t.Errorf("clients see @%s", name)
		}
	}
	if len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "@key on Wrong is left out") {
		t.Errorf("the notes are %q", s.Notes)
	}
	again, err := Build(c, Options{Federation: true, Extensions: []*ast.Source{{Name: "graph/x.graphqls", Input: "directive @tag(name: String!) on OBJECT\ntype A { b: Int }"}}})
	if err != nil || len(again.Notes) != 1 || !strings.Contains(again.Notes[0], "needs no declaration") {
		t.Errorf("a declaration gives %v, %v", again.Notes, err)
	}
	plain, err := Build(c, Options{Extensions: []*ast.Source{source}})
	if err != nil || len(plain.Notes) == 0 || plain.Subgraph != nil {
		t.Errorf("without the setting they give %v, %v", plain.Notes, err)
	}
}
