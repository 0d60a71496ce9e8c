package schema

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
)

// fitting removes from one source of an extension what the tables' schema has no place for: the engine answers
// everything that is made from the tables, so only the types of rows, Query and Mutation take fields.
type fitting struct {
	schema    *Schema
	generated *ast.Schema
	document  *ast.SchemaDocument
	source    string
}

func (e *fitting) note(at *ast.Position, format string, args ...any) {
	e.schema.noteAt(at, format, args...)
}

// keepFitting removes from a document what does not fit, with a note for each.
func (s *Schema) keepFitting(document *ast.SchemaDocument, generated *ast.Schema, source string) {
	e := fitting{schema: s, generated: generated, document: document, source: source}
	e.roots()
	document.Directives = slices.DeleteFunc(document.Directives, e.refusesDirective)
	document.DirectiveExtensions = slices.DeleteFunc(document.DirectiveExtensions, e.refusesDirective)
	document.Definitions = slices.DeleteFunc(document.Definitions, func(d *ast.Definition) bool { return !e.defines(d) })
	document.Extensions = slices.DeleteFunc(document.Extensions, func(d *ast.Definition) bool { return !e.extends(d) })
}

// roots refuses other root types than Query and Mutation.
func (e *fitting) roots() {
	if len(e.document.Schema)+len(e.document.SchemaExtension) > 0 {
		e.note(slices.Concat(e.document.Schema, e.document.SchemaExtension)[0].Position, "schema { … } is left out: the root types are always Query and Mutation")
		e.document.Schema, e.document.SchemaExtension = nil, nil
	}
}

// refusesDirective reports whether a definition of a directive is left out.
func (e *fitting) refusesDirective(d *ast.DirectiveDefinition) bool {
	if d.Name == ColumnsDirective {
		return true // each source's copy of the declaration, which is added once
	}
	if e.schema.federation && IsFederations(d.Name) {
		e.note(d.Position, "the directive @%s is left out: Federation has one of this name, which needs no declaration", d.Name)
		return true
	}
	if known := e.schema.AST.Directives[d.Name]; known != nil || d.Name == "defer" {
		e.note(d.Position, "the directive @%s is left out: GraphQL has one of this name", d.Name)
		return true
	}
	for _, l := range d.Locations {
		if unheeded[l] {
			e.note(d.Position, "the directive @%s is left out: nothing runs it at %s; of the places in a document it can be on FIELD", d.Name, l)
			return true
		}
	}
	return false
}

// unheeded are the places of a client's document at which no code of a directive is run: the engine answers root
// fields by themselves, and gqlgen runs no directive of fragments and variables.
var unheeded = map[ast.DirectiveLocation]bool{
	ast.LocationQuery: true, ast.LocationMutation: true, ast.LocationSubscription: true, ast.LocationFragmentDefinition: true,
	ast.LocationFragmentSpread: true, ast.LocationInlineFragment: true, ast.LocationVariableDefinition: true,
}

// passedBy removes directives from a type that the engine answers.
func (e *fitting) passedBy(d *ast.Definition) {
	for _, on := range d.Directives {
		e.note(d.Position, "@%s on %s is left out: the engine answers the type, and ignores the directive; put it on fields of your own", on.Name, d.Name)
	}
	d.Directives = nil
}

// defines reports whether a type of the owner's is kept.
func (e *fitting) defines(d *ast.Definition) bool {
	switch base := e.schema.AST.Types[d.Name]; {
	case d.Name == "Subscription":
		e.note(d.Position, "type Subscription is left out: subscriptions are not served")
		return false
	case base != nil && takesFields(e.schema, base):
		e.note(d.Position, "%s is a type of the tables' schema: write extend type %s { … } to add fields to it", d.Name, d.Name)
		return false
	case base != nil:
		e.note(d.Position, "the %s %s is left out: the tables' schema has a type of this name; choose another one", kindName(d.Kind), d.Name)
		return false
	}
	e.unresolvable(d)
	d.Fields = slices.DeleteFunc(d.Fields, func(f *ast.FieldDefinition) bool { return e.hasStrayColumns(d, f) })
	return len(d.Fields) > 0 || d.Kind != ast.Object && d.Kind != ast.Interface && d.Kind != ast.InputObject
}

// unresolvable removes keys by which a gateway would ask for a type of the owner's: only rows of tables are found so.
func (e *fitting) unresolvable(d *ast.Definition) {
	d.Directives = slices.DeleteFunc(d.Directives, func(on *ast.Directive) bool {
		wrong := e.schema.federation && on.Name == "key" && resolvable(on)
		if wrong {
			e.note(d.Position, "@key on %s is left out: only rows of tables are found by their keys; write resolvable: false for a type of another subgraph", d.Name)
		}
		return wrong
	})
}

// hasStrayColumns reports whether a field names columns where there are none.
func (e *fitting) hasStrayColumns(d *ast.Definition, f *ast.FieldDefinition) bool {
	if f.Directives.ForName(ColumnsDirective) == nil {
		return false
	}
	e.note(f.Position, "%s.%s is left out: @%s is for fields of the tables' types, and %s has no columns", d.Name, f.Name, ColumnsDirective, d.Name)
	return true
}

