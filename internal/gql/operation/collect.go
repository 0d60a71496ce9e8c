package operation

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/gql/gqlfault"
)

// collected is a field of the answer with all that was selected under its key.
type collected struct {
	key   string
	field *ast.Field
	sets  []ast.SelectionSet
}

// collect merges the fields that an object of the type selects by their response keys, in the order of their
// first appearance, with fragments written out and what @skip and @include leave out gone.
func (b *builder) collect(typeName string, sets []ast.SelectionSet) []*collected {
	c := collector{b: b, typeName: typeName, keys: map[string]*collected{}, spread: map[*ast.FragmentDefinition]bool{}}
	for _, set := range sets {
		c.selections(set)
	}
	return c.fields
}

type collector struct {
	b        *builder
	typeName string
	fields   []*collected
	keys     map[string]*collected
	// spread are the fragments that were written out.
	spread map[*ast.FragmentDefinition]bool
}

func (c *collector) selections(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if c.b.includes(s) {
				c.field(s)
			}
		case *ast.InlineFragment:
			if c.b.included(s.Directives) && c.applies(s.TypeCondition) {
				c.selections(s.SelectionSet)
			}
		case *ast.FragmentSpread:
			if !c.spread[s.Definition] && c.b.included(s.Directives) {
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
		return
	}
	if c.b.tooMany(f) {
		return
	}
	field := &collected{key: f.Alias, field: f, sets: []ast.SelectionSet{f.SelectionSet}}
	c.keys[f.Alias] = field
	c.fields = append(c.fields, field)
}

// tooMany counts a field; true means that the request has as many as it may, which is said once.
func (b *builder) tooMany(f *ast.Field) bool {
	b.fields++
	if len(b.path) == 0 && f.Alias != f.Name {
		b.rootAliases++
		if b.rootAliases == b.limits.RootAliases+1 {
			b.faults = append(b.faults, gqlfault.Locate(b.limits.TooManyRootAliases(), f.Position))
		}
	}
	if b.fields == b.limits.Fields+1 {
		b.faults = append(b.faults, gqlfault.Locate(
			b.limits.TooManyFields().WithDetails("once its fragments are written out"), f.Position,
		))
	}
	return b.fields > b.limits.Fields || b.over()
}

// applies tells whether a fragment is for the type. Validation does not settle it: inside a fragment on an
// interface, one on any type of that interface is valid.
func (c *collector) applies(condition string) bool {
	return condition == "" || condition == c.typeName ||
		slices.ContainsFunc(c.b.schema.PossibleTypes[condition], func(d *ast.Definition) bool { return d.Name == c.typeName })
}

// includes evaluates @skip and @include of a field, which is where an error in them is.
func (b *builder) includes(f *ast.Field) bool {
	if len(f.Directives) == 0 {
		return true
	}
	b.path = append(b.path, f.Alias)
	defer func() { b.path = b.path[:len(b.path)-1] }()
	return b.included(f.Directives)
}

// included evaluates @skip and @include.
func (b *builder) included(directives ast.DirectiveList) bool {
	return !b.flag(directives, "skip", false) && b.flag(directives, "include", true)
}

func (b *builder) flag(directives ast.DirectiveList, name string, otherwise bool) bool {
	d := directives.ForName(name)
	if d == nil {
		return otherwise
	}
	argument := d.Arguments.ForName("if")
	if argument == nil {
		return otherwise
	}
	in, present := b.resolve(argument.Value)
	if !present {
		return otherwise
	}
	return in.flag()
}
