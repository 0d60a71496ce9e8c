package document

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/operation"
)

// guard counts the contents of a document, from its tokens alone, before any of it is stored. It stops at the
// first exceeded limit. Invalid syntax is left to the parser, which reports where it is. What a document selects
// with its fragments written out is checked by the survey.
func guard(document string, l *limits.Limits) *gqlfault.Located {
	c := counter{limits: l, text: textReader{rest: document}}
	return c.count(document)
}

// count reads tokens up to the first exceeded limit.
func (c *counter) count(document string) *gqlfault.Located {
	l := lexer.New(&ast.Source{Input: document})
	for {
		token, err := l.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return wrongEscape(&token, err)
		}
		c.tokens++
		if token.Kind != lexer.Comment {
			c.take(token.Kind, token.Value)
			c.previous = token.Kind
		}
		if f := c.exceeded(); f != nil {
			return locate(f, nil)
		}
		if token.Kind == lexer.Name && len(token.Value) > limits.MaxNameBytes {
			return locate(limits.NameTooLong(), &token.Pos)
		}
		if token.Kind == lexer.String && c.text.loneSurrogate(&token) {
			return locate(wrongSurrogate(), &token.Pos)
		}
	}
}

// counter holds the counts so far.
type counter struct {
	limits *limits.Limits

	tokens, fields, aliases, rootAliases, directives int
	// depth is the nesting of selections, parens that of arguments, in which braces are values.
	depth, parens int
	// open records for each open selection whether it counts: those of inline fragments do not.
	open []bool
	// fragment is set while a fragment is defined, inline while an inline fragment is read.
	fragment, inline bool
	// name is the last one that can be a field's, or a fragment's type.
	name string
	// introspects is the depth of the enclosing introspection field, or 0.
	introspects int
	// previous is the kind of the last token other than a comment.
	previous lexer.Type
	// text returns strings as they are written.
	text textReader
}

func (c *counter) take(kind lexer.Type, value string) {
	switch kind {
	case lexer.ParenL:
		c.parens++
		return
	case lexer.ParenR:
		c.parens--
		return
	case lexer.At:
		c.directives++
		return
	}
	if c.parens > 0 {
		return
	}
	switch kind {
	case lexer.BraceL:
		c.opens()
	case lexer.BraceR:
		c.closes()
	case lexer.Colon:
		if c.depth > 0 {
			c.aliases++
			c.fields-- // the alias was counted as a field
			if c.depth == 1 && !c.fragment {
				c.rootAliases++
			}
		}
	case lexer.Spread:
		c.fields++
		c.inline = true
	case lexer.Name:
		c.named(value)
	}
}

// named handles a name: of a field, a fragment, a directive, or a type after `on`.
func (c *counter) named(value string) {
	switch {
	case c.previous == lexer.At:
	case c.depth == 0:
		// The first name of a definition, after its description, is its keyword.
		switch c.previous {
		case lexer.Invalid, lexer.BraceR, lexer.String, lexer.BlockString:
			c.fragment = value == "fragment"
		}
		c.name = value
	case c.previous == lexer.Spread:
		c.inline = value == "on"
	case !c.inline:
		c.fields++
		c.name = value
	}
}

func (c *counter) opens() {
	if c.introspects == 0 && c.asksForSchema() {
		c.introspects = c.depth + 1
	}
	c.open = append(c.open, !c.inline)
	if !c.inline {
		c.depth++
	}
	c.inline = false
}

// asksForSchema reports whether an opening selection is one of an introspection.
func (c *counter) asksForSchema() bool {
	if c.depth == 0 {
		return c.fragment && len(c.name) > 2 && c.name[:2] == "__"
	}
	return !c.inline && operation.Introspects(c.name)
}

func (c *counter) closes() {
	if len(c.open) == 0 {
		return
	}
	if c.open[len(c.open)-1] {
		c.depth--
	}
	c.open = c.open[:len(c.open)-1]
	if c.depth < c.introspects {
		c.introspects = 0
	}
	c.inline = false
	c.name = ""
}

// exceeded returns the fault of the first exceeded limit.
func (c *counter) exceeded() *fault.Fault {
	l := c.limits
	switch {
	case c.tokens > l.Tokens:
		return l.TooManyTokens()
	case c.fields > l.Fields:
		return l.TooManyFields()
	case c.rootAliases > l.RootAliases:
		return l.TooManyRootAliases()
	case c.aliases > l.Aliases:
		return l.TooManyAliases()
	case c.directives > l.Directives:
		return l.TooManyDirectives()
	case c.introspects > 0 && c.depth > l.IntrospectionDepth:
		return l.IntrospectionTooDeep()
	case c.introspects == 0 && c.depth > l.Depth:
		return l.TooDeep()
	default:
		return nil
	}
}