// extends reports whether an extension is kept; fields that do not fit are removed from it.
func (e *fitting) extends(d *ast.Definition) bool {
	base := e.schema.AST.Types[d.Name]
	switch {
	case d.Name == "Subscription":
		e.note(d.Position, "type Subscription is left out: subscriptions are not served")
		return false
	case base == nil && d.Name == "Mutation":
		d.Fields = slices.DeleteFunc(d.Fields, func(f *ast.FieldDefinition) bool { return e.hasStrayColumns(d, f) })
		return len(d.Fields) > 0
	case base == nil:
		e.unresolvable(d)
		return true // of a type of the owner's, or leaveOutMissing removes it
	case base.Kind != d.Kind:
		e.note(d.Position, "extend %s %s is left out: %s is of kind %s", kindName(d.Kind), d.Name, d.Name, kindName(base.Kind))
		return false
	case !takesFields(e.schema, base):
		e.note(d.Position, "extend %s %s is left out: the engine answers it as it is, and only Query, Mutation and the types of rows take fields in Go",
			kindName(d.Kind), d.Name)
		return false
	}
	had := len(d.Fields) + len(d.Directives)
	e.passedBy(d)
	d.Fields = slices.DeleteFunc(d.Fields, func(f *ast.FieldDefinition) bool { return !e.fits(base, f) })
	return len(d.Fields)+len(d.Interfaces) > 0 || had == 0
}

// takesFields reports whether a type of the tables' schema can have fields in Go.
func takesFields(s *Schema, d *ast.Definition) bool {
	return d == s.AST.Query || d == s.AST.Mutation || s.tableOf(d.Name) != nil
}

// fits reports whether a field can be part of a served type.
func (e *fitting) fits(base *ast.Definition, f *ast.FieldDefinition) bool {
	if base.Fields.ForName(f.Name) != nil {
		e.note(f.Position, "%s has a field %s already, so the one written in Go is left out", base.Name, f.Name)
		return false
	}
	if e.schema.tableOf(base.Name) == nil && e.hasStrayColumns(base, f) {
		return false
	}
	if t := e.schema.tableOf(base.Name); t != nil && !NamesColumns(f) {
		if name, lacks := Lacks(e.generated, t); lacks {
			e.note(f.Position, "%s.%s is left out: it reads every column, and %s has no column %s of the kind that the code was generated for; run go generate ./...",
				base.Name, f.Name, base.Name, name)
			return false
		}
	}
	for _, name := range ColumnsOf(f) {
		if !e.isColumn(base.Name, name) {
			e.note(f.Position, "%s.%s is left out: %s has no column %s", base.Name, f.Name, base.Name, name)
			return false
		}
		if was, known := e.before(base.Name, name); known && was != base.Fields.ForName(name).Type.String() {
			e.note(f.Position, "%s.%s is left out: the column %s is %s, and the code was generated for another kind; run go generate ./...",
				base.Name, f.Name, name, base.Fields.ForName(name).Type)
			return false
		}
	}
	return true
}

// Lacks returns a column of the type that code was generated for, and reports whether the table lacks it or has one
// of another kind. Whether it can be null does not count, nor do secret columns, which no code reads.
func Lacks(generated *ast.Schema, t *catalog.Table) (name string, lacks bool) {
	if generated == nil || generated.Types[t.TypeName] == nil {
		return "", false
	}
	for _, f := range generated.Types[t.TypeName].Fields {
		kind := generated.Types[f.Type.Name()]
		if Handwritten(f) || f.Type.Name() == "ID" || kind == nil || !kind.IsLeafType() {
			continue
		}
		if c := t.Input(f.Name); c == nil || !c.Secret && namedTypeOf(c) != f.Type.Name() {
			return f.Name, true
		}
	}
	return "", false
}

// before returns the type that a column had when the code was generated; it reports false where that is not known.
func (e *fitting) before(typeName, column string) (string, bool) {
	if e.generated == nil || e.generated.Types[typeName] == nil {
		return "", false
	}
	f := e.generated.Types[typeName].Fields.ForName(column)
	if f == nil {
		return "", true
	}
	return f.Type.String(), true
}

func (e *fitting) isColumn(typeName, name string) bool {
	t := e.schema.tableOf(typeName)
	return t != nil && t.Column(name) != nil
}

// tableOf returns the table whose rows are of a type; nil if there is none.
func (s *Schema) tableOf(typeName string) *catalog.Table {
	for _, t := range s.tables {
		if t.TypeName == typeName {
			return t
		}
	}
	return nil
}

// kindName returns how a kind of type is spelt in a schema.
func kindName(k ast.DefinitionKind) string {
	switch k {
	case ast.Object:
		return "type"
	case ast.InputObject:
		return "input"
	default:
		return strings.ToLower(string(k))
	}
}
