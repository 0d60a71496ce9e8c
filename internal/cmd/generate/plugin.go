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
	bindEntities(settings, s)
	if s.Subgraph != nil {
		for _, name := range schema.FederationNames() {
			settings.Directives[name] = config.DirectiveConfig{SkipRuntime: true}
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

// bindEntities tells gqlgen the Go types of what a gateway asks for: every type of its rows is one of Node.
func bindEntities(settings *config.Config, s *schema.Schema) {
	if !s.Roots[schema.EntitiesField].Kind.ByID() {
		return
	}
	settings.Models[schema.EntityType] = config.TypeMapEntry{Model: config.StringList{settings.Model.ImportPath() + "." + schema.NodeType}}
	settings.Models[schema.RepresentationType] = config.TypeMapEntry{Model: config.StringList{"github.com/99designs/gqlgen/graphql.Map"}}
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
	// federation declares the directives of Federation, which owners need not declare.
	federation bool
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

// InjectSourceEarly returns the declarations of Federation's directives, if the schema is a subgraph.
func (r *resolvers) InjectSourceEarly() *ast.Source {
	if !r.federation {
		return nil
	}
	return &ast.Source{Name: "federation.graphqls", Input: schema.FederationDirectives}
}

// MutateSchema turns the catalogue's input objects into scalars: values are checked against their types before a
// resolver sees them, so nothing needs to be generated for them. Nor is there anything for the field that a gateway reads
// the schema by. The served schema is not affected.
func (*resolvers) MutateSchema(s *ast.Schema) error { //nolint:unparam // gqlgen asks for it
	if f := s.Query.Fields.ForName(schema.ServiceField); f != nil && !schema.Handwritten(f) {
		s.Query.Fields = slices.DeleteFunc(slices.Clone(s.Query.Fields), func(one *ast.FieldDefinition) bool { return one == f })
		delete(s.Types, schema.ServiceType)
	}
	for _, d := range s.Types {
		if d.Kind == ast.InputObject && d.Position != nil && d.Position.Src != nil && d.Position.Src.Name == schema.SourceName {
			d.Kind, d.Fields, d.Directives = ast.Scalar, nil, nil
		}
	}
	return nil
}
