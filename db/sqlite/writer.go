package sqlite

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/turns"
)

// patience is how long to wait for another program's lock.
const patience = 5 * time.Second

// Do implements exec.Writer. Units of several callers share a transaction; see session.
func (d *Database) Do(ctx context.Context, unit func(exec.Tx) error) error {
	return d.queue(ctx, &job{unit: unit})
}

// Transact implements exec.Transactor.
func (d *Database) Transact(ctx context.Context, unit func(exec.Tx) error) error {
	return d.queue(ctx, &job{unit: unit, once: true})
}

// queue runs a job, or adds it to those that wait, and returns its answer.
func (d *Database) queue(ctx context.Context, j *job) error {
	if d.mode.ReadOnly {
		return d.readOnly()
	}
	if err := endedFault(ctx, tooLong); err != nil {
		return err
	}
	j.ctx, j.address, j.since = ctx, turns.From(ctx), time.Now()
	switch d.writer.enter(d, j) {
	case entersClosed:
		return stopping()
	case entersFirst:
		if d.lead(j) {
			return j.err
		}
	case entersBehind:
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		if j.state.CompareAndSwap(jobWaits, jobLeft) {
			return endedFault(ctx, "the writes before this one took too long")
		}
		// The unit is running, and will soon be kept or not.
		<-j.done
	}
	return j.err
}

const tooLong = "the request exceeded its time limit"

func (d *Database) readOnly() error {
	f := fault.New(fault.DatabaseReadOnly, "the database is served read-only")
	if d.mode.Reason != "" {
		return f.WithDetails("%s", d.mode.Reason).WithHint("make the file and its folder writable, and restart the server")
	}
	return f.WithHint("serve it without the read-only setting")
}

// job is a unit and the caller who waits for it.
type job struct {
	ctx context.Context //nolint:containedctx // it is that of the caller who waits
	// address is the address that the job comes from.
	address string
	unit    func(exec.Tx) error
	// once is set for a unit that must not run again: it has a transaction of its own.
	once  bool
	since time.Time
	// state determines whose the job is: the caller's until it begins, from then on the writer's.
	state atomic.Int32
	// err is the unit's error, and after done the caller's answer.
	err error
	// done is closed after that; nil if the caller runs the job itself.
	done chan struct{}
}

const (
	jobWaits int32 = iota
	// jobBegan is a job that is being run: the caller waits for its end.
	jobBegan
	// jobLeft is a job whose caller has gone; it never runs.
	jobLeft
)

// answer sets the answer of a job, and wakes a caller who waits.
func (j *job) answer(err error) {
	j.err = err
	if j.done != nil {
		close(j.done)
	}
}

// writer is the queue of the jobs for whoever writes: one goroutine at a time.
type writer struct {
	// patience is the constant, or less in tests.
	patience time.Duration

	mu sync.Mutex
	// waiting are the jobs, served in turns between the addresses that they come from.
	waiting turns.Queue[*job]
	closed  bool
	// writes reports whether a goroutine writes. It alone uses the session, which is nil before the first job.
	writes  bool
	session *session
	// stop ends the wait for a lock.
	stop context.CancelFunc
	// rested is closed once nobody writes any more; nil unless the writer is being closed.
	rested chan struct{}
}

// entry is how a job comes to the writer.
type entry uint8

const (
	// entersClosed: the writer accepts no more.
	entersClosed entry = iota
	// entersFirst: nobody writes, and the caller is to run the job itself.
	entersFirst
	// entersBehind: the job waits.
	entersBehind
)

// enter takes a job.
func (w *writer) enter(d *Database, j *job) entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return entersClosed
	}
	if w.session == nil {
		if w.patience == 0 {
			w.patience = patience
		}
		w.session = &session{d: d, traits: map[string]*trait{}}
		w.session.ctx, w.stop = context.WithCancel(context.Background())
	}
	first := !w.writes
	w.writes = true
	if first && !j.once {
		j.state.Store(jobBegan)
		return entersFirst
	}
	w.append(j)
	if first {
		go d.write()
	}
	return entersBehind
}

// append adds a job to those that wait.
func (w *writer) append(j *job) {
	j.state.Store(jobWaits)
	j.done = make(chan struct{})
	w.waiting.Push(j.address, j)
}

// push adds a job to those that wait, whose caller was to run it.
func (w *writer) push(j *job) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.append(j)
}

// rest ends the writing of a goroutine, unless a job waits. It reports whether it did.
func (w *writer) rest() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting.Len() > 0 && !w.closed {
		return false
	}
	w.writes = false
	if w.rested != nil {
		close(w.rested)
	}
	return true
}

// next returns the job whose turn it is, or nil if none waits or the writer is being closed.
func (w *writer) next() *job {
	w.mu.Lock()
	defer w.mu.Unlock()
	for !w.closed {
		j, ok := w.waiting.Pop(nil)
		if !ok {
			break
		}
		if j.state.CompareAndSwap(jobWaits, jobBegan) {
			return j
		}
	}
	return nil
}

// restore puts a job back that has not run, as the next one.
func (w *writer) restore(j *job) {
	w.mu.Lock()
	defer w.mu.Unlock()
	j.state.Store(jobWaits)
	w.waiting.Restore(j.address, j)
}

// queued returns the number of waiting jobs.
func (w *writer) queued() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.waiting.Len()
}

// oldest returns since when the oldest job has waited; false if none waits.
func (w *writer) oldest() (since time.Time, some bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for j := range w.waiting.All() {
		if j.state.Load() == jobWaits && (!some || j.since.Before(since)) {
			since, some = j.since, true
		}
	}
	return since, some
}

// refuse answers the jobs that have waited since then or longer, and drops those whose callers have gone.
func (w *writer) refuse(until time.Time, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting.DeleteFunc(func(j *job) bool {
		if j.since.After(until) && j.state.Load() == jobWaits {
			return false
		}
		if j.state.CompareAndSwap(jobWaits, jobBegan) {
			j.answer(err)
		}
		return true
	})
}

// close refuses the waiting jobs, and returns when the running ones are committed and answered.
func (w *writer) close() error {
	w.mu.Lock()
	w.closed = true
	s := w.session
	if s != nil {
		w.stop()
	}
	if w.writes {
		w.rested = make(chan struct{})
	}
	rested := w.rested
	w.mu.Unlock()
	if rested != nil {
		<-rested
	}
	if s == nil {
		return nil
	}
	w.refuse(time.Now(), stopping())
	return s.drop()
}
