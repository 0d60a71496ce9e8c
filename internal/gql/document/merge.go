package document

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/schema"
)

// merging checks that the fields of a document can be merged: those with one key in one object must mean the same,
// and those in different objects must at least have the same form. It walks the answer key by key, each time with
// all fields of the key, and compares each of them with the first: both relations are transitive, so any two then
// agree. (Comparing every pair takes quadratic time.)
type merging struct {
	*validation
	// arguments holds the arguments of fields as text, which is equal if they are.
	arguments map[*ast.Field]string
	// over is set if the check has ended early.
	over bool
}

// group is the fields of one key.
type group []*ast.Field

// merge checks several selections together. Forms means that the surrounding fields belong to different objects,
// so that only the forms must be the same.
func (m *merging) merge(sets []ast.SelectionSet, forms bool) {
	for _, g := range m.collect(sets) {
		switch {
		case m.done():
			return
		case len(g) > 1:
			m.group(g, forms)
		case !forms: // otherwise it was checked with its object
			m.merge(g.sets(), false)
		}
	}
}

// group checks the fields of one key.
func (m *merging) group(g group, forms bool) {
	parts := []group{g}
	if !forms {
		parts = g.byObject()
		for _, part := range parts {
			m.steps += len(part)
			if m.done() || !m.sameMeaning(part) {
				return
			}
		}
	}
	if !m.sameForm(g) {
		return
	}
	for _, part := range parts {
		m.merge(part.sets(), forms)
	}
	if len(parts) > 1 {
		m.merge(g.sets(), true)
	}
}

// done reports whether the check is over: it has found enough errors, takes too long, or the request has ended.
func (m *merging) done() bool {
	if m.over || m.full() {
		return true
	}
	f := limits.Stopped(m.ctx)
	if f == nil && m.steps > 2*m.limits.Steps() {
		f = m.limits.TooMuchToCheck()
	}
	if f != nil {
		m.over, m.errors = true, gqlerror.List{gqlfault.Present(f, nil)}
	}
	return m.over
}

// sets returns the selections below the fields.
func (g group) sets() []ast.SelectionSet {
	var all []ast.SelectionSet
	for _, f := range g {
		if len(f.SelectionSet) > 0 {
			all = append(all, f.SelectionSet)
		}
	}
	return all
}

// byObject returns, for each object that the fields belong to, the fields that it may have. Those of interfaces
// belong to every object.
func (g group) byObject() []group {
	var shared group
	var parts []group
	index := map[*ast.Definition]int{}
	for _, f := range g {
		if f.ObjectDefinition.Kind != ast.Object {
			shared = append(shared, f)
			continue
		}
		i, known := index[f.ObjectDefinition]
		if !known {
			i = len(parts)
			index[f.ObjectDefinition] = i
			parts = append(parts, nil)
		}
		parts[i] = append(parts[i], f)
	}
	if len(parts) == 0 {
		return []group{shared}
	}
	if len(shared) > 0 {
		for i, part := range parts {
			parts[i] = slices.Concat(shared, part)
		}
	}
	return parts
}

// collect groups the fields of several selections by key, in their order, with the fragments written out.
func (m *merging) collect(sets []ast.SelectionSet) []group {
	c := grouping{m: m, index: map[string]int{}, spread: map[*ast.FragmentDefinition]bool{}}
	for _, set := range sets {
		c.selections(set)
	}
	return c.groups
}

// grouping is the state of one call of collect.
type grouping struct {
	m      *merging
	groups []group
	index  map[string]int
	spread map[*ast.FragmentDefinition]bool
}

func (c *grouping) selections(set ast.SelectionSet) {
	for _, selection := range set {
		c.m.steps++
		switch s := selection.(type) {
		case *ast.Field:
			if s.ObjectDefinition != nil { // an unknown type is an error of its own
				c.field(s)
			}
		case *ast.InlineFragment:
			c.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			if s.Definition != nil && !c.spread[s.Definition] {
				c.spread[s.Definition] = true
				c.selections(s.Definition.SelectionSet)
			}
		}
	}
}

