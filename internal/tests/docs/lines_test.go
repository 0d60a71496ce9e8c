package docs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestLinesEnd requires that lines of the pages, like those of the code, end before column 120. Code, tables,
// comments and pictures are exempt: nothing can break them.
func TestLinesEnd(t *testing.T) {
	for _, page := range append(pages(t), "../../../CONTRIBUTING.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		code := false
		for i, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "```") {
				code = !code
			}
			free := code || strings.HasPrefix(line, "|") || strings.HasPrefix(line, "<!--") || strings.HasPrefix(line, "![")
			if n := utf8.RuneCountInString(line); n >= 120 && !free {
				t.Errorf("%s:%d has %d columns; break it before column 120", filepath.Base(page), i+1, n)
			}
		}
	}
}
