package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/jsontext"
	"tiddly/internal/schema"
)

// Introspects reports whether a root field introspects.
func Introspects(name string) bool { return name == "__schema" || name == "__type" }

// Service is the root field by which a gateway reads the schema, ServiceType its type.
const (
	Service     = schema.ServiceField
	ServiceType = schema.ServiceType
)

// introspects reports whether a root field introspects, or is the one by which a gateway reads the schema.
func introspects(f *ast.Field) bool {
	return Introspects(f.Name) || f.Name == Service && !schema.Handwritten(f.Definition)
}

// Introspection is a root field that introspects.
type Introspection struct {
	*SchemaField
	Position *ast.Position
	// typeName is the argument of __type.
	typeName source
}

// SchemaField is a field of an introspection with what is selected below it.
type SchemaField struct {
	Key, Name string
	// Deprecated is set if deprecated items are included.
	Deprecated bool
	Fields     []*SchemaField
}

// TypeName returns the type name that a field __type requests; empty for other fields.
func (i *Introspection) TypeName(variables map[string]any) (string, error) {
	if i.Name != "__type" {
		return "", nil
	}
	value, err := i.typeName.value(jsontext.Of(variables))
	if err != nil {
		return "", err
	}
	name, _ := value.(string)
	return name, nil
}

// introspections reads the root fields that introspect.
type introspections struct {
	*fields
	slots *slots
}

// introspection reads a root field that introspects.
func (i *introspections) introspection(c *collected) *Introspection {
	out := &Introspection{SchemaField: i.schemaField(c), Position: c.field.Position}
	if in, present := i.argument(c.field, "name"); present {
		out.typeName = i.slots.source(in, target{kind: catalog.String}, "name")
	}
	return out
}

// schemaField reads the selection of a field of an introspection.
func (i *introspections) schemaField(c *collected) *SchemaField {
	f := &SchemaField{Key: c.key, Name: c.field.Name}
	if in, present := i.argument(c.field, "includeDeprecated"); present {
		f.Deprecated = in.flag()
	}
	for _, inner := range i.collect(c.field.Definition.Type.Name(), c.sets) {
		i.below(inner.key, func() { f.Fields = append(f.Fields, i.schemaField(inner)) })
	}
	return f
}
