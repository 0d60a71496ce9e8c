package schema

import (
	"errors"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// leaveOutMissing removes from extensions what names types that are not served, until nothing does: a union of such
// a type, then the fields that return the union. The rest stays.
func (s *Schema) leaveOutMissing(parts []*ast.SchemaDocument) {
	for changed := true; changed; {
		changed = false
		known := s.typesWith(parts)
		for _, document := range parts {
			before := len(s.Notes) - len(document.Definitions) - len(document.Extensions)
			document.Definitions = slices.DeleteFunc(document.Definitions, func(d *ast.Definition) bool { return s.lacks(d, known) })
			document.Extensions = slices.DeleteFunc(document.Extensions, func(d *ast.Definition) bool { return s.lacksBase(d, known) || s.lacks(d, known) })
			changed = changed || len(s.Notes)-len(document.Definitions)-len(document.Extensions) > before
		}
	}
}

// typesWith returns the names of the types that are served with the extensions.
func (s *Schema) typesWith(parts []*ast.SchemaDocument) map[string]bool {
	known := make(map[string]bool, len(s.AST.Types))
	for name := range s.AST.Types {
		known[name] = true
	}
	for _, document := range parts {
		for _, d := range document.Definitions {
			known[d.Name] = true
		}
	}
	return known
}

// lacksBase reports whether the extended type is not served, and records it.
func (s *Schema) lacksBase(d *ast.Definition, known map[string]bool) bool {
	if known[d.Name] {
		return false
	}
	if len(d.Fields) == 0 {
		s.noteAt(d.Position, "extend %s %s is left out: %s is not served", kindName(d.Kind), d.Name, d.Name)
		return true
	}
	s.noteAt(d.Position, "the type %s is not served, so its fields %s are left out", d.Name, strings.Join(fieldNamesOf(d), ", "))
	return true
}

// lacks reports whether a definition has no place without a type that it names. Of an object, only the fields that
// name such a type are removed.
func (s *Schema) lacks(d *ast.Definition, known map[string]bool) bool {
	for _, name := range slices.Concat(d.Types, d.Interfaces) {
		if !known[name] {
			s.noteAt(d.Position, "the %s %s is left out: the type %s is not served", kindName(d.Kind), d.Name, name)
			return true
		}
	}
	had := len(d.Fields)
	input := ""
	d.Fields = slices.DeleteFunc(d.Fields, func(f *ast.FieldDefinition) bool {
		name := missingOf(f, known)
		switch {
		case name == "":
			return false
		case d.Kind == ast.InputObject:
			input = name
			return false
		}
		s.noteAt(f.Position, "%s.%s is left out: the type %s is not served", d.Name, f.Name, name)
		return true
	})
	if input != "" {
		s.noteAt(d.Position, "the input %s is left out: the type %s is not served", d.Name, input)
		return true
	}
	return isEmpty(d) && (had > 0 || len(d.Interfaces)+len(d.Directives) == 0)
}

// missingOf returns the type that a field names and that is not served; empty if there is none.
func missingOf(f *ast.FieldDefinition, known map[string]bool) string {
	if !known[f.Type.Name()] {
		return f.Type.Name()
	}
	for _, a := range f.Arguments {
		if !known[a.Type.Name()] {
			return a.Type.Name()
		}
	}
	return ""
}

// isEmpty reports whether nothing of a type's definition is left.
func isEmpty(d *ast.Definition) bool {
	return d.Kind != ast.Scalar && len(d.Fields)+len(d.Types)+len(d.EnumValues) == 0
}

func fieldNamesOf(d *ast.Definition) []string {
	names := make([]string, len(d.Fields))
	for i, f := range d.Fields {
		names[i] = f.Name
	}
	return names
}

// leaveOutInvalid removes from extensions the one definition or field that makes the whole schema invalid, and
// reports whether there is one.
func (s *Schema) leaveOutInvalid(parts []*ast.SchemaDocument, err error) bool {
	for _, document := range parts {
		if remove := at(document, err); remove != nil {
			remove()
			s.note("%v; it is left out", err)
			return true
		}
	}
	// The error is at a type of the tables: an extension made it invalid.
	for _, document := range parts {
		for i, d := range document.Extensions {
			without := slices.Delete(slices.Clone(document.Extensions), i, i+1)
			document.Extensions, without = without, document.Extensions
			if _, still := s.loadWith(parts); still == nil {
				s.noteAt(d.Position, "extend %s %s is left out: %v", kindName(d.Kind), d.Name, err)
				return true
			}
			document.Extensions = without
		}
	}
	return false
}

// at returns what removes the innermost definition of a document that has the error; nil if the error is elsewhere.
func at(document *ast.SchemaDocument, err error) (remove func()) {
	var where *gqlerror.Error
	if !errors.As(err, &where) || len(where.Locations) == 0 {
		return nil
	}
	file, _ := where.Extensions["file"].(string)
	line, column := where.Locations[0].Line, where.Locations[0].Column
	last := ast.Position{}
	within := func(p *ast.Position, without func()) {
		if p == nil || p.Src.Name != file || p.Line > line || p.Line == line && p.Column > column {
			return
		}
		if p.Line > last.Line || p.Line == last.Line && p.Column >= last.Column {
			last, remove = *p, without
		}
	}
	for _, d := range document.Directives {
		within(d.Position, func() { document.Directives = dropped(document.Directives, d) })
	}
	for _, d := range document.DirectiveExtensions {
		within(d.Position, func() { document.DirectiveExtensions = dropped(document.DirectiveExtensions, d) })
	}
	for _, d := range document.Definitions {
		within(d.Position, func() { document.Definitions = dropped(document.Definitions, d) })
		fieldsOf(d, within)
	}
	for _, d := range document.Extensions {
		within(d.Position, func() { document.Extensions = dropped(document.Extensions, d) })
		fieldsOf(d, within)
	}
	return remove
}

// fieldsOf calls within for the fields of a type; an input is left out as a whole.
func fieldsOf(d *ast.Definition, within func(*ast.Position, func())) {
	if d.Kind == ast.InputObject {
		return
	}
	for _, f := range d.Fields {
		within(f.Position, func() { d.Fields = dropped(d.Fields, f) })
	}
}

func dropped[S ~[]E, E comparable](list S, one E) S {
	return slices.DeleteFunc(list, func(e E) bool { return e == one })
}
