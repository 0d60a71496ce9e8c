package main

import (
	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/cmd/generate/goname"
	"tiddly/internal/schema"
)

// scalarPackage has the Go types of scalars.
const scalarPackage = "tiddly/internal/gql/handwritten/scalar."

// bind tells gqlgen the Go types of everything in the catalogue: these are few and shared, so that little code is
// generated for a table.
func bind(settings *config.Config, c *catalog.Catalog, s *schema.Schema, models []model) {
	settings.Directives[schema.ColumnsDirective] = config.DirectiveConfig{SkipRuntime: true}
	for name, d := range s.AST.Types {
		if d.BuiltIn || d.Position == nil || d.Position.Src == nil || d.Position.Src.Name != schema.SourceName {
			continue
		}
		switch d.Kind {
		case ast.InputObject:
			settings.Models[name] = config.TypeMapEntry{Model: config.StringList{scalarPackage + "Input"}}
		case ast.Enum:
			settings.Models[name] = config.TypeMapEntry{Model: config.StringList{scalarPackage + "String"}}
		default:
		}
	}
	for _, m := range models {
		settings.Models[m.Name] = config.TypeMapEntry{Model: config.StringList{settings.Model.ImportPath() + "." + m.Type}, Fields: boundFields(m)}
	}
	for _, t := range c.Tables {
		fields := settings.Models[t.TypeName].Fields
		batch := true
		for _, f := range s.AST.Types[t.TypeName].Fields {
			if schema.Handwritten(f) {
				// One call for all rows of a list.
				fields[f.Name] = config.TypeMapField{Resolver: true, Batch: &batch}
			}
		}
	}
}

func boundFields(m model) map[string]config.TypeMapField {
	fields := map[string]config.TypeMapField{}
	for _, f := range m.Fields {
		fields[f.Column] = config.TypeMapField{FieldName: f.Go}
	}
	for _, f := range m.Methods {
		fields[f.Field] = config.TypeMapField{FieldName: f.Go}
	}
	return fields
}

// MutateSchema turns the catalogue's input objects into scalars: values are checked against their types before a
// resolver sees them, so nothing needs to be generated for them. The served schema is not affected.
func (resolvers) MutateSchema(s *ast.Schema) error { //nolint:unparam // gqlgen asks for it
	for _, d := range s.Types {
		if d.Kind == ast.InputObject && d.Position != nil && d.Position.Src != nil && d.Position.Src.Name == schema.SourceName {
			d.Kind, d.Fields, d.Directives = ast.Scalar, nil, nil
		}
	}
	return nil
}

// resolvers writes the bodies of resolvers: a call into the engine for the fields of the catalogue, and the
// previous body for all that somebody has written.
type resolvers struct{ names *goname.Names }

// Name returns the name of the plugin.
func (resolvers) Name() string { return "tiddly" }

// Implement returns the body of a resolver.
func (r resolvers) Implement(previous string, field *codegen.Field) string {
	if previous != "" {
		return previous
	}
	if field.Object.Root {
		if body := schema.ResolverBody(field.FieldDefinition, r.names.Type(field.Type.Name())); body != "" {
			return body
		}
	}
	return `panic("` + field.Object.Name + "." + field.Name + ` is to be written here")`
}
