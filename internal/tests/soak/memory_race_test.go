//go:build linux && race

package soak_test

import (
	"runtime"
	"testing"
)

const measured = "memory of Go"

// used returns the memory that Go has of the system, in KiB. The resident memory grows with each request whoever serves it,
// since the race detector keeps a note of each defer until its goroutine ends:
// go.dev/doc/articles/race_detector#Runtime_Overheads. What C has is measured without the detector.
func used(t *testing.T) int {
	t.Helper()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.Sys-m.HeapReleased) >> 10
}
