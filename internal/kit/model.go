package kit

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// model is what the kits need of a schema.
type model struct {
	schema *ast.Schema
	// objects are the object types, and inputs the input types, in the order of their names.
	objects, inputs []*ast.Definition
	// id is the field of the global id, and idArgument the argument of the root field that finds a row by it.
	id, idArgument string
	// idsArgument is that of the root field that finds several rows.
	idsArgument string
	// keys are the input types of the keys of each row type.
	keys map[string]*ast.Definition
	// rows are the types of rows, whether they have a key or not.
	rows map[string]bool
	// scalars are the custom scalars, in the order of their names.
	scalars []string
}

const nodeInterface = "Node"

// read returns the model of a schema.
func read(s *ast.Schema) *model {
	m := &model{schema: s, id: "nodeId", idArgument: "nodeId", idsArgument: "nodeIds", keys: map[string]*ast.Definition{}, rows: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(s.Types)) {
		t := s.Types[name]
		switch {
		case t.BuiltIn:
		case t.Kind == ast.Object:
			m.objects = append(m.objects, t)
		case t.Kind == ast.InputObject:
			m.inputs = append(m.inputs, t)
		case t.Kind == ast.Scalar:
			m.scalars = append(m.scalars, name)
		}
	}
	if node := s.Types[nodeInterface]; node != nil && node.Kind == ast.Interface && len(node.Fields) > 0 {
		m.id = node.Fields[0].Name
	}
	for _, f := range s.Query.Fields {
		m.readRoot(f)
	}
	return m
}

// readRoot learns from a field of Query which types are rows, and what finds them.
func (m *model) readRoot(f *ast.FieldDefinition) {
	if len(f.Arguments) == 1 {
		switch f.Name {
		case "node":
			m.idArgument = f.Arguments[0].Name
		case "nodes":
			m.idsArgument = f.Arguments[0].Name
		}
	}
	if by := f.Arguments.ForName("by"); by != nil {
		m.keys[f.Type.Name()] = m.schema.Types[by.Type.Name()]
		m.rows[f.Type.Name()] = true
	}
	if isList(f) {
		m.rows[f.Type.Name()] = true
	}
}

// isList reports whether a field returns rows by limit and offset.
func isList(f *ast.FieldDefinition) bool {
	return f.Type.Elem != nil && f.Arguments.ForName("limit") != nil && f.Arguments.ForName("offset") != nil
}

// isConnection reports whether a field returns rows in pages between cursors.
func (m *model) isConnection(f *ast.FieldDefinition) bool {
	t := m.schema.Types[f.Type.Name()]
	return f.Arguments.ForName("after") != nil && f.Arguments.ForName("before") != nil &&
		t != nil && t.Fields.ForName("edges") != nil && t.Fields.ForName("pageInfo") != nil
}

// pageArguments are the arguments that choose a part of a list; the others make another list.
var pageArguments = []string{"limit", "offset", "first", "after", "last", "before"}

// keyArguments returns the arguments of a field that make another list.
func keyArguments(f *ast.FieldDefinition) []string {
	names := []string{}
	for _, a := range f.Arguments {
		if !slices.Contains(pageArguments, a.Name) {
			names = append(names, a.Name)
		}
	}
	return names
}

// isNode reports whether rows of the type have a global id.
func (m *model) isNode(t *ast.Definition) bool { return slices.Contains(t.Interfaces, nodeInterface) }

// identity is how Apollo tells the rows of a type apart.
type identity struct {
	// fields are those of the key; nil where Apollo's own way is right.
	fields []string
	// none reports that nothing tells them apart, although they may have a field that Apollo would take for a key.
	none bool
}

// identityOf returns how rows of a type are told apart: by the columns of the first key if none of them can be null,
// or else by the global id. Apollo takes a field id for a key by itself, so types that have such a field without being
// rows, as the minimum of a column id, are said to have none.
func (m *model) identityOf(t *ast.Definition) identity {
	switch {
	case !m.isNode(t):
		return identity{none: m.rows[t.Name] || takenForKey(t)}
	case m.id == "id":
		return identity{}
	}
	fields := m.firstKey(t)
	switch {
	case fields == nil:
		return identity{fields: []string{m.id}}
	case slices.Equal(fields, []string{"id"}):
		return identity{}
	}
	return identity{fields: fields}
}

// byIdentity returns the columns of the key by which a field of Query finds a row, if rows are also told apart by that key;
// else nil.
func (m *model) byIdentity(f *ast.FieldDefinition) []string {
	t := m.schema.Types[f.Type.Name()]
	if f.Arguments.ForName("by") == nil || t == nil || !m.isNode(t) || m.id == "id" {
		return nil
	}
	return m.firstKey(t)
}

// takenForKey reports whether Apollo would take a field of the type for a key.
func takenForKey(t *ast.Definition) bool {
	for _, name := range []string{"id", "_id"} {
		// A field of type ID is one that the owner of the server wrote, and is a key.
		if f := t.Fields.ForName(name); f != nil && f.Type.Name() != "ID" {
			return true
		}
	}
	return false
}

// firstKey returns the columns of the first key of a type, which is the primary one where there is one; nil where one
// of them can be null.
func (m *model) firstKey(t *ast.Definition) []string {
	by := m.keys[t.Name]
	if by == nil || len(by.Fields) == 0 {
		return nil
	}
	first := by.Fields[0]
	names := []string{first.Name}
	if several := m.schema.Types[first.Type.Name()]; several != nil && several.Kind == ast.InputObject {
		names = nil
		for _, f := range several.Fields {
			names = append(names, f.Name)
		}
	}
	for _, name := range names {
		if f := t.Fields.ForName(name); f == nil || !f.Type.NonNull || len(f.Arguments) > 0 {
			return nil
		}
	}
	return names
}

// possibleTypes returns the names of the object types of each interface and union.
func (m *model) possibleTypes() map[string][]string {
	possible := map[string][]string{}
	for name, t := range m.schema.Types {
		if t.BuiltIn || t.Kind != ast.Interface && t.Kind != ast.Union {
			continue
		}
		names := []string{}
		for _, p := range m.schema.GetPossibleTypes(t) {
			if p.Kind == ast.Object {
				names = append(names, p.Name)
			}
		}
		slices.Sort(names)
		possible[name] = names
	}
	return possible
}

// listed returns the type's name in as many brackets as the type has.
func listed(t *ast.Type) string {
	if t.Elem != nil {
		return "[" + listed(t.Elem) + "]"
	}
	return t.NamedType
}
