package schema

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// ResolverBody returns the body of the resolver that is generated for a field of Query or Mutation: one line into the
// engine. The generator writes it, and the server compares with it: a resolver with another body was edited. Model is
// the Go type of the rows, or the variable with the types of rows of any tables, see ModelOf. It is empty for a field that is written in Go. Parameters are the names
// of the arguments in Go, without any those in the schema.
func ResolverBody(f *ast.FieldDefinition, model string, parameters ...string) string {
	if Handwritten(f) || strings.HasPrefix(f.Name, "__") || forGateway(f) {
		return ""
	}
	if f.Name == EmptyField {
		return `return "` + EmptyText + `", nil`
	}
	arguments := make([]string, len(f.Arguments))
	for i, a := range f.Arguments {
		value := a.Name
		if len(parameters) == len(f.Arguments) {
			value = parameters[i]
		}
		arguments[i] = `"` + a.Name + `": ` + value
	}
	call := "one"
	if f.Type.Elem != nil {
		call = "many"
	}
	rest := `"` + f.Name + `", Arguments{` + strings.Join(arguments, ", ") + "})"
	if ReturnsNodes(f) {
		return "return " + call + "Of(ctx, model." + model + ", " + rest
	}
	return "return " + call + "[model." + model + "](ctx, " + rest
}

var modelInBody = regexp.MustCompile(`^return (?:one|many)(?:\[model\.(\w+)\]|Of\(ctx, model\.(\w+))`)

// ModelOf returns the Go type of the rows that a generated body names, or the variable with their types; empty for other
// bodies. The result of the
// resolver decides on it, so a resolver that compiles cannot name another one.
func ModelOf(body string) string {
	if found := modelInBody.FindStringSubmatch(body); found != nil {
		return found[1] + found[2]
	}
	return ""
}

// embeddedResolver is the folded name of what the types of resolvers embed: no method of theirs can have it.
const embeddedResolver = "resolver"

// FoldedGo returns the common form of a GraphQL name and of all its spellings in Go.
func FoldedGo(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// MethodNumbers returns the numbers that distinguish the resolvers of those fields whose names are equal in Go; a field
// without one keeps its name. Natural names go first, so that a number takes none away.
func MethodNumbers(d *ast.Definition) map[string]int {
	taken := map[string]bool{embeddedResolver: true}
	var late []*ast.FieldDefinition
	for _, f := range d.Fields {
		if strings.HasPrefix(f.Name, "__") || forGateway(f) {
			continue // introspection has no resolvers, nor has what a gateway asks for
		}
		if taken[FoldedGo(f.Name)] {
			late = append(late, f)
		}
		taken[FoldedGo(f.Name)] = true
	}
	numbers := map[string]int{}
	for _, f := range late {
		n := 2
		for taken[FoldedGo(f.Name)+strconv.Itoa(n)] {
			n++
		}
		taken[FoldedGo(f.Name)+strconv.Itoa(n)] = true
		numbers[f.Name] = n
	}
	return numbers
}
