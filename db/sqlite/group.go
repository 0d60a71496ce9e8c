package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/fault"
)

const (
	// maxGroup is the maximum number of units in a transaction: with so many, the wait for the disk is a small part of
	// each.
	maxGroup = 128
	// groupTime is how long a group accepts units, so that those already done are answered soon.
	groupTime = 10 * time.Millisecond
	// logLimit is the size to which the write-ahead log is truncated after a long reader has let it grow: four times the
	// size at which SQLite checkpoints it.
	logLimit = 16 << 20
)

// verdict is the state of the transaction after a unit, or after its end.
type verdict uint8

const (
	// whole: the transaction is open, and contains every unit completely or not at all.
	whole verdict = iota
	// spoiled: the transaction is open, and contains a part of a failed unit.
	spoiled
	// broken: the transaction was ended by one unit.
	broken
	// lost: nothing can be written now, because of the disk or a lock.
	lost
)

// session is the state of the writing goroutine, whichever writes.
type session struct {
	d *Database
	// ctx ends when the database is closed.
	ctx context.Context //nolint:containedctx // it is that of the writer
	// conn is opened when needed, and reopened once it can no longer be trusted.
	conn *connection
	// traits are the known traits of statements, by their text.
	traits map[string]*trait
	// mark is the mark of the tables in the transaction; empty until it is asked for.
	mark string
	// stuck is when the wait for another program's lock began; zero if there is none.
	stuck time.Time
	// lost is the error of the verdict lost.
	lost error
	// led is the group of a job that its caller runs.
	led [1]*job
	// suspect reports whether the connection can no longer be trusted.
	suspect bool
}

// trait is what is known of a statement.
type trait struct {
	// reads reports whether the statement cannot change anything.
	reads bool
	// guarded reports whether units whose first write is this statement need a savepoint: one failed, or wrote more.
	guarded bool
}

// write runs the jobs that wait, until none does. It is the only goroutine that writes.
func (d *Database) write() {
	w := &d.writer
	for {
		w.session.round()
		if w.queued() == 0 {
			runtime.Gosched() // the callers that were answered last are about to send their next job
		}
		if w.rest() {
			return
		}
	}
}

// round runs the waiting jobs in one transaction, and answers them after its end. If a group's outcome is unclear,
// each unit gets a transaction of its own: no unit pays for a neighbour.
func (s *session) round() {
	if err := s.beginRound(); err != nil {
		return
	}
	jobs, v := s.collect()
	if len(jobs) == 1 && jobs[0].once {
		jobs[0].answer(s.conclude(jobs[0], v))
		return
	}
	s.settle(jobs, v)
}

// settle ends the transaction of a group, and answers its jobs.
func (s *session) settle(jobs []*job, v verdict) {
	v = s.commit(v)
	if v == spoiled {
		v = s.commit(s.again(jobs))
	}
	switch v {
	case whole:
		s.d.load.Committed(kept(jobs))
		for _, j := range jobs {
			j.answer(j.err)
		}
	case lost:
		for _, j := range jobs {
			j.answer(s.lost)
		}
	default:
		for _, j := range jobs {
			j.answer(s.alone(j))
		}
	}
}

// beginRound begins the transaction of a group, before it is known which jobs are in it: whoever arrives waits for
// another program's lock, but nobody longer than patience.
func (s *session) beginRound() error {
	w := &s.d.writer
	now := time.Now()
	if s.stuck.IsZero() {
		s.stuck = now
	}
	since, some := w.oldest()
	if !some {
		w.refuse(time.Time{}, nil) // only jobs whose callers have gone remain
		return errNobody
	}
	if since.Before(s.stuck) {
		since = s.stuck // until then the wait was for our own units
	}
	err := s.begin(since.Add(w.patience))
	switch {
	case err == nil:
		s.stuck = time.Time{}
	case s.ctx.Err() != nil:
		// The database is being closed, which answers the waiting jobs.
	case isBusy(err):
		if now = time.Now(); !now.Before(s.stuck.Add(w.patience)) {
			w.refuse(now.Add(-w.patience), faultOf(err))
		}
	default:
		w.refuse(time.Now(), faultOf(err))
		_ = s.drop() // the first error is the one to report
	}
	return err
}

