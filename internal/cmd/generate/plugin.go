package main

import (
	"slices"

	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/schema"
)

// scalarPackage has the Go types of scalars.
const scalarPackage = "tiddly/internal/gql/handwritten/scalar."

// bind tells gqlgen the Go types of everything in the catalogue: these are few and shared, so that little code is
// generated for a table.
func bind(settings *config.Config, c *catalog.Catalog, s *schema.Schema, models []model, enums []modelEnum) {
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
	for _, e := range enums {
		settings.Models[e.Name] = config.TypeMapEntry{Model: config.StringList{settings.Model.ImportPath() + "." + e.Go}}
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

// resolvers stands in for gqlgen's plugin of the same name, which renders the files of resolvers whole. It records which
// field each method is for; package owned does the rest.
type resolvers struct {
	methods map[string]field
	files   map[string]string // of objects
}

// field is what a method resolves.
type field struct {
	object, name string
	// source is the schema that declares the field.
	source     string
	definition *ast.FieldDefinition
}

// Name returns the name of the plugin that it replaces.
func (*resolvers) Name() string { return "resolvergen" }

// GenerateCode records the fields; gqlgen calls it before it writes generated.go.
func (r *resolvers) GenerateCode(data *codegen.Data) error { //nolint:unparam // gqlgen asks for it
	r.methods, r.files = map[string]field{}, map[string]string{}
	for _, o := range slices.Concat(data.Objects, data.Inputs) {
		receiver := templates.LcFirst(o.Name) + templates.UcFirst(data.Config.Resolver.Type)
		r.files[receiver] = sourceOf(o.Position)
		for _, f := range o.Fields {
			if f.IsResolver {
				r.methods[receiver+"."+f.GoFieldName] = field{o.Name, f.Name, sourceOf(f.Position), f.FieldDefinition}
			}
		}
	}
	return nil
}

func sourceOf(p *ast.Position) string {
	if p == nil || p.Src == nil {
		return schema.SourceName
	}
	return p.Src.Name
}

// MutateSchema turns the catalogue's input objects into scalars: values are checked against their types before a
// resolver sees them, so nothing needs to be generated for them. The served schema is not affected.
func (*resolvers) MutateSchema(s *ast.Schema) error { //nolint:unparam // gqlgen asks for it
	for _, d := range s.Types {
		if d.Kind == ast.InputObject && d.Position != nil && d.Position.Src != nil && d.Position.Src.Name == schema.SourceName {
			d.Kind, d.Fields, d.Directives = ast.Scalar, nil, nil
		}
	}
	return nil
}
