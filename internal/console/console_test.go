//go:build !noconsole

package console

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func ask(t *testing.T, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "GET", target, http.NoBody)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

// named matches the addresses of this server that a page or a style loads.
var named = regexp.MustCompile(`(?:src|href)="(/[^"]+)"`)

func TestPagesNameFilesThatAreThere(t *testing.T) {
	for page := range pages {
		w := ask(t, page)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
			t.Fatalf("%s: %d %s", page, w.Code, w.Header().Get("Content-Type"))
		}
		if got := w.Header().Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s: Cache-Control %q: a new build must be seen at once", page, got)
		}
		found := named.FindAllStringSubmatch(w.Body.String(), -1)
		if len(found) < 2 {
			t.Fatalf("%s loads %d files", page, len(found))
		}
		for _, f := range found {
			w := ask(t, f[1])
			if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != forever {
				t.Errorf("%s, which %s loads: %d, Cache-Control %q", f[1], page, w.Code, w.Header().Get("Cache-Control"))
			}
		}
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	for _, path := range []string{"/", "/tables", "/schema.graphqls"} {
		h := ask(t, path).Header()
		csp := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self';", "worker-src 'self';", "connect-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: %q is not in the policy %q", path, part, csp)
			}
		}
		if strings.Contains(csp, "unsafe-eval") || strings.Contains(csp, "blob:") {
			t.Errorf("%s: the policy is wider than it has to be: %s", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", path, h)
		}
	}
}

func TestGzip(t *testing.T) {
	plain := ask(t, "/")
	packed := ask(t, "/", "Accept-Encoding", "br, gzip;q=0.8")
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Header().Get("Vary") != "Accept-Encoding" {
		t.Fatalf("headers %v", packed.Header())
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(text, plain.Body.Bytes()) {
		t.Errorf("unpacked %q (%v), plain %q", text, err, plain.Body)
	}
	if plain.Header().Get("ETag") == packed.Header().Get("ETag") {
		t.Error("two forms of a page have one ETag")
	}
	for _, refused := range []string{"", "identity", "gzip;q=0", "gzip; q=0.0, br", "xgzip"} {
		if got := ask(t, "/", "Accept-Encoding", refused).Header().Get("Content-Encoding"); got != "" {
			t.Errorf("Accept-Encoding %q is answered with %s", refused, got)
		}
	}
}

func TestUnchangedPagesAreNotSentAgain(t *testing.T) {
	for _, coding := range []string{"identity", "gzip"} {
		tag := ask(t, "/", "Accept-Encoding", coding).Header().Get("ETag")
		w := ask(t, "/", "Accept-Encoding", coding, "If-None-Match", tag)
		if w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("%s: %d with %d bytes for %s", coding, w.Code, w.Body.Len(), tag)
		}
	}
}

func TestOnlyBuiltFilesAreServed(t *testing.T) {
	for _, path := range []string{"/index.html", "/assets/", "/assets", "/assets/../index.html", "/assets/none.js", "/nothing", "//assets/x"} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", http.NoBody)
		r.URL.Path = path
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, r)
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestWhatIsCommitted checks the files in dist: no source maps, no code from other hosts, and no more than is
// needed.
func TestWhatIsCommitted(t *testing.T) {
	const (
		most = 7 << 20
		// notices are the licences of the embedded code, which require to be distributed with it.
		notices = "licenses.md"
	)
	total := 0
	err := fs.WalkDir(Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(Files(), name)
		total += len(text)
		if strings.HasSuffix(name, ".map") || bytes.Contains(text, []byte("//# sourceMappingURL=")) {
			t.Errorf("%s is or names a source map", name)
		}
		if !strings.HasPrefix(name, assetsPath) && !strings.HasSuffix(name, ".html") && name != notices {
			t.Errorf("%s is not served", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(Files(), notices)
	if err != nil || !bytes.Contains(text, []byte("monaco-editor")) || !bytes.Contains(text, []byte("Permission is hereby granted")) {
		t.Errorf("%s does not hold the notices of what is built in: %v", notices, err)
	}
	if total > most {
		t.Errorf("the built pages are %d bytes, more than %d", total, most)
	}
}