var errNobody = errors.New("nobody waits")

// isBusy reports whether a lock was not obtained in time, or the wait for it was interrupted.
func isBusy(err error) bool {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == sqlite3.ErrBusy || e.Code == sqlite3.ErrLocked || e.Code == sqlite3.ErrInterrupt
}

// begin begins a transaction, and opens the connection if there is none.
func (s *session) begin(deadline time.Time) error {
	s.mark = ""
	if err := s.d.place.writable(); err != nil {
		return err
	}
	ctx, cancel := context.WithDeadline(s.ctx, deadline)
	defer cancel()
	if s.conn != nil && s.conn.limited != s.d.limited.Load() {
		if err := s.drop(); err != nil {
			return err
		}
	}
	if s.conn == nil {
		if err := s.open(ctx); err != nil {
			return err
		}
	}
	s.conn.watch.attach(ctx)
	defer s.conn.watch.detach()
	return s.conn.run("BEGIN IMMEDIATE")
}

func (s *session) open(ctx context.Context) error {
	c, err := s.d.connect(ctx, forWriting)
	if err != nil {
		return err
	}
	if _, err := c.raw.ExecContext(unwatched, fmt.Sprintf("PRAGMA journal_size_limit = %d", logLimit), nil); err != nil {
		_ = c.close() // the first error is the one to report
		return err
	}
	s.conn = c
	s.guard()
	return nil
}

// drop closes the connection; the next transaction opens another.
func (s *session) drop() error {
	if s.conn == nil {
		return nil
	}
	err := s.conn.close()
	s.conn = nil
	s.suspect = false
	return err
}

// collect runs jobs in the transaction until none waits, or the group is full or old.
func (s *session) collect() (jobs []*job, v verdict) {
	start := time.Now()
	for len(jobs) < maxGroup && v == whole {
		j := s.d.writer.next()
		if j == nil && len(jobs) > 0 {
			// The callers that were answered last are about to send their next job.
			runtime.Gosched()
			j = s.d.writer.next()
		}
		if j == nil {
			break
		}
		if j.once && len(jobs) > 0 {
			s.d.writer.restore(j)
			break
		}
		jobs = append(jobs, j)
		v = s.run(j, false)
		if j.once || time.Since(start) > groupTime {
			break
		}
	}
	return jobs, v
}

// alone runs a job in a transaction of its own, and returns its answer.
func (s *session) alone(j *job) error {
	if err := endedFault(j.ctx, tooLong); err != nil {
		return err
	}
	err := s.begin(time.Now().Add(s.d.writer.patience))
	if err == nil {
		if s.run(j, false); j.err == nil {
			if err = s.keep(); err == nil {
				s.d.load.Committed(1)
			}
		}
		s.rollback()
	}
	if err == nil {
		return j.err
	}
	if f := violationOf(err, nil); f != nil {
		return f
	}
	s.lose(err)
	return s.lost
}

// run runs a job in the open transaction. Its result is stored in the job; the verdict is the state of the
// transaction.
func (s *session) run(j *job, guarded bool) verdict {
	if j.err = endedFault(j.ctx, tooLong); j.err != nil {
		return whole
	}
	c := s.conn
	t := &tx{session: s, conn: c, guarded: guarded}
	c.ctx = j.ctx
	c.watch.attach(j.ctx)
	j.err = t.do(j.unit)
	// From here on nothing interrupts: whether the unit is kept is decided.
	c.watch.detach()
	c.ctx = nil
	return s.judge(j, t)
}

// judge returns the verdict on what a unit has left.
func (s *session) judge(j *job, t *tx) verdict {
	if t.disk() {
		return s.lose(t.failed)
	}
	state := s.conn.state()
	if state == ended {
		if j.err == nil {
			j.err = fault.New(fault.Internal, "the transaction ended before its commit")
		}
		return broken
	}
	if j.err == nil && state == unresolved {
		// The commit would fail. Found here, the failure can be attributed to this unit.
		j.err = brokenKey(&fault.Violation{})
	}
	switch {
	case t.saved:
		return s.release(j.err == nil)
	case j.err != nil && t.first != nil:
		t.first.guarded = true
		return spoiled
	}
	return whole
}
