package conformance

import (
	_ "embed" // for the list
	"fmt"
	"strings"
)

//go:embed differences.txt
var listed string

// Known is a difference that is known, and listed in docs/engines.md.
type Known struct {
	Engine string
	// Cases is a pattern of the names of the cases that differ.
	Cases string
	Why   string
}

// Listed returns the known differences.
func Listed() ([]Known, error) {
	var all []Known
	for line := range strings.Lines(listed) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.SplitN(line, " ", 3)
		if len(parts) < 3 {
			return nil, fmt.Errorf("the list of differences has a line of another form: %q", line)
		}
		for pattern := range strings.SplitSeq(parts[1], ",") {
			all = append(all, Known{Engine: parts[0], Cases: pattern, Why: parts[2]})
		}
	}
	return all, nil
}
