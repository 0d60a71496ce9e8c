package handwritten

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
)

// TestCheck requires code for the directives that generated code runs, and for no others.
func TestCheck(t *testing.T) {
	type root struct{ Upper, AtMost, Described func() }
	const schema = `directive @upper on FIELD_DEFINITION directive @atMost(n: Int) on ARGUMENT_DEFINITION directive @described on ENUM
		type Query { a: Int }`
	none := func() {}
	for name, c := range map[string]struct {
		have any
		want []string
	}{
		"all":               {root{none, none, none}, nil},
		"those that run":    {root{none, none, nil}, nil},
		"one is missing":    {root{nil, none, none}, []string{"directives: @upper (graph/mine.graphqls)", "DirectiveRoot{Upper: …}"}},
		"two are missing":   {root{}, []string{"@upper (graph/mine.graphqls), @atMost (graph/mine.graphqls)", "DirectiveRoot{Upper: …, AtMost: …}"}},
		"nothing to be had": {struct{}{}, nil},
	} {
		p := Project{
			Generated:  gqlparser.MustLoadSchema(&ast.Source{Name: "mine.graphqls", Input: schema}),
			Directives: func() any { return c.have },
		}
		text := ""
		if err := p.Check(); err != nil {
			message, _, hint := fault.From(err).Texts()
			text = message + "; " + hint
		}
		if (text == "") != (c.want == nil) {
			t.Errorf("%s: got %q", name, text)
		}
		for _, part := range c.want {
			if !strings.Contains(text, part) {
				t.Errorf("%s: got %q, want %q in it", name, text, part)
			}
		}
	}
	if err := (&Project{}).Check(); err != nil {
		t.Error(err)
	}
}
