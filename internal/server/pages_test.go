package server

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/caller"
	"tiddly/internal/fault"
)

// withPages returns options of a server with pages, which are hidden from requests with the header Far.
func withPages() Options {
	o := options(io.Discard)
	o.Pages = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "page "+r.URL.Path) })
	o.SDL = func(*caller.Caller) string { return "type Query\n" }
	o.Shows = func(r *http.Request) bool { return r.Header.Get("Far") == "" }
	o.Introspects = o.Shows
	return o
}

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

func TestRootAnswersByAccept(t *testing.T) {
	h := New(withPages()).Handler()
	cases := map[string]string{
		browser:                            "page /",
		"application/json, TEXT/HTML;q=.1": "page /",
		"":                                 "It Works!",
		"*/*":                              "It Works!",
		"text/html;q=0, */*":               "It Works!",
		"text/html;q=x":                    "It Works!",
		"application/json":                 "It Works!",
		"text/plain, /;;":                  "It Works!",
	}
	for accept, want := range cases {
		r := ask(t, h, "GET", "/", func(r *http.Request) { r.Header.Set("Accept", accept) })
		if r.status != http.StatusOK || r.text != want {
			t.Errorf("Accept %q: %d %q, want %q", accept, r.status, r.text, want)
		}
		if got := r.header.Values("Vary"); len(got) != 1 || !slices.Contains(strings.Split(got[0], ", "), "Accept") {
			t.Errorf("Accept %q: Vary %q: a cache would mix the two answers up", accept, got)
		}
	}
}

func TestPagesAreForThoseWhoMaySeeThem(t *testing.T) {
	far := func(r *http.Request) { r.Header.Set("Far", "1"); r.Header.Set("Accept", browser) }
	shown := map[string]string{
		"/tables": "page /tables", "/assets/a.js": "page /assets/a.js", "/schema.graphqls": "type Query\n",
	}
	h := New(withPages()).Handler()
	none := New(options(io.Discard)).Handler()
	for path, want := range shown {
		if r := ask(t, h, "GET", path); r.status != http.StatusOK || r.text != want {
			t.Errorf("%s: %d %q, want %q", path, r.status, r.text, want)
		}
		for name, r := range map[string]answer{"far": ask(t, h, "GET", path, far), "without pages": ask(t, none, "GET", path)} {
			if r.status != http.StatusNotFound || code(t, r.text) != fault.RequestPath {
				t.Errorf("%s, %s: %d %s", path, name, r.status, r.text)
			}
		}
	}
	for name, r := range map[string]answer{"far": ask(t, h, "GET", "/", far), "without pages": ask(t, none, "GET", "/", func(r *http.Request) { r.Header.Set("Accept", browser) })} {
		if r.text != "It Works!" {
			t.Errorf("%s: / is answered with %q", name, r.text)
		}
	}
}

func TestSchemaIsText(t *testing.T) {
	r := ask(t, New(withPages()).Handler(), "HEAD", "/schema.graphqls")
	if r.header.Get("Content-Type") != "text/plain; charset=utf-8" || r.header.Get("Cache-Control") != "no-cache" || r.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", r.header)
	}
}

// TestSchemaAnswersByAccept asks as browsers and as programs do: the address serves a page and a text.
func TestSchemaAnswersByAccept(t *testing.T) {
	o := withPages()
	o.Database = "größe a.db"
	h := New(o).Handler()
	for accept, want := range map[string]string{
		browser: "page /schema.graphqls", "": "type Query\n", "*/*": "type Query\n", "text/plain": "type Query\n",
	} {
		r := ask(t, h, "GET", "/schema.graphqls", func(r *http.Request) { r.Header.Set("Accept", accept) })
		if r.status != http.StatusOK || r.text != want {
			t.Errorf("Accept %q: %d %q, want %q", accept, r.status, r.text, want)
		}
		if got := r.header.Values("Vary"); len(got) != 1 || !slices.Contains(strings.Split(got[0], ", "), "Accept") {
			t.Errorf("Accept %q: Vary %q: a cache would mix the two answers up", accept, got)
		}
		name := ""
		if accept != browser {
			name = "gr%C3%B6%C3%9Fe%20a.db"
		}
		if got := r.header.Get("Tiddly-Database"); got != name {
			t.Errorf("Accept %q: the database is called %q, want %q", accept, got, name)
		}
	}
	o.Introspects = func(*http.Request) bool { return false }
	r := ask(t, New(o).Handler(), "GET", "/schema.graphqls")
	if r.status != http.StatusNotFound || r.header.Get("Tiddly-Database") != "" {
		t.Errorf("without the schema: %d, %v", r.status, r.header)
	}
}
