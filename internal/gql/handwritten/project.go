package handwritten

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	gql "github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/schema"
)

// Project is what the owner of the program wrote in Go and what gqlgen generated around it, as passed by the
// package graph, which the edge does not import.
type Project struct {
	// Sources are the files that the owner writes: *.graphqls, and the *.resolvers.go that began as generated ones.
	// They are embedded, so that what is served is what was compiled, whether or not code was generated since the
	// last edit.
	Sources fs.FS
	// Generated is the schema that the code was generated for.
	Generated *gql.Schema
	// Executable returns the generated executor over a served schema. It is called once for each snapshot.
	Executable func(served *gql.Schema) graphql.ExecutableSchema
	// Directives returns gqlgen's struct with a function for each directive that the owner declares.
	Directives func() any

	once    sync.Once
	edited  map[string]bool
	reading sync.Once
	asks    bool
	asked   atomic.Bool
}

// Extensions returns the schemas that the owner wrote.
func (p *Project) Extensions() []*gql.Source {
	var all []*gql.Source
	for name, text := range p.files("*.graphqls") {
		all = append(all, &gql.Source{Name: "graph/" + name, Input: text})
	}
	return all
}

// Edited returns the root fields whose resolvers the owner wrote or edited ("Query.users"), in order. Only GraphQL
// uses them.
func (p *Project) Edited() []string {
	all := p.resolvers()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(name string) bool { return !all[name] })
}

// Edits reports whether the owner edited the resolver of a root field of a table.
func (p *Project) Edits(typeName, field string) bool { return p.resolvers()[typeName+"."+field] }

// Asks reports whether the owner's code may ask the tables for more than what the engine has read for it: a resolver
// is edited, a file imports the package by which code asks, or some code has asked already.
func (p *Project) Asks() bool { return p.asked.Load() || p.mayAsk() }

// Asked records that code has asked.
func (p *Project) Asked() { p.asked.Store(true) }

func (p *Project) mayAsk() bool {
	p.reading.Do(func() { p.asks = len(p.Edited()) > 0 || p.imports() })
	return p.asks
}

func (p *Project) imports() bool {
	for _, text := range p.files("*.go") {
		if strings.Contains(text, `/graph/tables"`) || strings.Contains(text, `/graph/ask"`) {
			return true
		}
	}
	return false
}

// Answers reports whether a root field is answered by Go only: the owner wrote the field, or edited its resolver.
func (p *Project) Answers(typeName string, f *gql.Field) bool {
	return schema.Handwritten(f.Definition) || p.Edits(typeName, f.Name)
}

// resolvers returns the root fields of tables, each with whether its resolver was edited. A missing resolver
// counts as edited.
func (p *Project) resolvers() map[string]bool {
	p.once.Do(func() { p.edited = editedIn(p.Generated, p.files("*.resolvers.go")) })
	return p.edited
}

// files yields the sources whose names match the pattern, in order.
func (p *Project) files(pattern string) func(yield func(name, text string) bool) {
	return func(yield func(name, text string) bool) {
		names, err := fs.Glob(p.Sources, pattern)
		if err != nil {
			panic("invariant broken: the pattern of embedded files is wrong: " + err.Error())
		}
		for _, name := range names {
			text, err := fs.ReadFile(p.Sources, name)
			if err != nil {
				panic("invariant broken: an embedded file cannot be read: " + err.Error())
			}
			if !yield(name, string(text)) {
				return
			}
		}
	}
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
		numbers := schema.MethodNumbers(root.definition)
		for _, f := range root.definition.Fields {
			if schema.ResolverBody(f, "") == "" {
				continue
			}
			method := schema.FoldedGo(f.Name)
			if n := numbers[f.Name]; n > 0 {
				method += strconv.Itoa(n)
			}
			found := bodies[root.receiver+"."+method]
			all[root.definition.Name+"."+f.Name] = len(found) != 1 || found[0] != schema.ResolverBody(f, schema.ModelOf(found[0]))
		}
	}
	return all
}

// readBodies collects the bodies of the methods of a file by receiver and name.
func readBodies(bodies map[string][]string, name, text string) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		return // it compiled, so this does not happen; all its resolvers would count as edited
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
			key := typeName.Name + "." + schema.FoldedGo(f.Name.Name)
			body := text[files.Position(f.Body.Lbrace).Offset+1 : files.Position(f.Body.Rbrace).Offset]
			bodies[key] = append(bodies[key], strings.TrimSpace(body))
		}
	}
}
