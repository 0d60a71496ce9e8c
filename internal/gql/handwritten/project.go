package handwritten

import (
	"go/build"
	"io"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	gql "github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/owned"
	"tiddly/internal/schema"
)

// Project is what the owner of the program wrote in Go and what gqlgen generated around it, as passed by the
// package graph, which the edge does not import.
type Project struct {
	// Sources are the files of the package: *.graphqls and *.go. They are embedded, so that what is served is what was compiled, whether or not code was generated since the
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
	p.once.Do(func() { p.edited = editedIn(p.Generated, p.compiled()) })
	return p.edited
}

// compiled yields the Go files that the owner writes and that are part of this program: a file that its build tags or
// its name leave out is not.
func (p *Project) compiled() func(yield func(name, text string) bool) {
	conditions := p.conditions()
	return func(yield func(name, text string) bool) {
		for name, text := range p.files("*.go") {
			if strings.HasSuffix(name, "_test.go") || owned.Generated([]byte(text)) {
				continue
			}
			if matches, err := conditions.MatchFile("", name); err == nil && matches && !yield(name, text) {
				return
			}
		}
	}
}

// conditions returns those under which this program was built.
func (p *Project) conditions() build.Context {
	c := build.Default
	c.GOOS, c.GOARCH = runtime.GOOS, runtime.GOARCH
	c.OpenFile = func(name string) (io.ReadCloser, error) { return p.Sources.Open(path.Base(filepath.ToSlash(name))) }
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "-tags":
				c.BuildTags = strings.Split(s.Value, ",")
			case "CGO_ENABLED":
				c.CgoEnabled = s.Value == "1"
			}
		}
	}
	return c
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

// editedIn returns the root fields of tables, each with whether its resolver is another than the generated one. A
// resolver may stand in any file of the package.
func editedIn(s *gql.Schema, files func(func(name, text string) bool)) map[string]bool {
	methods := map[string][]*owned.Method{}
	for name, text := range files {
		file, err := owned.Parse(name, []byte(text))
		if err != nil {
			continue // it compiled, so this does not happen; its resolvers would count as edited
		}
		for _, m := range file.Methods {
			key := m.Receiver + "." + schema.FoldedGo(m.Name)
			methods[key] = append(methods[key], m)
		}
	}
	all := map[string]bool{}
	for _, root := range []struct {
		definition *gql.Definition
		receiver   string
	}{{s.Query, "queryResolver"}, {s.Mutation, "mutationResolver"}} {
		if root.definition == nil {
			continue
		}
		// Where the package returns a value of another type, nothing is known about its methods.
		accessor := methods["Resolver."+schema.FoldedGo(root.definition.Name)]
		known := len(accessor) == 1 && accessor[0].Returns(root.receiver)
		numbers := schema.MethodNumbers(root.definition)
		for _, f := range root.definition.Fields {
			if schema.ResolverBody(f, "") == "" {
				continue
			}
			method := schema.FoldedGo(f.Name)
			if n := numbers[f.Name]; n > 0 {
				method += strconv.Itoa(n)
			}
			found := methods[root.receiver+"."+method]
			all[root.definition.Name+"."+f.Name] = !known || len(found) != 1 || !asGenerated(found[0], f)
		}
	}
	return all
}

// asGenerated reports whether a method is as it was generated for a field, but for the names of its parameters.
func asGenerated(m *owned.Method, f *gql.FieldDefinition) bool {
	parameters := []string{"ctx"}
	for _, a := range f.Arguments {
		parameters = append(parameters, a.Name)
	}
	text, ok := m.Canonical(parameters)
	return ok && text == owned.Expected(schema.ResolverBody(f, schema.ModelOf(owned.Unmarked(text))))
}
