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

// queue adds a job to those that wait, and returns its answer.
func (d *Database) queue(ctx context.Context, j *job) error {
	if d.mode.ReadOnly {
		return d.readOnly()
	}
	if err := endedFault(ctx, tooLong); err != nil {
		return err
	}
	j.ctx, j.address, j.since, j.done = ctx, turns.From(ctx), time.Now(), make(chan struct{})
	if !d.writer.add(d, j) {
		return stopping()
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
	err  error
	done chan struct{}
}

const (
	jobWaits int32 = iota
	// jobBegan is a job that is being run: the caller waits for its end.
	jobBegan
	// jobLeft is a job whose caller has gone; it never runs.
	jobLeft
)

func (j *job) answer(err error) {
	j.err = err
	close(j.done)
}

// writer is the queue of jobs for the one goroutine that writes, which the first job starts.
type writer struct {
	// patience is the constant, or less in tests.
	patience time.Duration

	mu sync.Mutex
	// waiting are the jobs, served in turns between the addresses that they come from.
	waiting turns.Queue[*job]
	closed  bool
	// wake wakes an idle writer.
	wake chan struct{}
	// ended is closed by the goroutine at its end; nil before it was started.
	ended chan struct{}
	// stop ends the wait for a lock.
	stop context.CancelFunc
	// err is the error of closing the connection; read after ended.
	err error
}

// add appends a job to those of its address; it returns false if the writer accepts no more.
func (w *writer) add(d *Database, j *job) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	if w.ended == nil {
		if w.patience == 0 {
			w.patience = patience
		}
		w.wake, w.ended = make(chan struct{}, 1), make(chan struct{})
		var ctx context.Context
		ctx, w.stop = context.WithCancel(context.Background())
		go d.write(ctx)
	}
	w.waiting.Push(j.address, j)
	select {
	case w.wake <- struct{}{}:
	default:
	}
	return true
}

// idle waits for a job; it returns false once there will be none any more.
func (w *writer) idle() bool {
	for {
		w.mu.Lock()
		some, closed := w.waiting.Len() > 0, w.closed
		w.mu.Unlock()
		if some || closed {
			return !closed
		}
		<-w.wake
	}
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
	ended := w.ended
	if ended != nil {
		w.stop()
		select {
		case w.wake <- struct{}{}:
		default:
		}
	}
	w.mu.Unlock()
	if ended == nil {
		return nil
	}
	<-ended
	return w.err
}
