package conformance

import (
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestFaultIsFound builds the program with one deliberate fault, LIKE left to the engine, and requires of the suite that
// it fails, and that it says where.
func TestFaultIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	program := filepath.Join(t.TempDir(), "program")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "tiddly_fault_like", "-o", program, "tiddly")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c := exec.CommandContext(t.Context(), program, "conformance", "--db", t.TempDir(), "--only", "^(like|ilike|contains)/", "--filters", "0")
	c.Dir = t.TempDir()
	out, err := c.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); !ok || failed.ExitCode() != 1 {
		t.Errorf("the suite ended with %v, want exit code 1", err)
	}
	if !regexp.MustCompile(`(?m)^ *like +33 +\d+ +[1-9]`).Match(out) || strings.Contains(string(out), "\nilike/") || strings.Contains(string(out), "\ncontains/") {
		t.Errorf("the suite found\n%.3000s", out)
	}
}
