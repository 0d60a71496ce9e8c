package docs_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// shown matches the name of a test that a page gives as proof, with its file.
var shown = regexp.MustCompile("\\[`(Test\\w+)`\\]\\(([^)]+\\.go)\\)")

// TestShownByTests requires that the tests which pages give as proofs exist.
func TestShownByTests(t *testing.T) {
	found := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range shown.FindAllSubmatch(text, -1) {
			found++
			file, err := os.ReadFile(filepath.Join(filepath.Dir(page), filepath.FromSlash(string(m[2]))))
			if err != nil {
				t.Errorf("%s: %v", filepath.Base(page), err)
				continue
			}
			if !bytes.Contains(file, []byte("func "+string(m[1])+"(")) {
				t.Errorf("%s: %s has no %s", filepath.Base(page), m[2], m[1])
			}
		}
	}
	if found < 10 {
		t.Errorf("%d tests are named, want at least 10", found)
	}
}
