package schema

import (
	"bytes"
	"fmt"
	"maps"
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

// NamesColumns reports whether a handwritten field names the columns that it reads. Any other reads all of its row.
func NamesColumns(f *ast.FieldDefinition) bool { return f.Directives.ForName(ColumnsDirective) != nil }

// ColumnsOf returns the columns that a handwritten field names.
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
	var parts []*ast.SchemaDocument
	for _, source := range o.Extensions {
		document, err := parser.ParseSchema(source)
		if err != nil {
			s.note("%v; the file is left out", err)
			continue
		}
		s.keepFitting(document, o.Generated, source.Name)
		parts = append(parts, document)
	}
	s.makeMutation(parts)
	s.leaveOutMissing(parts)
	if !slices.ContainsFunc(parts, holdsTypes) {
		return nil
	}
	merged, ok, err := s.merged(parts)
	if err != nil {
		return err
	}
	if !ok {
		return nil
	}
	var served, owned strings.Builder
	served.WriteString(s.SDL)
	for _, document := range parts {
		if !holdsTypes(document) {
			continue
		}
		withoutColumns(document)
		if s.federation {
			owned.WriteString("\n" + written(document))
			withoutFederation(document)
		}
		served.WriteString("\n" + written(document))
	}
	s.owned = owned.String()
	s.AST, s.Served = merged, served.String()
	return nil
}

// merged loads the tables' schema together with the extensions. What is not valid there is removed from them; it
// reports false where nothing is left.
func (s *Schema) merged(parts []*ast.SchemaDocument) (*ast.Schema, bool, error) {
	for slices.ContainsFunc(parts, holdsTypes) {
		merged, err := s.loadWith(parts)
		if err == nil {
			if merged.Query == nil || s.AST.Query == nil {
				return nil, false, fault.New(fault.Internal, "the extended schema has no Query")
			}
			delete(merged.Directives, ColumnsDirective)
			if s.federation {
				maps.DeleteFunc(merged.Directives, func(name string, _ *ast.DirectiveDefinition) bool { return IsFederations(name) })
			}
			return merged, true, nil
		}
		if !s.leaveOutInvalid(parts, err) {
			s.note("the fields written in Go are left out: %v", err)
			return nil, false, nil
		}
		s.leaveOutMissing(parts)
	}
	return nil, false, nil
}

// loadWith loads the tables' schema with extensions, whose positions remain those of their files.
func (s *Schema) loadWith(parts []*ast.SchemaDocument) (*ast.Schema, error) {
	declared := columnsSource
	if s.federation {
		declared += FederationDirectives
	}
	return load(func(into *ast.SchemaDocument) {
		for _, document := range parts {
			into.Directives = append(into.Directives, document.Directives...)
			into.DirectiveExtensions = append(into.DirectiveExtensions, document.DirectiveExtensions...)
			into.Definitions = append(into.Definitions, copied(document.Definitions)...)
			into.Extensions = append(into.Extensions, document.Extensions...)
		}
	}, &ast.Source{Name: SourceName, Input: s.SDL}, &ast.Source{Name: "columns.graphqls", Input: declared})
}

// copied returns definitions that can be extended without changing the given ones.
func copied(definitions ast.DefinitionList) ast.DefinitionList {
	all := make(ast.DefinitionList, len(definitions))
	for i, d := range definitions {
		c := *d
		c.Directives, c.Interfaces, c.Fields = slices.Clip(d.Directives), slices.Clip(d.Interfaces), slices.Clip(d.Fields)
		c.Types, c.TypePositions, c.EnumValues = slices.Clip(d.Types), slices.Clip(d.TypePositions), slices.Clip(d.EnumValues)
		all[i] = &c
	}
	return all
}

// makeMutation makes the type of the first extension of Mutation where nothing else can be written.
func (s *Schema) makeMutation(parts []*ast.SchemaDocument) {
	isMutation := func(d *ast.Definition) bool { return d.Name == "Mutation" && d.Kind == ast.Object }
	if s.AST.Mutation != nil || slices.ContainsFunc(parts, func(p *ast.SchemaDocument) bool {
		return slices.ContainsFunc(p.Definitions, isMutation)
	}) {
		return
	}
	for _, document := range parts {
		if i := slices.IndexFunc(document.Extensions, isMutation); i >= 0 {
			document.Definitions = append(document.Definitions, document.Extensions[i])
			document.Extensions = slices.Delete(document.Extensions, i, i+1)
			return
		}
	}
}

// holdsTypes reports whether a document adds anything to the schema.
func holdsTypes(document *ast.SchemaDocument) bool {
	return len(document.Definitions)+len(document.Extensions) > 0
}

func (s *Schema) note(format string, args ...any) {
	s.Notes = append(s.Notes, fmt.Sprintf(format, args...))
}

// noteAt records a note about what stands at a place of a file that a user wrote.
func (s *Schema) noteAt(p *ast.Position, format string, args ...any) {
	s.note("%s:%d:%d: "+format, append([]any{p.Src.Name, p.Line, p.Column}, args...)...)
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
		for i, f := range d.Fields {
			if f.Directives.ForName(ColumnsDirective) == nil {
				continue
			}
			plain := *f // the loaded schema keeps the directive
			plain.Directives = slices.DeleteFunc(slices.Clone(f.Directives), func(d *ast.Directive) bool { return d.Name == ColumnsDirective })
			d.Fields[i] = &plain
		}
	}
}
