package fault_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryCodeIsDocumented holds docs/errors.md against the list of codes, both ways.
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
		if !strings.Contains(string(page), "| `"+code+"` |") {
			t.Errorf("docs/errors.md lacks %s", code)
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|").FindAllSubmatch(page, -1) {
		if !codes[string(m[1])] {
			t.Errorf("docs/errors.md has %s, which is no code", m[1])
		}
	}
	if len(codes) < 20 {
		t.Errorf("%d codes were found", len(codes))
	}
}
