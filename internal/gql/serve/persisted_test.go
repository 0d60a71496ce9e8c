package serve

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tiddly/internal/gql/persisted"
)

// extension returns the extensions of a request for a document by its hash.
func extension(text string) string {
	return `{"persistedQuery":{"version":1,"sha256Hash":"` + persisted.Hash(text) + `"}}`
}

// TestRegistering follows Apollo's link: first the hash, then the document with it, then the hash, by every method.
func TestRegistering(t *testing.T) {
	const text = "{ a: __typename }"
	documents := &persisted.Documents{Registry: persisted.NewRegistry(1 << 20)}
	o := Options{Documents: documents}
	s, _ := newFake(t, o)
	server := newServer(s, newCache(), o)
	hashed := post(`{"extensions":`+extension(text)+`}`, "")
	asked := query(hashed.body)
	got := get("extensions=" + url.QueryEscape(extension(text)))
	byID := get("documentId=sha256:" + persisted.Hash(text))
	for _, c := range []call{hashed, asked, got, byID} {
		w := sentWith(t.Context(), server, c)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"message":"PersistedQueryNotFound"`) || !strings.Contains(w.Body.String(), `"code":"PERSISTED_QUERY_NOT_FOUND"`) {
			t.Errorf("%s: %d %s", c.method, w.Code, w.Body)
		}
	}
	const good = `{"data":{"a":"Query"}}`
	if w := sentWith(t.Context(), server, post(fmt.Sprintf(`{"query":%q,"extensions":%s}`, text, extension(text)), "")); w.Body.String() != good {
		t.Errorf("registering: %d %s", w.Code, w.Body)
	}
	for _, c := range []call{hashed, asked, got, byID} {
		if w := sentWith(t.Context(), server, c); w.Code != http.StatusOK || w.Body.String() != good {
			t.Errorf("%s: %d %s", c.method, w.Code, w.Body)
		}
	}
}

// TestRefusedIsNotRegistered sends documents that are refused, each with its hash.
func TestRefusedIsNotRegistered(t *testing.T) {
	documents := &persisted.Documents{Registry: persisted.NewRegistry(1 << 20)}
	o := Options{Documents: documents}
	s, _ := newFake(t, o)
	server := newServer(s, newCache(), o)
	const good = "{ a: __typename }"
	for name, c := range map[string]struct {
		text, extensions, operation, want string
		method                            string
	}{
		"syntax":     {text: "{", want: "REQUEST_SYNTAX"},
		"invalid":    {text: "{ nothing }", want: "REQUEST_INVALID"},
		"too many":   {text: "{ a(b: [" + strings.Repeat("1 ", 3000) + "]) }", want: "LIMIT_TOKENS"},
		"operation":  {text: "query A { __typename }", operation: "B", want: "REQUEST_OPERATION"},
		"mutation":   {text: `mutation { deleteArtist(by: {id: 1}) { affectedRows } }`, method: "QUERY", want: "REQUEST_METHOD"},
		"mismatch":   {text: good, extensions: extension("{ b: __typename }"), want: "PERSISTED_QUERY_MISMATCH"},
		"version":    {text: good, extensions: `{"persistedQuery":{"version":2,"sha256Hash":"x"}}`, want: "REQUEST_MALFORMED"},
		"no hash":    {text: good, extensions: `{"persistedQuery":{"version":1}}`, want: "REQUEST_MALFORMED"},
		"not a map":  {text: good, extensions: `{"persistedQuery":"x"}`, want: "REQUEST_MALFORMED"},
		"a number":   {text: good, extensions: `{"persistedQuery":{"version":1,"sha256Hash":5}}`, want: "REQUEST_MALFORMED"},
		"two of one": {text: "{ a: b }", want: "REQUEST_INVALID"},
	} {
		if c.extensions == "" {
			c.extensions = extension(c.text)
		}
		ask := post(fmt.Sprintf(`{"query":%q,"operationName":%q,"extensions":%s}`, c.text, c.operation, c.extensions), "")
		if c.method != "" {
			ask.method = c.method
		}
		if w := sentWith(t.Context(), server, ask); w.Code < 400 || !strings.Contains(w.Body.String(), `"code":"`+c.want+`"`) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		if n, _ := documents.Registry.Size(); n != 0 {
			t.Fatalf("%s: a document that was refused is registered", name)
		}
	}
}

// TestRegisteredDocumentsHaveLimits sends a registered document whose variables are beyond a limit, and one to a
// server that registers nothing.
func TestRegisteredDocumentsHaveLimits(t *testing.T) {
	const text = "query($n: Int) { artists(limit: $n) { id } }"
	o := Options{Documents: &persisted.Documents{Registry: persisted.NewRegistry(1 << 20)}}
	o.Documents.Registry.Add(persisted.Hash(text), text)
	w := send(t, post(`{"variables":{"n":100000000},"extensions":`+extension(text)+`}`, ""), o, nil)
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "LIMIT_ROWS") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w = send(t, post(`{"extensions":`+extension(text)+`}`, "application/json"), Options{}, nil)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"message":"PersistedQueryNotSupported"`) || !strings.Contains(w.Body.String(), `"code":"PERSISTED_QUERY_NOT_SUPPORTED"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
