package observe

import (
	"sync"
	"sync/atomic"
	"time"
)

// Load counts the work of a database's connections. It is safe for concurrent use; its zero value has counted nothing.
type Load struct {
	waiting  atomic.Int64
	waits    atomic.Uint64
	waitTime atomic.Int64

	mu      sync.Mutex
	commits Usage
}

// Waited counts a request as waiting for a connection until the returned end is called.
func (l *Load) Waited() (end func()) {
	start := time.Now()
	l.waits.Add(1)
	l.waiting.Add(1)
	return func() {
		l.waiting.Add(-1)
		l.waitTime.Add(int64(time.Since(start)))
	}
}

// Committed counts a commit that units shared, unless there were none.
func (l *Load) Committed(units int) {
	if units == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.commits.Committed(units)
}

// Usage returns what was counted; the numbers of connections are not.
func (l *Load) Usage() Usage {
	l.mu.Lock()
	u := l.commits
	l.mu.Unlock()
	u.Waiting, u.Waits = int(l.waiting.Load()), l.waits.Load()
	u.WaitTime = time.Duration(l.waitTime.Load())
	return u
}
