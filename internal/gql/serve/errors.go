package serve

import (
	"bytes"
	"encoding/json"
	"fmt"
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
)

// maxErrors is the most errors of an answer, maxMessage the longest message: gqlparser repeats literals.
const (
	maxErrors  = 10
	maxMessage = 400
)

// present gives a fault the form that gqlgen carries.
func present(f *fault.Fault, position *ast.Position) *gqlerror.Error {
	e := &gqlerror.Error{Err: f, Message: f.Message, Extensions: map[string]any{"code": string(f.Code)}}
	for key, value := range map[string]string{
		"details": f.Details, "hint": f.Hint, "table": f.Table, "constraint": f.Constraint,
	} {
		if value != "" {
			e.Extensions[key] = value
		}
	}
	if len(f.Columns) > 0 {
		e.Extensions["columns"] = f.Columns
	}
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

// guess is what gqlparser adds to a message where a name is near to one that exists.
var guess = regexp.MustCompile(`[.;?]? Did you mean .*$`)

// listing is a hint that lists names of the schema.
var listing = regexp.MustCompile(`^\S+ (has|takes) |\b(values|columns) (are|of)\b|^order by |^use \w+, `)

// conceal gives errors without the names that the client did not give; the errors themselves may be those of a plan,
// which others get too.
func conceal(list gqlerror.List) gqlerror.List {
	list = slices.Clone(list)
	for i, e := range list {
		code := fault.Code(fmt.Sprint(e.Extensions["code"]))
		hint, _ := e.Extensions["hint"].(string)
		names := code == fault.RequestInvalid || code == fault.SchemaUnknown || (code == fault.RequestValue && listing.MatchString(hint))
		if !names {
			continue
		}
		shown := *e
		shown.Message = guess.ReplaceAllString(e.Message, "")
		shown.Extensions = maps.Clone(e.Extensions)
		delete(shown.Extensions, "hint")
		list[i] = &shown
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

// statusLeft is that of requests whose clients left, which no client sees: the log and the metrics have it.
const statusLeft = 499

// statuses are those of codes that are not 400.
var statuses = map[fault.Code]int{
	fault.RequestLeft:      statusLeft,
	fault.RequestMediaType: http.StatusUnsupportedMediaType,
	fault.RequestMethod:    http.StatusMethodNotAllowed,
	fault.RequestHost:      http.StatusMisdirectedRequest,
	fault.LimitBody:        http.StatusRequestEntityTooLarge,
	fault.LimitTime:        http.StatusServiceUnavailable,
	fault.LimitRequests:    http.StatusServiceUnavailable,
	fault.LimitOutgoing:    http.StatusServiceUnavailable,

	fault.DatabaseBusy:        http.StatusServiceUnavailable,
	fault.DatabaseMoved:       http.StatusServiceUnavailable,
	fault.DatabaseUnavailable: http.StatusServiceUnavailable,
	fault.InternalStopping:    http.StatusServiceUnavailable,
	fault.SchemaChanged:       http.StatusServiceUnavailable,
	fault.Internal:            http.StatusInternalServerError,
}

// statusOf gives the status of a request that failed as a whole with the code, or 0 where the failure is one of
// execution: then the answer has data, which is null.
func statusOf(code fault.Code) int {
	if status, ok := statuses[code]; ok {
		return status
	}
	switch familyOf(code) {
	case "DATABASE", "CONSTRAINT":
		return 0
	default:
		return http.StatusBadRequest
	}
}

// familyOf gives the family of a code.
func familyOf(code fault.Code) string {
	family, _, _ := strings.Cut(string(code), "_")
	return family
}

// retryAfter is how many seconds a client should wait where the server has too much to do.
var retryAfter = []string{"1"}

// passing tells whether the request as a whole was refused for a reason that passes by itself. One that took too
// long is not such a case: it would take as long again.
func passing(all gqlerror.List) bool {
	if len(all) != 1 {
		return false
	}
	switch code, _ := all[0].Extensions["code"].(string); fault.Code(code) {
	case fault.LimitRequests, fault.LimitOutgoing, fault.DatabaseBusy, fault.InternalStopping:
		return true
	default:
		return false
	}
}

// codeOfError returns the code of the first error.
func codeOfError(all gqlerror.List) fault.Code {
	if len(all) == 0 {
		return fault.Internal
	}
	code, _ := all[0].Extensions["code"].(string)
	return fault.Code(code)
}

// statusOfAll gives the status of a list of errors: that of the first, which is never 0 here.
func statusOfAll(all gqlerror.List) int {
	for _, e := range all {
		code, _ := e.Extensions["code"].(string)
		if status := statusOf(fault.Code(code)); status != 0 {
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
