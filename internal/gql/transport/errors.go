package transport

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/fault"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/httpfault"
)

// normalise returns the errors of a request that was refused before its operation was read, in our form: those of
// the document, or that of the operation's name.
func normalise(op *graphql.OperationContext, all gqlerror.List) gqlerror.List {
	l := document.LookupOf(op)
	switch {
	case l != nil && len(l.Refused) > 0:
		return l.Refused
	case op.Doc != nil && op.Operation == nil:
		return gqlerror.List{gqlfault.Present(document.UnknownOperation(op.Doc, op.OperationName), nil)}
	default:
		return gqlerror.List{{Err: all, Message: "internal error", Extensions: map[string]any{"code": string(fault.Internal)}}}
	}
}

// omission describes the errors that an answer leaves out, as shown in extensions.errors: their number, or that
// there are more if the check ended before it had counted them.
type omission struct {
	Omitted int  `json:"omitted,omitempty"`
	More    bool `json:"more,omitempty"`
}

// leaveOut keeps the first errors of a response, and adds the number of the others, or that there are more.
func leaveOut(response *graphql.Response, omitted int, unknown bool) {
	if more := len(response.Errors) - gqlfault.Max; more > 0 {
		response.Errors, omitted = response.Errors[:gqlfault.Max:gqlfault.Max], omitted+more
	}
	if omitted == 0 && !unknown {
		return
	}
	extensions := map[string]any{"errors": omission{omitted, unknown}}
	maps.Copy(extensions, response.Extensions)
	response.Extensions = extensions
}

// appendJSON appends a value for which speed does not count. A text that cannot be written is a bug; the answer
// stays JSON.
func appendJSON(dst []byte, v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return append(dst, "null"...)
	}
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

// conceal returns errors without names of the schema that the client did not write. The input is not modified:
// errors may belong to a plan, which others use too.
func conceal(list gqlerror.List) gqlerror.List {
	list = slices.Clone(list)
	for i, e := range list {
		f, ours := e.Err.(*fault.Fault) //nolint:errorlint // the error is about this one
		if !ours {
			continue
		}
		if told := httpfault.Told(f, false); told != f {
			shown := *e
			gqlfault.Tell(&shown, told)
			list[i] = &shown
		}
	}
	return list
}

// StatusOf returns the status of a list of errors: that of the first one that is not about execution.
func StatusOf(all gqlerror.List) int {
	for _, e := range all {
		if status := httpfault.GraphQL(gqlfault.CodeOf(e)); status != 0 {
			return status
		}
	}
	return http.StatusInternalServerError
}
