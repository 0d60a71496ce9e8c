package goname

import (
	"cmp"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/schema"
)

// models decides the types of the package model: the owner's keep their names, and then those of tables go before
// those of their payloads.
func (j *judge) models() {
	s := newScope(false)
	for _, name := range slices.Sorted(maps.Keys(j.Model)) {
		s.take(name, "a name that "+j.Model[name]+" declares")
	}
	j.marshalers(s)
	for _, d := range j.definitions() {
		if !ofOwner(d) && (j.modelled[d] || d.Kind != ast.Object && d.Kind != ast.Interface) {
			continue // inputs, enums and scalars of the tables are bound to types elsewhere
		}
		j.declare(s, d)
	}
	var late []*ast.Definition
	for _, d := range slices.Concat(j.withModels, j.enums()) {
		if _, clash := s.take(Of(d.Name), j.typeThing(d).text); clash || !spelt(Of(d.Name)) {
			late = append(late, d)
		}
	}
	for _, d := range late {
		what := j.typeThing(d)
		owner, _ := s.take(Of(d.Name), what.text)
		if !spelt(Of(d.Name)) {
			owner = "not a name that other packages can use"
		}
		j.clash(what, Of(d.Name), owner, false)
		name := s.numbered(upperOr(Of(d.Name)), what.text)
		for !claimed(s, name, what) {
			name = s.numbered(upperOr(Of(d.Name)), what.text)
		}
		j.names.types[d.Name] = name
	}
	for _, d := range j.enums() {
		j.constants(s, d)
	}
	if j.Schema.Roots[schema.NodesField].Kind.ByID() {
		j.names.lists[schema.NodeType] = free(s, schema.NodeType+"Types", "the types of Node")
	}
}

// free returns a name that is free, which is the wanted one or has a number.
func free(s scope, name, owner string) string {
	if _, clash := s.take(name, owner); clash {
		return s.numbered(name, owner)
	}
	return name
}

// marshalers takes the names of the functions that gqlgen looks for beside types: it would call a type of such a name.
func (j *judge) marshalers(s scope) {
	for _, d := range j.definitions() {
		if d.Kind != ast.Scalar && (d.Kind != ast.InputObject || ofOwner(d)) {
			claimed(s, Of(d.Name), j.typeThing(d))
		}
	}
}

// claimed takes the name of the function that gqlgen looks for beside a type, and reports whether it was free.
func claimed(s scope, goName string, of thing) bool {
	_, clash := s.take("Marshal"+goName, "the function by which gqlgen would write "+of.text)
	return !clash
}

// enums returns the enums of the tables, which have types of their own in the package of the models.
func (j *judge) enums() []*ast.Definition {
	var all []*ast.Definition
	for _, e := range j.Catalog.Enums {
		all = append(all, j.Schema.AST.Types[e.TypeName])
	}
	return all
}

// constants names the values of an enum of the tables, and their list. Where a name is taken, it gets a number: no
// setting would name a constant alone.
func (j *judge) constants(s scope, d *ast.Definition) {
	inGo, owner := j.names.Type(d.Name), j.typeThing(d).text
	for _, v := range d.EnumValues {
		j.names.values[member{d.Name, v.Name}] = free(s, inGo+Of(strings.ToLower(v.Name)), owner)
	}
	j.names.lists[d.Name] = free(s, "All"+inGo, owner)
}

// declare takes the names that gqlgen declares for a type: no setting of the project renames them.
func (j *judge) declare(s scope, d *ast.Definition) {
	what := j.typeThing(d)
	if d.Kind == ast.Scalar {
		return
	}
	if owner, clash := s.take(Of(d.Name), what.text); clash {
		j.clash(what, Of(d.Name), owner, true)
	} else if !spelt(Of(d.Name)) {
		j.clash(what, Of(d.Name), "not a name that other packages can use", true)
	}
	if d.Kind != ast.Enum {
		return
	}
	if owner, clash := s.take("All"+Of(d.Name), what.text); clash {
		j.clash(what, "All"+Of(d.Name), owner, true)
	}
	own := map[string]bool{}
	for _, v := range d.EnumValues {
		name := Of(d.Name) + Of(v.Name)
		if own[name] {
			continue // gqlgen spells it otherwise
		}
		own[name] = true
		value := thing{"the value " + v.Name + " of enum " + d.Name, place(v.Position)}
		if owner, clash := s.take(name, value.text); clash {
			j.clash(value, name, owner, true)
		}
	}
}

