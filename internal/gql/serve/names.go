package serve

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// maxNames is the most names that an error lists, maxName the longest name of a client that one repeats.
const (
	maxNames = 20
	maxName  = 40
)

// nearest lists what exists for an error about a name: the names most like it first, then the others in
// their order.
func nearest(name string, known []string) string {
	ordered := alike(short(name), known)
	for _, k := range known {
		if len(ordered) >= maxNames {
			break
		}
		if !slices.Contains(ordered, k) {
			ordered = append(ordered, k)
		}
	}
	if len(ordered) == 0 {
		return "no names"
	}
	text := strings.Join(cutNames(ordered), ", ")
	if more := len(known) - min(len(ordered), maxNames); more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return text
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

// cutNames cuts a list of names and each name.
func cutNames(names []string) []string {
	names = slices.Clone(names[:min(len(names), maxNames)])
	for i, n := range names {
		names[i] = short(n)
	}
	return names
}

// short cuts a client's text.
func short(text string) string {
	if utf8.RuneCountInString(text) <= maxName {
		return text
	}
	return string([]rune(text)[:maxName]) + "…"
}

// fieldNames gives the fields of a type, without those of GraphQL itself.
func fieldNames(definition *ast.Definition) []string {
	names := make([]string, 0, len(definition.Fields))
	for _, f := range definition.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			names = append(names, f.Name)
		}
	}
	return names
}
