package document

import (
	"strings"
	"testing"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
)

func TestGuard(t *testing.T) {
	repeat, l := strings.Repeat, limits.Default()
	tests := []struct {
		name, document string
		want           fault.Code
	}{
		{"small", `query Q($a: [Int!] = [1] @d) { a: b(c: {d: [{e: $a}]}) @skip(if: true) { ... on T @include(if: false) { f } ...g } } fragment g on T { h }`, ""},
		{"fields", "{ " + repeat("a ", maxSelections) + "}", ""},
		{"too many fields", "{ " + repeat("a ", maxSelections+1) + "}", fault.LimitFields},
		{"fields of fragments count", "{ ...f } fragment f on T { " + repeat("a ", maxSelections) + "}", fault.LimitFields},
		{"spreads count", "{ " + repeat("...f ", maxSelections+1) + "}", fault.LimitFields},
		{"aliases", "{ q { " + repeat("a: b ", maxAliases) + "} }", ""},
		{"too many aliases", "{ q { " + repeat("a: b ", maxAliases+1) + "} }", fault.LimitFields},
		{"root aliases", "{ " + repeat("a: b ", maxRootAliases) + "}", ""},
		{"too many root aliases", "{ " + repeat("a: b ", maxRootAliases+1) + "}", fault.LimitFields},
		{"members of arguments are no aliases", "{ a(b: {" + repeat("c: {d: 1} ", maxAliases+1) + "}) }", ""},
		{"too many directives", "{ a " + repeat("@b ", maxDirectives+1) + "}", fault.LimitFields},
		{"depth", repeat("{ a ", maxDepth) + repeat("}", maxDepth), ""},
		{"too deep", repeat("{ a ", maxDepth+1), fault.LimitDepth},
		{"values are not deep", "{ a(b: " + repeat("{c: ", maxDepth+1) + "1" + repeat("}", maxDepth+1) + ") }", ""},
		{"tokens", "{ a(b: [" + repeat("1 ", maxTokens) + "]) }", fault.LimitTokens},
		{"comments count", "{ a " + repeat("#\n", maxTokens) + "}", fault.LimitTokens},
		{"no GraphQL", `{ a "`, ""},
		{"introspection", gqltest.FullIntrospection, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := guard(tt.document, &l)
			switch {
			case f == nil && tt.want != "":
				t.Errorf("got nothing, want %s", tt.want)
			case f != nil && f.Fault.Code != tt.want:
				t.Errorf("got %v, want %s", f.Fault, tt.want)
			}
		})
	}
}

// TestGuardReadsNoFurther counts the tokens read of large documents: none is read after the limit.
func TestGuardReadsNoFurther(t *testing.T) {
	l := limits.Default()
	for document, most := range map[string]int{
		"{ a { " + strings.Repeat("id ", 4000) + "} }":                                       l.Fields + 10,
		"{ a " + strings.Repeat("@skip(if: false) ", 20_000) + "}":                           7*l.Directives + 10,
		"{ a(b: " + strings.Repeat("[", 100_000) + ") }":                                     l.Tokens + 1,
		strings.Repeat("{", 20_000):                                                          l.Depth + 1,
		"{ " + strings.Repeat("a: b ", 4000) + "}":                                           3*l.RootAliases + 10,
		"{ a(b: \"" + strings.Repeat("x", 1<<20) + "\") " + strings.Repeat("c ", 4000) + "}": l.Fields + 10,
	} {
		c := counter{limits: &l, text: textReader{rest: document}}
		if f := c.count(document); f == nil || c.tokens > most {
			t.Errorf("%.30s: %d tokens were read, want at most %d, and got %v", document, c.tokens, most, f)
		}
	}
}

// TestDepthThroughFragments nests selections by fragments.
func TestDepthThroughFragments(t *testing.T) {
	var b strings.Builder
	b.WriteString("{ artists { ...f0 } }")
	for i := range maxDepth {
		n, next := string(rune('a'+i)), string(rune('a'+i+1))
		if i == 0 {
			n = "0"
		}
		b.WriteString(" fragment f" + n + " on Artist { albums { artist { ...f" + next + " } } }")
	}
	b.WriteString(" fragment f" + string(rune('a'+maxDepth)) + " on Artist { id }")
	if got := asked(t, b.String(), ``); !strings.HasPrefix(got, "LIMIT_DEPTH") || strings.Contains(got, "\n") {
		t.Errorf("got %.200s", got)
	}
}
