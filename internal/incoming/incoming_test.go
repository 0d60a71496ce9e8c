package incoming_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"tiddly/internal/incoming"
)

func TestReadAll(t *testing.T) {
	long := strings.Repeat("a", 100_000)
	for _, c := range []struct {
		name, body string
		length     int64
		limit      int
		large      bool
	}{
		{"nothing", "", 0, 10, false},
		{"an announced length", "0123456789", 10, 10, false},
		{"an unknown length", "0123456789", -1, 10, false},
		{"more than the memory at first", long, -1, 100_000, false},
		{"more than is allocated ahead", long, 100_000, 100_000, false},
		{"too much is announced", "", 11, 10, true},
		{"too much of unknown length", "0123456789a", -1, 10, true},
		{"much too much", long, -1, 1000, true},
	} {
		for _, piece := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.DataErrReader, func(r io.Reader) io.Reader { return r }} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", piece(strings.NewReader(c.body)))
			r.ContentLength = c.length
			got, err := incoming.ReadAll(httptest.NewRecorder(), r, c.limit)
			_, large := errors.AsType[*http.MaxBytesError](err)
			if large != c.large || !large && (err != nil || string(got) != c.body) {
				t.Errorf("%s: %d bytes, %v", c.name, len(got), err)
			}
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := incoming.ReadAll(httptest.NewRecorder(), r, 10); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a body that breaks off: %v", err)
	}
}

func TestEncoded(t *testing.T) {
	for coding, want := range map[string]bool{"": false, "identity": false, "Identity": false, "gzip": true, "gzip, identity": true} {
		if got := incoming.Encoded(http.Header{"Content-Encoding": {"identity", coding}}); got != want {
			t.Errorf("%q: %v", coding, got)
		}
	}
}