func (c *grouping) field(f *ast.Field) {
	i, known := c.index[f.Alias]
	if !known {
		i = len(c.groups)
		c.index[f.Alias] = i
		c.groups = append(c.groups, nil)
	}
	c.groups[i] = append(c.groups[i], f)
}

// sameForm reports whether the fields of a group have values of one form, and reports an error if not.
func (m *merging) sameForm(g group) bool {
	first := g[0]
	for _, f := range g[1:] {
		if first.Definition == nil || f.Definition == nil || m.sameType(schema.FormOf(first.Definition), schema.FormOf(f.Definition)) {
			continue
		}
		m.conflict(f, `they return conflicting types "`+first.Definition.Type.String()+`" and "`+f.Definition.Type.String()+`"`)
		return false
	}
	return true
}

// sameType reports whether two types have the same form: all objects do.
func (m *merging) sameType(a, b *ast.Type) bool {
	for ; a.Elem != nil && b.Elem != nil; a, b = a.Elem, b.Elem {
		if a.NonNull != b.NonNull {
			return false
		}
	}
	if a.NonNull != b.NonNull || (a.Elem == nil) != (b.Elem == nil) {
		return false
	}
	one, other := m.schema.Types[a.NamedType], m.schema.Types[b.NamedType]
	return one == other || one.IsCompositeType() && other.IsCompositeType()
}

// sameMeaning reports whether the fields of a group are one field with the same arguments, and reports an error if
// not.
func (m *merging) sameMeaning(g group) bool {
	first := g[0]
	for _, f := range g[1:] {
		if f.Name != first.Name {
			m.conflict(f, `"`+first.Name+`" and "`+f.Name+`" are different fields`)
			return false
		}
		if m.argumentsOf(f) != m.argumentsOf(first) {
			m.fail(fault.New(fault.RequestInvalid, "the fields %s conflict, because they have different arguments", gqlfault.Short(f.Alias)).
				WithHint("use a different alias for each of them"), f.Position)
			return false
		}
	}
	return true
}

func (m *merging) conflict(f *ast.Field, reason string) {
	m.add(core.Message(
		`Fields "%s" conflict because %s. Use different aliases on the fields to fetch both if this was intentional.`, f.Alias, reason,
	), core.At(f.Position))
}

// argumentsOf returns the arguments of a field as text, sorted by name, computed once for each field.
func (m *merging) argumentsOf(f *ast.Field) string {
	if len(f.Arguments) == 0 {
		return ""
	}
	text, known := m.arguments[f]
	if !known {
		if m.arguments == nil {
			m.arguments = map[*ast.Field]string{}
		}
		all := make(ast.ChildValueList, len(f.Arguments))
		for i, a := range f.Arguments {
			all[i] = &ast.ChildValue{Name: a.Name, Value: a.Value}
		}
		var b bytes.Buffer
		m.writeObject(&b, all)
		text = b.String()
		m.arguments[f] = text
	}
	return text
}

// write writes a literal so that only equal ones have the same text; variables are written as their names.
func (m *merging) write(b *bytes.Buffer, v *ast.Value) {
	m.steps++
	b.WriteString(strconv.Itoa(int(v.Kind)))
	switch v.Kind {
	case ast.ObjectValue:
		m.writeObject(b, v.Children)
	case ast.ListValue:
		b.WriteByte('[')
		for _, child := range v.Children {
			m.write(b, child.Value)
		}
		b.WriteByte(']')
	default:
		writeText(b, v.Raw)
	}
}

func (m *merging) writeObject(b *bytes.Buffer, children ast.ChildValueList) {
	sorted := slices.Clone(children)
	slices.SortStableFunc(sorted, func(a, b *ast.ChildValue) int { return cmp.Compare(a.Name, b.Name) })
	b.WriteByte('{')
	for _, child := range sorted {
		writeText(b, child.Name)
		m.write(b, child.Value)
	}
	b.WriteByte('}')
}

// writeText writes a text after its length, so that it is unambiguous.
func writeText(b *bytes.Buffer, text string) {
	b.WriteByte(' ')
	b.WriteString(strconv.Itoa(len(text)))
	b.WriteByte(':')
	b.WriteString(text)
}
