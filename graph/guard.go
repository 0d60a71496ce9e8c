package graph

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"

	"tiddly/internal/fault"
)

// Bounds of a document as it is written. Validation compares fields with each other, so its time grows with
// the square of their number: these hold before it starts.
const (
	maxTokens     = 2000
	maxSelections = 500
	maxAliases    = 100
	maxDirectives = 100
	maxDepth      = 20
)

// guard counts what a document has, from its tokens alone: gqlgen has no place for a check between parsing and
// validation. What is not GraphQL is left to the parser, which says where.
func guard(document string) *fault.Fault {
	c := counter{}
	l := lexer.New(&ast.Source{Input: document})
	for {
		token, err := l.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return nil
		}
		c.take(token.Kind)
		if f := c.exceeded(); f != nil {
			return f
		}
	}
}

// counter is what was met so far.
type counter struct {
	tokens, selections, aliases, directives int
	// depth is the nesting of selections, parens that of arguments, in which braces are values.
	depth, parens int
	// previous is the kind of the last token, but for comments.
	previous lexer.Type
}

func (c *counter) take(kind lexer.Type) {
	c.tokens++
	if kind == lexer.Comment {
		return
	}
	selecting := c.depth > 0 && c.parens == 0
	switch kind {
	case lexer.ParenL:
		c.parens++
	case lexer.ParenR:
		c.parens--
	case lexer.At:
		c.directives++
	case lexer.BraceL:
		if c.parens == 0 {
			c.depth++
		}
	case lexer.BraceR:
		if c.parens == 0 {
			c.depth--
		}
	case lexer.Colon:
		if selecting {
			c.aliases++
			c.selections-- // the alias was counted as a field
		}
	case lexer.Spread:
		c.selections++
	case lexer.Name:
		if selecting && c.previous != lexer.At && c.previous != lexer.Spread {
			c.selections++
		}
	}
	c.previous = kind
}

// exceeded gives the first bound that is exceeded.
func (c *counter) exceeded() *fault.Fault {
	switch {
	case c.tokens > maxTokens:
		return tooManyTokens()
	case c.selections > maxSelections:
		return fault.New(fault.LimitFields, "the document selects more than %d fields", maxSelections).
			WithHint("select fewer fields, or ask in several requests")
	case c.aliases > maxAliases:
		return fault.New(fault.LimitFields, "the document has more than %d aliases", maxAliases).
			WithHint("ask in several requests, or use in for many values of one column")
	case c.directives > maxDirectives:
		return fault.New(fault.LimitFields, "the document has more than %d directives", maxDirectives)
	case c.depth > maxDepth:
		return tooDeep()
	default:
		return nil
	}
}

func tooManyTokens() *fault.Fault {
	return fault.New(fault.LimitTokens, "the document has more than %d tokens", maxTokens).
		WithHint("send long values as variables, or ask in several requests")
}

func tooDeep() *fault.Fault {
	return fault.New(fault.LimitDepth, "the selections are nested more than %d levels deep", maxDepth).
		WithHint("start from a table that is nearer to what you look for")
}
