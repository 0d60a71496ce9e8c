package graph

import (
	"embed"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	gql "github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/schema"
)

// handwritten is what users wrote: schemas, and resolvers that began as generated ones. The program carries their
// source, so that what is served is what was compiled, whether or not anybody generated code since the last edit.
//
//go:embed *.graphqls *.resolvers.go
var handwritten embed.FS

// Extensions are the schemas that users wrote.
func Extensions() []*gql.Source {
	var all []*gql.Source
	for name, text := range embedded("*.graphqls") {
		all = append(all, &gql.Source{Name: "graph/" + name, Input: text})
	}
	return all
}

// Generated is the schema that the code of this package was generated for.
func Generated() *gql.Schema { return parsedSchema }

// embedded gives the embedded files whose names fit, in order.
func embedded(pattern string) func(yield func(name, text string) bool) {
	return func(yield func(name, text string) bool) {
		names, err := fs.Glob(handwritten, pattern)
		if err != nil {
			panic("invariant broken: the pattern of embedded files is wrong: " + err.Error())
		}
		for _, name := range names {
			text, err := fs.ReadFile(handwritten, name)
			if err != nil {
				panic("invariant broken: an embedded file cannot be read: " + err.Error())
			}
			if !yield(name, string(text)) {
				return
			}
		}
	}
}

// edited are the root fields whose resolvers are not as they were generated, by type and name: they are never passed
// by. A resolver that is not found counts as edited.
var edited = sync.OnceValue(func() map[string]bool {
	return editedIn(parsedSchema, embedded("*.resolvers.go"))
})

// Edited names the root fields whose resolvers users wrote or edited ("Query.users"), in order. Nothing but GraphQL
// passes through them.
func Edited() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(edited())), func(name string) bool { return !edited()[name] })
}

func editedIn(s *gql.Schema, files func(func(name, text string) bool)) map[string]bool {
	bodies := map[string][]string{}
	for name, text := range files {
		readBodies(bodies, name, text)
	}
	all := map[string]bool{}
	for _, root := range []struct {
		definition *gql.Definition
		receiver   string
	}{{s.Query, "queryResolver"}, {s.Mutation, "mutationResolver"}} {
		if root.definition == nil {
			continue
		}
		for _, f := range root.definition.Fields {
			if body := schema.ResolverBody(f); body != "" {
				found := bodies[root.receiver+"."+folded(f.Name)]
				all[root.definition.Name+"."+f.Name] = len(found) != 1 || found[0] != body
			}
		}
	}
	return all
}

// readBodies collects the bodies of the methods of a file by receiver and name.
func readBodies(bodies map[string][]string, name, text string) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		return // it compiled, so this does not happen; all its resolvers then count as edited
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv == nil || f.Body == nil {
			continue
		}
		receiver, ok := f.Recv.List[0].Type.(*ast.StarExpr)
		if !ok {
			continue
		}
		if typeName, ok := receiver.X.(*ast.Ident); ok {
			key := typeName.Name + "." + folded(f.Name.Name)
			body := text[files.Position(f.Body.Lbrace).Offset+1 : files.Position(f.Body.Rbrace).Offset]
			bodies[key] = append(bodies[key], strings.TrimSpace(body))
		}
	}
}

// folded is what the names of a field and of its Go method have in common.
func folded(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }
