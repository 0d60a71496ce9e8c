package transport

import (
	"bytes"
	"cmp"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/fault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/persisted"
	"tiddly/internal/incoming"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// message is the body of a request, or the parameters of a GET.
type message struct {
	Query, OperationName  string
	variables, extensions jsontext.Value
	// DocumentID names the document in place of Query.
	DocumentID string
}

// question is a request whose document is known, but was not read.
type question struct {
	// RawParams have no variables and no extensions as long as the question has no memory of its own.
	graphql.RawParams
	variables, extensions jsontext.Value
	document              persisted.Document
	// refused is the reason why the request has no document.
	refused *fault.Fault
}

// own gives the question memory of its own: what is kept with a new document or plan must not keep the body.
func (q *question) own() {
	q.Query = strings.Clone(q.Query)
	q.Variables, _ = jsontext.Clone(q.variables.Decoded()).(map[string]any)
	q.Extensions, _ = jsontext.Clone(q.extensions.Decoded()).(map[string]any)
}

// messages are the requests of a body: one, or those of an array, which is nil if there is none.
type messages struct {
	one message
	all []message
}

// trees are reused for later bodies.
var trees = sync.Pool{New: func() any { return &jsontext.Tree{} }}

// forget returns the memory of a body that nobody uses any more.
func forget(t *jsontext.Tree) {
	t.Forget()
	trees.Put(t)
}

// asked are the requests of messages.
type asked struct {
	one question
	all []question
}

// read reads the requests of a body into a tree, or that of a GET. Errors never repeat the body.
func (t *Transport) read(a *sender, tree *jsontext.Tree) *fault.Fault {
	m := messages{}
	var f *fault.Fault
	switch a.r.Method {
	case http.MethodPost, methodQuery:
		f = readBody(a.w, a.r, t.options.Limits, tree, &m)
	case http.MethodGet:
		f = readParameters(a.r.URL.RawQuery, t.options.Limits, &m.one)
	default:
		f = fault.New(fault.RequestMethod, "GraphQL does not support this method").WithHint("use POST, or GET or QUERY for queries")
	}
	if f != nil {
		return f
	}
	if m.all == nil {
		return t.question(&a.asked.one, &m.one, a.r.Header)
	}
	a.asked.all = make([]question, len(m.all))
	for i := range m.all {
		if f := t.question(&a.asked.all[i], &m.all[i], a.r.Header); f != nil {
			return inArray(f, i)
		}
	}
	return nil
}

// question sets q to the request of a message, with its document. If it names one that is not there, that is its own
// answer; other faults are those of the body.
func (t *Transport) question(q *question, m *message, h http.Header) *fault.Fault {
	hash, f := m.hash()
	if f != nil {
		return f
	}
	if m.Query == "" && hash == "" && m.DocumentID == "" {
		return fault.New(fault.RequestMalformed, "the request has no query").WithHint("send the GraphQL document as query")
	}
	document, f := t.options.Documents.Find(persisted.Request{Text: m.Query, Hash: hash, ID: m.DocumentID})
	if f != nil && f.Code.Family() != fault.FamilyPersisted {
		return f
	}
	*q = question{
		RawParams: graphql.RawParams{Query: document.Text, OperationName: m.OperationName, Headers: h},
		variables: m.variables, extensions: m.extensions, document: document, refused: f,
	}
	return nil
}

func readBody(w http.ResponseWriter, r *http.Request, l *limits.Limits, tree *jsontext.Tree, m *messages) *fault.Fault {
	if !isJSON(r.Header.Get("Content-Type")) {
		w.Header().Set("Accept-Query", mediaJSON)
		return fault.New(fault.RequestMediaType, "the media type of the body is not supported").
			WithHint("send Content-Type: application/json, in UTF-8")
	}
	if incoming.Encoded(r.Header) {
		w.Header().Set("Accept-Encoding", "identity")
		return fault.New(fault.RequestMediaType, "the Content-Encoding of the body is not supported").
			WithHint("send the body as it is, without compression")
	}
	body, err := incoming.ReadAll(w, r, l.Body)
	if err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return l.TooLarge()
		}
		return fault.Wrap(err, fault.RequestMalformed, "the body could not be read").WithHint("send the request again, with a body of its Content-Length")
	}
	return decodeBody(body, l, tree, m)
}

// isJSON reports whether a content type is JSON in UTF-8.
func isJSON(contentType string) bool {
	if contentType == mediaJSON {
		return true
	}
	media, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || media != mediaJSON {
		return false
	}
	charset, given := parameters["charset"]
	return !given || strings.EqualFold(charset, "utf-8")
}

