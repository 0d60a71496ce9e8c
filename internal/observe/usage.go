package observe

import (
	"math/bits"
	"time"
)

// groupSizes are the classes of Usage.Groups: the last one ends at 128.
const groupSizes = 8

// Usage is how busy a database is now, and what it did since it was opened.
type Usage struct {
	// Readers is how many connections may read at the same time, ReadersInUse how many do, and Waiting
	// the requests that wait for one.
	Readers, ReadersInUse, Waiting int
	// Waits are the requests that had to wait for a connection, and WaitTime is for how long altogether.
	Waits    uint64
	WaitTime time.Duration
	// Queued are the writes that wait for the writer.
	Queued int
	// Groups counts commits by how many writes shared them: up to 1, 2, 4 and so on to 128, each
	// class without those below it. Written is the sum of all.
	Groups  [groupSizes]uint64
	Written uint64
}

// Committed counts a commit that writes shared, one at least.
func (u *Usage) Committed(writes int) {
	u.Groups[min(bits.Len(uint(writes-1)), groupSizes-1)]++
	u.Written += uint64(writes) //nolint:gosec // one at least
}
