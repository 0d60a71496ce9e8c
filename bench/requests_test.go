package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// answer returns the status and the body of one call of GraphQL.
func answer(tb testing.TB, c contender, body []byte) (int, []byte) {
	tb.Helper()
	return newCaller(tb, c.handler, body).answer()
}

// TestSameAnswers checks that all handlers return the same, so that they can be compared.
func TestSameAnswers(t *testing.T) {
	for _, m := range matches(t) {
		for _, variables := range m.request.sets() {
			status, ours := newCallerOf(t, m.contenders[0].handler, m.request, variables).answer()
			if status != m.request.status {
				t.Fatalf("%s: %s answers %d: %s", m.request.name, nameOurs, status, ours)
			}
			for _, c := range m.contenders[1:] {
				_, theirs := newCallerOf(t, c.handler, m.request, variables).answer()
				if c.name == nameFloor && !bytes.Equal(ours, theirs) {
					t.Errorf("%s: the bytes differ\n%s: %.600s\n%s: %.600s", m.request.name, nameOurs, ours, c.name, theirs)
				}
				if a, b := decoded(t, ours), decoded(t, theirs); !reflect.DeepEqual(a, b) {
					t.Errorf("%s: the values differ\n%s: %.600s\n%s: %.600s", m.request.name, nameOurs, ours, c.name, theirs)
				}
			}
		}
	}
}

func decoded(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
	return v
}

var namesTheMistake = regexp.MustCompile(`\bnam\b`)

// TestAnswersHaveTheirRows checks that each answer has the rows that the request is about.
func TestAnswersHaveTheirRows(t *testing.T) {
	for _, m := range matches(t) {
		_, ours := newCallerOf(t, m.contenders[0].handler, m.request, m.request.variables).answer()
		text := string(ours)
		if got := strings.Count(text, `"id":`); got != m.request.ids {
			t.Errorf("%s has %d rows, want %d", m.request.name, got, m.request.ids)
		}
		if m.request == &wrong && (!namesTheMistake.MatchString(text) || !strings.Contains(text, "name") || strings.Contains(text, `"data"`)) {
			t.Errorf("the misspelt field is answered by %s", text)
		}
	}
}

// maxAllocations is the limit of allocations for one more row: none, but for buffers that grow.
const maxAllocations = 0.05

func TestAllocationsPerRow(t *testing.T) {
	for _, m := range matches(t) {
		if m.request.few == nil {
			continue
		}
		many := newCallerOf(t, m.contenders[0].handler, m.request, m.request.variables).allocations()
		few := newCallerOf(t, m.contenders[0].handler, m.request, m.request.few).allocations()
		perRow := (many - few) / float64(m.request.rows)
		t.Logf("%s: %.1f allocations, %.1f with %d rows fewer: %.2f a row", m.request.name, many, few, m.request.rows, perRow)
		if perRow > maxAllocations {
			t.Errorf("%s: %.2f allocations a row, want at most %v", m.request.name, perRow, maxAllocations)
		}
	}
}

// allocations returns the mean allocations of a request of GraphQL whose plan is cached.
func allocations(tb testing.TB, c contender, body []byte) float64 {
	tb.Helper()
	return newCaller(tb, c.handler, body).allocations()
}

// allocations returns the mean allocations of a call, once its plan is cached.
func (c *caller) allocations() float64 {
	c.call()
	return testing.AllocsPerRun(50, c.call)
}

func TestStatementsPerLevel(t *testing.T) {
	for _, m := range matches(t) {
		if m.request.levels == 0 {
			continue
		}
		for _, variables := range m.request.sets() {
			t.Run(fmt.Sprint(m.request.name, variables), func(t *testing.T) {
				got := statements(t, m.request, variables)
				if got == 0 || got > m.request.levels {
					t.Errorf("%d statements for %d levels of tables", got, m.request.levels)
				}
			})
		}
	}
}
