package serve

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/compress"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// answering returns a function that answers with data.
func answering(data string, faults ...*fault.Fault) func(context.Context, request.Arguments, []byte) exec.Answer {
	return func(_ context.Context, _ request.Arguments, dst []byte) exec.Answer {
		base := len(dst)
		return exec.Answer{Data: append(dst, data...)[base:], Errors: faults}
	}
}

var (
	artists = get("query=" + url.QueryEscape("{ artists { id } }"))
	oneRow  = answering(`{"artists":[{"id":1}]}`)
)

// with returns a call with a further header.
func with(c call, name, value string) call {
	header := map[string]string{name: value}
	maps.Copy(header, c.header)
	c.header = header
	return c
}

func tagOf(t *testing.T, c call, run func(context.Context, request.Arguments, []byte) exec.Answer, o Options) string {
	t.Helper()
	return send(t, c, o, run).Header().Get("ETag")
}

// TestTagsAreOfTheBytes compares the tags of answers that are equal, or differ.
func TestTagsAreOfTheBytes(t *testing.T) {
	tag := tagOf(t, artists, oneRow, Options{})
	if len(tag) != 24 || tag[0] != '"' || tag[23] != '"' {
		t.Fatalf("the tag is %s", tag)
	}
	if again := tagOf(t, artists, oneRow, Options{CacheControl: "max-age=60"}); again != tag {
		t.Errorf("another server gives %s, want %s", again, tag)
	}
	if by := tagOf(t, query(`{"query": "{ artists { id } }"}`), oneRow, Options{}); by != tag {
		t.Errorf("QUERY gives %s, GET %s", by, tag)
	}
	for name, other := range map[string]string{
		"other rows":         tagOf(t, artists, answering(`{"artists":[{"id":2}]}`), Options{}),
		"another media type": tagOf(t, with(artists, "Accept", "application/json"), oneRow, Options{}),
	} {
		if other == "" || other == tag {
			t.Errorf("%s have the tag %s", name, other)
		}
	}
	for name, c := range map[string]call{
		"POST": post(`{"query": "{ artists { id } }"}`, ""), "a refused request": get("query={"),
		"a key": with(artists, "Authorization", "Bearer x"), "a trace": with(artists, "Tiddly-Trace", "1"),
	} {
		o := Options{Traces: func(*http.Request) bool { return true }}
		if got := tagOf(t, with(c, "If-None-Match", "*"), oneRow, o); got != "" {
			t.Errorf("%s: the tag is %s", name, got)
		}
	}
	broken := answering(`{"artists":[]}`, fault.New(fault.DatabaseValue, "a cell").At("artists"))
	if got := tagOf(t, artists, broken, Options{}); got != "" {
		t.Errorf("an answer with errors has the tag %s", got)
	}
	if got := tagOf(t, with(artists, "Authorization", "Bearer x"), oneRow, Options{CacheControl: "max-age=60"}); got != tag {
		t.Errorf("an answer that only its client may store has the tag %q", got)
	}
}

// TestTheClientHasItAlready sends tags in all forms.
func TestTheClientHasItAlready(t *testing.T) {
	tag := tagOf(t, artists, oneRow, Options{})
	packed := strings.TrimSuffix(tag, `"`) + `-gzip"`
	for given, want := range map[string]int{
		tag: 304, "W/" + tag: 304, "*": 304, `"a,b", ` + tag + `, "c"`: 304, `W/"x",W/` + tag: 304, packed: 200, `"x"`: 200, "": 200,
		strings.Trim(tag, `"`): 200, `"` + tag + `"`: 200, "w/" + tag: 200, `"x` + tag: 200,
	} {
		w := send(t, with(artists, "If-None-Match", given), Options{CacheControl: "max-age=60"}, oneRow)
		if w.Code != want {
			t.Errorf("%s is answered with %d, want %d", given, w.Code, want)
		}
		if want != http.StatusNotModified {
			continue
		}
		h := w.Header()
		if w.Body.Len() > 0 || h.Get("ETag") != tag || h["Content-Type"] != nil || h["Content-Length"] != nil {
			t.Errorf("%s: %v %s", given, h, w.Body)
		}
		if h.Get("Cache-Control") != "max-age=60" || h.Get("Vary") != "Accept, Authorization, Cookie, Accept-Encoding" {
			t.Errorf("%s: %v", given, h)
		}
	}
	w := send(t, with(query(`{"query": "{ artists { id } }"}`), "If-None-Match", tag), Options{}, oneRow)
	if w.Code != http.StatusNotModified {
		t.Errorf("QUERY: %d", w.Code)
	}
	w = send(t, with(post(`{"query": "{ artists { id } }"}`, ""), "If-None-Match", tag), Options{}, oneRow)
	if w.Code != http.StatusOK || w.Body.Len() == 0 {
		t.Errorf("POST: %d %s", w.Code, w.Body)
	}
	if w := send(t, with(artists, "If-None-Match", tag), Options{}, answering(`{"artists":[{"id":2}]}`)); w.Code != http.StatusOK {
		t.Errorf("other rows: %d", w.Code)
	}
}

// TestTagsHaveTheEncoding asks for a large answer as it is and in gzip: the bytes differ, and so do the tags.
func TestTagsHaveTheEncoding(t *testing.T) {
	s, f := newFake(t, Options{})
	f.Answer = answering(`{"artists":["` + strings.Repeat("x", 4000) + `"]}`)
	handler := compress.New().Handler(newServer(s, newCache(), Options{}))
	ask := func(encoding, match string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, artists.target, http.NoBody)
		r.Header.Set("Accept-Encoding", encoding)
		r.Header.Set("If-None-Match", match)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	plain, packed := ask("identity", ""), ask("gzip", "")
	tag, packedTag := plain.Header().Get("ETag"), packed.Header().Get("ETag")
	if packed.Header().Get("Content-Encoding") != "gzip" || packedTag != strings.TrimSuffix(tag, `"`)+`-gzip"` {
		t.Fatalf("the tags are %s and %s: %v", tag, packedTag, packed.Header())
	}
	for _, c := range []struct {
		encoding, match, tag string
		code                 int
	}{
		{"identity", tag, tag, 304},
		{"identity", packedTag, tag, 200},
		{"gzip", packedTag, packedTag, 304},
		{"gzip", "W/" + packedTag, packedTag, 304},
		{"gzip", tag, tag, 304},
		{"gzip", `"x"`, packedTag, 200},
	} {
		w := ask(c.encoding, c.match)
		if w.Code != c.code || w.Header().Get("ETag") != c.tag {
			t.Errorf("%s with %s: %d %v, want %d and %s", c.encoding, c.match, w.Code, w.Header(), c.code, c.tag)
		}
		if h := w.Header(); !slices.Equal(h["Vary"], packed.Header()["Vary"]) || w.Code == 304 && h.Get("Content-Encoding") != "" {
			t.Errorf("%s with %s: %v", c.encoding, c.match, h)
		}
	}
}
