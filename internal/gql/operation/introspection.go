package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
)

// Introspects reports whether a root field asks for the schema.
func Introspects(name string) bool { return name == "__schema" || name == "__type" }

// Introspection is a root field that asks for the schema.
type Introspection struct {
	*SchemaField
	Position *ast.Position
	// typeName is what __type is asked for.
	typeName source
}

// SchemaField is a field of an introspection with what is selected below it.
type SchemaField struct {
	Key, Name string
	// Deprecated reports that what is deprecated is asked for too.
	Deprecated bool
	Fields     []*SchemaField
}

// TypeName returns the name that a field __type asks for; empty for other fields.
func (i *Introspection) TypeName(variables map[string]any) (string, error) {
	if i.Name != "__type" {
		return "", nil
	}
	value, err := i.typeName.value(variables)
	if err != nil {
		return "", err
	}
	name, _ := value.(string)
	return name, nil
}

// introspections reads the root fields that ask for the schema.
type introspections struct {
	*fields
	slots *slots
}

// introspection reads a root field that asks for the schema.
func (i *introspections) introspection(c *collected) *Introspection {
	out := &Introspection{SchemaField: i.schemaField(c), Position: c.field.Position}
	if in, present := i.argument(c.field, "name"); present {
		out.typeName = i.slots.source(in, target{kind: catalog.String}, "name")
	}
	return out
}

// schemaField reads what is selected of a field of an introspection.
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
