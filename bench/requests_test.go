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

// answer returns the status and the body of one call.
func answer(tb testing.TB, c contender, body []byte) (int, []byte) {
	tb.Helper()
	caller := newCaller(tb, c.handler, body)
	var kept bytes.Buffer
	caller.sink.kept = &kept
	caller.call()
	return caller.sink.status, kept.Bytes()
}

// TestSameAnswers checks that all handlers return the same, so that they can be compared.
func TestSameAnswers(t *testing.T) {
	for _, m := range matches(t) {
		for _, variables := range []map[string]any{m.request.variables, m.request.few} {
			if variables == nil {
				continue
			}
			body := m.request.body(t, variables)
			status, ours := answer(t, m.contenders[0], body)
			if status != m.request.status {
				t.Fatalf("%s: %s answers %d: %s", m.request.name, nameOurs, status, ours)
			}
			for _, c := range m.contenders[1:] {
				_, theirs := answer(t, c, body)
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
		_, ours := answer(t, m.contenders[0], m.request.body(t, m.request.variables))
		text := string(ours)
		counts := map[string]int{
			list.name: 100, nest.name: 50 * 12, key.name: 1, // nest: a collection, its maker, its ten products
			wrong.name: 0,
		}
		if got := strings.Count(text, `"id":`); got != counts[m.request.name] {
			t.Errorf("%s has %d rows, want %d", m.request.name, got, counts[m.request.name])
		}
		if m.request == &wrong && (!namesTheMistake.MatchString(text) || !strings.Contains(text, "name") || strings.Contains(text, `"data"`)) {
			t.Errorf("the misspelt field is answered by %s", text)
		}
	}
}

// maxAllocations is the limit of allocations for one more row.
const maxAllocations = 10

func TestAllocationsPerRow(t *testing.T) {
	for _, m := range matches(t) {
		if m.request.few == nil {
			continue
		}
		many := allocations(t, m.contenders[0], m.request.body(t, m.request.variables))
		few := allocations(t, m.contenders[0], m.request.body(t, m.request.few))
		perRow := (many - few) / float64(m.request.rows)
		t.Logf("%s: %.1f allocations, %.1f with %d rows fewer: %.2f a row", m.request.name, many, few, m.request.rows, perRow)
		if perRow > maxAllocations {
			t.Errorf("%s: %.2f allocations a row, want at most %d", m.request.name, perRow, maxAllocations)
		}
	}
}

// allocations returns the mean allocations of a request whose plan is cached.
func allocations(tb testing.TB, c contender, body []byte) float64 {
	tb.Helper()
	caller := newCaller(tb, c.handler, body)
	caller.call()
	return testing.AllocsPerRun(50, caller.call)
}

func TestStatementsPerLevel(t *testing.T) {
	for _, m := range matches(t) {
		for _, variables := range []map[string]any{m.request.variables, m.request.few} {
			if variables == nil || m.request.levels == 0 {
				continue
			}
			t.Run(fmt.Sprint(m.request.name, variables), func(t *testing.T) {
				got := statements(t, m.request, variables)
				if got == 0 || got > m.request.levels {
					t.Errorf("%d statements for %d levels of tables", got, m.request.levels)
				}
			})
		}
	}
}
