package handwritten_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/graph"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/schema"
)

// TestNothingIsEdited requires that in this repository every resolver is as generated.
func TestNothingIsEdited(t *testing.T) {
	if all := graph.Project().Edited(); len(all) > 0 {
		t.Errorf("the resolvers of %v are not as they were generated", all)
	}
	// Every root field is checked: without sources all of them count as edited.
	p := handwritten.Project{Generated: graph.Project().Generated, Sources: fstest.MapFS{}}
	want := len(p.Generated.Query.Fields) - 2 + len(p.Generated.Mutation.Fields) // without __schema and __type
	if all := p.Edited(); len(all) != want {
		t.Errorf("%d root fields are looked at, want %d", len(all), want)
	}
}

// TestEdited requires that any deviation from the generated text counts as edited.
func TestEdited(t *testing.T) {
	text, err := fs.ReadFile(graph.Project().Sources, "schema.resolvers.go")
	if err != nil {
		t.Fatal(err)
	}
	source := string(text)
	const line = `return one[model.User](ctx, "user", Arguments{"by": by})`
	if !strings.Contains(source, line) {
		t.Fatal("the resolver of user has another body")
	}
	for name, text := range map[string]string{
		"a line before":      strings.Replace(source, line, "_ = 1\n\t"+line, 1),
		"another argument":   strings.Replace(source, line, strings.Replace(line, `"by": by`, `"by": nil`, 1), 1),
		"a comment":          strings.Replace(source, line, line+" // mine", 1),
		"nothing":            strings.Replace(source, line, "", 1),
		"another name":       strings.Replace(source, ") User(ctx", ") Usr(ctx", 1),
		"twice":              source + "\nfunc (r *queryResolver) USER() {}\n",
		"no Go":              "package graph\nfunc (",
		"another receiver":   strings.Replace(source, "(r *queryResolver) User(ctx", "(r *other) User(ctx", 1),
		"a value's method":   strings.Replace(source, "(r *queryResolver) User(ctx", "(r queryResolver) User(ctx", 1),
		"another root field": strings.Replace(source, line, strings.Replace(line, `"user"`, `"dual"`, 1), 1),
	} {
		p := handwritten.Project{
			Generated: graph.Project().Generated, Sources: fstest.MapFS{"schema.resolvers.go": {Data: []byte(text)}},
		}
		all := p.Edited()
		if !slices.Contains(all, "Query.user") || !p.Edits("Query", "user") {
			t.Errorf("%s: the resolver does not count as edited", name)
		}
		if name != "no Go" && slices.Contains(all, "Query.users") {
			t.Errorf("%s: another resolver counts as edited", name)
		}
	}
}

// TestNumberedResolvers requires that a resolver whose method has a number, since its name is taken in Go, is found, and
// that the Go type of its rows is the one that its result has.
func TestNumberedResolvers(t *testing.T) {
	generated := gqlparser.MustLoadSchema(&ast.Source{Name: schema.SourceName, Input: "type Query { resolver: Ui ui: Ui uI: UI } type Ui { x: Int } type UI { x: Int }"})
	const source = `package graph
func (r *queryResolver) Resolver2(ctx context.Context) (*model.UI2, error) {
	return one[model.UI2](ctx, "resolver", Arguments{})
}
func (r *queryResolver) UI(ctx context.Context) (*model.UI2, error) {
	return one[model.UI2](ctx, "ui", Arguments{})
}
func (r *queryResolver) UI2(ctx context.Context) (*model.UI, error) {
	return one[model.UI](ctx, "ui", Arguments{})
}
`
	p := handwritten.Project{Generated: generated, Sources: fstest.MapFS{"schema.resolvers.go": {Data: []byte(source)}}}
	if got := p.Edited(); !slices.Equal(got, []string{"Query.uI"}) {
		t.Errorf("edited are %v, want the one that reads another field", got)
	}
}
