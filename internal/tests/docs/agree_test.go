package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tiddly/internal/plan"
	"tiddly/internal/sample"
)

// numbers are the numbers that pages write as words.
var numbers = map[string]string{"fifteen": "15", "sixteen": "16", "fourteen": "14", "one": "1", "a": "1", "two": "2", "half": "0.5"}

// said is a figure or name that occurs on several pages. The first group of each pattern must equal Want.
type said struct {
	what, want string
	patterns   []string
	// least is the minimum number of occurrences.
	least int
}

// TestPagesAgree compares statements of several pages with the code: the delay of a reload, the size of the
// sample, the version of Go, limits that are no settings.
func TestPagesAgree(t *testing.T) {
	module, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(module)
	summary, err := sample.Write(t.Context(), filepath.Join(t.TempDir(), "shop.db"), sample.DefaultRows)
	if err != nil {
		t.Fatal(err)
	}
	look, err := time.ParseDuration(constant(t, "internal/cli/reload.go", `lookEvery = (\d+) \* time.Millisecond`) + "ms")
	if err != nil {
		t.Fatal(err)
	}
	all := []said{
		{"the delay of a reload, in seconds", "1", []string{`served\s+within\s+(\w+)\s+seconds?`}, 2},
		{"the tables of the sample", fmt.Sprint(len(summary.Tables)), []string{`shop(?: with|:) (\w+) tables`, `sample's\s+(\w+) tables`}, 2},
		{"the version of Go", string(version[1]), []string{`\bGo (1\.\d+)\b`, `\bgolang:(1\.\d+)\b`}, 3},
		{"the time between two looks at the schema, in seconds", fmt.Sprint(look.Seconds()), []string{`[Ee]very (\w+) second`, `within the (\w+) second`}, 3},
		{"the passwords of a request", constant(t, "internal/engine/secret.go", `maxPasswords = (\d+)`), []string{`at most (\d+) passwords`, `passwords that a request writes, with accounts \| (\d+) `}, 3},
		{"the seconds in which requests end", constant(t, "internal/server/server.go", `drainTime\s+= (\d+) \*`), []string{`have (\d+)\s+seconds to finish`, `have (\d+) s to finish`}, 2},
		{"the rows counted for a list at the root", fmt.Sprint(plan.CountedAtRoot), []string{"without `limit` counts (\\d+)\\s"}, 2},
		{"the rows counted for a nested list", fmt.Sprint(plan.CountedNested), []string{`at the root and (\d+)\s`, `none counts as (\d+) rows`, `counts (\d+) rows for each of`}, 4},
		{"the default address", "127.0.0.1:8080", []string{`serves it on <?http://([\d.:]+)`, `default .(127[\d.:]+).\n`}, 2},
	}
	paths := append(pages(t), "../../../CONTRIBUTING.md", "../../../deploy/Dockerfile")
	for _, s := range all {
		found := 0
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, pattern := range s.patterns {
				for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(text, -1) {
					found++
					got := strings.ToLower(string(m[1]))
					if number, ok := numbers[got]; ok {
						got = number
					}
					if got != s.want {
						t.Errorf("%s: %s is %s in %q; want %s", filepath.Base(path), s.what, got, m[0], s.want)
					}
				}
			}
		}
		if found < s.least {
			t.Errorf("%s is found %d times; want at least %d", s.what, found, s.least)
		}
	}
}

// constant returns the number that a source file has in place of the first group.
func constant(t *testing.T, path, pattern string) string {
	t.Helper()
	text, err := os.ReadFile("../../../" + path)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(pattern).FindSubmatch(text)
	if found == nil {
		t.Fatalf("%s has no %s", path, pattern)
	}
	return string(found[1])
}

// TestSampleIsDescribed compares the row counts on the page of the sample with the actual ones.
func TestSampleIsDescribed(t *testing.T) {
	summary, err := sample.Write(t.Context(), filepath.Join(t.TempDir(), "shop.db"), sample.DefaultRows)
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../../docs/sample.md")
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\| ([\\d,]+) \\|").FindAllStringSubmatch(string(page), -1) {
		described[m[1]] = strings.ReplaceAll(m[2], ",", "")
	}
	for _, table := range summary.Tables {
		if got := described[table.Table]; got != fmt.Sprint(table.Rows) {
			t.Errorf("sample.md: %s has %q rows; want %d", table.Table, got, table.Rows)
		}
	}
}

var (
	// setting matches a setting of docs/settings.md, which a test of internal/config keeps up to date, with its
	// default.
	setting = regexp.MustCompile("(?s)\n### `([\\w.]+)`\n.*?; default (?:`([^`]*)`|none)\n")
	// given matches a setting in a text, with its value there: `limits.wait` (5 s).
	given = regexp.MustCompile("`([a-z]+\\.?[A-Za-z]+)` \\((\\d[^);]*)\\)")
	// bound matches a line of the table of limits: a default, then its settings.
	bound = regexp.MustCompile("(?m)^\\|[^|]*\\| ([^|]*) \\| (`[^|]*`) \\|")
)

// TestDefaultsAgree compares the defaults on other pages with docs/settings.md.
func TestDefaultsAgree(t *testing.T) {
	text, err := os.ReadFile("../../../docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	defaults := map[string]string{}
	for _, m := range setting.FindAllStringSubmatch(string(text), -1) {
		defaults[m[1]] = m[2]
	}
	found := 0
	hold := func(page, key, value string) {
		want, ok := defaults[key]
		if !ok || want == "" {
			return
		}
		found++
		if plainly(value) != plainly(want) {
			t.Errorf("%s: %s is %s; want %s", filepath.Base(page), key, value, want)
		}
	}
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range given.FindAllStringSubmatch(string(text), -1) {
			hold(page, m[1], m[2])
		}
		if filepath.Base(page) != "limits.md" {
			continue
		}
		for _, m := range bound.FindAllStringSubmatch(string(text), -1) {
			keys := strings.Split(strings.ReplaceAll(m[2], "`", ""), ", ")
			for i, value := range strings.Split(m[1], ", ")[:len(keys)] {
				hold(page, keys[i], value)
			}
		}
	}
	if found < 15 {
		t.Errorf("%d defaults were found", found)
	}
}

// plainly returns a value without blanks and commas between digits, and without anything after its unit.
func plainly(value string) string {
	value, _, _ = strings.Cut(strings.ReplaceAll(value, ",", ""), "; ")
	return regexp.MustCompile(`^\d+ ?[A-Za-z]*`).FindString(strings.ReplaceAll(value, " ", ""))
}
