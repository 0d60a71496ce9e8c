package sqlite

import (
	"sync"
	"sync/atomic"
	"time"

	"tiddly/internal/observe"
)

// load counts the work of the pool and the writer.
type load struct {
	waiting  atomic.Int64
	waits    atomic.Uint64
	waitTime atomic.Int64

	mu      sync.Mutex
	commits observe.Usage
}

// waited counts a request as waiting for a connection until the returned end is called.
func (l *load) waited() (end func()) {
	start := time.Now()
	l.waits.Add(1)
	l.waiting.Add(1)
	return func() {
		l.waiting.Add(-1)
		l.waitTime.Add(int64(time.Since(start)))
	}
}

// kept returns the number of jobs whose writes were committed.
func kept(jobs []*job) (n int) {
	for _, j := range jobs {
		if j.err == nil {
			n++
		}
	}
	return n
}

// committed counts a commit that units shared, unless none of them was kept.
func (l *load) committed(units int) {
	if units == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.commits.Committed(units)
}

// Usage returns how busy the file is.
func (d *Database) Usage() observe.Usage {
	l := &d.load
	l.mu.Lock()
	u := l.commits
	l.mu.Unlock()
	u.Readers, u.ReadersInUse = d.readers.Places(), d.readers.Held()
	u.Waiting, u.Waits = int(l.waiting.Load()), l.waits.Load()
	u.WaitTime = time.Duration(l.waitTime.Load())
	u.Queued = d.writer.queued()
	return u
}
