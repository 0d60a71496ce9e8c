package compress

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// rows returns an answer of that many rows.
func rows(n int) string {
	var b strings.Builder
	b.WriteString(`{"data":{"tracks":[`)
	for i := range n {
		fmt.Fprintf(&b, `{"trackId":%d,"name":"Track number %x of some length","composer":"Angus Young, Malcolm Young","milliseconds":%d,"unitPrice":"0.99"},`,
			i, i*2654435761, 200000+i*7919%90000)
	}
	return strings.TrimSuffix(b.String(), ",") + "]}}"
}

// ask returns the answer of a handler behind a compressor.
func ask(t *testing.T, c *Compressor, method, accepts string, h http.HandlerFunc) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/", nil)
	r.Header.Set("Accept-Encoding", accepts)
	w := httptest.NewRecorder()
	c.Handler(h).ServeHTTP(w, r)
	return w
}

// unpacked returns the text of an answer, and whether it was compressed.
func unpacked(t *testing.T, w *httptest.ResponseRecorder) (string, bool) {
	t.Helper()
	if w.Header().Get("Content-Encoding") != "gzip" {
		return w.Body.String(), false
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), true
}

func TestWhatIsCompressed(t *testing.T) {
	large := rows(100)
	type header map[string]string
	for _, c := range []struct {
		name    string
		header  header
		status  int
		body    string
		packed  bool
		varies  bool
		accepts string
	}{
		{"json", header{"Content-Type": "application/json; charset=utf-8"}, 200, large, true, true, "gzip"},
		{"graphql", header{"Content-Type": "application/graphql-response+json; charset=utf-8"}, 200, large, true, true, "gzip"},
		{"text", header{"Content-Type": "text/plain"}, 200, large, true, true, "br, gzip;q=0.2"},
		{"an error", header{"Content-Type": "application/json"}, 404, large, true, true, "gzip"},
		{"not accepted", header{"Content-Type": "application/json"}, 200, large, false, true, "br"},
		{"not preferred", header{"Content-Type": "application/json"}, 200, large, false, true, "identity, gzip;q=0.5"},
		{"small", header{"Content-Type": "application/json"}, 200, large[:least-1], false, false, "gzip"},
		{"just large enough", header{"Content-Type": "application/json"}, 200, large[:least], true, true, "gzip"},
		{"compressed already", header{"Content-Type": "application/json", "Content-Encoding": "gzip"}, 200, "", false, false, "gzip"},
		{"an image", header{"Content-Type": "image/png"}, 200, large, false, false, "gzip"},
		{"no type", header{}, 200, large, false, false, "gzip"},
		{"a tag", header{"Content-Type": "application/json", "Etag": `"1"`}, 200, large, true, true, "gzip"},
		{"parts on demand", header{"Content-Type": "application/json", "Etag": `"1"`, "Accept-Ranges": "bytes"}, 200, large, false, false, "gzip"},
		{"a part", header{"Content-Type": "application/json"}, 206, large, false, false, "gzip"},
	} {
		for _, length := range []bool{true, false} {
			w := ask(t, New(), "GET", c.accepts, func(w http.ResponseWriter, _ *http.Request) {
				for name, value := range c.header {
					w.Header().Set(name, value)
				}
				if length {
					w.Header().Set("Content-Length", strconv.Itoa(len(c.body)))
				}
				if c.status != 200 {
					w.WriteHeader(c.status)
				}
				_, _ = io.WriteString(w, c.body)
			})
			if c.header["Content-Encoding"] != "" {
				continue // its body is not ours
			}
			text, packed := unpacked(t, w)
			if w.Code != c.status || text != c.body || packed != c.packed || (w.Header().Get("Vary") == "Accept-Encoding") != c.varies {
				t.Errorf("%s: %d, packed %v, %v, %d bytes of %d", c.name, w.Code, packed, w.Header(), len(text), len(c.body))
			}
			if tag := w.Header().Get("Etag"); packed && c.header["Etag"] != "" && tag != `"1-gzip"` || !packed && tag != c.header["Etag"] {
				t.Errorf("%s: the tag is %s", c.name, tag)
			}
			if packed && w.Header().Get("Content-Length") != "" {
				t.Errorf("%s: the length is that of the text", c.name)
			}
		}
	}
}

// TestPartsArriveAsTheyAreWritten flushes after the first part, as a list does that is read page by page.
func TestPartsArriveAsTheyAreWritten(t *testing.T) {
	first, second := rows(50), rows(10)
	release := make(chan struct{})
	s := httptest.NewServer(New().Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusOK)
		_, _ = io.WriteString(w, first)
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		<-release
		_, _ = io.WriteString(w, second)
		w.Header().Set(http.TrailerPrefix+"Tiddly-Warning", "a cell")
	})))
	defer s.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	z, err := gzip.NewReader(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(first))
	if _, err := io.ReadFull(z, got); err != nil || string(got) != first {
		t.Fatalf("the first part: %v", err)
	}
	close(release)
	if rest, err := io.ReadAll(z); err != nil || string(rest) != second {
		t.Errorf("the second part: %v", err)
	}
	if _, err := io.Copy(io.Discard, a.Body); err != nil || a.Trailer.Get("Tiddly-Warning") != "a cell" {
		t.Errorf("the trailer: %v %v", a.Trailer, err)
	}
}

// TestSlowClientsTakeAllPlaces holds all gzip writers: further answers come as they are, and the writers are free
// again when the clients have gone, or a handler panics.
func TestSlowClientsTakeAllPlaces(t *testing.T) {
	c, body := New(), rows(100)
	answer := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}
	started, stop := make(chan struct{}, most), make(chan struct{})
	ended := make(chan struct{}, most)
	for range most {
		go func() {
			defer func() { _ = recover(); ended <- struct{}{} }()
			ask(t, c, "GET", "gzip", func(w http.ResponseWriter, r *http.Request) {
				answer(w, r)
				started <- struct{}{}
				<-stop
				panic(http.ErrAbortHandler)
			})
		}()
	}
	for range most {
		<-started
	}
	if text, packed := unpacked(t, ask(t, c, "GET", "gzip", answer)); packed || text != body {
		t.Errorf("one more is compressed: %v, %d bytes", packed, len(text))
	}
	close(stop)
	for range most {
		<-ended
	}
	if text, packed := unpacked(t, ask(t, c, "GET", "gzip", answer)); !packed || text != body {
		t.Errorf("no writer is free: %v, %d bytes", packed, len(text))
	}
}

// broken is a client that has gone.
type broken struct{ *httptest.ResponseRecorder }

// Write fails.
func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }

// TestNothingRemains answers without a body, and to a client that has gone, before an answer that is compressed.
func TestNothingRemains(t *testing.T) {
	c, body := New(), rows(100)
	if w := ask(t, c, "GET", "gzip", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }); w.Code != http.StatusNoContent || w.Body.Len() != 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(t, c, "HEAD", "gzip", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }); w.Code != http.StatusTeapot {
		t.Errorf("%d", w.Code)
	}
	for range 2 * most {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		c.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for range 20 {
				_, _ = io.WriteString(w, body)
			}
		})).ServeHTTP(broken{httptest.NewRecorder()}, r)
	}
	w := ask(t, c, "GET", "gzip", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	})
	if text, packed := unpacked(t, w); !packed || text != body {
		t.Errorf("packed %v, %d bytes of %d", packed, len(text), len(body))
	}
}
