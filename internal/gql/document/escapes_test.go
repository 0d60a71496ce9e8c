package document

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"tiddly/internal/fault"
	"tiddly/internal/gql/limits"
)

// TestSourceOfSeptember2025 reads syntax that is new in that edition of the specification, and preserves its
// content.
func TestSourceOfSeptember2025(t *testing.T) {
	for name, document := range map[string]string{
		"braced escapes":               `{ albums(where: {title: {eq: "\u{1F600}\u{41}\u{00000061}"}}) { id } }`,
		"a pair of escapes":            `{ albums(where: {title: {eq: "\ud83d\uDE00"}}) { id } }`,
		"U+FFFD as it is":              "{ albums(where: {title: {eq: \"\ufffd\"}}) { id } }",
		"U+FFFD as an escape":          `{ albums(where: {title: {eq: "\ufffd\u{FFFD}"}}) { id } }`,
		"a backslash before a u":       "{ albums(where: {title: {eq: \"\\\\ud800\ufffd\"}}) { id } }",
		"what looks like an escape":    "{ albums(where: {title: {eq: \"\"\"\\ud800\ufffd\"\"\"}}) { id } }",
		"a description of a query":     `"what" query Q { albums { id } }`,
		"one in a block":               "\"\"\"\nwhat\n\"\"\" query Q { albums { id } }",
		"a description of a fragment":  `{ albums { ...F } } "what" fragment F on Album { id }`,
		"a description of a variable":  `query Q("what" $i: Int) { albums(limit: $i) { id } }`,
		"a control character":          "{ albums { id } } # \x01\x1f \x7f",
		"one after a string":           "{ albums(where: {title: {eq: \"# \\\" #\"}}) { id #\x01\n } }",
		"one after a block":            "{ albums(where: {title: {eq: \"\"\"#\\\"\"\" \"#\"\"\"\"}}) { id #\x01\r\n } }",
		"introspection in a described": `"what" fragment F on __Type { ` + strings.Repeat("ofType { ", 12) + "name" + strings.Repeat(" }", 12) + ` } { __type(name: "A") { ...F } }`,
	} {
		if got := asked(t, document, ``); strings.HasPrefix(got, "invalid") || strings.HasPrefix(got, "LIMIT") {
			t.Errorf("%s: %s", name, got)
		}
	}
	for document, want := range map[string]string{
		`{ albums(where: {title: {eq: "\u{1F600}\ud83d\ude00"}}) { id } }`: "\U0001F600\U0001F600",
		"{ albums(where: {title: {eq: \"#\"}}) { id } } #\x01":             `$0 = "#"`,
	} {
		if got := asked(t, document, ``); !strings.Contains(got, want) {
			t.Errorf("%s gives %s", document, got)
		}
	}
}

// TestHalvesOfCharacters uses escapes for lone surrogates: each is refused, and no part of the string is repeated.
func TestHalvesOfCharacters(t *testing.T) {
	for _, text := range []string{
		`"a\ud800b"`, `"a\udc00b"`, `"a\ud800"`, `"\ud800\ud800"`, `"\udc00\ud800"`, `"\ud800\u0041"`, `"\ud83d\ude00\ude00"`,
		"\"é\U0001F600\ufffd\\ud800\"", `"\ufffd\uDFFF"`, `"\ud800\u{DC00}"`, `"\u{D800}"`, `"\u{DFFF}a"`, `"\u{110000}"`, `"\u{}"`, `"\ud800\n\udc00"`,
	} {
		for _, document := range []string{
			"# \ufffd é\n{ albums(where: {title: {eq: " + text + "}}) { id } }",
			"{ albums(where: {title: {in: [\"\ufffd\", " + text + ", \"\"\"\ufffd\"\"\"]}}) { id } }",
			"query Q($t: String = " + text + ") { albums(where: {title: {eq: $t}}) { id } }",
			"{ albums @a(b: {c: " + text + "}) { id } }", text + " query Q { albums { id } }",
		} {
			got := asked(t, document, ``)
			if !strings.HasPrefix(got, "invalid: REQUEST_SYNTAX") || strings.Contains(got, `\u`) {
				t.Errorf("%s: %s", document, got)
			}
		}
	}
	l := limits.Default()
	f := guard("{\n  a(b: \"x\\ud800\") }", &l)
	if f == nil || f.Fault.Code != fault.RequestSyntax || f.Position.Line != 2 {
		t.Errorf("got %v", f)
	}
}

// FuzzSource requires that preprocessing does not change a document that is readable without it.
func FuzzSource(f *testing.F) {
	for _, seed := range []string{"{ a(b: \"# \x01\") } # \x01", `{ a(b: """#\""" " """) #` + "\x02\n }", `"\ud800"`, `"""`, `"\`, "#\"\x01\r{ a }"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plain := plainComments(text)
		if len(plain) != len(text) {
			t.Fatalf("%q has become %q", text, plain)
		}
		was, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, 1000)
		if err != nil {
			return
		}
		is, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: plain}, 1000)
		if err != nil || ast.Dump(was) != ast.Dump(is) {
			t.Errorf("%q is read otherwise as %q: %v", text, plain, err)
		}
		l := limits.Default()
		guard(plain, &l)
	})
}
