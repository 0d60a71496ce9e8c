package serve

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"tiddly/internal/fault"
)

// maxName is how many characters of a client's name an error repeats.
const maxName = 40

// nearest returns a list of what exists for an error about a name: the names most like it first, then the others in
// their order.
func nearest(name string, known []string) string {
	ordered := alike(short(name), known)
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

// alike returns those names that are like one, which is compared only with those that can be: as much longer or shorter
// as a name may be, so many letters differ at least.
func alike(name string, known []string) []string {
	most := len(name)*2/5 + 1
	var near []string
	for _, k := range known {
		if len(k) <= len(name)+most && len(name) <= len(k)+most {
			near = append(near, k)
		}
	}
	return core.SuggestionList(name, near)
}

// short returns a client's text, shortened where it is too long.
func short(text string) string {
	if utf8.RuneCountInString(text) <= maxName {
		return text
	}
	return string([]rune(text)[:maxName]) + "…"
}

// fieldNames returns the fields of a type, without those of GraphQL itself.
func fieldNames(definition *ast.Definition) []string {
	names := make([]string, 0, len(definition.Fields))
	for _, f := range definition.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			names = append(names, f.Name)
		}
	}
	return names
}
