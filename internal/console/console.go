package console

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"tiddly/internal/accept"
)

// policy is the Content-Security-Policy of the pages. They load from and connect to this server only, and no page
// may frame them. Inline styles are allowed: Monaco writes its themes and decorations into <style> elements
// without a nonce. Workers need no blob: and scripts no eval. Images may be data:, for Monaco's small ones.
const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// A file under assetsPath has the hash of its content in its name, so it never changes; the pages name the current
// ones.
const (
	assetsPath  = "assets/"
	forever     = "public, max-age=31536000, immutable"
	askEachTime = "no-cache"
)

// pages are the files served at addresses of their own.
var pages = map[string]string{"/": "index.html", "/tables": "tables.html", "/schema.graphqls": "schema.html"}

// Files returns the built pages, index.html at its root, or nil in a build without them.
func Files() fs.FS {
	if !embedded {
		return nil
	}
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("invariant broken: dist is a folder: " + err.Error())
	}
	return files
}

// Handler serves the built pages at /, /tables and /schema.graphqls and their assets below /assets/, to GET and
// HEAD; it is nil in a build without them. Other addresses are a plain 404. Answers are compressed for clients
// that accept gzip; each file is compressed once, on its first request.
func Handler() http.Handler {
	files := Files()
	if files == nil {
		return nil
	}
	return newHandler(files)
}

// handler serves files, and caches them in the form in which they are sent.
type handler struct {
	files fs.FS
	// sent holds the *file by name.
	sent sync.Map
}

func newHandler(files fs.FS) *handler { return &handler{files: files} }

// file is a file in the form in which it is sent. It is made once.
type file struct {
	once         sync.Once
	kind         string
	tag          string
	plain, small []byte
	err          error
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := pages[r.URL.Path]
	if !ok {
		name = strings.TrimPrefix(r.URL.Path, "/")
		ok = strings.HasPrefix(name, assetsPath) && fs.ValidPath(name)
	}
	var f *file
	if ok {
		f = h.file(name)
	}
	if f == nil {
		http.NotFound(w, r)
		return
	}
	f.send(w, r, strings.HasPrefix(name, assetsPath))
}

// file returns the file of a name, or nil if there is none. Missing files are not cached: clients choose the
// names.
func (h *handler) file(name string) *file {
	if info, err := fs.Stat(h.files, name); err != nil || info.IsDir() {
		return nil
	}
	kept, _ := h.sent.LoadOrStore(name, &file{})
	f := kept.(*file)
	f.once.Do(func() { f.read(h.files, name) })
	if f.err != nil {
		return nil
	}
	return f
}

func (f *file) read(files fs.FS, name string) {
	f.plain, f.err = fs.ReadFile(files, name)
	if f.err != nil {
		return
	}
	f.kind = contentType(name)
	sum := sha256.Sum256(f.plain)
	f.tag = hex.EncodeToString(sum[:8])
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(f.plain) // a buffer takes everything
	_ = z.Close()
	// Fonts and images may be compressed already.
	if b.Len() < len(f.plain)*9/10 {
		f.small = b.Bytes()
	}
}

// types are the types for which mime.TypeByExtension would depend on the system.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".ttf": "font/ttf",
}

func contentType(name string) string {
	if kind, ok := types[path.Ext(name)]; ok {
		return kind
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

func (f *file) send(w http.ResponseWriter, r *http.Request, unchanging bool) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	accept.Vary(h, "Accept-Encoding")
	h.Set("Cache-Control", askEachTime)
	if unchanging {
		h.Set("Cache-Control", forever)
	}
	content, tag := f.plain, `"`+f.tag+`"`
	if f.small != nil && accept.Gzip(r.Header) {
		content, tag = f.small, `"`+f.tag+`-gzip"`
		h.Set("Content-Encoding", "gzip")
		// http.ServeContent omits the length of encoded content.
		if r.Header.Get("Range") == "" && r.Header.Get("If-None-Match") == "" {
			h.Set("Content-Length", strconv.Itoa(len(content)))
		}
	}
	h.Set("ETag", tag)
	http.ServeContent(w, r, "", time.Time{}, io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))))
}
