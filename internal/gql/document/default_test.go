package document

import (
	"strings"
	"testing"

	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
)

// TestDefaultIsThatOfTheOperation has two operations with different defaults for a variable in a shared fragment.
func TestDefaultIsThatOfTheOperation(t *testing.T) {
	s, f := newShelf(t, limits.Default())
	parsed, err := s.read(t.Context(), `query A($j: Int = 1) { ...F } query B($j: Int = 2) { ...F }
		fragment F on Query { albums(where: {meta: {eq: {a: [$j]}}}) { id } }`)
	if err != nil {
		t.Fatal(err)
	}
	e := NewEntry(parsed)
	for i, want := range []string{`{"a":[1]}`, `{"a":[2]}`} {
		for range 2 { // built, and found in the cache
			_, arguments, faults := s.planner.Plan(t.Context(), e, e.operations[i], nil)
			if len(faults) > 0 || !strings.Contains(gqltest.PrintRequest(f.Requests[i], arguments), want) {
				t.Errorf("%s %s, want %s", gqltest.PrintFaults(faults), gqltest.PrintRequest(f.Requests[i], arguments), want)
			}
		}
	}
}
