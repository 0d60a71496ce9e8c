package graph

import (
	"embed"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/gql/handwritten"
)

//go:embed *.graphqls *.go
var files embed.FS

// Project returns the contents of this folder for the server: your schemas and resolvers, and the code that gqlgen
// generated around them. All served snapshots share one Resolver.
var Project = sync.OnceValue(func() *handwritten.Project { return projectOf(sync.OnceValue(NewResolver)) })

// ProjectOf returns the same contents with another Resolver, such as one whose clients are a test's.
func ProjectOf(r *Resolver) *handwritten.Project { return projectOf(func() *Resolver { return r }) }

func projectOf(resolver func() *Resolver) *handwritten.Project {
	directives := sync.OnceValue(func() DirectiveRoot {
		// Not every graph/resolver.go has the method.
		if r, ok := any(resolver()).(interface{ Directives() DirectiveRoot }); ok {
			return r.Directives()
		}
		return DirectiveRoot{}
	})
	return &handwritten.Project{
		Sources:   files,
		Generated: NewExecutableSchema(Config{}).Schema(),
		Executable: func(served *ast.Schema) graphql.ExecutableSchema {
			return NewExecutableSchema(Config{Schema: served, Resolvers: resolver(), Directives: directives()})
		},
		Directives: func() any { return directives() },
	}
}
