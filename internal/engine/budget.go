package engine

import (
	"sync"

	"tiddly/internal/exec"
)

// Budget counts what the runs of one request have used of the limits of an answer, so that a request that runs
// several times has one limit. The zero value has used nothing; it is safe for concurrent use.
type Budget struct {
	mu          sync.Mutex
	rows, bytes int
}

// Spend counts the answer of a run.
func (b *Budget) Spend(a *exec.Answer) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rows += a.Rows
	b.bytes += len(a.Data)
}

// bound lowers the limits of a run to what is left of them. A nil budget leaves them as they are.
func (b *Budget) bound(o *exec.Options) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	o.StatedRows, o.StatedBytes = o.Rows, o.Bytes
	o.Rows, o.Bytes = max(0, o.Rows-b.rows), max(0, o.Bytes-b.bytes)
}

// settled counts the answer of a read, and replaces it by a fault if it exceeds the limits together with those of
// other runs that ended meanwhile. What was written stays, so it is only counted.
func (b *Budget) settled(a exec.Answer, l Limits, writes bool) exec.Answer {
	if b == nil {
		return a
	}
	b.Spend(&a)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case writes || a.Data == nil:
	case b.rows > l.AnswerRows:
		return exec.Failed(exec.TooManyRows(l.AnswerRows))
	case b.bytes > l.AnswerBytes:
		return exec.Failed(exec.TooLarge(l.AnswerBytes))
	}
	return a
}
