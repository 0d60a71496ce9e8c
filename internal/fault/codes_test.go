package fault_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryCodeIsDocumented compares docs/errors.md with the list of codes, both ways.
func TestEveryCodeIsDocumented(t *testing.T) {
	source, err := os.ReadFile("codes.go")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for _, m := range regexp.MustCompile(`Code = "(\w+)"`).FindAllSubmatch(source, -1) {
		code := string(m[1])
		codes[code] = true
		entry := entryOf(string(page), code)
		if entry == "" {
			t.Errorf("docs/errors.md lacks %s", code)
			continue
		}
		if !strings.Contains(entry, `"code": "`+code+`"`) {
			t.Errorf("the entry of %s has no example of it", code)
		}
		if _, after, _ := strings.Cut(entry[strings.LastIndex(entry, "```"):], "\n"); len(strings.TrimSpace(after)) < 10 {
			t.Errorf("the entry of %s does not say what to do", code)
		}
	}
	for _, m := range regexp.MustCompile("(?m)^### `(\\w+)`$").FindAllSubmatch(page, -1) {
		if !codes[string(m[1])] {
			t.Errorf("docs/errors.md has %s, which is no code", m[1])
		}
	}
	if len(codes) < 20 {
		t.Errorf("%d codes were found", len(codes))
	}
}

// entryOf returns the part of the page that is about a code.
func entryOf(page, code string) string {
	_, entry, found := strings.Cut(page, "\n### `"+code+"`\n")
	if !found {
		return ""
	}
	entry, _, _ = strings.Cut(entry, "\n### ")
	entry, _, _ = strings.Cut(entry, "\n## ")
	return entry
}
