package observe

import (
	"math/bits"
	"time"
)

// groupSizes is the number of classes of Usage.Groups: the last one ends at 128.
const groupSizes = 8

// Usage is the present load of a database and its totals since it was opened.
type Usage struct {
	// Readers is the maximum number of reading connections, ReadersInUse the number in use, and Waiting the number of
	// requests that wait for one.
	Readers, ReadersInUse, Waiting int
	// Waits is the number of requests that had to wait for a connection, WaitTime their total wait.
	Waits    uint64
	WaitTime time.Duration
	// Queued is the number of writes that wait for the writer.
	Queued int
	// Groups counts commits by the number of writes that shared them: up to 1, 2, 4 and so on to 128, each class
	// without those below it. Written is the sum of all.
	Groups  [groupSizes]uint64
	Written uint64
}

// Committed counts a commit shared by the given number of writes, at least one.
func (u *Usage) Committed(writes int) {
	u.Groups[min(bits.Len(uint(writes-1)), groupSizes-1)]++
	u.Written += uint64(writes) //nolint:gosec // one at least
}
