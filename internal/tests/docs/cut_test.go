package docs_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// cut matches a block that a page quotes from a file of the project, which other tests compile and run.
var cut = regexp.MustCompile("(?ms)^ *<!-- cut from (\\S+) -->\n```\\w*\n(.*?)^```$") //nolint:gocritic // ^ is a line's start here

// TestCuts requires that each quoted block is an exact part of its file.
func TestCuts(t *testing.T) {
	found := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range cut.FindAllSubmatch(text, -1) {
			found++
			file, err := os.ReadFile("../../../" + string(m[1]))
			if err != nil {
				t.Errorf("%s: %v", filepath.Base(page), err)
				continue
			}
			if !bytes.Contains(file, m[2]) {
				t.Errorf("%s: this is no part of %s:\n%s", filepath.Base(page), m[1], m[2])
			}
		}
	}
	if found == 0 {
		t.Error("no page shows a part of a file")
	}
}