// upperOr returns a name as an exported one.
func upperOr(name string) string {
	if spelt(name) {
		return name
	}
	return "X" + strings.TrimLeft(name, "_")
}

// definitions returns the types of the schema but GraphQL's own, by name.
func (j *judge) definitions() []*ast.Definition {
	all := slices.Collect(maps.Values(j.Schema.AST.Types))
	all = slices.DeleteFunc(all, func(d *ast.Definition) bool {
		return !ofOwner(d) && (!ofTables(d) || d.Name == schema.ServiceType) // which has no Go type
	})
	slices.SortFunc(all, func(x, y *ast.Definition) int { return cmp.Compare(x.Name, y.Name) })
	return all
}

// withModels returns the types that have models of their own: those of rows, then payloads, then connections.
func withModels(in Input) []*ast.Definition {
	var all []*ast.Definition
	for _, t := range in.Catalog.Tables {
		all = append(all, in.Schema.AST.Types[t.TypeName])
	}
	return append(append(all, Payloads(in.Schema)...), Connections(in.Catalog, in.Schema)...)
}

// Connections returns the types of the tables' connections and edges, and what they share.
func Connections(c *catalog.Catalog, s *schema.Schema) []*ast.Definition {
	var all []*ast.Definition
	for _, t := range c.Tables {
		if t.Pages() {
			all = append(all, s.AST.Types[t.TypeName+catalog.ConnectionEnd], s.AST.Types[t.TypeName+"Edge"])
		}
	}
	if len(all) > 0 {
		all = append(all, s.AST.Types["PageInfo"])
	}
	return all
}

// Payloads returns the result types of the tables' mutations, in the order of their first use.
func Payloads(s *schema.Schema) []*ast.Definition {
	if s.AST.Mutation == nil {
		return nil
	}
	var all []*ast.Definition
	seen := map[string]bool{}
	for _, f := range s.AST.Mutation.Fields {
		name := f.Type.Name()
		if schema.Handwritten(f) || seen[name] || s.AST.Types[name] == nil || s.Mutations[f.Name].Table == nil {
			continue
		}
		seen[name] = true
		all = append(all, s.AST.Types[name])
	}
	return all
}

// rows decides the fields and methods of the models.
func (j *judge) rows() {
	for _, d := range j.withModels {
		s := newScope(true)
		s.take("Fetched", "a method of every model")
		if slices.Contains(d.Interfaces, "Node") {
			s.take("IsNode", "a method of models that have a global id")
		}
		var late []*ast.FieldDefinition
		for _, f := range d.Fields {
			if schema.Handwritten(f) || strings.HasPrefix(f.Name, "__") {
				continue // resolvers answer it
			}
			if _, clash := s.take(Of(f.Name), j.fieldThing(d, f).text); clash || !spelt(Of(f.Name)) {
				late = append(late, f)
			}
		}
		for _, f := range late {
			what := j.fieldThing(d, f)
			owner, _ := s.take(Of(f.Name), what.text)
			if !spelt(Of(f.Name)) {
				owner = "not a name that other packages can use"
			}
			j.clash(what, Of(f.Name), owner, false)
			j.names.members[member{d.Name, f.Name}] = s.numbered(upperOr(Of(f.Name)), what.text)
		}
	}
}

// resolvers decides the methods of the resolvers of Query and Mutation, and checks those of the owner's fields.
func (j *judge) resolvers() {
	for _, d := range j.definitions() {
		if d.Kind != ast.Object {
			continue
		}
		root := d == j.Schema.AST.Query || d == j.Schema.AST.Mutation
		methods := *d
		if !root {
			methods.Fields = slices.DeleteFunc(slices.Clone(d.Fields), func(f *ast.FieldDefinition) bool { return ofTables(d) && !schema.Handwritten(f) })
		}
		numbers := schema.MethodNumbers(&methods)
		for _, f := range methods.Fields {
			if n := numbers[f.Name]; n > 0 && (root || ofTables(d)) {
				j.clash(j.fieldThing(d, f), Of(f.Name), j.methodOwner(d, methods.Fields, f), !root)
				j.names.methods[member{d.Name, f.Name}] = Of(f.Name) + strconv.Itoa(n)
			}
			if !strings.HasPrefix(f.Name, "__") && !spelt(Of(f.Name)) && (root || schema.Handwritten(f)) {
				j.clash(j.fieldThing(d, f), Of(f.Name), "not a name that other packages can use", true)
			}
		}
	}
}

