// Package compress sends answers in gzip to clients that accept it. It is a leaf: it knows HTTP, and not what is
// answered.
package compress

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"tiddly/internal/accept"
)

const (
	// least is the size in bytes from which an answer is compressed: what fits into one packet arrives no sooner.
	least = 1400
	// level is the fastest one: it takes a tenth of what it leaves out, and slower ones take twice the time for a
	// fiftieth more.
	level = gzip.BestSpeed
	// most is the maximum number of answers that are compressed at the same time, also while their clients are slow:
	// each takes 0.8 MB. Further ones are sent as they are.
	most = 32
)

// Compressor compresses the answers of handlers. It is safe for concurrent use.
type Compressor struct {
	places  chan struct{}
	writers sync.Pool
}

// New returns a compressor.
func New() *Compressor {
	c := &Compressor{places: make(chan struct{}, most)}
	c.writers.New = func() any {
		z, err := gzip.NewWriterLevel(io.Discard, level)
		if err != nil {
			panic("invariant broken: the level exists: " + err.Error())
		}
		return z
	}
	return c
}

// Handler compresses the answers of a handler: those that are texts, are large enough, and have no encoding yet.
func (c *Compressor) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			next.ServeHTTP(w, r) // it has no body
			return
		}
		out := &writer{ResponseWriter: w, from: c, accepts: accept.Gzip(r.Header)}
		defer out.release() // after a panic, what was begun stays incomplete
		next.ServeHTTP(out, r)
		out.end()
	})
}

// take returns a gzip writer; nil if too many are in use.
func (c *Compressor) take(w io.Writer) *gzip.Writer {
	select {
	case c.places <- struct{}{}:
	default:
		return nil
	}
	z := c.writers.Get().(*gzip.Writer)
	z.Reset(w)
	return z
}

// give returns a gzip writer.
func (c *Compressor) give(z *gzip.Writer) {
	z.Reset(io.Discard)
	c.writers.Put(z)
	<-c.places
}

// writer decides with the first part of an answer whether it is compressed, and compresses it as it is written.
type writer struct {
	http.ResponseWriter
	from    *Compressor
	accepts bool
	// status is what the handler has set before the first part; 0 if nothing.
	status int
	// begun is set when the head was sent, z if the answer is compressed.
	begun bool
	z     *gzip.Writer
}

// WriteHeader keeps the status until the first part of the body is known. Answers in 1xx are sent at once.
func (w *writer) WriteHeader(status int) {
	switch {
	case status < http.StatusOK:
		w.ResponseWriter.WriteHeader(status)
	case w.status == 0:
		w.status = status
	}
}

// Write writes a part of the answer.
func (w *writer) Write(part []byte) (int, error) {
	if !w.begun {
		w.begin(len(part))
	}
	if w.z != nil {
		return w.z.Write(part)
	}
	return w.ResponseWriter.Write(part)
}

// begin sends the head of an answer whose first part has that size.
func (w *writer) begin(size int) {
	w.begun = true
	h := w.Header()
	if w.suits(h, size) {
		accept.Vary(h, "Accept-Encoding")
		if w.accepts {
			w.z = w.from.take(w.ResponseWriter)
		}
		if w.z != nil {
			h.Set("Content-Encoding", "gzip")
			h.Del("Content-Length")
			if tag, quoted := strings.CutSuffix(h.Get("Etag"), `"`); quoted {
				h.Set("Etag", tag+`-gzip"`) // it is of these bytes
			}
		}
	}
	if w.status != 0 {
		w.ResponseWriter.WriteHeader(w.status)
	}
}

// suits reports whether an answer is compressed for clients that accept it. One of which parts can be asked for is not:
// they are of its bytes as they are.
func (w *writer) suits(h http.Header, size int) bool {
	if length, err := strconv.Atoi(h.Get("Content-Length")); err == nil {
		size = length
	}
	return size >= least && w.status != http.StatusNoContent && w.status != http.StatusNotModified && w.status != http.StatusPartialContent &&
		h.Get("Content-Encoding") == "" && h.Get("Accept-Ranges") == "" && isText(h.Get("Content-Type"))
}

func isText(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	return media == "application/json" || media == "application/graphql-response+json" || strings.HasPrefix(media, "text/")
}

// Flush sends what was written so far.
func (w *writer) Flush() { _ = w.FlushError() }

// FlushError is Flush for http.ResponseController.
func (w *writer) FlushError() error {
	if !w.begun {
		w.begin(0)
	}
	if w.z != nil {
		if err := w.z.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// end completes the answer.
func (w *writer) end() {
	if !w.begun && w.status != 0 {
		w.begin(0)
	}
	if w.z != nil {
		_ = w.z.Close() // if it cannot be written, the client is gone
	}
}

// release returns the gzip writer.
func (w *writer) release() {
	if w.z != nil {
		w.from.give(w.z)
		w.z = nil
	}
}
