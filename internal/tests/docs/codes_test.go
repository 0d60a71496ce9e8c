package docs_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// codeHeading matches the heading of a code on the page of errors, which a test of internal/fault keeps complete.
var codeHeading = regexp.MustCompile("(?m)^### `([A-Z_]+)`$")

// TestCodesAreFound requires that the page of symptoms links to each code of the page of errors.
func TestCodesAreFound(t *testing.T) {
	page, err := os.ReadFile("../../../docs/troubleshooting.md")
	if err != nil {
		t.Fatal(err)
	}
	errors, err := os.ReadFile("../../../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	codes := codeHeading.FindAllSubmatch(errors, -1)
	if len(codes) < 30 {
		t.Errorf("errors.md has %d codes", len(codes))
	}
	for _, m := range codes {
		code := string(m[1])
		if !strings.Contains(string(page), "[`"+code+"`](errors.md#"+strings.ToLower(code)+")") {
			t.Errorf("troubleshooting.md does not lead to %s", code)
		}
	}
}
