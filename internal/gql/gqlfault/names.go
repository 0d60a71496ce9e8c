package gqlfault

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"tiddly/internal/fault"
)

// MaxName limits the length, in characters, of a client's name in an error.
const MaxName = 40

// Nearest returns a list of the existing names, for an error about an unknown one: similar names first, then the
// others in their order.
func Nearest(name string, known []string) string {
	ordered := Alike(Short(name), known)
	near := len(ordered)
	for _, k := range known {
		if !slices.Contains(ordered[:near], k) {
			ordered = append(ordered, k)
		}
	}
	if len(ordered) == 0 {
		return "no names"
	}
	return fault.List(ordered)
}

// Alike returns the known names that are similar to a name. Only names of about its length are compared: the edit
// distance is at least the difference of the lengths.
func Alike(name string, known []string) []string {
	most := len(name)*2/5 + 1
	var near []string
	for _, k := range known {
		if len(k) <= len(name)+most && len(name) <= len(k)+most {
			near = append(near, k)
		}
	}
	return core.SuggestionList(name, near)
}

// Short returns a client's text, cut to the length that an error repeats.
func Short(text string) string {
	if utf8.RuneCountInString(text) <= MaxName {
		return text
	}
	return string([]rune(text)[:MaxName]) + "…"
}

// FieldNames returns the fields of a type, without those of GraphQL itself.
func FieldNames(definition *ast.Definition) []string {
	names := make([]string, 0, len(definition.Fields))
	for _, f := range definition.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			names = append(names, f.Name)
		}
	}
	return names
}
