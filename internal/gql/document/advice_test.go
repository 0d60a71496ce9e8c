package document

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/validator/rules"

	"tiddly/internal/gql/limits"
)

// TestEveryRuleHasAHint requires a hint for each rule of gqlparser, and a rule for each hint.
func TestEveryRuleHasAHint(t *testing.T) {
	used := 0
	for name := range rules.NewDefaultRules().GetInner() {
		switch {
		case slices.Contains(ours, name):
		case ruleHints[name] == "":
			t.Errorf("the rule %s has no hint", name)
		default:
			used++
		}
	}
	if used != len(ruleHints) {
		t.Errorf("%d hints are of no rule", len(ruleHints)-used)
	}
}

// TestMistakesHaveHints writes what people write by mistake, and requires a hint that says what would be right.
func TestMistakesHaveHints(t *testing.T) {
	s, _ := newShelf(t, limits.Default())
	for document, want := range map[string]string{
		`{ album { title } }`:                                                 "write album(by: …); AlbumKey has id",
		`{ albums(where: {}) { title @include } }`:                            "write @include(if: …)",
		`{ albums }`:                                                          "Album has nodeId, id, title",
		`{ albums { title { text } } }`:                                       "write the name alone, without braces",
		`{ albums(where: {title: "x"}) { title } }`:                           "write an object, as in {eq: …}; StringFilter has eq",
		`{ albums(where: [{title: {eq: "x"}}]) { title } }`:                   "write an object; AlbumWhere has and",
		`{ albums(orderBy: title_ASC) { title } }`:                            "write an object; AlbumOrderBy has id, title",
		`{ album(by: null) { title } }`:                                       "write an object, or omit it; AlbumKey has id",
		`{ albums(limit: "5") { title } }`:                                    "write a whole number without quotes, as in 12",
		`{ albums(where: {live: {eq: "true"}}) { title } }`:                   "write true or false, without quotes",
		`{ albums(where: {title: {eq: 5}}) { title } }`:                       `write a text in quotes, as in "text"`,
		`{ albums(where: {genre: {eq: "ROCK"}}) { title } }`:                  "AlbumGenre has ROCK, POP",
		`{ albums(limit: $n) { title } }`:                                     "declare it behind the keyword",
		`query ($n: int) { albums(limit: $n) { title } }`:                     "/schema.graphqls has the types",
		`query ($n: String) { albums(limit: $n) { title } }`:                  "declare the variable with the type",
		`query ($n: Int) { albums { title } }`:                                "use the variable, or remove its declaration",
		`{ albums { ...F } }`:                                                 "define it in the same document",
		`{ albums { title } } fragment F on Album { title }`:                  "spread the fragment, or remove it",
		`{ albums { ...F } } fragment F on Artist { id }`:                     "write the fragment on the type of the rows",
		`{ albums { title @defer } }`:                                         "a document may use @include(if: …) and @skip(if: …)",
		`subscription { albums { title } }`:                                   "write a query, or a mutation",
		`{ albums { id } } { artists { id } }`:                                "name each and send operationName",
		`query A { albums { id } } query A { artists { id } }`:                "rename one of them",
		`{ albums(limit: 1, limit: 2) { id } }`:                               "write the argument once",
		`{ albums(where: {title: {eq: "a", eq: "b"}}) { id } }`:               "combine conditions with and",
		`# nothing but this`:                                                  "write one, as in { __typename }",
		`{ albums { title }`:                                                  "close what is open",
		`{ albums { title } }}`:                                               "remove the brace",
		`{ albums(where: {title: {eq: 'x'}}) { title } }`:                     "write texts in double quotes",
		`{ albums(where: {"title": {eq: "x"}}) { title } }`:                   "write names without quotes",
		`{ albums() { title } }`:                                              "or omit the parentheses",
		`{ albums { } }`:                                                      "select at least one field",
		`{ albums(where: {title = "x"}) { title } }`:                          "write a colon",
		`{ albums(limit: 1 { title } }`:                                       "close the parentheses",
		`SELECT * FROM albums`:                                                "begin with {, query or mutation",
		`query { a: }`:                                                        "write the name of a field",
		`mutation { deleteAlbums { affectedRows } }`:                          "write deleteAlbums(where: …); AlbumWhere has and",
		`mutation { insertArtist(input: {name: null}) { affectedRows } }`:     `write a text in quotes, as in "text"`,
		`mutation { insertArtist(input: "x") { affectedRows } }`:              "write an object; ArtistInsert has id, name",
		`query ($a: [Album!]) { albums { id title(a: $a) } }`:                 "declare the variable with a scalar, an enum or an input type",
		`query ($a: Int, $a: Int) { albums(limit: $a) { id } }`:               "declare the variable once",
		`{ albums { ...F } } fragment F on Int { id }`:                        "write the fragment on a type that has fields",
		`{ albums { id @skip(if: true) @skip(if: false) } }`:                  "write the directive once",
		`{ albums {...F} } fragment F on Album {id} fragment F on Album {id}`: "rename one of them",
	} {
		_, errs := Read(t.Context(), s.limits, s.schema, document)
		var hints []string
		for _, e := range errs {
			hint, _ := e.Extensions["hint"].(string)
			hints = append(hints, hint)
		}
		if !slices.ContainsFunc(hints, func(h string) bool { return strings.Contains(h, want) }) {
			t.Errorf("%s\nhas the hints %q, want %q", document, hints, want)
		}
	}
}
