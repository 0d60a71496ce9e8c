// Package goname decides the Go names of what is generated, before anything is written: types, fields and methods of
// the models, and methods of the resolvers. It finds names that are equal in Go, and those that gqlgen, the models or
// the owner's own files have. It is pure; it knows no files and runs no generator.
package goname

import (
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/schema"
)

// Of returns a GraphQL name as gqlgen spells it in Go.
func Of(name string) string { return templates.ToGo(name) }

// Input is what the names are made of.
type Input struct {
	Schema    *schema.Schema
	Catalog   *catalog.Catalog
	Overrides catalog.Overrides
	// Graph and Model are the names that the owner's own files declare in the packages graph and model, each with its
	// file.
	Graph, Model map[string]string
	// Apart reports whether the executor is a package of its own, in which names of the package graph clash with none.
	Apart bool
}

// Names are the Go names of what is generated.
type Names struct {
	types   map[string]string
	members map[member]string
	methods map[member]string
	values  map[member]string
	lists   map[string]string
}

// member is a field of a GraphQL type.
type member struct{ typeName, field string }

// Type returns the Go type of the models of a GraphQL type.
func (n *Names) Type(typeName string) string {
	if name, ok := n.types[typeName]; ok {
		return name
	}
	return Of(typeName)
}

// Member returns the Go field or method of a model for a field of its type.
func (n *Names) Member(typeName, field string) string {
	if name, ok := n.members[member{typeName, field}]; ok {
		return name
	}
	return Of(field)
}

// Method returns the method of a resolver.
func (n *Names) Method(typeName, field string) string {
	if name, ok := n.methods[member{typeName, field}]; ok {
		return name
	}
	return Of(field)
}

// Value returns the constant of a value of an enum of the tables.
func (n *Names) Value(enum, value string) string { return n.values[member{enum, value}] }

// List returns the variable that has all values of an enum of the tables, or all types of the interface Node.
func (n *Names) List(enum string) string { return n.lists[enum] }

// Clash is a name that cannot be used in Go.
type Clash struct {
	// What has the name, Go is the name in Go, Owner has it already.
	What, Go, Owner string
	// Remedy is what settles it.
	Remedy string
	// Fixed reports whether a number cannot settle it.
	Fixed bool
}

// String returns what clashes, and what settles it.
func (c Clash) String() string {
	return c.What + " is " + c.Go + " in Go, and so is " + c.Owner + " (settled by " + c.Remedy + ")"
}

// Judge returns the names of everything that is generated, and those that clash. What has a number in Names because of
// a clash can be generated all the same, unless it is Fixed.
func Judge(in Input) (*Names, []Clash) {
	j := &judge{
		Input: in, withModels: withModels(in), modelled: map[*ast.Definition]bool{}, tables: map[string]*catalog.Table{},
		names: &Names{types: map[string]string{}, members: map[member]string{}, methods: map[member]string{}, values: map[member]string{}, lists: map[string]string{}},
	}
	for _, d := range j.withModels {
		j.modelled[d] = true
	}
	for _, t := range in.Catalog.Tables {
		j.tables[t.TypeName], j.tables[t.TypeName+"Payload"], j.tables[upper(t.ListField)+"Payload"] = t, t, t
		j.tables[t.TypeName+catalog.ConnectionEnd], j.tables[t.TypeName+"Edge"] = t, t
	}
	j.models()
	j.rows()
	j.resolvers()
	j.executor()
	j.owned()
	return j.names, j.clashes
}

// judge holds the names while they are decided.
type judge struct {
	Input
	// withModels are the types that have models of their own; tables are their tables, by type.
	withModels []*ast.Definition
	modelled   map[*ast.Definition]bool
	tables     map[string]*catalog.Table
	names      *Names
	clashes    []Clash
}

func (j *judge) clash(what thing, goName, owner string, fixed bool) {
	j.clashes = append(j.clashes, Clash{What: what.text, Go: goName, Owner: owner, Remedy: what.remedy, Fixed: fixed})
}

// thing is what has a name: its description, and what renames it.
type thing struct{ text, remedy string }

// scope is a set of names that must differ, with their owners.
type scope struct {
	owners map[string]string
	// fold makes names equal that differ in the case of letters only: gqlgen looks up members so.
	fold bool
}

func newScope(fold bool) scope { return scope{map[string]string{}, fold} }

func (s scope) key(name string) string {
	if s.fold {
		return strings.ToLower(name)
	}
	return name
}

// take gives a name to an owner, and returns the owner that has it already.
func (s scope) take(name, owner string) (other string, clash bool) {
	if other, clash = s.owners[s.key(name)]; !clash {
		s.owners[s.key(name)] = owner
	}
	return other, clash
}

// numbered gives an owner the name with the first number that is free.
func (s scope) numbered(name, owner string) string {
	for n := 2; ; n++ {
		next := name + strconv.Itoa(n)
		if _, clash := s.take(next, owner); !clash {
			return next
		}
	}
}

// spelt reports whether Go can spell a name of the schema as an exported one.
func spelt(goName string) bool { return goName != "" && 'A' <= goName[0] && goName[0] <= 'Z' }
