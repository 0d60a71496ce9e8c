//go:build linux && !race

package soak_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

const measured = "resident memory"

// used returns the resident memory of the process, in KiB.
func used(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "VmRSS:")
	number, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
