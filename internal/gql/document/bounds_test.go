package document

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
)

// sizes returns sizes of documents up to more than the token limit: few, or many in the long form.
func sizes(l *limits.Limits) []int {
	grow := 3.0
	if os.Getenv("TIDDLY_LONG") != "" {
		grow = 1.25
	}
	var all []int
	for size := 1.0; size <= 2*float64(l.Tokens); size = size*grow + 1 {
		all = append(all, int(size))
	}
	return append(all, l.Fields/6, l.Fields/3, l.Fields*4/5, l.Tokens/8, l.Tokens/3, l.Tokens*4/5)
}

// cost is the cost of reading and planning a document.
type cost struct{ steps, bytes int }

// within reports whether the cost is within what the token limit and the text allow.
func (c cost) within(l *limits.Limits, text string) bool {
	return c.steps <= 3*l.Steps() && c.bytes <= 2000*l.Tokens+20*len(text)
}

// costOf reads a document, plans it if it is valid, and returns the cost.
func costOf(tb testing.TB, s *shelf, text string) (cost, string) {
	tb.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	steps, said := planOf(tb, s, text)
	runtime.ReadMemStats(&after)
	return cost{steps, int(after.TotalAlloc - before.TotalAlloc)}, said
}

// planOf reads a document, plans its first operation, and returns the code of the error, if there is one.
func planOf(tb testing.TB, s *shelf, text string) (steps int, said string) {
	tb.Helper()
	r := reading{limits: s.limits, schema: s.schema}
	document, errs := r.read(tb.Context(), text)
	if len(errs) > 0 {
		return r.steps, fmt.Sprint(errs[0].Extensions["code"])
	}
	e := NewEntry(document)
	if _, _, faults := s.planner.Plan(tb.Context(), e, e.operations[0], nil); len(faults) > 0 {
		said = string(faults[0].Fault.Code)
	}
	return r.steps, said
}

// TestDocumentsAreCheckedWithinBounds reads documents of every kind and size up to the token limit, at the default
// limits and at ten times those. Neither steps nor bytes may grow faster than the token limit and the text.
func TestDocumentsAreCheckedWithinBounds(t *testing.T) {
	for factor, l := range map[int]limits.Limits{1: limits.Default(), 10: gqltest.Tenfold()} {
		s, _ := newShelf(t, l)
		_, _ = costOf(t, s, "{ albums { id } }") // fill the caches first
		for name, write := range gqltest.Hostile {
			var most cost
			saids := map[string]bool{}
			for _, size := range sizes(&l) {
				text := write(size)
				c, said := costOf(t, s, text)
				most = cost{max(most.steps, c.steps), max(most.bytes, c.bytes)}
				saids[said] = true
				if !c.within(&l, text) {
					t.Errorf("%s of %d: %d steps and %d bytes (%s)", name, size, c.steps, c.bytes, said)
				}
			}
			t.Logf("%d × %-26s %8d steps %8d kB %v", factor, name, most.steps, most.bytes>>10, saids)
		}
	}
}

// TestNobodyWaitsForADocument reads the most expensive documents for a request that is already over.
func TestNobodyWaitsForADocument(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	leave()
	s, _ := newShelf(t, limits.Default())
	r := reading{limits: s.limits, schema: s.schema}
	if _, errs := r.read(gone, "{ albums { id } }"); len(errs) != 1 || errs[0].Extensions["code"] != string(fault.RequestLeft) {
		t.Errorf("reading goes on: %v", errs)
	}
	document, err := s.read(t.Context(), "{ albums { id } }")
	if err != nil {
		t.Fatal(err)
	}
	e := NewEntry(document)
	if _, _, faults := s.planner.Plan(gone, e, e.operations[0], nil); len(faults) != 1 || faults[0].Fault.Code != fault.RequestLeft {
		t.Errorf("planning goes on: %s", gqltest.PrintFaults(faults))
	}
	if _, _, faults := s.planner.Plan(t.Context(), e, e.operations[0], nil); len(faults) != 0 {
		t.Errorf("what was given up is kept: %s", gqltest.PrintFaults(faults))
	}
}

// BenchmarkHostileDocuments reads and plans the most expensive document of every kind, and for comparison only
// parses it.
func BenchmarkHostileDocuments(b *testing.B) {
	for factor, l := range map[string]limits.Limits{"limits": limits.Default(), "tenfold": gqltest.Tenfold()} {
		s, _ := newShelf(b, l)
		for name, write := range gqltest.Hostile {
			var text string
			most := -1
			for _, size := range sizes(&l) {
				if c, _ := costOf(b, s, write(size)); c.bytes > most {
					text, most = write(size), c.bytes
				}
			}
			title := factor + "/" + strings.ReplaceAll(name, " ", "_")
			b.Run(title+"/parsed", func(b *testing.B) {
				for b.Loop() {
					_, _ = parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, l.Tokens) // it may be invalid
				}
			})
			b.Run(title+"/planned", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					planOf(b, s, text)
				}
			})
		}
	}
}
