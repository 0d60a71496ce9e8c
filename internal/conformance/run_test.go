package conformance

import (
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/tests/home"
)

// TestSuite runs the suite on every engine that is here.
func TestSuite(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			filters := 40
			if testing.Short() {
				filters = 5
			}
			r, err := Run(t.Context(), Options{Address: e.Place(t), Filters: filters, Seed: 1, Project: home.Plain()})
			if err != nil {
				t.Fatal(err)
			}
			judge(t, r)
		})
	}
}

// judge requires of a run that nothing differs that is not listed.
func judge(t *testing.T, r *Result) {
	t.Helper()
	var text strings.Builder
	if err := r.Write(&text); err != nil {
		t.Fatal(err)
	}
	if r.Failed() {
		t.Errorf("the suite fails:\n%s", text.String())
	} else {
		t.Logf("\n%s", text.String())
	}
}
