package serve

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/fault"
	"tiddly/internal/httpfault"
)

// maxErrors bounds the errors of an answer, maxMessage the characters of a message: gqlparser repeats literals.
const (
	maxErrors  = 10
	maxMessage = 400
)

// present returns a fault in the form that gqlgen carries.
func present(f *fault.Fault, position *ast.Position) *gqlerror.Error {
	e := &gqlerror.Error{Err: f}
	tell(e, f)
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

// tell sets what an error tells of a fault, but for its place.
func tell(e *gqlerror.Error, f *fault.Fault) {
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

// normalise returns the errors of a request that was refused before its operation was looked at, in our form: those of
// the document, which the state has, or that of the operation's name.
func normalise(op *graphql.OperationContext, all gqlerror.List) gqlerror.List {
	st := stateOf(op)
	switch {
	case st != nil && len(st.refused) > 0:
		return st.refused
	case op.Doc != nil && op.Operation == nil:
		return gqlerror.List{present(unknownOperation(op.Doc, op.OperationName), nil)}
	default:
		return gqlerror.List{{Err: all, Message: "internal error", Extensions: map[string]any{"code": string(fault.Internal)}}}
	}
}

// conceal returns errors without the names of the schema that the client did not write. The errors themselves may be
// those of a plan, which others get too.
func conceal(list gqlerror.List) gqlerror.List {
	list = slices.Clone(list)
	for i, e := range list {
		f, ours := e.Err.(*fault.Fault) //nolint:errorlint // the error is about this one
		if !ours {
			continue
		}
		if told := httpfault.Told(f, false); told != f {
			shown := *e
			tell(&shown, told)
			list[i] = &shown
		}
	}
	return list
}

// The ways in which gqlparser repeats a value of the client, with what is to be kept. Names it may repeat.
var (
	repeatedValue = regexp.MustCompile(`(?s)^(.*? cannot represent (?:a )?non.*? value|Expected value of type "[^"]*"|Invalid character escape sequence)(?:, found|:).*$`)
	repeatedToken = regexp.MustCompile(`(?s)\b(String|BlockString|Int|Float) ".*"$`)
)

// tidy cuts a message, its full stop, and values of the client: they may be secrets, and answers end up in logs.
func tidy(message string) string {
	message = repeatedToken.ReplaceAllString(repeatedValue.ReplaceAllString(message, "$1"), "$1")
	if utf8.RuneCountInString(message) > maxMessage {
		message = string([]rune(message)[:maxMessage]) + "…"
	}
	return strings.TrimSuffix(message, ".")
}

// unknownOperation is the error of an operation name that is not there, or is needed.
func unknownOperation(document *ast.QueryDocument, name string) *fault.Fault {
	names := make([]string, 0, len(document.Operations))
	for _, o := range document.Operations {
		if o.Name != "" {
			names = append(names, o.Name)
		}
	}
	f := fault.New(fault.RequestOperation, "the document has no operation %s", short(name))
	if name == "" {
		f = fault.New(fault.RequestOperation, "the document has several operations and operationName says none of them")
	}
	if len(names) > 0 {
		f = f.WithHint("its operations are %s", nearest(name, names))
	}
	return f
}

// codeOfError returns the code of the first error.
func codeOfError(all gqlerror.List) fault.Code {
	if len(all) == 0 {
		return fault.Internal
	}
	code, _ := all[0].Extensions["code"].(string)
	return fault.Code(code)
}

// statusOfAll returns the status of a list of errors: that of the first one that is not about execution.
func statusOfAll(all gqlerror.List) int {
	for _, e := range all {
		code, _ := e.Extensions["code"].(string)
		if status := httpfault.GraphQL(fault.Code(code)); status != 0 {
			return status
		}
	}
	return http.StatusInternalServerError
}

// omission is which errors an answer leaves out, as extensions.errors shows it: how many, or that there are more where
// the check ended before it had counted them.
type omission struct {
	Omitted int  `json:"omitted,omitempty"`
	More    bool `json:"more,omitempty"`
}

// leaveOut keeps the first errors of a response, and has it say how many more there are, or that there are.
func leaveOut(response *graphql.Response, omitted int, unknown bool) {
	if more := len(response.Errors) - maxErrors; more > 0 {
		response.Errors, omitted = response.Errors[:maxErrors:maxErrors], omitted+more
	}
	if omitted == 0 && !unknown {
		return
	}
	extensions := map[string]any{"errors": omission{omitted, unknown}}
	maps.Copy(extensions, response.Extensions)
	response.Extensions = extensions
}

// appendJSON writes a value for which speed does not count. Text that cannot be written is a mistake of
// ours; the answer stays JSON.
func appendJSON(dst []byte, v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return append(dst, "null"...)
	}
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}
