package operation

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/gql/limits"
)

// collected is a field of the answer with all selections of its key.
type collected struct {
	key   string
	field *ast.Field
	sets  []ast.SelectionSet
	// directed is set if a directive of the owner's is on the field.
	directed bool
}

// The directives that every server has.
const (
	skip    = "skip"
	include = "include"
)

// fields collects the fields that are selected, and counts them.
type fields struct {
	*given
	schema *ast.Schema
	limits *limits.Limits
	// count and rootAliases are the counts of the request, with its fragments written out.
	count, rootAliases int
}

// collect merges the fields that an object of the type selects by their response keys, in the order of first
// appearance, with fragments written out and without what @skip and @include leave out.
func (f *fields) collect(typeName string, sets []ast.SelectionSet) []*collected {
	c := collector{from: f, typeName: typeName, keys: map[string]*collected{}, spread: map[*ast.FragmentDefinition]bool{}}
	for _, set := range sets {
		c.selections(set)
	}
	return c.fields
}

type collector struct {
	from     *fields
	typeName string
	fields   []*collected
	keys     map[string]*collected
	// spread are the fragments already written out.
	spread map[*ast.FragmentDefinition]bool
}

func (c *collector) selections(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if c.from.includes(s) {
				c.field(s)
			}
		case *ast.InlineFragment:
			if c.from.included(s.Directives) && c.applies(s.TypeCondition) {
				c.selections(s.SelectionSet)
			}
		case *ast.FragmentSpread:
			if !c.spread[s.Definition] && c.from.included(s.Directives) {
				c.spread[s.Definition] = true
				if c.applies(s.Definition.TypeCondition) {
					c.selections(s.Definition.SelectionSet)
				}
			}
		}
	}
}

func (c *collector) field(f *ast.Field) {
	if known, ok := c.keys[f.Alias]; ok {
		known.sets = append(known.sets, f.SelectionSet)
		known.directed = known.directed || directed(f)
		return
	}
	if c.from.tooMany(f) {
		return
	}
	field := &collected{key: f.Alias, field: f, sets: []ast.SelectionSet{f.SelectionSet}, directed: directed(f)}
	c.keys[f.Alias] = field
	c.fields = append(c.fields, field)
}

// directed reports whether a field has a directive other than those that are evaluated here.
func directed(f *ast.Field) bool {
	for _, d := range f.Directives {
		if d.Name != skip && d.Name != include {
			return true
		}
	}
	return false
}

// tooMany counts a field, and reports whether the request exceeds a limit, which is reported once.
func (f *fields) tooMany(field *ast.Field) bool {
	f.count++
	if len(f.path) == 0 && field.Alias != field.Name {
		f.rootAliases++
		if f.rootAliases == f.limits.RootAliases+1 {
			f.note(f.limits.TooManyRootAliases(), field.Position)
		}
	}
	if f.count == f.limits.Fields+1 {
		f.note(f.limits.TooManyFields().WithDetails("with its fragments expanded"), field.Position)
	}
	return f.count > f.limits.Fields || f.over()
}

// applies reports whether a fragment applies to the type. Validation does not decide it: within a fragment on an
// interface, one on any type of that interface is valid.
func (c *collector) applies(condition string) bool {
	return condition == "" || condition == c.typeName ||
		slices.ContainsFunc(c.from.schema.PossibleTypes[condition], func(d *ast.Definition) bool { return d.Name == c.typeName })
}

// includes evaluates @skip and @include of a field, at which errors in them are reported.
func (f *fields) includes(field *ast.Field) (included bool) {
	if len(field.Directives) == 0 {
		return true
	}
	f.below(field.Alias, func() { included = f.included(field.Directives) })
	return included
}

// included evaluates @skip and @include.
func (f *fields) included(directives ast.DirectiveList) bool {
	return !f.flag(directives, skip, false) && f.flag(directives, include, true)
}

func (f *fields) flag(directives ast.DirectiveList, name string, otherwise bool) bool {
	d := directives.ForName(name)
	if d == nil {
		return otherwise
	}
	argument := d.Arguments.ForName("if")
	if argument == nil {
		return otherwise
	}
	in, present := f.resolve(argument.Value)
	if !present {
		return otherwise
	}
	return in.flag()
}
