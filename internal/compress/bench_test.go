package compress

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// counter counts the bytes that are sent.
type counter struct {
	header http.Header
	sent   int
}

// Header implements http.ResponseWriter.
func (c *counter) Header() http.Header { return c.header }

// WriteHeader implements http.ResponseWriter.
func (c *counter) WriteHeader(int) {}

// Write implements http.ResponseWriter.
func (c *counter) Write(p []byte) (int, error) {
	c.sent += len(p)
	return len(p), nil
}

// BenchmarkAnswers sends answers as they are and compressed.
func BenchmarkAnswers(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 6000} {
		body := []byte(rows(n))
		for _, accepts := range []string{"identity", "gzip"} {
			b.Run(fmt.Sprintf("rows=%d/%s", n, accepts), func(b *testing.B) {
				h := New().Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header()["Content-Type"] = []string{"application/json"}
					_, _ = w.Write(body)
				}))
				r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/", nil)
				r.Header.Set("Accept-Encoding", accepts)
				out := &counter{header: http.Header{}}
				b.SetBytes(int64(len(body)))
				b.ReportAllocs()
				for b.Loop() {
					clear(out.header)
					out.sent = 0
					h.ServeHTTP(out, r)
				}
				b.ReportMetric(float64(out.sent), "sent-bytes")
			})
		}
	}
}
