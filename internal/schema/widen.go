package schema

import "github.com/vektah/gqlparser/v2/ast"

// WidenedDirective marks fields that have become nullable while they were served. It is never part of the served
// schema.
const WidenedDirective = "widened"

// markWidened marks the fields of columns that have become nullable while they were served.
func (s *Schema) markWidened() {
	for _, t := range s.tables {
		for _, c := range t.Columns {
			if !c.Widened {
				continue
			}
			if f := s.AST.Types[t.TypeName].Fields.ForName(c.Name); f != nil {
				f.Directives = append(f.Directives, &ast.Directive{Name: WidenedDirective})
			}
		}
	}
}

// FormOf returns the type by which values of a field can be merged with those of others. GraphQL merges no nullable
// field with a non-null one, but documents that were valid when a field became nullable stay valid.
func FormOf(f *ast.FieldDefinition) *ast.Type {
	if f.Directives.ForName(WidenedDirective) == nil {
		return f.Type
	}
	form := *f.Type
	form.NonNull = true
	return &form
}
