package cli

import (
	"net/http"
	"strings"
	"testing"
)

// TestTraceIsShownToThoseAllowed requires traces for loopback clients only, unless they are off or on for all.
func TestTraceIsShownToThoseAllowed(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		setting    string
		near, afar bool
	}{{"auto", true, false}, {"off", false, false}, {"on", true, true}} {
		t.Run(c.setting, func(t *testing.T) {
			r := start(t, "--trace", c.setting)
			defer r.stop(t)
			for headers, want := range map[string]bool{"": c.near, "X-Forwarded-For": c.afar} {
				all := []string{"Tiddly-Trace", "1"}
				if headers != "" {
					all = append(all, headers, "192.0.2.1")
				}
				_, _, text := r.send(t, http.MethodPost, "/graphql", document("{ users { id } }"), all...)
				if strings.Contains(text, `"statements":[`) != want {
					t.Errorf("with %q the trace is shown: %v, want %v: %s", headers, !want, want, text)
				}
			}
		})
	}
}
