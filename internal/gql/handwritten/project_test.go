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
	"tiddly/internal/tests/home"
)

// TestNothingIsEdited requires that in this repository every resolver is as generated.
func TestNothingIsEdited(t *testing.T) {
	home.Only(t)
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
	home.Only(t)
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
		"another package":    strings.Replace(source, `"tiddly/graph/model"`, `model "tiddly/other/model"`, 1),
		"a local variable":   strings.Replace(strings.Replace(source, line, "{\n\tby := by\n\t"+line+"\n\t}", 1), "\n\n\n", "\n", 1),
		"another root field": strings.Replace(source, line, strings.Replace(line, `"user"`, `"dual"`, 1), 1),
	} {
		p := handwritten.Project{
			Generated: graph.Project().Generated, Sources: fstest.MapFS{"schema.resolvers.go": {Data: []byte(text)}},
		}
		all := p.Edited()
		if !slices.Contains(all, "Query.user") || !p.Edits("Query", "user") {
			t.Errorf("%s: the resolver does not count as edited", name)
		}
		if name != "no Go" && name != "another package" && slices.Contains(all, "Query.users") {
			t.Errorf("%s: another resolver counts as edited", name)
		}
	}
}

// TestNumberedResolvers requires that a resolver whose method has a number, since its name is taken in Go, is found, and
// that the Go type of its rows is the one that its result has.
func TestNumberedResolvers(t *testing.T) {
	generated := gqlparser.MustLoadSchema(&ast.Source{Name: schema.SourceName, Input: "type Query { resolver: Ui ui: Ui uI: UI } type Ui { x: Int } type UI { x: Int }"})
	const source = `package graph
import "tiddly/graph/model"
func (r *Resolver) Query() QueryResolver { return &queryResolver{r} }
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

// TestNotEdited requires that a resolver may stand in any file of the package that is compiled, and that the names of
// its parameters are the owner's.
func TestNotEdited(t *testing.T) {
	home.Only(t)
	text, err := fs.ReadFile(graph.Project().Sources, "schema.resolvers.go")
	if err != nil {
		t.Fatal(err)
	}
	source := string(text)
	start := strings.Index(source, "func (r *queryResolver) User(")
	method := source[start : start+strings.Index(source[start:], "\n}\n")+3]
	rest := strings.Replace(source, method, "", 1)
	head := "package graph\n\nimport (\n\t\"context\"\n\n\t\"tiddly/graph/model\"\n)\n\n"
	edited := strings.Replace(method, "{\n", "{\n\t_ = 1\n", 1)
	for name, c := range map[string]struct {
		files map[string]string
		want  bool
	}{
		"another file":              {map[string]string{"mine.go": head + method}, false},
		"other names":               {map[string]string{"mine.go": head + strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(method, "by map", "key map"), ": by", ": key"), "ctx", "c")}, false},
		"another import":            {map[string]string{"mine.go": strings.ReplaceAll(strings.Replace(head, `"tiddly/graph/model"`, `rows "tiddly/graph/model"`, 1)+method, "model.", "rows.")}, false},
		"a value's method":          {map[string]string{"mine.go": head + strings.Replace(method, "*queryResolver", "queryResolver", 1)}, false},
		"a copy that is left out":   {map[string]string{"mine.go": head + method, "left.go": "//go:build never\n\n" + head + edited}, false},
		"a copy for another system": {map[string]string{"mine.go": head + method, "left_plan9.go": head + edited}, false},
		"a copy in a test":          {map[string]string{"mine.go": head + method, "left_test.go": head + edited}, false},
		"only one that is left out": {map[string]string{"left.go": "//go:build never\n\n" + head + method}, true},
		"edited in another file":    {map[string]string{"mine.go": head + edited}, true},
		"a parameter for another":   {map[string]string{"mine.go": head + strings.ReplaceAll(method, "by map", "key map")}, true},
	} {
		files := fstest.MapFS{"schema.resolvers.go": {Data: []byte(rest)}}
		for name, text := range c.files {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		p := handwritten.Project{Generated: graph.Project().Generated, Sources: files}
		if got := p.Edits("Query", "user"); got != c.want {
			t.Errorf("%s: edited is %v", name, got)
		}
		if others := len(p.Edited()); others > 1 {
			t.Errorf("%s: %d resolvers count as edited", name, others)
		}
	}
}

// TestAnotherTypeOfResolvers requires that all resolvers count as edited where the package returns a type of its own.
func TestAnotherTypeOfResolvers(t *testing.T) {
	home.Only(t)
	text, err := fs.ReadFile(graph.Project().Sources, "schema.resolvers.go")
	if err != nil {
		t.Fatal(err)
	}
	p := handwritten.Project{Generated: graph.Project().Generated, Sources: fstest.MapFS{
		"schema.resolvers.go": {Data: []byte(strings.Replace(string(text), "return &queryResolver{r}", "return mine{&queryResolver{r}}", 1))},
	}}
	if !p.Edits("Query", "users") || !p.Edits("Query", "dual") || p.Edits("Mutation", "insertUser") {
		t.Errorf("edited are %v", p.Edited())
	}
}
