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
)

// merging checks that the fields of a document can be merged: that those with one key below one object mean the same,
// and that those below different objects have the same form at least. It goes over the answer key by key, each time
// with all fields that have the key, and compares each of them with the first: that two mean the same, or have one
// form, is so for any two of them then. (Comparing every two takes time that grows with the square of their number.)
type merging struct {
	*validation
	// arguments are those of fields as text that is equal where they are.
	arguments map[*ast.Field]string
	// over reports that the check has ended early.
	over bool
}

// group is the fields that have one key.
type group []*ast.Field

// merge checks what several selections have together. Forms reports that the fields around them belong to different
// objects, so that only the forms have to be the same.
func (m *merging) merge(sets []ast.SelectionSet, forms bool) {
	for _, g := range m.collect(sets) {
		switch {
		case m.done():
			return
		case len(g) > 1:
			m.group(g, forms)
		case !forms: // else what it is in itself is checked where its object is
			m.merge(g.sets(), false)
		}
	}
}

// group checks several fields that have one key.
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

// done reports whether nothing more is to be checked: enough is wrong, the check takes too long, or the request is
// over.
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

// byObject returns for each object to which fields belong those that it may have. Those of interfaces belong to any.
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

// collect groups the fields of several selections by their keys, in their order, with the fragments written out.
func (m *merging) collect(sets []ast.SelectionSet) []group {
	c := grouping{m: m, index: map[string]int{}, spread: map[*ast.FragmentDefinition]bool{}}
	for _, set := range sets {
		c.selections(set)
	}
	return c.groups
}

// grouping is what one call of collect has found.
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
			if s.ObjectDefinition != nil { // one of an unknown type is an error of its own
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

// sameForm reports whether the fields of a group have values of one form, and notes where they do not.
func (m *merging) sameForm(g group) bool {
	first := g[0]
	for _, f := range g[1:] {
		if first.Definition == nil || f.Definition == nil || m.sameType(first.Definition.Type, f.Definition.Type) {
			continue
		}
		m.conflict(f, `they return conflicting types "`+first.Definition.Type.String()+`" and "`+f.Definition.Type.String()+`"`)
		return false
	}
	return true
}

// sameType reports whether two types have one form: objects do, whatever their fields are.
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

// sameMeaning reports whether the fields of a group are one field with the same arguments, and notes where they are
// not.
func (m *merging) sameMeaning(g group) bool {
	first := g[0]
	for _, f := range g[1:] {
		if f.Name != first.Name {
			m.conflict(f, `"`+first.Name+`" and "`+f.Name+`" are different fields`)
			return false
		}
		if m.argumentsOf(f) != m.argumentsOf(first) {
			m.fail(fault.New(fault.RequestInvalid, "the fields %s conflict, because they have differing arguments", gqlfault.Short(f.Alias)).
				WithHint("give each of them an alias of its own"), f.Position)
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

// argumentsOf writes the arguments of a field in the order of their names, once for each field.
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

// write writes a literal so that two are written alike only where they are equal; variables are where their names are.
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

// writeText writes a text behind its length, so that no other can be taken for it.
func writeText(b *bytes.Buffer, text string) {
	b.WriteByte(' ')
	b.WriteString(strconv.Itoa(len(text)))
	b.WriteByte(':')
	b.WriteString(text)
}
