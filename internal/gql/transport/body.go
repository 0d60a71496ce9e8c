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
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/fault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/persisted"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// message is the body of a request, or the parameters of a GET.
type message struct {
	Query, OperationName  string
	Variables, Extensions map[string]any
	// DocumentID names the document in place of Query.
	DocumentID string
}

// question is a request whose document is known, but was not read.
type question struct {
	graphql.RawParams
	document persisted.Document
	// refused is the reason why the request has no document.
	refused *fault.Fault
}

// messages are the requests of a body: one, or those of an array, which is nil if there is none.
type messages struct {
	one message
	all []message
}

// asked are the requests of messages.
type asked struct {
	one question
	all []question
}

var bodies = sync.Pool{New: func() any { return &bytes.Buffer{} }}

// read returns the requests of a body, or that of a GET. Errors never repeat the body.
func (t Transport) read(w http.ResponseWriter, r *http.Request) (*asked, *fault.Fault) {
	start := graphql.Now()
	var m messages
	var f *fault.Fault
	switch r.Method {
	case http.MethodPost, methodQuery:
		f = readBody(w, r, t.options.Limits, &m)
	case http.MethodGet:
		f = readParameters(r.URL.RawQuery, t.options.Limits, &m.one)
	default:
		f = fault.New(fault.RequestMethod, "GraphQL does not support this method").WithHint("use POST, or GET or QUERY for queries")
	}
	if f != nil {
		return nil, f
	}
	out := &asked{}
	if m.all == nil {
		return out, t.question(&out.one, &m.one, r.Header, start)
	}
	out.all = make([]question, len(m.all))
	for i := range m.all {
		if f := t.question(&out.all[i], &m.all[i], r.Header, start); f != nil {
			return nil, inArray(f, i)
		}
	}
	return out, nil
}

// question sets q to the request of a message, with its document. If it names one that is not there, that is its own
// answer; other faults are those of the body.
func (t Transport) question(q *question, m *message, h http.Header, start time.Time) *fault.Fault {
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
		RawParams: graphql.RawParams{
			Query: document.Text, OperationName: m.OperationName, Variables: m.Variables, Extensions: m.Extensions, Headers: h,
			ReadTime: graphql.TraceTiming{Start: start, End: graphql.Now()},
		},
		document: document, refused: f,
	}
	return nil
}

func readBody(w http.ResponseWriter, r *http.Request, l *limits.Limits, m *messages) *fault.Fault {
	if !isJSON(r.Header.Get("Content-Type")) {
		w.Header().Set("Accept-Query", mediaJSON)
		return fault.New(fault.RequestMediaType, "the media type of the body is not supported").
			WithHint("send Content-Type: application/json, in UTF-8")
	}
	if encoded(r.Header) {
		w.Header().Set("Accept-Encoding", "identity")
		return fault.New(fault.RequestMediaType, "the Content-Encoding of the body is not supported").
			WithHint("send the body as it is, without compression")
	}
	if r.ContentLength > int64(l.Body) {
		return l.TooLarge()
	}
	buffer := bodies.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= maxKept {
			buffer.Reset()
			bodies.Put(buffer)
		}
	}()
	if _, err := buffer.ReadFrom(http.MaxBytesReader(w, r.Body, int64(l.Body))); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return l.TooLarge()
		}
		return fault.Wrap(err, fault.RequestMalformed, "the body could not be read")
	}
	return decodeBody(buffer.Bytes(), l, m)
}

// encoded reports whether a body is compressed. Such bodies are refused: a few kilobytes can expand to gigabytes,
// and within the size limit little is gained.
func encoded(h http.Header) bool {
	for _, coding := range h["Content-Encoding"] {
		if coding != "" && !strings.EqualFold(coding, "identity") {
			return true
		}
	}
	return false
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

func decodeBody(body []byte, l *limits.Limits, m *messages) *fault.Fault {
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
	v, f := decode(string(body), "the body")
	if f != nil {
		return f
	}
	if all, array := v.([]any); array {
		return m.takeAll(all, l)
	}
	return m.one.takeObject(v)
}

// takeObject reads a request, which must be an object.
func (m *message) takeObject(v any) *fault.Fault {
	members, ok := v.(map[string]any)
	if !ok {
		return fault.New(fault.RequestMalformed, "the body is not a JSON object").WithHint(`send {"query": "{ … }"}`)
	}
	return m.take(members)
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
	f := fault.Wrap(err, fault.RequestMalformed, "%s %v", what, err)
	if wrong, ok := errors.AsType[*jsontext.Error](err); ok {
		f = f.WithHint("%s", wrong.Hint())
	}
	return nil, f
}

// take reads the members of a body. Null counts as absent, and unknown members are ignored.
func (m *message) take(members map[string]any) *fault.Fault {
	f := cmp.Or(
		take(members, "query", "a string", &m.Query), take(members, "operationName", "a string", &m.OperationName),
		take(members, "variables", "an object", &m.Variables), take(members, "extensions", "an object", &m.Extensions),
		take(members, "documentId", "a string", &m.DocumentID),
	)
	m.takeID(members)
	return f
}

func take[T any](members map[string]any, name, wanted string, into *T) *fault.Fault {
	v := members[name]
	if v == nil {
		return nil
	}
	value, ok := v.(T)
	if !ok {
		return fault.New(fault.RequestMalformed, "%s must be %s, got %s", name, wanted, request.Describe(v))
	}
	*into = value
	return nil
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
			return fault.New(fault.RequestMalformed, "the parameter %s is specified more than once", name)
		}
		if !utf8.ValidString(values.Get(name)) {
			return fault.New(fault.RequestMalformed, "the parameter %s is not UTF-8", name)
		}
	}
	m.Query, m.OperationName, m.DocumentID = values.Get("query"), values.Get("operationName"), values.Get("documentId")
	for _, name := range otherIDs {
		m.DocumentID = cmp.Or(m.DocumentID, values.Get(name))
	}
	for name, into := range map[string]*map[string]any{"variables": &m.Variables, "extensions": &m.Extensions} {
		if text := values.Get(name); text != "" {
			v, f := decode(text, name)
			if f == nil {
				f = take(map[string]any{name: v}, name, "an object", into)
			}
			if f != nil {
				return f
			}
		}
	}
	return nil
}
