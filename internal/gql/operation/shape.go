package operation

import (
	"encoding/binary"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/jsontext"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// MaxShape is the maximum length of a shape that is cached: a plan for hundreds of enum values is unlikely to be
// reused.
const MaxShape = 4096

// The marks of a shape.
const (
	shapeAbsent  = 'a'
	shapeNull    = 'n'
	shapeScalar  = 's'
	shapeTrue    = 't'
	shapeFalse   = 'f'
	shapeEnum    = 'e'
	shapeScalars = 'v'
	shapeList    = '['
	shapeObject  = '{'
	shapeRows    = 'r'
	// shapeEnd is not the number of a field: those begin at 1.
	shapeEnd = 0
)

// AppendShape appends the number of an operation and what affects the plan of its variables: for scalars whether
// they are absent or null, for input objects the set of keys, for lists of scalars the rounded length, for other
// lists the exact one, and the value of every enum and Boolean; for rows to write only the column sets. False
// means that the values do not match their types; then no plan is cached for them, and building one reports the
// errors.
func (m *Model) AppendShape(
	shape []byte, number int, definitions ast.VariableDefinitionList, variables jsontext.Value,
) ([]byte, bool) {
	shape = binary.AppendUvarint(shape, uint64(number)) //nolint:gosec // an index is not negative
	for _, definition := range definitions {
		value, given := variables.Get(definition.Variable)
		if !given {
			shape = append(shape, shapeAbsent)
			continue
		}
		var ok bool
		if shape, ok = m.appendValue(shape, definition.Type, value); !ok {
			return shape, false
		}
	}
	return shape, true
}

func (m *Model) appendValue(shape []byte, typ *ast.Type, value jsontext.Value) ([]byte, bool) {
	if value.Null() {
		return append(shape, shapeNull), true
	}
	if typ.Elem != nil {
		return m.appendList(shape, typ.Elem, value)
	}
	definition := m.schema.Types[typ.NamedType]
	if definition == nil {
		return shape, false
	}
	if r := m.rows[definition.Name]; r != nil {
		return appendRows(shape, r, value)
	}
	switch definition.Kind {
	case ast.Enum:
		name, ok := value.Text()
		shape = append(shape, shapeEnum)
		shape = binary.AppendUvarint(shape, uint64(len(name)))
		return append(shape, name...), ok
	case ast.InputObject:
		return m.appendObject(shape, definition, value)
	default:
		switch definition.Name {
		case idType:
			return m.appendTypes(append(shape, shapeScalar), value), true
		case schema.RepresentationType:
			return m.appendIdentities(append(shape, shapeScalar), value), true
		}
		if definition.Name != booleanType {
			return append(shape, shapeScalar), true
		}
		flag, ok := value.Flag()
		if flag {
			return append(shape, shapeTrue), ok
		}
		return append(shape, shapeFalse), ok
	}
}

func (m *Model) appendList(shape []byte, elem *ast.Type, value jsontext.Value) ([]byte, bool) {
	if r := m.rows[elem.NamedType]; r != nil {
		return appendRows(shape, r, value)
	}
	n := itemsOf(value)
	if definition := m.schema.Types[elem.NamedType]; definition != nil && plainScalar(definition) {
		shape = append(shape, shapeScalars)
		shape = binary.AppendUvarint(shape, uint64(request.RoundCount(n))) //nolint:gosec // a length is not negative
		switch definition.Name {
		case idType:
			shape = m.appendTypes(shape, value)
		case schema.RepresentationType:
			shape = m.appendIdentities(shape, value)
		}
		return shape, true
	}
	shape = append(shape, shapeList)
	shape = binary.AppendUvarint(shape, uint64(n)) //nolint:gosec // a length is not negative
	for i := range n {
		var ok bool
		if shape, ok = m.appendValue(shape, elem, itemOf(value, i)); !ok || len(shape) > MaxShape {
			return shape, ok
		}
	}
	return shape, true
}

func (m *Model) appendObject(shape []byte, definition *ast.Definition, value jsontext.Value) ([]byte, bool) {
	members, ok := value.Object()
	if !ok {
		return shape, false
	}
	shape = append(shape, shapeObject)
	found := 0
	for i, field := range definition.Fields {
		member, given := value.Get(field.Name)
		if !given {
			continue
		}
		found++
		shape = binary.AppendUvarint(shape, uint64(i)+1)
		if shape, ok = m.appendValue(shape, field.Type, member); !ok || len(shape) > MaxShape {
			return shape, ok
		}
		if found == members {
			break
		}
	}
	return append(shape, shapeEnd), found == members
}

// booleanType is the name of GraphQL's Boolean.
const booleanType = "Boolean"

// plainScalar reports whether a type's values affect only the arguments.
func plainScalar(definition *ast.Definition) bool {
	return definition.Kind == ast.Scalar && definition.Name != booleanType
}
