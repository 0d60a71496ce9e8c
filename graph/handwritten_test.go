package graph

import (
	"strings"
	"testing"
)

// TestNothingIsEdited: in this repository every resolver is as it was generated.
func TestNothingIsEdited(t *testing.T) {
	all := edited()
	if want := len(parsedSchema.Query.Fields) - 2 + len(parsedSchema.Mutation.Fields); len(all) != want { // less __schema and __type
		t.Errorf("%d root fields are looked at, want %d", len(all), want)
	}
	for name, changed := range all {
		if changed {
			t.Errorf("the resolver of %s is not as it was generated", name)
		}
	}
}

// TestEdited: whatever is not to the letter what was generated counts as edited.
func TestEdited(t *testing.T) {
	var source string
	for _, text := range embedded("*.resolvers.go") {
		source += text
	}
	const line = `return one[model.User](ctx, "user", Arguments{"by": by})`
	if !strings.Contains(source, line) {
		t.Fatal("the resolver of user has another body")
	}
	for name, text := range map[string]string{
		"a line before":      strings.Replace(source, line, "_ = 1\n\t"+line, 1),
		"another argument":   strings.Replace(source, line, strings.Replace(line, `"by": by`, `"by": nil`, 1), 1),
		"a comment":          strings.Replace(source, line, line+" // mine", 1),
		"nothing":            strings.Replace(source, line, "", 1),
		"another name":       strings.Replace(source, ") User(ctx", ") Usr(ctx", 1),
		"twice":              source + "\nfunc (r *queryResolver) USER() {}\n",
		"no Go":              "package graph\nfunc (",
		"another receiver":   strings.Replace(source, "(r *queryResolver) User(ctx", "(r *other) User(ctx", 1),
		"a value's method":   strings.Replace(source, "(r *queryResolver) User(ctx", "(r queryResolver) User(ctx", 1),
		"another root field": strings.Replace(source, line, strings.Replace(line, `"user"`, `"dual"`, 1), 1),
	} {
		files := func(yield func(string, string) bool) { yield("schema.resolvers.go", text) }
		all := editedIn(parsedSchema, files)
		if !all["Query.user"] {
			t.Errorf("%s: the resolver does not count as edited", name)
		}
		if name != "no Go" && all["Query.users"] {
			t.Errorf("%s: another resolver counts as edited", name)
		}
	}
}
