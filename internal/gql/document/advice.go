package document

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"tiddly/internal/gql/gqlfault"
)

// ruleHints are the hints of gqlparser's rules, by their names. They contain no names of the schema.
var ruleHints = map[string]string{
	rules.FragmentsOnCompositeTypesRule.Name:   "write the fragment on a type that has fields",
	rules.KnownDirectivesRule.Name:             "a document may use @include(if: …) and @skip(if: …)",
	rules.KnownFragmentNamesRule.Name:          "define it in the same document, as in fragment Name on Type { … }",
	rules.KnownRootTypeRule.Name:               "write a query, or a mutation where the server allows writes",
	rules.LoneAnonymousOperationRule.Name:      "write one operation, or name each and send operationName",
	rules.MaxIntrospectionDepth.Name:           "nest the fields of the introspection less deeply",
	rules.NoUndefinedVariablesRule.Name:        "declare it behind the keyword, as in query ($limit: Int) { … }",
	rules.NoUnusedFragmentsRule.Name:           "spread the fragment, or remove it",
	rules.NoUnusedVariablesRule.Name:           "use the variable, or remove its declaration",
	rules.PossibleFragmentSpreadsRule.Name:     "write the fragment on the type of the rows that it is spread in",
	rules.UniqueArgumentNamesRule.Name:         "write the argument once",
	rules.UniqueFragmentNamesRule.Name:         "rename one of them",
	rules.UniqueInputFieldNamesRule.Name:       "write the field once, or combine conditions with and",
	rules.UniqueOperationNamesRule.Name:        "rename one of them",
	rules.UniqueVariableNamesRule.Name:         "declare the variable once",
	rules.VariablesAreInputTypesRule.Name:      "declare the variable with a scalar, an enum or an input type",
	rules.VariablesInAllowedPositionRule.Name:  "declare the variable with the type that its position expects",
	rules.UniqueDirectivesPerLocationRule.Name: "write the directive once",
	rules.SingleFieldSubscriptionsRule.Name:    "select one field",
}

// hinted returns a rule whose errors have a hint.
func hinted(name string, rule core.RuleFunc, hint string) core.Rule {
	return core.Rule{Name: name, RuleFunc: func(observers *core.Events, add core.AddErrFunc) {
		rule(observers, func(options ...core.ErrorOption) {
			add(append(options, fixedHint(hint))...)
		})
	}}
}

// fixedHint adds a hint that has no names of the schema to an error.
func fixedHint(hint string) core.ErrorOption {
	return func(e *gqlerror.Error) { faultOf(e).Hint = hint }
}

// syntaxHints are the hints of syntax errors, by what stands in gqlparser's messages. The first that fits is taken.
var syntaxHints = []struct{ said, hint string }{
	{"found <EOF>", "close what is open: the text ends within a bracket or brace"},
	{"<Invalid>", `write texts in double quotes, as in "text"; this character has no meaning in GraphQL`},
	{"Expected Name, found String", "write names without quotes, as in {name: {eq: 1}}"},
	{"at least one definition, found )", "write an argument, as in (limit: 10), or omit the parentheses"},
	{"at least one definition, found }", "select at least one field within the braces"},
	{"Expected :, found", "write a colon between a name and its value"},
	{"Unexpected Name", "begin with {, query or mutation, as in { __typename }"},
	{"Unexpected }", "remove the brace: none is open here"},
	{"Expected Name, found {", "close the parentheses before the braces of the selection"},
	{"Expected Name, found", "write the name of a field or an argument here"},
}

// syntaxHint returns the hint of a syntax error; it may be empty.
func syntaxHint(message string) string {
	for _, h := range syntaxHints {
		if strings.Contains(message, h.said) {
			return h.hint
		}
	}
	return ""
}

// form returns what a literal of the expected type looks like; it is empty where the names of the type say more.
func (c valueCheck) form() string {
	if c.Definition.Kind == ast.InputObject {
		switch {
		case c.Kind == ast.NullValue:
			return "write an object, or omit it"
		case c.Definition.Fields.ForName("eq") != nil:
			return "write an object, as in {eq: …}"
		default:
			return "write an object"
		}
	}
	switch c.Definition.Name {
	case "Int":
		return "write a whole number without quotes, as in 12"
	case "Float":
		return "write a number without quotes, as in 1.5"
	case "Boolean":
		return "write true or false, without quotes"
	case "String":
		return `write a text in quotes, as in "text"`
	case "ID":
		return `write an id in quotes, as it was returned`
	default:
		return ""
	}
}

// members returns the names of an input object or an enum, those like name first.
func (c valueCheck) members(name string) string {
	switch c.Definition.Kind {
	case ast.Enum:
		return c.Definition.Name + " has " + gqlfault.Nearest(name, enumNames(c.Definition))
	case ast.InputObject:
		return c.Definition.Name + " has " + gqlfault.Nearest(name, gqlfault.FieldNames(c.Definition))
	default:
		return ""
	}
}
