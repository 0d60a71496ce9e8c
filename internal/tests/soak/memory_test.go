//go:build linux

package soak_test

import (
	"os"
	"slices"
	"testing"
	"time"
)

// memory is the memory of this process over time, in KiB.
type memory []int

// observe reads the memory until then, or until something is wrong.
func observe(t *testing.T, until time.Time) (m memory) {
	t.Helper()
	for ; time.Now().Before(until) && !t.Failed(); time.Sleep(100 * time.Millisecond) {
		m = append(m, used(t))
	}
	return m
}

// A process may use more in the end by a twentieth and 16 MiB: a leak of a kilobyte a request is more than that within
// minutes. The first fifth is not counted, in which caches and buffers fill.
const (
	grows     = 20
	growsByte = 16 << 10
	// judged is the least number of values that say something: half a minute of them.
	judged = 300
)

// judge compares the median of the last third with that of the first one, so that no single moment decides.
func (m memory) judge(t *testing.T) {
	t.Helper()
	m = m[len(m)/5:]
	third := len(m) / 3
	first, last := median(m[:third]), median(m[len(m)-third:])
	t.Logf("%s: %d KiB in the first third, %d in the last, at most %d", measured, first, last, slices.Max(m))
	if len(m) < judged {
		return
	}
	if last > first+first/grows+growsByte {
		t.Errorf("the memory grows, from %d KiB to %d", first, last)
	}
}

func median(values []int) int {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// openFiles returns the number of open files of this process.
func openFiles(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func TestJudge(t *testing.T) {
	steady := make(memory, 5*judged)
	for i := range steady {
		steady[i] = 200_000 + i*7919%20_000
	}
	steady.judge(t)
}
