package docs_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/kept"
	"tiddly/internal/observe"
	"tiddly/internal/observe/metrics"
	"tiddly/internal/outgoing"
)

// TestSeriesAreDescribed compares the series in docs/operation.md with the existing ones.
func TestSeriesAreDescribed(t *testing.T) {
	page, err := os.ReadFile("../../../docs/operation.md")
	if err != nil {
		t.Fatal(err)
	}
	m := metrics.New(metrics.Sources{
		Database: func() observe.Usage { return observe.Usage{} }, Plans: func() metrics.Plans { return metrics.Plans{} },
		Turns: func() metrics.Turns { return metrics.Turns{} }, Outgoing: func() outgoing.Usage { return outgoing.Usage{} },
		Kept: func() kept.Usage { return kept.Usage{} },
	})
	m.Began()
	m.Ended(observe.Answered{})
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	var series []string
	for _, match := range regexp.MustCompile(`# TYPE (tiddly_\w+)`).FindAllStringSubmatch(w.Body.String(), -1) {
		series = append(series, match[1])
	}
	if len(series) < 15 {
		t.Fatalf("there are %d series: %v", len(series), series)
	}
	named := regexp.MustCompile(`\btiddly_\w+`).FindAllString(string(page), -1)
	for _, name := range series {
		if !slices.Contains(named, name) {
			t.Errorf("operation.md says nothing of %s", name)
		}
	}
	for _, name := range named {
		whole := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_sum"), "_count")
		if !slices.Contains(series, whole) {
			t.Errorf("operation.md speaks of %s, which does not exist", name)
		}
	}
}
