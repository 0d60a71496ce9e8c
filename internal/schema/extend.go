package schema

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"

	"tiddly/internal/fault"
)

// ColumnsDirective is the directive by which a field that is written in Go names the columns that it reads:
// @columns(names: ["name"]). It is never part of the served schema.
const ColumnsDirective = "columns"

// columnsSource declares the directive for the sources of extensions.
const columnsSource = "directive @columns(names: [String!]!) on FIELD_DEFINITION\n"

// Handwritten reports whether a field comes from an extension: it is not in the catalogue, so Go answers it.
func Handwritten(f *ast.FieldDefinition) bool {
	return f != nil && f.Position != nil && f.Position.Src != nil && !f.Position.Src.BuiltIn && path.Base(f.Position.Src.Name) != SourceName
}

// ColumnsOf returns the columns that a handwritten field reads.
func ColumnsOf(f *ast.FieldDefinition) []string {
	d := f.Directives.ForName(ColumnsDirective)
	if d == nil {
		return nil
	}
	argument := d.Arguments.ForName("names")
	if argument == nil || argument.Value == nil {
		return nil
	}
	if argument.Value.Kind != ast.ListValue {
		return []string{argument.Value.Raw} // GraphQL accepts one value for a list of one
	}
	names := make([]string, len(argument.Value.Children))
	for i, child := range argument.Value.Children {
		names[i] = child.Value.Raw
	}
	return names
}

// extend adds the extensions that fit to the schema, and records those that do not. Without any, the schema is
// unchanged.
func (s *Schema) extend(o Options) error {
	sources := []*ast.Source{{Name: SourceName, Input: s.SDL}, {Name: "columns.graphqls", Input: columnsSource}}
	var served strings.Builder
	served.WriteString(s.SDL)
	for _, source := range o.Extensions {
		e := extension{schema: s, generated: o.Generated, name: source.Name}
		document, err := parser.ParseSchema(source)
		if err != nil {
			s.Notes = append(s.Notes, fmt.Sprintf("%s is left out: %v", source.Name, err))
			continue
		}
		e.cut(document)
		s.Notes = append(s.Notes, e.notes...)
		if len(document.Definitions)+len(document.Extensions) == 0 {
			continue
		}
		sources = append(sources, &ast.Source{Name: source.Name, Input: written(document)})
		withoutColumns(document)
		served.WriteString("\n" + written(document))
	}
	if len(sources) == 2 {
		return nil
	}
	merged, err := load(sources...)
	if err != nil {
		s.Notes = append(s.Notes, fmt.Sprintf("the fields written in Go are left out: %v", err))
		return nil
	}
	if merged.Query == nil || s.AST.Query == nil {
		return fault.New(fault.Internal, "the extended schema has no Query")
	}
	delete(merged.Directives, ColumnsDirective)
	s.AST, s.Served = merged, served.String()
	return nil
}

// written formats a document.
func written(document *ast.SchemaDocument) string {
	var out bytes.Buffer
	formatter.NewFormatter(&out, formatter.WithIndent("  ")).FormatSchemaDocument(document)
	return out.String()
}

// withoutColumns removes ColumnsDirective from every field.
func withoutColumns(document *ast.SchemaDocument) {
	for _, d := range slices.Concat(document.Definitions, document.Extensions) {
		for _, f := range d.Fields {
			f.Directives = slices.DeleteFunc(f.Directives, func(d *ast.Directive) bool { return d.Name == ColumnsDirective })
		}
	}
}

// extension is one source that a user wrote.
type extension struct {
	schema    *Schema
	generated *ast.Schema
	name      string
	notes     []string
}

func (e *extension) note(format string, args ...any) {
	e.notes = append(e.notes, e.name+": "+fmt.Sprintf(format, args...))
}

// cut removes from a document what the schema has no place for.
func (e *extension) cut(document *ast.SchemaDocument) {
	document.Directives = slices.DeleteFunc(document.Directives, func(d *ast.DirectiveDefinition) bool {
		return d.Name == ColumnsDirective // each source's copy of the declaration, which is added once
	})
	document.Extensions = slices.DeleteFunc(document.Extensions, func(d *ast.Definition) bool {
		base := e.schema.AST.Types[d.Name]
		if base == nil || base.BuiltIn {
			if d.Name == "Mutation" || slices.ContainsFunc(document.Definitions, func(o *ast.Definition) bool { return o.Name == d.Name }) {
				return false
			}
			e.note("the type %s is not served, so its fields %s are left out", d.Name, strings.Join(fieldNamesOf(d), ", "))
			return true
		}
		d.Fields = slices.DeleteFunc(d.Fields, func(f *ast.FieldDefinition) bool { return !e.fits(base, f) })
		return d.Kind == ast.Object && len(d.Fields) == 0
	})
	e.mutation(document)
}

// mutation makes the type of an extension of Mutation where nothing else can be written.
func (e *extension) mutation(document *ast.SchemaDocument) {
	if e.schema.AST.Mutation != nil {
		return
	}
	document.Extensions = slices.DeleteFunc(document.Extensions, func(d *ast.Definition) bool {
		if d.Name != "Mutation" {
			return false
		}
		document.Definitions = append(document.Definitions, d)
		return true
	})
}

// fits reports whether a field can be part of a served type.
func (e *extension) fits(base *ast.Definition, f *ast.FieldDefinition) bool {
	if base.Fields.ForName(f.Name) != nil {
		e.note("%s has a field %s already, so the one written in Go is left out", base.Name, f.Name)
		return false
	}
	for _, name := range ColumnsOf(f) {
		column := base.Fields.ForName(name)
		if !e.isColumn(base.Name, name) {
			e.note("%s.%s is left out: %s has no column %s", base.Name, f.Name, base.Name, name)
			return false
		}
		if e.generated == nil {
			continue
		}
		if d := e.generated.Types[base.Name]; d != nil {
			was := d.Fields.ForName(name)
			if was == nil || was.Type.String() != column.Type.String() {
				e.note("%s.%s is left out: the column %s is %s, and the code was generated for another kind; run go generate ./...",
					base.Name, f.Name, name, column.Type)
				return false
			}
		}
	}
	if named := f.Type.Name(); e.generated != nil && e.generated.Types[named] != nil && e.schema.AST.Types[named] == nil &&
		ofCatalog(e.generated.Types[named]) {
		e.note("%s.%s is left out: the type %s is not served", base.Name, f.Name, named)
		return false
	}
	return true
}

func (e *extension) isColumn(typeName, name string) bool {
	for _, t := range e.schema.tables {
		if t.TypeName == typeName {
			return t.Column(name) != nil
		}
	}
	return false
}

func fieldNamesOf(d *ast.Definition) []string {
	names := make([]string, len(d.Fields))
	for i, f := range d.Fields {
		names[i] = f.Name
	}
	return names
}

// ofCatalog reports whether a type was made from the catalogue.
func ofCatalog(d *ast.Definition) bool {
	return d.Position != nil && d.Position.Src != nil && path.Base(d.Position.Src.Name) == SourceName
}
