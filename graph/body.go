package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/fault"
)

// message is the body of a request, and what GET has as parameters. Pointers tell null and absent
// from the rest.
type message struct {
	Query         *string        `json:"query"`
	OperationName *string        `json:"operationName"`
	Variables     map[string]any `json:"variables"`
	Extensions    map[string]any `json:"extensions"`
}

var bodies = sync.Pool{New: func() any { return &bytes.Buffer{} }}

// read gives what a request asks for. Errors never repeat the body.
func (l *Limits) read(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, *fault.Fault) {
	start := graphql.Now()
	var m message
	var f *fault.Fault
	switch r.Method {
	case http.MethodPost:
		f = l.readBody(w, r, &m)
	case http.MethodGet:
		f = l.readParameters(r.URL.RawQuery, &m)
	default:
		f = fault.New(fault.RequestMethod, "GraphQL is not served by this method").WithHint("use POST, or GET for queries")
	}
	if f == nil && (m.Query == nil || *m.Query == "") {
		f = fault.New(fault.RequestMalformed, "the request has no query").WithHint("give the GraphQL document as query")
	}
	if f != nil {
		return nil, f
	}
	p := &graphql.RawParams{
		Query: *m.Query, Variables: m.Variables, Extensions: m.Extensions, Headers: r.Header,
		ReadTime: graphql.TraceTiming{Start: start, End: graphql.Now()},
	}
	if m.OperationName != nil {
		p.OperationName = *m.OperationName
	}
	return p, nil
}

func (l *Limits) readBody(w http.ResponseWriter, r *http.Request, m *message) *fault.Fault {
	if !isJSON(r.Header.Get("Content-Type")) {
		return fault.New(fault.RequestMediaType, "the body's media type is not served").
			WithHint("send Content-Type: application/json, in UTF-8")
	}
	if encoded(r.Header) {
		w.Header().Set("Accept-Encoding", "identity")
		return fault.New(fault.RequestMediaType, "the body's Content-Encoding is not served").
			WithHint("send the body as it is, without compression")
	}
	if r.ContentLength > int64(l.Body) {
		return l.tooLarge()
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
			return l.tooLarge()
		}
		return fault.Wrap(err, fault.RequestMalformed, "the body could not be read")
	}
	return decodeBody(buffer.Bytes(), m)
}

// encoded tells whether a body has to be decompressed first. That is not done: a few kilobytes can stand
// for gigabytes, and a body that may be as large as this one's gains little.
func encoded(h http.Header) bool {
	for _, coding := range h["Content-Encoding"] {
		if coding != "" && !strings.EqualFold(coding, "identity") {
			return true
		}
	}
	return false
}

// isJSON tells whether a content type is that of JSON in UTF-8.
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

func decodeBody(body []byte, m *message) *fault.Fault {
	text := bytes.TrimLeft(body, " \t\r\n")
	switch {
	case bytes.HasPrefix(text, []byte("\ufeff")):
		return fault.New(fault.RequestMalformed, "the body begins with a byte order mark").
			WithHint("send JSON in UTF-8 without one")
	case len(text) == 0:
		return fault.New(fault.RequestMalformed, "the body is empty").WithHint("send a JSON object with a query")
	case !utf8.Valid(body):
		return fault.New(fault.RequestMalformed, "the body is not UTF-8")
	case text[0] == '[':
		return fault.New(fault.RequestMalformed, "lists of requests are not taken").
			WithHint("send one request at a time; one document can ask for many fields")
	case text[0] != '{':
		return fault.New(fault.RequestMalformed, "the body is not a JSON object").WithHint(`send {"query": "{ … }"}`)
	}
	return decode(body, m, "the body")
}

// decode reads one JSON value. Numbers keep their text.
func decode(text []byte, into any, what string) *fault.Fault {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err := d.Decode(into)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			return fault.New(fault.RequestMalformed, "%s goes on after its JSON value, at byte %d", what, d.InputOffset())
		}
		return nil
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		got, _, _ := strings.Cut(wrong.Value, " ")
		name := wrong.Field
		if name == "" {
			name = what
		}
		return fault.Wrap(err, fault.RequestMalformed, "%s has to be %s, got %s", name, wanted(wrong), article(got))
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Wrap(err, fault.RequestMalformed, "%s is not JSON: it goes wrong at byte %d", what, syntax.Offset)
	}
	return fault.Wrap(err, fault.RequestMalformed, "%s is not JSON: it ends too early", what)
}

// wanted names the JSON type that a member of the message has.
func wanted(e *json.UnmarshalTypeError) string {
	if e.Type.String() == "string" {
		return "a string"
	}
	return "an object"
}

// article puts a JSON type into words.
func article(kind string) string {
	switch kind {
	case "bool":
		return "a Boolean"
	case "array":
		return "a list"
	case "object":
		return "an object"
	default:
		return "a " + kind
	}
}

func (l *Limits) readParameters(raw string, m *message) *fault.Fault {
	if len(raw) > l.Body {
		return l.tooLarge()
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return fault.Wrap(err, fault.RequestMalformed, "the query string cannot be read").
			WithHint("percent-encode the parameters query, operationName, variables and extensions")
	}
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		if len(values[name]) > 1 {
			return fault.New(fault.RequestMalformed, "the parameter %s is there more than once", name)
		}
		if !utf8.ValidString(values.Get(name)) {
			return fault.New(fault.RequestMalformed, "the parameter %s is not UTF-8", name)
		}
	}
	if values.Has("query") {
		query := values.Get("query")
		m.Query = &query
	}
	if name := values.Get("operationName"); name != "" {
		m.OperationName = &name
	}
	for name, into := range map[string]*map[string]any{"variables": &m.Variables, "extensions": &m.Extensions} {
		if text := values.Get(name); text != "" {
			if f := decode([]byte(text), into, name); f != nil {
				return f
			}
		}
	}
	return nil
}