func decodeBody(body []byte, l *limits.Limits, tree *jsontext.Tree, m *messages) *fault.Fault {
	text := bytes.TrimLeft(body, " \t\r\n")
	switch {
	case bytes.HasPrefix(text, []byte("\ufeff")):
		return fault.New(fault.RequestMalformed, "the body begins with a byte order mark").
			WithHint("send JSON in UTF-8 without one")
	case len(text) == 0:
		return fault.New(fault.RequestMalformed, "the body is empty").WithHint("send a JSON object with a query")
	case text[0] == '[' && l.Batch == 0:
		return fault.New(fault.RequestMalformed, "arrays of requests are not accepted").
			WithHint("send one request at a time; one document can select many fields. The operator can allow arrays with limits.batch")
	}
	if text[0] == '[' {
		v, f := decode(string(body), "the body")
		if f != nil {
			return f
		}
		return m.takeAll(v.([]any), l)
	}
	v, err := tree.Read(body, maxJSONDepth)
	if err != nil {
		return malformed(err, "the body")
	}
	return m.one.take(v)
}

// maxJSONDepth limits the nesting of a request's JSON. A stored value may be nested 1,000 deep, and is surrounded
// by variables.
const maxJSONDepth = 1024

// decode reads one JSON value. Numbers keep their text.
func decode(text, what string) (any, *fault.Fault) {
	v, err := jsontext.Decode(text, maxJSONDepth)
	if err == nil {
		return v, nil
	}
	return nil, malformed(err, what)
}

// malformed returns the fault of a text that is not JSON.
func malformed(err error, what string) *fault.Fault {
	f := fault.Wrap(err, fault.RequestMalformed, "%s %v", what, err)
	if wrong, ok := errors.AsType[*jsontext.Error](err); ok {
		f = f.WithHint("%s", wrong.Hint())
	}
	return f
}

// take reads a request, which must be an object. Members that are null count as absent, and unknown ones are ignored.
func (m *message) take(o jsontext.Value) *fault.Fault {
	if _, ok := o.Object(); !ok {
		return fault.New(fault.RequestMalformed, "the body is not a JSON object").WithHint(`send {"query": "{ … }"}`)
	}
	f := cmp.Or(
		takeText(o.Member("query"), "query", &m.Query), takeText(o.Member("operationName"), "operationName", &m.OperationName),
		takeObject(o.Member("variables"), "variables", &m.variables), takeObject(o.Member("extensions"), "extensions", &m.extensions),
		takeText(o.Member("documentId"), "documentId", &m.DocumentID),
	)
	m.takeID(o)
	return f
}

func takeText(v jsontext.Value, name string, into *string) *fault.Fault {
	text, ok := v.Text()
	if !ok && !v.Null() {
		return mustBe(name, "a string", v)
	}
	*into = text
	return nil
}

func takeObject(v jsontext.Value, name string, into *jsontext.Value) *fault.Fault {
	if _, ok := v.Object(); !ok && !v.Null() {
		return mustBe(name, "an object", v)
	}
	*into = v
	return nil
}

// memberHints are what is right for the members of a request.
var memberHints = map[string]string{
	"query":         `send the GraphQL document as text: {"query": "{ … }"}`,
	"operationName": "send the name of an operation of the document, or leave it out",
	"variables":     `send the values by the names of the variables: {"variables": {"name": "value"}}`,
	"extensions":    "send an object, or leave it out",
	"documentId":    "send the id of the document as a string",
}

func mustBe(name, wanted string, v jsontext.Value) *fault.Fault {
	return fault.New(fault.RequestMalformed, "%s must be %s, got %s", name, wanted, request.Describe(v.Decoded())).WithHint("%s", memberHints[name])
}

func readParameters(raw string, l *limits.Limits, m *message) *fault.Fault {
	if len(raw) > l.Body {
		return l.TooLarge()
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return fault.Wrap(err, fault.RequestMalformed, "the query string cannot be read").
			WithHint("percent-encode the parameters query, operationName, variables and extensions")
	}
	for _, name := range slices.Concat([]string{"query", "operationName", "variables", "extensions", "documentId"}, otherIDs) {
		if len(values[name]) > 1 {
			return fault.New(fault.RequestMalformed, "the parameter %s is specified more than once", name).WithHint("specify it once")
		}
		if !utf8.ValidString(values.Get(name)) {
			return fault.New(fault.RequestMalformed, "the parameter %s is not UTF-8", name).WithHint("percent-encode text in UTF-8")
		}
	}
	m.Query, m.OperationName, m.DocumentID = values.Get("query"), values.Get("operationName"), values.Get("documentId")
	for _, name := range otherIDs {
		m.DocumentID = cmp.Or(m.DocumentID, values.Get(name))
	}
	return cmp.Or(readParameter(values, "variables", &m.variables), readParameter(values, "extensions", &m.extensions))
}

// readParameter reads a parameter that is an object in JSON.
func readParameter(values url.Values, name string, into *jsontext.Value) *fault.Fault {
	text := values.Get(name)
	if text == "" {
		return nil
	}
	v, f := decode(text, name)
	if f != nil {
		return f
	}
	return takeObject(jsontext.Of(v), name, into)
}
