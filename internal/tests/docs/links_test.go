package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	code    = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

// TestLinks follows the links of every page to files of the project and to headings in them.
func TestLinks(t *testing.T) {
	seen := 0
	for _, page := range append(pages(t), "../../../CONTRIBUTING.md", "../../../CHANGELOG.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, m := range link.FindAllSubmatch(code.ReplaceAll(text, nil), -1) {
			target, anchor, _ := strings.Cut(string(m[1]), "#")
			if strings.Contains(target, "://") {
				continue
			}
			seen++
			path := page
			if target != "" {
				path = filepath.Join(filepath.Dir(page), filepath.FromSlash(target))
			}
			there, err := os.ReadFile(path)
			if err != nil {
				t.Errorf("%s: %s leads nowhere", filepath.Base(page), m[1])
				continue
			}
			if anchor != "" && !hasHeading(string(there), anchor) {
				t.Errorf("%s: %s has no such heading", filepath.Base(page), m[1])
			}
		}
	}
	if seen < 20 {
		t.Errorf("%d links were found", seen)
	}
}

// hasHeading reports whether a page has a heading with the anchor, as the usual renderers form it.
func hasHeading(text, anchor string) bool {
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		var made strings.Builder
		for _, r := range strings.ToLower(m[1]) {
			switch {
			case r == ' ' || r == '-':
				made.WriteByte('-')
			case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_':
				made.WriteRune(r)
			}
		}
		if made.String() == anchor {
			return true
		}
	}
	return false
}
