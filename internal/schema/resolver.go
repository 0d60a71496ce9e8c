package schema

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// ResolverBody returns the body of the resolver that is generated for a field of Query or Mutation: one line into the
// engine. The generator writes it, and the server compares with it: a resolver with another body was edited. It is
// empty for a field that is written in Go.
func ResolverBody(f *ast.FieldDefinition) string {
	if Handwritten(f) || strings.HasPrefix(f.Name, "__") {
		return ""
	}
	if f.Name == EmptyField {
		return `return "` + EmptyText + `", nil`
	}
	arguments := make([]string, len(f.Arguments))
	for i, a := range f.Arguments {
		arguments[i] = `"` + a.Name + `": ` + a.Name
	}
	call := "one"
	if f.Type.Elem != nil {
		call = "many"
	}
	return "return " + call + "[model." + f.Type.Name() + `](ctx, "` + f.Name + `", Arguments{` + strings.Join(arguments, ", ") + "})"
}
