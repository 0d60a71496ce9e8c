//go:build otel

package cli

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// TestSpans runs the program with a collector and checks what it received: strings are readable in the encoding.
func TestSpans(t *testing.T) {
	t.Chdir(t.TempDir())
	var mu sync.Mutex
	var got strings.Builder
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/v1/traces" {
			t.Errorf("%s: %v", r.URL.Path, err)
		}
		mu.Lock()
		defer mu.Unlock()
		got.Write(body)
	}))
	defer collector.Close()
	r := start(t, "--otel", collector.URL)
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	status, _, text := r.send(t, http.MethodPost, "/graphql?kanarie",
		`{"query": "query Names($n: String) { users(where: {name: {eq: $n}, email: {ne: \"kanarie\"}}) { id } }", "variables": {"n": "kanarie"}}`,
		"Traceparent", "00-"+id+"-00f067aa0ba902b7-01", "Tracestate", "vendor=kanarie", "Baggage", "user=kanarie", "Cookie", "kanarie")
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, text)
	}
	if code := r.stop(t); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, r.stderr.String())
	}
	mu.Lock()
	defer mu.Unlock()
	raw, err := hex.DecodeString(id)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "what the collector got", got.String(), string(raw), "service.name", "parse", "validate", "plan", "exec", "write", "statement", "SELECT",
		"graphql.operation.name", "Names", "http.route", "/graphql")
	if strings.Contains(got.String(), "kanarie") {
		t.Errorf("a value is in a span: %q", got.String())
	}
}
