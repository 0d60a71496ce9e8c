package sqlite

import (
	"errors"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/internal/fault"
)

// conclude commits the only job of a transaction if it is whole, else rolls it back, and returns the job's answer.
func (s *session) conclude(j *job, v verdict) error {
	if j.err != nil && v == whole {
		v = spoiled // whatever it wrote is undone, or was
	}
	v = s.commit(v)
	switch {
	case v == whole:
		s.d.load.Committed(1)
		return nil
	case v == lost:
		return s.lost
	case j.err != nil:
		return j.err
	default:
		return brokenKey(&fault.Violation{})
	}
}

// again runs the jobs of a spoiled group once more, with a savepoint around each.
func (s *session) again(jobs []*job) verdict {
	if err := s.begin(time.Now().Add(s.d.writer.patience)); err != nil {
		return s.lose(err)
	}
	for _, j := range jobs {
		if v := s.run(j, true); v != whole {
			return v
		}
	}
	return whole
}

// commit ends the transaction: by a commit if it is whole, else by a rollback.
func (s *session) commit(v verdict) verdict {
	if v == whole {
		err := s.keep()
		if err == nil {
			return whole
		}
		v = broken
		if violationOf(err, nil) == nil {
			v = s.lose(err)
		}
	}
	s.rollback()
	return v
}

// keep commits the transaction, and returns an error unless the file was at its path throughout: nobody would find in
// another file what was acknowledged. If that is found before the commit, nothing is written.
func (s *session) keep() error {
	if err := s.d.place.checkWritten(); err != nil {
		return err
	}
	if err := s.conn.run("COMMIT"); err != nil {
		return err
	}
	if err := s.d.place.checkWritten(); err != nil {
		f := *fault.From(err)
		f.Details = "the writes of the request are in the file that was at the path before"
		return &f
	}
	return nil
}

func (s *session) lose(err error) verdict {
	s.lost = faultOf(s.d.place.explain(err))
	if s.ctx.Err() != nil && isBusy(err) {
		s.lost = stopping()
	}
	var e sqlite3.Error
	s.suspect = errors.As(err, &e) && e.Code == sqlite3.ErrIoErr
	return lost
}

// rollback leaves the connection without a transaction, or closes it.
func (s *session) rollback() {
	if s.conn == nil {
		return
	}
	if s.conn.state() != ended && s.conn.run("ROLLBACK") != nil || s.suspect {
		_ = s.drop() // closing rolls back too
	}
}

// release ends the savepoint of a unit.
func (s *session) release(keep bool) verdict {
	var err error
	if !keep {
		err = s.conn.run("ROLLBACK TO unit")
	}
	if err == nil {
		err = s.conn.run("RELEASE unit")
	}
	if err != nil {
		return broken
	}
	return whole
}
