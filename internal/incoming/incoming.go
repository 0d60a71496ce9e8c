// Package incoming reads the bodies of requests. It is a leaf.
package incoming

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
)

// The memory for a body at first, in bytes: for one of unknown length, and the maximum for one whose length is
// announced, since it may never arrive.
const (
	firstBody = 512
	mostAhead = 64 << 10
)

// ReadAll reads a body of at most limit bytes into memory of its own, which what is read of it may share. Of a longer one
// the error is an *http.MaxBytesError.
func ReadAll(w http.ResponseWriter, r *http.Request, limit int) ([]byte, error) {
	if r.ContentLength > int64(limit) {
		return nil, &http.MaxBytesError{Limit: int64(limit)}
	}
	from, size := io.Reader(r.Body), min(r.ContentLength+1, mostAhead) // one more byte, to read the end
	if r.ContentLength <= 0 {
		from, size = http.MaxBytesReader(w, r.Body, int64(limit)), firstBody
	}
	body := make([]byte, 0, size)
	for {
		n, err := from.Read(body[len(body):min(cap(body), limit+1)])
		body = body[:len(body)+n]
		switch {
		case len(body) > limit:
			return nil, &http.MaxBytesError{Limit: int64(limit)}
		case errors.Is(err, io.EOF):
			return body, nil
		case err != nil:
			return nil, err
		case len(body) == cap(body):
			body = slices.Grow(body, len(body))
		}
	}
}

// Encoded reports whether a body is compressed. Such bodies are refused: a few kilobytes can expand to gigabytes, and
// within the size limit little is gained.
func Encoded(h http.Header) bool {
	for _, coding := range h["Content-Encoding"] {
		if coding != "" && !strings.EqualFold(coding, "identity") {
			return true
		}
	}
	return false
}
