package conformance

import (
	"os"
	"strings"
	"testing"
)

// TestListIsTheDocumentation requires that docs/engines.md has the lines of the list, and at most ten.
func TestListIsTheDocumentation(t *testing.T) {
	text, err := os.ReadFile("../../docs/engines.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(strings.TrimSpace(line), " | "); len(cells) == 3 && strings.HasPrefix(cells[0], "| `") {
			plain := strings.NewReplacer("`", "", "| ", "", " |", "").Replace
			rows = append(rows, plain(cells[0])+" "+strings.ReplaceAll(plain(cells[1]), ", ", ",")+" "+plain(cells[2]))
		}
	}
	var lines []string
	for line := range strings.Lines(listed) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	if strings.Join(rows, "\n") != strings.Join(lines, "\n") {
		t.Errorf("docs/engines.md lists\n%s\ndifferences.txt has\n%s", strings.Join(rows, "\n"), strings.Join(lines, "\n"))
	}
	if len(lines) > 10 {
		t.Errorf("%d lines; at most ten are wanted", len(lines))
	}
}

// TestDifferencesAreJudged checks what makes a run fail: a difference that is not listed, and a line without one.
func TestDifferencesAreJudged(t *testing.T) {
	differs := func(name string) Difference { return Difference{Case: &Case{Name: name}} }
	known := []Known{{Engine: "here", Cases: "a/*", Why: "so it is"}, {Engine: "elsewhere", Cases: "b/*", Why: "there"}}
	for _, c := range []struct {
		name        string
		differences []Difference
		fails       bool
	}{
		{"listed", []Difference{differs("a/1"), differs("a/2")}, false},
		{"not listed", []Difference{differs("a/1"), differs("b/1")}, true},
		{"listed and gone", nil, true},
	} {
		r := &Result{Engine: "here", Differences: c.differences}
		r.compareList(known, true)
		if r.Failed() != c.fails {
			t.Errorf("%s: fails is %v", c.name, r.Failed())
		}
	}
}
