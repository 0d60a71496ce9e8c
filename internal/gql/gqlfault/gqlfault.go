// Package gqlfault converts faults to errors of GraphQL, and limits what they may repeat of a request. It knows no
// HTTP, no documents and no schema.
package gqlfault

import (
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/fault"
)

// Max is the limit of the errors of an answer.
const Max = 10

// maxMessage is the limit of the length of a message, in characters: gqlparser repeats literals.
const maxMessage = 400

// Located is a fault and where in the document it comes from; the position may be nil.
type Located struct {
	Fault    *fault.Fault
	Position *ast.Position
}

// Locate returns a fault at a position of the document, which may be nil.
func Locate(f *fault.Fault, position *ast.Position) Located { return Located{f, position} }

// Present returns the fault as an error of GraphQL.
func (l Located) Present() *gqlerror.Error { return Present(l.Fault, l.Position) }

// Present returns a fault as an error of GraphQL, at a position of the document, which may be nil.
func Present(f *fault.Fault, position *ast.Position) *gqlerror.Error {
	e := &gqlerror.Error{Err: f}
	Tell(e, f)
	for _, p := range f.Path {
		switch p := p.(type) {
		case string:
			e.Path = append(e.Path, ast.PathName(p))
		case int:
			e.Path = append(e.Path, ast.PathIndex(p))
		}
	}
	if position != nil {
		e.Locations = []gqlerror.Location{{Line: position.Line, Column: position.Column}}
	}
	return e
}

// Tell sets the texts of an error to those of a fault; its position stays.
func Tell(e *gqlerror.Error, f *fault.Fault) {
	message, details, hint := f.Texts()
	e.Message, e.Extensions = message, map[string]any{"code": string(f.Code)}
	for key, value := range map[string]string{
		"details": details, "hint": hint, "table": f.Table, "constraint": f.Constraint,
	} {
		if value != "" {
			e.Extensions[key] = value
		}
	}
	if len(f.Columns) > 0 {
		e.Extensions["columns"] = f.Columns
	}
}

// CodeOf returns the code of an error; empty if it has none.
func CodeOf(e *gqlerror.Error) fault.Code {
	code, _ := e.Extensions["code"].(string)
	return fault.Code(code)
}

// The ways in which gqlparser repeats values of the client, with the part to be kept. It may repeat names.
var (
	repeatedValue = regexp.MustCompile(`(?s)^(.*? cannot represent (?:a )?non.*? value|Expected value of type "[^"]*"|Invalid character escape sequence)(?:, found|:).*$`)
	repeatedToken = regexp.MustCompile(`(?s)\b(String|BlockString|Int|Float) ".*"$`)
)

// Tidy returns a message of gqlparser without its full stop and without values of the client, which may be secrets:
// answers end up in logs.
func Tidy(message string) string {
	message = repeatedToken.ReplaceAllString(repeatedValue.ReplaceAllString(message, "$1"), "$1")
	if utf8.RuneCountInString(message) > maxMessage {
		message = string([]rune(message)[:maxMessage]) + "…"
	}
	return strings.TrimSuffix(message, ".")
}

// Join returns the errors of a document as one error that joins their faults.
func Join(errs gqlerror.List) error {
	all := make([]error, len(errs))
	for i, e := range errs {
		f, ours := errors.AsType[*fault.Fault](e.Err)
		if !ours {
			f = fault.Wrap(e, CodeOf(e), "%s", e.Message)
		}
		if len(e.Locations) > 0 && f.Details == "" {
			f = f.WithDetails("line %d, column %d", e.Locations[0].Line, e.Locations[0].Column)
		}
		all[i] = f
	}
	return errors.Join(all...)
}
