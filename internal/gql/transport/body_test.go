package transport

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tiddly/internal/fault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/jsontext"
)

// counting counts the bytes read of a body.
type counting struct {
	io.Reader
	read int
}

// Read counts.
func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read += n
	return n, err
}

// TestLargeBodiesAreNotRead sends more than the maximum size of a body. If its length is announced, none of it is
// read; otherwise little more than the limit.
func TestLargeBodiesAreNotRead(t *testing.T) {
	l := limits.Default()
	for name, c := range map[string]struct {
		length  int64
		headers map[string]string
		most    int
		code    fault.Code
	}{
		"a length":    {10 << 20, nil, 0, fault.LimitBody},
		"no length":   {-1, nil, l.Body + 4096, fault.LimitBody},
		"another one": {5, nil, l.Body + 4096, fault.LimitBody},
		"compressed":  {-1, map[string]string{"Content-Encoding": "gzip"}, 0, fault.RequestMediaType},
		"a form":      {-1, map[string]string{"Content-Type": "text/plain"}, 0, fault.RequestMediaType},
	} {
		t.Run(name, func(t *testing.T) {
			body := &counting{Reader: strings.NewReader(strings.Repeat(" ", 10<<20))}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", body)
			r.ContentLength = c.length
			r.Header.Set("Content-Type", "application/json")
			for key, value := range c.headers {
				r.Header.Set(key, value)
			}
			f := New(Options{Limits: &l}).read(&sender{w: httptest.NewRecorder(), r: r}, &jsontext.Tree{})
			if f == nil || f.Code != c.code || body.read > c.most {
				t.Errorf("%d bytes were read, want at most %d; got %v, want %s", body.read, c.most, f, c.code)
			}
		})
	}
}