// methodOwner describes what has the method of a field.
func (j *judge) methodOwner(d *ast.Definition, fields ast.FieldList, f *ast.FieldDefinition) string {
	for _, other := range fields {
		if other != f && schema.FoldedGo(other.Name) == schema.FoldedGo(f.Name) {
			return j.fieldThing(d, other).text
		}
	}
	return "the Resolver that the types of resolvers embed"
}

// executor checks the names that gqlgen joins from those of types and fields.
func (j *judge) executor() {
	joined, first := newScope(false), newScope(false)
	for _, d := range j.Schema.AST.Types {
		if d.BuiltIn && (d.Kind == ast.Object || d.Kind == ast.Interface || d.Kind == ast.Union) {
			joined.take(d.Name, "a type of GraphQL")
			for _, f := range d.Fields {
				joined.take(d.Name+"_"+f.Name, "a field of GraphQL's "+d.Name)
			}
		}
	}
	for _, d := range j.definitions() {
		if d.Kind != ast.Object && d.Kind != ast.Interface && d.Kind != ast.Union {
			continue
		}
		what := j.typeThing(d)
		if owner, clash := joined.take(d.Name, what.text); clash {
			j.clash(what, "_"+d.Name, owner, true)
		}
		if d.Kind == ast.Object {
			j.implementors(first, d, what)
		}
	}
	for _, d := range j.definitions() {
		if d.Kind != ast.Object {
			continue
		}
		for _, f := range d.Fields {
			what := j.fieldThing(d, f)
			if owner, clash := joined.take(d.Name+"_"+f.Name, what.text); clash {
				j.clash(what, "_"+d.Name+"_"+f.Name, owner, true)
			}
		}
	}
}

// implementors checks the names in the executor that begin with that of an object, and those of them that package graph
// has too: all, where the executor is in it.
func (j *judge) implementors(first scope, d *ast.Definition, what thing) {
	lower := strings.ToLower(d.Name[:1]) + d.Name[1:]
	if owner, clash := first.take(lower, what.text); clash {
		j.clash(what, lower+"Implementors", owner, true)
		return
	}
	var names []string
	if !j.Apart {
		names = append(names, lower+"Implementors")
	}
	if slices.ContainsFunc(d.Fields, schema.Handwritten) {
		names = append(names, upper(d.Name)+"Resolver")
		if d.Name[0] == '_' {
			j.clash(what, d.Name, "not a name that gqlgen can use for a type with fields in Go", true)
		}
	}
	for _, name := range names {
		if file, declared := j.Graph[name]; declared {
			j.clash(what, name, "a name that "+file+" declares", true)
		}
	}
}

// owned checks the members of the owner's own types, and the arguments of the fields.
func (j *judge) owned() {
	for _, d := range j.definitions() {
		s := newScope(true)
		for _, f := range d.Fields {
			if !schema.Handwritten(f) {
				continue
			}
			what := j.fieldThing(d, f)
			if owner, clash := s.take(Of(f.Name), what.text); clash && ofOwner(d) && d.Kind != ast.Interface {
				j.clash(what, Of(f.Name), owner, true)
			} else if ofOwner(d) && !spelt(Of(f.Name)) && d.Kind != ast.Object {
				j.clash(what, Of(f.Name), "not a name that other packages can use", true)
			}
			j.arguments(d, f)
		}
	}
}

// arguments checks the parameters of a resolver.
func (j *judge) arguments(d *ast.Definition, f *ast.FieldDefinition) {
	s := newScope(false)
	for _, name := range []string{"ctx", "obj", "objs", "r", "panic"} {
		s.take(name, "a name that every resolver uses")
	}
	for _, a := range f.Arguments {
		name := templates.ToGoPrivate(a.Name)
		what := thing{"the argument " + a.Name + " of " + d.Name + "." + f.Name, place(a.Position)}
		if owner, clash := s.take(name, what.text); clash {
			j.clash(what, name, owner, true)
		} else if !token.IsIdentifier(name) {
			j.clash(what, name, "not an identifier", true)
		}
	}
}
